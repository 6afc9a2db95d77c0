/**
 * `npm run bench`: the engines beside paillier-bigint in a real browser, as a table. With `--quick` at
 * 2048 bits only, in a minute or two; with `--json FILE` the table goes to a file too.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNodeVersion, installIfNeeded, ROOT } from './lib/prepare.mjs';

/** @typedef {import('../tests/bench/measure.ts').BenchRow} BenchRow */

/** What the ratios are to. */
const BASELINE = 'paillier-bigint';

const { quick, json } = readArguments();
checkNodeVersion();
installIfNeeded();
// They use installed packages: they can be loaded only now.
const { build } = await import('vite');
const { openPage } = await import('./lib/isolated-page.mjs');

const pageDir = await mkdtemp(join(tmpdir(), 'federated-trainer-bench-'));
try {
  await build({
    root: join(ROOT, 'tests/bench'),
    configFile: false,
    publicDir: false,
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: pageDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  });
  const { page, chromiumVersion, close } = await openPage(pageDir);
  try {
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      chromium: chromiumVersion,
    };
    page.on('console', (message) => console.log(message.text()));
    const rows = await page.evaluate((sizes) => window.measure(sizes), quick ? [2048] : [2048, 3072]);
    const date = new Date().toISOString();
    printTable(rows);
    console.log(`\n${machine.cpu}, ${machine.cores} cores, Chromium ${machine.chromium}, ${date}`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, date, rows }, null, 2)}\n`);
  } finally {
    await close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(pageDir, { recursive: true, force: true });
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

/** @param {BenchRow[]} rows */
function printTable(rows) {
  console.log(`\n${line('op', 'bits', 'engine', 'ms per op', 'times as fast')}`);
  for (const { op, keyBits, engine, msPerOp } of rows) {
    const baseline = rows.find((row) => row.engine === BASELINE && row.op === op && row.keyBits === keyBits);
    const ratio = (baseline?.msPerOp ?? NaN) / msPerOp;
    console.log(line(op, String(keyBits), engine, msPerOp.toPrecision(3), ratio.toFixed(2)));
  }
}

/** @param {string[]} cells */
function line(...cells) {
  const [op = '', keyBits = '', engine = '', ...figures] = cells;
  return [
    op.padEnd(14),
    keyBits.padStart(5),
    `  ${engine.padEnd(17)}`,
    ...figures.map((c) => c.padStart(15)),
  ].join('');
}
