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

/** Trains on diabetes.csv, checks the coefficients, and says which engine the model file names. */
async function trainedWith({ context, address, ...chosen }: Session): Promise<string> {
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
  return model.training.engine;
}

test('as it is: FMA', async ({ context, server }) => {
  const automatic = { modelOwner: 'Automatic', dataOwner: 'Automatic' } as const;
  expect(await trainedWith({ context, address: server.address, ...automatic })).toBe('FMA');
});

for (const [modelOwner, dataOwner] of [
  ['FMA', 'SIMD'],
  ['SIMD', 'BigInt'],
  ['BigInt', 'FMA'],
] as const) {
  test(`${modelOwner} for the model owner, ${dataOwner} for the data owner`, async ({ context, server }) => {
    expect(await trainedWith({ context, address: server.address, modelOwner, dataOwner })).toBe(modelOwner);
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
      expect(await trainedWith(session)).toBe('SIMD');
      await context.close();
    }
  } finally {
    await browser.close();
  }
});
