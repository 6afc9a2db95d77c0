import type { Page } from '@playwright/test';
import {
  chooseKeySize,
  contribute,
  csvFile,
  expect,
  expectPhase,
  roleLink,
  startSession,
  test,
} from './kit.ts';

const FEATURES = 199;
const ROWS = 2000;
const ROUNDS = 10;

declare global {
  interface Window {
    /** Milliseconds of every task that kept the page from reacting for 50 ms or more. */
    longTasksMs: number[];
  }
}

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

/** From now on the page notes its long tasks. */
async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.longTasksMs = [];
    new PerformanceObserver((list) => {
      window.longTasksMs.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
}

test('200 columns: ten rounds with helpers, then Stop, and the pages react all the time', async ({
  context,
  server,
}) => {
  test.setTimeout(600_000);
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  const link = await roleLink(modelOwner, 'Data owner 1');
  const owner = await contribute(context, link, csvFile('wide.csv', wideFile()));
  await modelOwner.getByRole('combobox', { name: 'Target' }).selectOption('y');
  await expectPhase(modelOwner, 'ready');
  const pages = [modelOwner, owner];
  for (const page of pages) await watchLongTasks(page);

  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  // One look now and then: to ask for roles in tables of 200 rows would be a long task of its own.
  await modelOwner.waitForFunction(
    (least) => {
      const bar = document.querySelector('[role="progressbar"][aria-label="Rounds"]');
      return Number(bar?.getAttribute('aria-valuenow')) >= least;
    },
    ROUNDS,
    { polling: 500, timeout: 500_000 },
  );
  const cores = await owner.evaluate(() => navigator.hardwareConcurrency);
  expect(owner.workers()).toHaveLength(Math.min(cores, 16));
  expect(modelOwner.workers()).toHaveLength(1);
  for (const page of pages) {
    // Reported, not asserted: a busy machine stretches every task.
    const tasks = await page.evaluate(() => window.longTasksMs);
    test.info().annotations.push({ type: 'long tasks, ms', description: JSON.stringify(tasks) });
  }

  await modelOwner.getByRole('button', { name: 'Stop', exact: true }).click();
  await expectPhase(modelOwner, 'finished');
  await expectPhase(owner, 'finished');
});
