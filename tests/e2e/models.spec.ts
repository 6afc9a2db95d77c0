import {
  expectClose,
  expectedOf,
  openAdvanced,
  openSession,
  plan,
  readMetrics,
  readTerms,
  trainToTheEnd,
} from './analysis-kit.ts';
import { expect, test, vector } from './kit.ts';

const PENGUINS = ['penguins-torgersen.csv', 'penguins-biscoe.csv', 'penguins-dream.csv'] as const;
const HOSPITALS = ['diabetes-hospital-a.csv', 'diabetes-hospital-b.csv', 'diabetes-hospital-c.csv'] as const;

interface OlsReference {
  readonly rows: number;
  readonly terms: readonly {
    readonly term: string;
    readonly estimate: number;
    readonly std_error: number;
    readonly t: number;
    readonly p_value: number;
    readonly ci95: readonly [number, number];
  }[];
  readonly r_squared: number;
  readonly adj_r_squared: number;
  readonly mse: number;
  readonly residual_std_error: number;
  readonly f: number;
  readonly f_p_value: number;
  readonly aic_gaussian: number;
  readonly bic_gaussian: number;
}

interface PenalisedReference {
  readonly lambda: number;
  readonly intercept: number;
  readonly coef: Readonly<Record<string, number>>;
}

for (const [mode, order] of [
  ['Rounds', [0, 1, 2]],
  ['One-shot', [2, 0, 1]],
] as const) {
  test(`penguins of three islands, ${mode}: categories and missing values`, async ({ context, server }) => {
    const tabs = await openSession(
      context,
      server.address,
      order.map((i) => PENGUINS[i]),
    );
    const features = ['bill_length_mm', 'flipper_length_mm', 'species', 'sex'];
    await plan(tabs.modelOwner, { target: 'body_mass_g', features, mode });
    await trainToTheEnd(tabs);

    const reference = expectedOf('penguins-ols') as OlsReference;
    const shown = await readTerms(tabs.modelOwner);
    expect(Object.keys(shown).toSorted()).toEqual(reference.terms.map(({ term }) => term).toSorted());
    for (const { term, estimate, std_error: stdError, t, p_value: pValue, ci95 } of reference.terms) {
      const found = shown[term];
      const allowed = 1e-9 * Math.max(Math.abs(estimate), stdError);
      expect(Math.abs((found?.estimate ?? Number.NaN) - estimate), term).toBeLessThanOrEqual(allowed);
      expectClose(found?.stdError, stdError, 1e-7, term);
      expectClose(found?.t, t, 1e-7, term);
      expectClose(found?.pValue, pValue, 1e-7, term);
      expectClose(found?.low, ci95[0], 1e-7, term);
      expectClose(found?.high, ci95[1], 1e-7, term);
    }
    const metrics = await readMetrics(tabs.modelOwner);
    expect(metrics['Rows']).toBe(333);
    expect(metrics['Rows dropped']).toBe(11);
    for (const [name, value] of [
      ['R^2', reference.r_squared],
      ['Adjusted R^2', reference.adj_r_squared],
      ['MSE', reference.mse],
      ['Residual std. error', reference.residual_std_error],
      ['F', reference.f],
      ['F p-value', reference.f_p_value],
      ['AIC', reference.aic_gaussian],
      ['BIC', reference.bic_gaussian],
    ] as const) {
      expectClose(metrics[name], value, 1e-7, name);
    }
    if (mode === 'One-shot') expect(metrics['Rounds']).toBe(0);
  });
}

test('ridge, lasso and elastic net of the same totals: the later ones ask nobody', async ({
  context,
  server,
}) => {
  const tabs = await openSession(context, server.address, HOSPITALS);
  const { modelOwner, owners } = tabs;
  await plan(modelOwner, { target: 'progression', model: 'Ridge' });
  await openAdvanced(modelOwner);
  const penalty = modelOwner.getByRole('spinbutton', { name: 'Penalty' });
  await penalty.fill('0.1');
  await trainToTheEnd(tabs);
  await expectPenalised(await readTerms(modelOwner), 'diabetes-ridge-0.1');

  const receipts = async () => {
    const texts = owners.map((owner) => owner.getByRole('status', { name: 'Session status' }).textContent());
    return Promise.all(texts);
  };
  const before = await receipts();
  await plan(modelOwner, { target: 'progression', model: 'Lasso' });
  await penalty.fill('1');
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(async () => (await readTerms(modelOwner))['s2']?.estimate).toBe(0);
  await expectPenalised(await readTerms(modelOwner), 'diabetes-lasso-1.0');
  expect(await receipts()).toEqual(before);

  await plan(modelOwner, { target: 'progression', model: 'Elastic net' });
  await modelOwner.getByRole('spinbutton', { name: 'L1 share' }).fill('1');
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  // With nothing but the absolute values it is the lasso.
  await expect(modelOwner.getByRole('heading', { name: /elastic net/i }).first()).toBeVisible();
  await expectPenalised(await readTerms(modelOwner), 'diabetes-lasso-1.0');
});

async function expectPenalised(shown: Awaited<ReturnType<typeof readTerms>>, name: string): Promise<void> {
  const { intercept, coef } = expectedOf(name) as PenalisedReference;
  // The reference gives the coefficients of standardised features; their deviations follow from the file.
  const { means, deviations } = await standardisation(Object.keys(coef));
  let shifted = intercept;
  for (const [term, standardised] of Object.entries(coef)) {
    const estimate = standardised / (deviations[term] ?? Number.NaN);
    shifted -= estimate * (means[term] ?? Number.NaN);
    const found = shown[term]?.estimate ?? Number.NaN;
    if (standardised === 0) expect(Math.abs(found), term).toBeLessThanOrEqual(1e-9);
    else expectClose(found, estimate, 1e-7, term);
  }
  expectClose(shown['(intercept)']?.estimate, shifted, 1e-7, '(intercept)');
}

/** Means and population standard deviations of columns of diabetes.csv. */
async function standardisation(
  names: readonly string[],
): Promise<{ means: Record<string, number>; deviations: Record<string, number> }> {
  const { readFile } = await import('node:fs/promises');
  const [header = '', ...lines] = (await readFile(vector('diabetes.csv'), 'utf8')).trim().split(/\r?\n/);
  const positions = header.split(',');
  const rows = lines.map((line) => line.split(',').map(Number));
  const means: Record<string, number> = {};
  const deviations: Record<string, number> = {};
  for (const name of names) {
    const column = rows.map((row) => row[positions.indexOf(name)] ?? Number.NaN);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    means[name] = mean;
    deviations[name] = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
  }
  return { means, deviations };
}

test('logistic on penguins, evaluated and predicted with a file', async ({ context, server }) => {
  const tabs = await openSession(context, server.address, PENGUINS);
  const { modelOwner } = tabs;
  const features = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];
  await plan(modelOwner, { target: 'sex', features, model: 'Logistic', mode: 'One-shot', positive: 'male' });
  await trainToTheEnd(tabs);
  await expect(modelOwner.getByText(/for prediction, not for odds ratios/i).first()).toBeVisible();

  await modelOwner.getByLabel('Test file').setInputFiles(vector('penguins.csv'));
  const {
    auc,
    log_loss: logLoss,
    accuracy,
  } = expectedOf('penguins-logit') as Record<'auc' | 'log_loss' | 'accuracy', number>;
  const evaluation = modelOwner.getByRole('table', { name: 'Scores on the test file' });
  await expect(evaluation).toBeVisible();
  const figure = async (name: string) =>
    Number(await evaluation.getByRole('row', { name }).locator('[data-value]').getAttribute('data-value'));
  expect(Math.abs((await figure('AUC')) - auc)).toBeLessThanOrEqual(0.01);
  expect(Math.abs((await figure('Log-loss')) - logLoss)).toBeLessThanOrEqual(0.03);
  expect(Math.abs((await figure('Accuracy')) - accuracy)).toBeLessThanOrEqual(0.03);

  const download = modelOwner.waitForEvent('download');
  await modelOwner.getByRole('button', { name: 'Download predictions' }).click();
  const path = await (await download).path();
  const { readFile } = await import('node:fs/promises');
  const lines = (await readFile(path, 'utf8')).trim().split(/\r?\n/);
  expect(lines).toHaveLength(345);
});
