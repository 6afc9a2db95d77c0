import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { preview } from 'vite';
import { createSignaling } from '../../signaling/index.ts';
import { NO_MISDEEDS, shiftOf, watchMisdeeds, weigh, type Weight } from './budget-kit.ts';
import {
  chooseKeySize,
  CLIENT_DIR,
  contribute,
  expect,
  expectPhase,
  openTab,
  roleLink,
  startSession,
  test,
  train,
  vector,
} from './kit.ts';

const KB = 1000;

/** Bytes that a tab may load before a role is chosen. */
const START_BUDGET = 150 * KB;

/** Bytes that a tab may load from nothing to a page of use, workers included. */
const BUDGETS = {
  facilitator: 100 * KB,
  model: 125 * KB,
  dataOwner: 220 * KB,
  modelOwner: 250 * KB,
} as const;

/** In the code of PeerJS and of comlink, and nowhere else. */
const PEERJS = '0.peerjs.com';
const COMLINK = 'Comlink.';

/** Opens a tab, waits until it is there, uses it, and weighs what all of that took. */
async function openWeighed(
  context: BrowserContext,
  address: string,
  { there, use }: Visit,
): Promise<{ page: Page; weight: Weight; shift: number }> {
  const page = await context.newPage();
  const weighed = weigh(page);
  await page.goto(address);
  await expect(there(page)).toBeVisible();
  await page.waitForLoadState('networkidle');
  const shift = await shiftOf(page);
  await use?.(page);
  return { page, weight: await weighed(), shift };
}

interface Visit {
  /** What shows that the page is drawn. */
  readonly there: (page: Page) => Locator;
  readonly use?: (page: Page) => Promise<void>;
}

const START: Visit = { there: (page) => page.getByRole('button', { name: 'Start a session' }) };

const report = (name: string, { wire, whole }: Weight, shift: number): void =>
  console.log(`   ${name}: ${wire} bytes loaded, ${whole} unpacked, layout shift ${shift}`);

const holds = ({ scripts }: Weight, mark: string): boolean => scripts.some(({ text }) => text.includes(mark));

test('the start page is light, stands still and loads nothing of a role', async ({ context, server }) => {
  const { weight, shift } = await openWeighed(context, server.address, START);
  report('start', weight, shift);
  expect(weight.scripts.length).toBeGreaterThan(0);
  expect(weight.wire).toBeLessThan(START_BUDGET);
  // The server compressed it.
  expect(weight.wire).toBeLessThan(weight.whole / 2);
  expect(shift).toBe(0);
  expect(holds(weight, PEERJS)).toBe(false);
  expect(holds(weight, COMLINK)).toBe(false);
});

test('the start page can be used within seconds on a slow telephone', async ({ context, server }) => {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6e6 / 8) | 0,
    uploadThroughput: (0.75e6 / 8) | 0,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const startedAt = Date.now();
  await page.goto(server.address, { waitUntil: 'commit' });
  // Waits until it is visible, stands still and takes the click.
  await page.getByRole('button', { name: 'Start a session' }).click({ trial: true });
  const waited = Date.now() - startedAt;
  console.log(`   ready after ${waited} ms at 1.6 Mbit/s, 150 ms and a quarter of the speed`);
  expect(waited).toBeLessThan(6000);
});

test('each page loads what it needs, and stands still', async ({ browser, context, server }) => {
  const session = await startSession(context, server.address);
  /** From nothing: with a cache and a storage of its own. */
  const measured = async (name: keyof typeof BUDGETS, address: string, visit: Visit): Promise<Weight> => {
    const own = await browser.newContext();
    const misdeeds = await watchMisdeeds(own, ({ origin }) => origin === server.address);
    const { weight, shift } = await openWeighed(own, address, visit);
    report(name, weight, shift);
    expect(weight.wire, name).toBeGreaterThan(0);
    expect(weight.wire, name).toBeLessThan(BUDGETS[name]);
    expect(shift, name).toBe(0);
    expect(misdeeds, name).toEqual(NO_MISDEEDS);
    await own.close();
    return weight;
  };

  const light = [
    await measured('facilitator', await roleLink(session, 'Facilitator'), {
      there: (page) => page.getByText('Participants'),
    }),
    await measured('model', `${server.address}/#/model`, {
      there: (page) => page.getByText('Choose a model file'),
    }),
  ];
  const connected = [
    await measured('dataOwner', await roleLink(session, 'Data owner 1'), {
      there: (page) => page.getByText('Choose a CSV file'),
      async use(page) {
        await page.getByLabel('CSV file').setInputFiles(vector('diabetes.csv'));
        await expect(page.getByRole('region', { name: 'Your file' })).toBeVisible();
      },
    }),
    await measured('modelOwner', server.address, {
      ...START,
      async use(page) {
        await page.getByRole('button', { name: 'Start a session' }).click();
        await expect(page.getByRole('list', { name: 'Role links' })).toBeVisible();
      },
    }),
  ];
  expect(light.map((weight) => holds(weight, PEERJS))).toEqual([false, false]);
  // A session of this browser, opened again.
  await session.reload();
  await expect(session.getByRole('list', { name: 'Role links' })).toBeVisible();
  await session.waitForLoadState('networkidle');
  expect(await shiftOf(session), 'model owner, reloaded').toBe(0);
  // The mark is right: the pages that connect to others have it.
  expect(connected.map((weight) => holds(weight, PEERJS))).toEqual([true, true]);
});

test('a whole session and a saved model keep to the policy and to their server', async ({
  context,
  server,
}) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await openTab(context, await roleLink(modelOwner, 'Facilitator'));
  const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  await train(modelOwner, 'progression');
  for (const page of [modelOwner, owner]) await expectPhase(page, 'finished');
  const [download] = await Promise.all([
    modelOwner.waitForEvent('download'),
    modelOwner.getByRole('button', { name: 'Download model' }).click(),
  ]);
  const model = await openTab(context, `${server.address}/#/model`);
  await model.getByLabel('Model file').setInputFiles({
    name: 'model.json',
    mimeType: 'application/json',
    buffer: await readFile(await download.path()),
  });
  await model.getByLabel('Test file').setInputFiles(vector('diabetes.csv'));
  await expect(model.getByRole('table', { name: 'Scores on the test file' })).toBeVisible();
});

test('vite preview serves the page under the same policy', async ({ browser, server }) => {
  const previewed = await preview({
    root: resolve(import.meta.dirname, '../..'),
    logLevel: 'error',
    build: { outDir: CLIENT_DIR },
    preview: { port: 0, host: '127.0.0.1', strictPort: false },
  });
  const address = new URL(previewed.resolvedUrls?.local[0] ?? previewed.resolvedUrls?.network[0] ?? '')
    .origin;
  const context = await browser.newContext();
  try {
    const misdeeds = await watchMisdeeds(context, ({ origin }) => origin === address);
    await expect(
      (await startSession(context, address)).getByRole('list', { name: 'Role links' }),
    ).toBeVisible();
    expect(misdeeds).toEqual(NO_MISDEEDS);
    const [policy, served] = await Promise.all([address, server.address].map(policyOf));
    expect(policy).toBe(served);
    expect(policy).not.toMatch(/'unsafe-/);
  } finally {
    await context.close();
    await previewed.close();
  }
});

/** The policy of a server, whatever its port. */
async function policyOf(address: string): Promise<string | undefined> {
  const response = await fetch(address);
  return response.headers.get('content-security-policy')?.replaceAll(new URL(address).host, 'host');
}

test.describe('code that does not arrive', () => {
  test('is said, with a way on, when a role is chosen', async ({ context, server }) => {
    const page = await openTab(context, server.address);
    const late = /\/assets\/ModelOwnerPage-.*\.js$/;
    await page.route(late, (route) => route.abort());
    await page.getByRole('button', { name: 'Start a session' }).click();
    await expect(page.getByText('A part of this page did not arrive')).toBeVisible();
    await page.unroute(late);
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.getByRole('list', { name: 'Role links' })).toBeVisible();
  });

  test('keeps the link that was opened', async ({ browser, context, server }) => {
    const link = await roleLink(await startSession(context, server.address), 'Data owner 1');
    const other = await browser.newContext();
    const page = await other.newPage();
    const late = /\/assets\/open-data-owner-.*\.js$/;
    // As after a new version was put on the server.
    await page.route(late, (route) => route.fulfill({ status: 404 }));
    await page.goto(link);
    await expect(page.getByText('A part of this page did not arrive')).toBeVisible();
    await page.unroute(late);
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.getByText('Drop')).not.toHaveCount(0);
    await other.close();
  });

  test('is said by the document itself when nothing came', async ({ context, server }) => {
    const page = await context.newPage();
    await page.route(/\.js$/, (route) => route.abort());
    await page.goto(server.address);
    const words = page.getByText('A part of this page did not arrive.');
    await expect(words).toBeHidden();
    await expect(words).toBeVisible();
  });
});

test('each misdeed and each byte too many is noticed', async ({ browser }) => {
  const folder = await mkdtemp(join(tmpdir(), 'federated-trainer-'));
  await cp(CLIENT_DIR, folder, { recursive: true });
  await rm(join(folder, 'index.html.gz'), { force: true });
  const index = join(folder, 'index.html');
  const html = await readFile(index, 'utf8');
  await writeFile(
    index,
    html
      .replace('<title>', '<style>body { margin: 1px }</style><title>')
      .replace('</body>', '<script type="module" src="./planted.js"></script></body>'),
  );
  await writeFile(
    join(folder, 'planted.js'),
    `const ballast = '${randomBytes(START_BUDGET).toString('base64')}';
     fetch('http://third-party.invalid/').catch(() => {});
     setInterval(() => document.body.prepend(document.createElement('hr')), 100);`,
  );
  const signaling = createSignaling({ port: 0, host: '127.0.0.1', staticDir: folder });
  await signaling.ready;
  const context = await browser.newContext();
  try {
    const misdeeds = await watchMisdeeds(context, ({ origin }) => origin === signaling.address);
    const { page, weight } = await openWeighed(context, signaling.address, START);
    await expect.poll(() => shiftOf(page)).toBeGreaterThan(0);
    expect(weight.wire).toBeGreaterThan(START_BUDGET);
    expect(misdeeds.violations.join('\n')).toMatch(/style-src/);
    expect(misdeeds.violations.join('\n')).toMatch(/connect-src/);
    // The policy stopped the request before it was one.
    expect(misdeeds.foreign).toEqual([]);
    await context.route(signaling.address, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'content-security-policy': '' };
      await route.fulfill({ response, headers });
    });
    await page.reload();
    await expect.poll(() => misdeeds.foreign).toContain('http://third-party.invalid/');
  } finally {
    await context.close();
    await signaling.close();
    await rm(folder, { recursive: true });
  }
});
