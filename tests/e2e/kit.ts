import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { createSignaling } from '../../signaling/index.ts';
import type { LoggedFrame } from '../../signaling/index.ts';
import { NO_MISDEEDS, watchMisdeeds, type Misdeeds } from './budget-kit.ts';

/** A frame that the server saw, kept whole. */
export interface SeenFrame extends LoggedFrame {
  readonly at: number;
}

interface Fixtures {
  /** Folder of the built page. */
  readonly pageDir: string;
  /** The real server with the built page, on a port of its own, and everything that passed through it. */
  readonly server: { readonly address: string; readonly frames: readonly SeenFrame[] };
  /** What no tab of a test may do: break the policy, or ask anybody but the servers of the test. */
  readonly misdeeds: Misdeeds;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Where the build is. */
export const CLIENT_DIR = resolve(import.meta.dirname, '../../dist/client');

export const test = base.extend<Fixtures>({
  pageDir: [CLIENT_DIR, { option: true }],
  async server({ pageDir }, use) {
    const frames: SeenFrame[] = [];
    const signaling = createSignaling({
      port: 0,
      host: '127.0.0.1',
      staticDir: pageDir,
      log: (frame) => frames.push({ ...frame, at: Date.now() }),
    });
    await signaling.ready;
    await use({ address: signaling.address, frames });
    await signaling.close();
  },
  misdeeds: [
    async ({ context }, use) => {
      const misdeeds = await watchMisdeeds(context, ({ hostname }) => LOOPBACK.has(hostname));
      await use(misdeeds);
      expect(misdeeds).toEqual(NO_MISDEEDS);
    },
    { auto: true },
  ],
});

export { expect };

const vectors = resolve(import.meta.dirname, '../vectors');

/** Path of a data file of the tests. */
export const vector = (name: string): string => resolve(vectors, name);

/** Opens a tab and fails the test on any uncaught error in it. */
export async function openTab(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(address);
  return page;
}

/** The model owner's tab of a fresh session, by way of the start page. */
export async function startSession(context: BrowserContext, address: string): Promise<Page> {
  const page = await openTab(context, address);
  await page
    .getByRole('link', { name: 'Start a session' })
    .or(page.getByRole('button', { name: 'Start a session' }))
    .click();
  await expect(page.getByRole('list', { name: 'Role links' })).toBeVisible();
  return page;
}

/** The address behind a role link. */
export async function roleLink(modelOwner: Page, name: string): Promise<string> {
  const link = modelOwner.getByRole('list', { name: 'Role links' }).getByRole('link', { name, exact: true });
  const href = await link.getAttribute('href');
  if (href === null) throw new Error(`no link ${name}`);
  return href;
}

export async function addOwners(modelOwner: Page, count: number): Promise<void> {
  for (let i = 1; i < count; i++) await modelOwner.getByRole('button', { name: 'Add a data owner' }).click();
}

/** The phase that a tab shows. */
export async function expectPhase(page: Page, phase: string, timeout = 90_000): Promise<void> {
  await expect(page.getByRole('status', { name: 'Session status' })).toHaveAttribute('data-phase', phase, {
    timeout,
  });
}

interface CsvFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export function csvFile(name: string, content: string | Buffer): CsvFile {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(content) };
}

/** Opens a data owner's tab, gives it a file and contributes. */
export async function contribute(
  context: BrowserContext,
  link: string,
  file: string | CsvFile,
): Promise<Page> {
  const page = await openTab(context, link);
  await page.getByLabel('CSV file').setInputFiles(file);
  await expect(page.getByRole('region', { name: 'Your file' })).toBeVisible();
  await page.getByRole('button', { name: 'Contribute', exact: true }).click();
  await expectPhase(page, 'ready');
  return page;
}

/** Chooses a key size behind the advanced settings: 2048 bits are real and take a third of the time. */
export async function chooseKeySize(modelOwner: Page, bits: 2048 | 3072): Promise<void> {
  const button = modelOwner.getByRole('button', { name: 'Advanced settings' });
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  await modelOwner.getByRole('combobox', { name: 'Key size' }).selectOption(String(bits));
}

export async function train(modelOwner: Page, target: string): Promise<void> {
  await modelOwner.getByRole('combobox', { name: 'Target' }).selectOption(target);
  await expectPhase(modelOwner, 'ready');
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
}

export interface ShownTerm {
  readonly term: string;
  readonly estimate: number;
  readonly stdError: number;
}

/** The table Coefficients, at full precision. */
export async function readCoefficients(modelOwner: Page): Promise<ShownTerm[]> {
  const rows = modelOwner.getByRole('table', { name: 'Coefficients' }).locator('tbody tr');
  return rows.evaluateAll((elements) =>
    elements.map((row) => {
      const values = [...row.querySelectorAll('[data-value]')].map((cell) =>
        Number(cell.getAttribute('data-value')),
      );
      return {
        term: row.querySelector('th')?.textContent.trim() ?? '',
        estimate: values[0] ?? Number.NaN,
        stdError: values[1] ?? Number.NaN,
      };
    }),
  );
}

export interface ReferenceTerm {
  readonly term: string;
  readonly estimate: number;
  readonly std_error: number;
}

export function referenceFit(name: string): readonly ReferenceTerm[] {
  const all = JSON.parse(readFileSync(vector('expected.json'), 'utf8')) as Record<
    string,
    { terms: ReferenceTerm[] }
  >;
  const fit = all[name];
  if (fit === undefined) throw new Error(`no reference ${name}`);
  return fit.terms;
}

/** Every coefficient within 1e-9 max(|w|, se), every standard error within 1e-7, relative. */
export function expectFit(shown: readonly ShownTerm[], reference: readonly ReferenceTerm[]): void {
  expect(shown.map(({ term }) => term)).toEqual(reference.map(({ term }) => term));
  for (const [i, { estimate, std_error: stdError, term }] of reference.entries()) {
    const allowed = 1e-9 * Math.max(Math.abs(estimate), stdError);
    expect(Math.abs((shown[i]?.estimate ?? Number.NaN) - estimate), term).toBeLessThanOrEqual(allowed);
    expect(Math.abs((shown[i]?.stdError ?? Number.NaN) / stdError - 1), term).toBeLessThanOrEqual(1e-7);
  }
}
