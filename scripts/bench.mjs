/**
 * `npm run bench`: the engines in a real browser beside paillier-bigint in the same page and, where the
 * machine has them, GMP in C and gmpy2, as tables and ratios. It fails if anything that was timed disagrees
 * with BigInt arithmetic. With `--quick` at 2048 bits only, in a minute or two; with `--json FILE` the rows go
 * to a file too.
 *
 * Medians of five runs in which all take turns. Numbers go in and results come out as BigInts within the time that
 * is measured, but for `add`: a long product of numbers that an engine holds already. The programs beside
 * the browser are not timed at reading and writing numbers at all.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatResult, formatTwoWorkers } from '../tests/bench/tables.mjs';
import { startPrograms } from '../tests/bench/native/programs.mjs';
import { checkNodeVersion, installIfNeeded, ROOT } from './lib/prepare.mjs';

const { quick, json } = readArguments();
checkNodeVersion();
installIfNeeded();
// They use installed packages: they can be loaded only now.
const { build } = await import('vite');
const { openPage } = await import('./lib/isolated-page.mjs');

const folder = await mkdtemp(join(tmpdir(), 'federated-trainer-bench-'));
const programs = startPrograms(folder);
try {
  await build({
    root: join(ROOT, 'tests/bench'),
    configFile: false,
    publicDir: false,
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: join(folder, 'page'), emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  });
  const { page, chromiumVersion, close } = await openPage(join(folder, 'page'));
  try {
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      chromium: chromiumVersion,
    };
    page.on('console', (message) => console.log(message.text()));
    await page.exposeFunction('exchange', (/** @type {string} */ name, /** @type {string} */ request) =>
      programs.find((program) => program.name === name)?.exchange(request),
    );
    const names = programs.map(({ name }) => name);
    const rows = [];
    for (const keyBits of quick ? [2048] : [2048, 3072, 4096]) {
      const result = await page.evaluate((of) => window.measure(of.keyBits, of.names), { keyBits, names });
      console.log(formatResult(result));
      rows.push(...result.rows.map(({ op, engine, msPerOp }) => ({ op, keyBits, engine, msPerOp })));
    }
    console.log(formatTwoWorkers(await page.evaluate(() => window.measureTwoWorkers(2048))));
    const date = new Date().toISOString();
    console.log(`${machine.cpu}, ${machine.cores} cores, Chromium ${machine.chromium}, ${date}`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, date, rows }, null, 2)}\n`);
  } finally {
    await close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const program of programs) program.close();
  await rm(folder, { recursive: true, force: true });
}

function readArguments() {
  try {
    return parseArgs({ options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } } })
      .values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Usage: npm run bench -- [--quick] [--json FILE]');
    process.exit(1);
  }
}
