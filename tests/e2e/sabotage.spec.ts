import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import {
  chooseKeySize,
  contribute,
  expect,
  expectFit,
  expectPhase,
  readCoefficients,
  referenceFit,
  roleLink,
  startSession,
  test as base,
  train,
  vector,
} from './kit.ts';

/** What a data owner's worker multiplies, and what is put in its place: its answers encrypt zero. */
const PATCHES = [
  [
    'matrix: gram.slice(from * slots, to * slots),',
    'matrix: gram.slice(from * slots, to * slots).map((row) => row.map(() => 0n)),',
  ],
  ['const targets = totals.xty.map((entry) => -entry);', 'const targets = totals.xty.map(() => 0n);'],
] as const;

const test = base.extend({
  pageDir: async ({}, use) => {
    const outDir = await mkdtemp(join(tmpdir(), 'federated-trainer-'));
    let replaced = 0;
    const sabotage = {
      name: 'sabotage',
      enforce: 'pre' as const,
      transform(code: string, id: string) {
        if (!id.endsWith('/src/workers/data-owner-work.ts')) return undefined;
        replaced += PATCHES.filter(([original]) => code.includes(original)).length;
        return PATCHES.reduce((text, [original, patch]) => text.replace(original, patch), code);
      },
    };
    await build({
      root: resolve(import.meta.dirname, '../..'),
      logLevel: 'error',
      plugins: [sabotage],
      worker: { format: 'es', plugins: () => [sabotage] },
      build: { outDir, emptyOutDir: true },
    });
    expect(replaced).toBeGreaterThanOrEqual(PATCHES.length);
    await use(outDir);
    await rm(outDir, { recursive: true });
  },
});

test('with encryptions of zero for the scalar product, the test of coefficients fails', async ({
  context,
  server,
}) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  await train(modelOwner, 'progression');
  await expectPhase(modelOwner, 'failed');
  await expect(modelOwner.getByRole('alert')).toBeVisible();
  const shown = await readCoefficients(modelOwner);
  expect(() => expectFit(shown, referenceFit('diabetes-ols'))).toThrow();
});
