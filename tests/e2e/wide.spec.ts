import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { chooseKeySize, expect, openTab, roleLink, startSession, test } from './kit.ts';
import { pageMemoriesMb, traceTasks } from './load.ts';

const FEATURES = 199;
const ROWS = 2000;
const ROUNDS = 10;

/** What keeps a page from reacting for longer is felt as a jerk. */
const LONGEST_TASK_MS = 100;
const MOST_MEMORY_MB = 1000;
/** Between the third round and the last, when everything has been used once. */
const MOST_GROWTH = 1.2;
/** A page that does nothing grows and shrinks by a few megabytes. */
const GROWTH_SLACK_MB = 20;

// Its snapshots of the page take long, too.
test.use({ trace: 'off' });

/** Columns of different frequencies: none is a combination of others. */
function wideFile(): string {
  const names = Array.from({ length: FEATURES }, (_, i) => `x${i}`);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const cells = names.map((_name, i) => Math.sin((row + 1) * (i + 1) * 0.37).toFixed(6));
    return [...cells, (50 + 40 * Math.cos(row)).toFixed(4)].join();
  });
  return `${[...names, 'y'].join()}\n${rows.join('\n')}\n`;
}

/** One look now and then: to ask for roles in tables of 200 rows would be a long task of its own. */
async function waitForRound(modelOwner: Page, round: number): Promise<void> {
  await modelOwner.waitForFunction(
    (least) => {
      const bar = document.querySelector('[role="progressbar"][aria-label="Rounds"]');
      return Number(bar?.getAttribute('aria-valuenow')) >= least;
    },
    round,
    { polling: 500, timeout: 500_000 },
  );
}

/** As a person does, but without the look at all roles of a page that the tests' own way takes. */
async function press(page: Page, text: string): Promise<void> {
  await page.evaluate((label) => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find((button) => button.textContent.trim() === label && !button.disabled)?.click();
  }, text);
}

async function waitForPhase(page: Page, phase: string): Promise<void> {
  const shown = (name: string) => document.querySelector(`[role="status"][data-phase="${name}"]`) !== null;
  await page.waitForFunction(shown, phase, { polling: 200, timeout: 90_000 });
}

function note(type: string, values: unknown): void {
  test.info().annotations.push({ type, description: JSON.stringify(values) });
}

test('200 columns: ten rounds with helpers, then Stop, and the pages react all the time', async ({
  browser,
  context,
  server,
}) => {
  test.setTimeout(600_000);
  const file = test.info().outputPath('wide.csv');
  await writeFile(file, wideFile());
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  const owner = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  const pages = [modelOwner, owner];

  const endTrace = await traceTasks(browser);
  await owner.getByLabel('CSV file').setInputFiles(file);
  await owner.waitForFunction(
    (columns) => document.querySelectorAll('table.profile tbody tr').length === columns,
    FEATURES + 1,
    { polling: 200 },
  );
  await press(owner, 'Contribute');
  await waitForPhase(owner, 'ready');
  await modelOwner.getByLabel('Target').selectOption('y');
  await waitForPhase(modelOwner, 'ready');
  await press(modelOwner, 'Train');
  await waitForRound(modelOwner, 3);
  const before = await pageMemoriesMb(browser);
  await waitForRound(modelOwner, ROUNDS);
  const after = await pageMemoriesMb(browser);
  const cores = await owner.evaluate(() => navigator.hardwareConcurrency);
  expect(owner.workers()).toHaveLength(Math.min(cores, 16));
  expect(modelOwner.workers()).toHaveLength(1);
  await press(modelOwner, 'Stop');
  for (const page of pages) await waitForPhase(page, 'finished');
  await modelOwner.waitForFunction(
    (terms) => document.querySelectorAll('[aria-labelledby="coefficients-title"] tbody tr').length === terms,
    FEATURES + 1,
    { polling: 200 },
  );

  // By CPU time: a busy machine stretches every task.
  const tasks = await endTrace();
  note(
    'longest tasks of each page, ms of CPU time',
    tasks.map((times) => times.slice(0, 5)),
  );
  // Chromium keeps a process or two ready, which have next to none.
  expect(tasks.filter((times) => times.length > 100).length).toBeGreaterThanOrEqual(pages.length);
  expect(Math.max(...tasks.flat())).toBeLessThanOrEqual(LONGEST_TASK_MS);

  note('memory of each page at round 3, MB', [...before]);
  note(`memory of each page at round ${ROUNDS}, MB`, [...after]);
  for (const [id, memory] of after) {
    expect(memory).toBeLessThanOrEqual(MOST_MEMORY_MB);
    expect(memory).toBeLessThanOrEqual(MOST_GROWTH * (before.get(id) ?? memory) + GROWTH_SLACK_MB);
  }
});
