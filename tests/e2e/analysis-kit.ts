import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import {
  addOwners,
  chooseKeySize,
  contribute,
  expect,
  expectPhase,
  openTab,
  roleLink,
  startSession,
  vector,
} from './kit.ts';

/** What the tests say about a training. */
export interface Setup {
  readonly files: readonly string[];
  readonly target: string;
  /** All others are unchecked; all stay checked if absent. */
  readonly features?: readonly string[];
  readonly model?: 'Linear' | 'Ridge' | 'Lasso' | 'Elastic net' | 'Logistic';
  readonly mode?: 'Rounds' | 'One-shot';
  readonly positive?: string;
}

export interface Tabs {
  readonly modelOwner: Page;
  readonly owners: readonly Page[];
  readonly facilitator: Page;
}

/** Opens a session with one owner for each file; they arrive in the order of the files. */
export async function openSession(
  context: BrowserContext,
  address: string,
  files: readonly string[],
): Promise<Tabs> {
  const modelOwner = await startSession(context, address);
  await chooseKeySize(modelOwner, 2048);
  await addOwners(modelOwner, files.length);
  const facilitator = await openTab(context, await roleLink(modelOwner, 'Facilitator'));
  const owners: Page[] = [];
  for (const [i, file] of files.entries()) {
    const link = await roleLink(modelOwner, `Data owner ${i + 1}`);
    owners.push(await contribute(context, link, vector(file)));
  }
  return { modelOwner, owners, facilitator };
}

/** Chooses the columns and the model. */
export async function plan(modelOwner: Page, setup: Omit<Setup, 'files'>): Promise<void> {
  const select = (name: string, option: string) =>
    modelOwner.getByRole('combobox', { name, exact: true }).selectOption(option);
  await select('Target', setup.target);
  if (setup.model !== undefined) await select('Model', setup.model);
  if (setup.mode !== undefined) await select('Mode', setup.mode);
  if (setup.positive !== undefined) {
    await openAdvanced(modelOwner);
    await select('Positive class', setup.positive);
  }
  if (setup.features === undefined) return;
  const boxes = modelOwner.getByRole('group', { name: 'Features' }).getByRole('checkbox');
  for (const box of await boxes.all()) {
    const name = (await box.getAttribute('aria-label')) ?? (await labelOf(box));
    await box.setChecked(setup.features.includes(name));
  }
}

async function labelOf(box: ReturnType<Page['getByRole']>): Promise<string> {
  return box.evaluate((element) => (element as HTMLInputElement).labels?.[0]?.textContent.trim() ?? '');
}

export async function openAdvanced(modelOwner: Page): Promise<void> {
  const button = modelOwner.getByRole('button', { name: 'Advanced settings' });
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
}

/** Presses Train and waits for the end in every tab. */
export async function trainToTheEnd({ modelOwner, owners, facilitator }: Tabs): Promise<void> {
  await expectPhase(modelOwner, 'ready');
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  for (const page of [modelOwner, ...owners, facilitator]) await expectPhase(page, 'finished');
}

/** The figures of the table Metrics, by name, at full precision. */
export async function readMetrics(modelOwner: Page): Promise<Record<string, number>> {
  const rows = modelOwner.getByRole('table', { name: 'Metrics' }).locator('tbody tr');
  const entries = await rows.evaluateAll((elements) =>
    elements.map((row): [string, number] => [
      row.querySelector('th')?.textContent.trim() ?? '',
      Number(row.querySelector('[data-value]')?.getAttribute('data-value') ?? Number.NaN),
    ]),
  );
  return Object.fromEntries(entries);
}

/** A row of the table Coefficients with everything that inference gives. */
export interface InferredTerm {
  readonly estimate: number;
  readonly stdError: number;
  readonly t: number;
  readonly pValue: number;
  readonly low: number;
  readonly high: number;
}

/** The table Coefficients by term; what is not shown is NaN. */
export async function readTerms(modelOwner: Page): Promise<Record<string, InferredTerm>> {
  const rows = modelOwner.getByRole('table', { name: 'Coefficients' }).locator('tbody tr');
  const entries = await rows.evaluateAll((elements) =>
    elements.map((row) => {
      const [estimate = Number.NaN, stdError = Number.NaN, t = Number.NaN, pValue = Number.NaN] = [
        ...row.querySelectorAll('[data-value]'),
      ].map((cell) => Number(cell.getAttribute('data-value')));
      const interval = row.querySelector('[data-low]');
      const low = Number(interval?.getAttribute('data-low') ?? Number.NaN);
      const high = Number(interval?.getAttribute('data-high') ?? Number.NaN);
      const term = row.querySelector('th')?.textContent.trim() ?? '';
      return [term, { estimate, stdError, t, pValue, low, high }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** One entry of expected.json. */
export function expectedOf(name: string): unknown {
  const all = JSON.parse(readFileSync(vector('expected.json'), 'utf8')) as Record<string, unknown>;
  const entry = all[name];
  if (entry === undefined) throw new Error(`no reference ${name}`);
  return entry;
}

/** Relative distance at most `share`. */
export function expectClose(value: number | undefined, reference: number, share: number, title = ''): void {
  const distance = Math.abs((value ?? Number.NaN) - reference);
  expect(distance, title).toBeLessThanOrEqual(share * Math.abs(reference));
}
