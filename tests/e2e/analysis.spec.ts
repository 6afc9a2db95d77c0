import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  expectedOf,
  openAdvanced,
  openSession,
  plan,
  readMetrics,
  readTerms,
  trainToTheEnd,
} from './analysis-kit.ts';
import { chooseKeySize, contribute, csvFile, expect, expectFit, expectPhase, openTab } from './kit.ts';
import { readCoefficients, referenceFit, roleLink, startSession, test, vector } from './kit.ts';

const HOSPITALS = ['diabetes-hospital-a.csv', 'diabetes-hospital-b.csv', 'diabetes-hospital-c.csv'];

/** Opens a fold by its title. */
async function unfold(page: Page, title: RegExp): Promise<void> {
  const summary = page.locator('summary', { hasText: title }).first();
  if ((await summary.locator('..').getAttribute('open')) === null) await summary.click();
}

async function download(page: Page, button: string): Promise<string> {
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFile(await (await started).path(), 'utf8');
}

test('five folds choose a penalty, and taking it asks nobody', async ({ context, server }) => {
  const tabs = await openSession(context, server.address, HOSPITALS);
  const { modelOwner } = tabs;
  await plan(modelOwner, { target: 'progression', model: 'Ridge', mode: 'One-shot' });
  await openAdvanced(modelOwner);
  await modelOwner.getByRole('spinbutton', { name: 'Penalty' }).fill('0.1');
  await unfold(modelOwner, /Validation/);
  await modelOwner.getByRole('combobox', { name: 'Validation' }).selectOption('Folds');
  await expectPhase(modelOwner, 'ready');
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  // Parts are smaller sums than the owners agreed to: each is asked.
  for (const owner of tabs.owners) {
    const question = owner.getByRole('alert').filter({ hasText: /five parts/i });
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: /agree/i }).click();
  }
  for (const page of [modelOwner, ...tabs.owners]) await expectPhase(page, 'finished');
  expect((await readMetrics(modelOwner))['Rows']).toBe(442);
  const use = modelOwner.getByRole('button', { name: /^Use .+\(/ }).first();
  await expect(use).toBeVisible();
  await use.click();
  const before = (await readTerms(modelOwner))['bmi']?.estimate ?? Number.NaN;
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(async () => (await readTerms(modelOwner))['bmi']?.estimate).not.toBe(before);
  for (const owner of tabs.owners) await expectPhase(owner, 'finished');
});

test('private predictions equal local ones, and end with their limit', async ({ context, server }) => {
  const tabs = await openSession(context, server.address, HOSPITALS.slice(0, 2));
  const { modelOwner, owners } = tabs;
  await plan(modelOwner, { target: 'progression', mode: 'One-shot' });
  await unfold(modelOwner, /Predictions for data owners/);
  await modelOwner.getByRole('spinbutton', { name: 'Scores to give' }).fill('5');
  await modelOwner.getByRole('spinbutton', { name: 'Scores to give' }).blur();
  await trainToTheEnd(tabs);
  const terms = await readTerms(modelOwner);

  const [owner] = owners;
  if (owner === undefined) throw new Error('no owner');
  await expect(owner.getByRole('button', { name: 'Get predictions' })).toBeVisible();
  await owner.getByLabel('Rows to predict').setInputFiles(vector('diabetes-hospital-c.csv'));
  await owner.getByLabel('Most rows').fill('5');
  await owner.getByRole('button', { name: 'Get predictions' }).click();
  await expect(owner.getByRole('button', { name: 'Download your predictions' })).toBeEnabled({
    timeout: 60_000,
  });
  const [header = '', ...lines] = (await download(owner, 'Download your predictions')).trim().split(/\r?\n/);
  const names = header.split(',');
  const scored = lines
    .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])))
    .filter((row) => row['prediction'] !== '');
  expect(scored).toHaveLength(5);
  for (const row of scored) {
    const local = Object.entries(terms).reduce(
      (sum, [term, { estimate }]) => sum + estimate * (term === '(intercept)' ? 1 : Number(row[term])),
      0,
    );
    expect(Math.abs(Number(row['prediction']) - local)).toBeLessThanOrEqual(1e-9 * Math.abs(local));
  }
  // None is left, for nobody.
  await expect(owner.getByText('No prediction is left for this session.')).toBeVisible();
});

test('a contract of the older shape trains, and its model predicts without a session', async ({
  context,
  server,
}) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await modelOwner.getByLabel('Contract file').setInputFiles('public/samples/model.json');
  const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  await expectPhase(modelOwner, 'ready');
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  for (const page of [modelOwner, owner]) await expectPhase(page, 'finished');
  const reference = referenceFit('diabetes-ols');
  const shown = await readCoefficients(modelOwner);
  const ordered = reference.map(({ term }) => {
    const found = shown.find((each) => each.term === term);
    if (found === undefined) throw new Error(`no term ${term}`);
    return found;
  });
  expectFit(ordered, reference);

  const saved = await download(modelOwner, 'Download model');
  const reader = await openTab(context, server.address);
  await reader.getByRole('button', { name: 'Open a saved model' }).click();
  await reader
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'model.json', mimeType: 'application/json', buffer: Buffer.from(saved) });
  await expect(reader.getByRole('table', { name: 'Coefficients' })).toBeVisible();
  await reader.getByLabel('Test file').setInputFiles(vector('diabetes.csv'));
  const scores = reader.getByRole('table', { name: 'Scores on the test file' });
  await expect(scores).toBeVisible();
  const mse = Number(
    await scores.getByRole('row', { name: /^MSE/ }).locator('[data-value]').getAttribute('data-value'),
  );
  expect(mse / (expectedOf('diabetes-ols') as { mse: number }).mse).toBeCloseTo(1, 9);
});

for (const mode of ['Rounds', 'One-shot'] as const) {
  test(`${mode}: constant and collinear columns are left out and named`, async ({ context, server }) => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const [a, b] = [(i * 7) % 13, (i * 5) % 11];
      return [a, b, a + b, 4, 3 + 2 * a - b + ((i * 3) % 7) / 10].join(',');
    });
    const modelOwner = await startSession(context, server.address);
    await chooseKeySize(modelOwner, 2048);
    const file = csvFile('plain.csv', `a,b,total,four,y\n${rows.join('\n')}\n`);
    const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), file);
    await plan(modelOwner, { target: 'y', mode });
    await expectPhase(modelOwner, 'ready');
    await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
    for (const page of [modelOwner, owner]) await expectPhase(page, 'finished');
    const terms = await readTerms(modelOwner);
    expect(Object.keys(terms)).toEqual(['(intercept)', 'a', 'b']);
    expect(Math.abs((terms['a']?.estimate ?? 0) - 2)).toBeLessThan(0.1);
    expect(Number.isFinite(terms['a']?.stdError)).toBe(true);
    for (const name of ['total', 'four']) {
      await expect(
        modelOwner
          .getByText(new RegExp(`${name}.*(left out|dropped)|(left out|dropped).*${name}`, 's'))
          .first(),
      ).toBeVisible();
    }
  });
}
