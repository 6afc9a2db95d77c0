import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import {
  chooseKeySize,
  expect,
  expectFit,
  expectPhase,
  openTab,
  readCoefficients,
  referenceFit,
  roleLink,
  startSession,
  test,
  train,
  vector,
} from './kit.ts';

type EngineLabel = 'Automatic' | 'FMA' | 'SIMD' | 'BigInt';

interface Session {
  readonly context: BrowserContext;
  readonly address: string;
  readonly modelOwner: EngineLabel;
  readonly dataOwner: EngineLabel;
}

async function chooseEngine(page: Page, engine: EngineLabel): Promise<void> {
  await page.getByRole('combobox', { name: 'Arithmetic engine' }).selectOption(engine);
}

/** What the threads of a page were told to begin with. */
async function threadsOf(page: Page): Promise<string[]> {
  const names = await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.name)));
  return [...new Set(names)];
}

/** Which engine ran, as each party is told. */
interface Ran {
  /** By the model file. */
  readonly modelOwner: string;
  /** By the page. */
  readonly dataOwner: string;
}

/** What a data owner's page says that it computes with. */
async function engineInUse(dataOwner: Page): Promise<string> {
  const hint = await dataOwner.getByText(/In use: /).textContent();
  return /In use: (\w+)\./.exec(hint ?? '')?.[1] ?? '';
}

/** Trains on diabetes.csv, checks the coefficients, and says which engines ran. */
async function trainedWith({ context, address, ...chosen }: Session): Promise<Ran> {
  const modelOwner = await startSession(context, address);
  await chooseKeySize(modelOwner, 2048);
  await chooseEngine(modelOwner, chosen.modelOwner);
  const dataOwner = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  await chooseEngine(dataOwner, chosen.dataOwner);
  await dataOwner.getByLabel('CSV file').setInputFiles(vector('diabetes.csv'));
  await dataOwner.getByRole('button', { name: 'Contribute', exact: true }).click();
  await expectPhase(dataOwner, 'ready');
  await train(modelOwner, 'progression');
  for (const page of [modelOwner, dataOwner]) await expectPhase(page, 'finished');
  expectFit(await readCoefficients(modelOwner), referenceFit('diabetes-ols'));

  for (const [page, engine] of [
    [modelOwner, chosen.modelOwner],
    [dataOwner, chosen.dataOwner],
  ] as const) {
    expect(await threadsOf(page)).toEqual([engine === 'Automatic' ? 'fma' : engine.toLowerCase()]);
  }
  const [download] = await Promise.all([
    modelOwner.waitForEvent('download'),
    modelOwner.getByRole('button', { name: 'Download model' }).click(),
  ]);
  const model = JSON.parse(await readFile(await download.path(), 'utf8')) as { training: { engine: string } };
  return { modelOwner: model.training.engine, dataOwner: await engineInUse(dataOwner) };
}

test('as it is: FMA', async ({ context, server }) => {
  const automatic = { modelOwner: 'Automatic', dataOwner: 'Automatic' } as const;
  expect(await trainedWith({ context, address: server.address, ...automatic })).toEqual({
    modelOwner: 'FMA',
    dataOwner: 'FMA',
  });
});

for (const [modelOwner, dataOwner] of [
  ['FMA', 'SIMD'],
  ['SIMD', 'BigInt'],
  ['BigInt', 'FMA'],
] as const) {
  test(`${modelOwner} for the model owner, ${dataOwner} for the data owner`, async ({ context, server }) => {
    const chosen = { modelOwner, dataOwner };
    expect(await trainedWith({ context, address: server.address, ...chosen })).toEqual(chosen);
  });
}

test('without fused multiply-add: SIMD, whoever asks for FMA', async ({
  playwright,
  launchOptions,
  server,
}) => {
  const args = [...(launchOptions.args ?? []), '--js-flags=--no-enable-fma3'];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  try {
    for (const chosen of ['Automatic', 'FMA'] as const) {
      const context = await browser.newContext();
      const session = { context, address: server.address, modelOwner: chosen, dataOwner: chosen };
      expect(await trainedWith(session)).toEqual({ modelOwner: 'SIMD', dataOwner: 'SIMD' });
      await context.close();
    }
  } finally {
    await browser.close();
  }
});
