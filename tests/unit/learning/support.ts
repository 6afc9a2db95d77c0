import { readFileSync } from 'node:fs';

import type { Contract, NumericColumn, Scales } from '../../../src/contract/index.ts';
import { plainAnswer } from '../../../src/learning/index.ts';
import type { Optimiser, PlainTotals, RoundOutcome, TrainingFacts } from '../../../src/learning/index.ts';

/** Written numbers, as they stand in a file: exact decimals. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function readVector(name: string): string {
  return readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8');
}

function readTable(name: string): Table {
  const [header = [], ...rows] = readVector(name)
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  return { header, rows };
}

export function get<T>(array: readonly T[], index: number): T {
  const element = array[index];
  if (element === undefined) throw new Error(`nothing at ${index}`);
  return element;
}

/** Ratio with a positive denominator. */
type Fraction = readonly [bigint, bigint];

function decimal(text: string): Fraction {
  const [whole = '', fraction = ''] = text.split('.');
  return [BigInt(whole + fraction), 10n ** BigInt(fraction.length)];
}

/** Exact value of a float64 by its own digits: doubling until it is whole. */
function dyadic(value: number): Fraction {
  let power = 0;
  while (!Number.isInteger(value * 2 ** power)) power++;
  return [BigInt(value * 2 ** power), 1n << BigInt(power)];
}

/** Integer m_i and one denominator with (2 x_i - lo - hi) / (hi - lo) = m_i / denominator. */
function mapColumn(values: readonly string[], [lo, hi]: readonly [number, number]) {
  const [l, lDen] = dyadic(lo);
  const [h, hDen] = dyadic(hi);
  const parts = values.map(decimal);
  const unit = parts.reduce((max, [, d]) => (d > max ? d : max), 1n);
  const common = lDen * hDen * unit;
  const low = l * hDen * unit;
  const high = h * lDen * unit;
  return {
    numerators: parts.map(([n, d]) => (2n * n * common) / d - low - high),
    denominator: high - low,
  };
}

function round(n: bigint, d: bigint): bigint {
  const doubled = 2n * n + d;
  const floor = doubled / (2n * d);
  return doubled % (2n * d) < 0n ? floor - 1n : floor;
}

/** Integers that one owner would send, from exact rationals. */
export function ownerTotals(contract: Contract, table: Table): PlainTotals {
  const { scales } = contract;
  const columns = [...contract.features, contract.target].map((column) => {
    const index = table.header.indexOf(column.name);
    const values = table.rows.map((row) => get(row, index));
    return mapColumn(values, (column as NumericColumn).range);
  });
  const all = [{ numerators: table.rows.map(() => 1n), denominator: 1n }, ...columns];
  const product = (a: number, b: number, bits: number) => {
    const left = get(all, a);
    const right = get(all, b);
    const sum = left.numerators.reduce((total, n, row) => total + n * get(right.numerators, row), 0n);
    return round(sum << BigInt(bits), left.denominator * right.denominator);
  };
  const d = contract.features.length + 1;
  const indexes = Array.from({ length: d }, (_, j) => j);
  return {
    rows: table.rows.length,
    dropped: 0,
    scales,
    gram: indexes.map((a) => indexes.map((b) => product(a, b, scales.gramBits))),
    xty: indexes.map((a) => product(a, d, scales.gramBits + scales.weightBits)),
    yty: product(d, d, scales.gramBits),
  };
}

export function addTotals(parts: readonly PlainTotals[]): PlainTotals {
  return parts.reduce((a, b) => ({
    rows: a.rows + b.rows,
    dropped: a.dropped + b.dropped,
    scales: a.scales,
    gram: a.gram.map((row, i) => row.map((entry, j) => entry + get(get(b.gram, i), j))),
    xty: a.xty.map((entry, j) => entry + get(b.xty, j)),
    yty: a.yty + b.yty,
  }));
}

export const SCALES: Scales = { gramBits: 52, weightBits: 40, weightBound: 4096 };

export function column(name: string, range: [number, number]): NumericColumn {
  return { type: 'continuous', name, range, missing: { policy: 'drop' }, outside: 'refuse' };
}

export function contractOf(features: readonly NumericColumn[], target: NumericColumn): Contract {
  return {
    format: 'federated-trainer/contract',
    version: 1,
    target,
    features: [...features],
    derived: [],
    missingMarks: [],
    model: { kind: 'linear' },
    mode: 'rounds',
    roundLimit: 100,
    minimumRows: 1,
    scales: SCALES,
    dp: null,
    validation: { kind: 'none' },
  };
}

/** A range rounded outwards to two digits of its width, as owners propose it. */
export function outward(values: readonly number[]): [number, number] {
  const lo = Math.min(...values);
  const hi = Math.max(...values);
  const unit = 10 ** (Math.floor(Math.log10(hi - lo)) - 1);
  return [Math.floor(lo / unit) * unit, Math.ceil(hi / unit) * unit];
}

export const HOSPITALS = ['a', 'b', 'c'].map((name) => readTable(`diabetes-hospital-${name}.csv`));

export function diabetesContract(): Contract {
  const whole = readTable('diabetes.csv');
  const columns = whole.header.map((name, j) =>
    column(name, outward(whole.rows.map((row) => Number(row[j])))),
  );
  const target = columns.find(({ name }) => name === 'progression');
  if (target === undefined) throw new Error('diabetes.csv has no target');
  return contractOf(
    columns.filter((c) => c !== target),
    target,
  );
}

/** Answers an optimiser until it is finished; `limit` is the largest weight it may ask. */
export function train(optimiser: Optimiser, totals: PlainTotals): RoundOutcome[] {
  const limit = BigInt(totals.scales.weightBound) << BigInt(totals.scales.weightBits);
  const outcomes: RoundOutcome[] = [];
  for (let asked = optimiser.next(); asked !== null; asked = optimiser.next()) {
    if (asked.some((weight) => weight > limit || weight < -limit)) throw new Error('a weight exceeds W');
    outcomes.push(optimiser.accept(plainAnswer(totals, asked)));
  }
  return outcomes;
}

export function trainingFacts(facts: Partial<TrainingFacts>): TrainingFacts {
  return {
    mode: 'rounds',
    optimiser: 'conjugate-gradients',
    rounds: 0,
    converged: true,
    stopped: false,
    keyBits: 3072,
    engine: 'BigInt',
    owners: 3,
    seconds: 1.5,
    bytes: 1000,
    lossByRound: [],
    ...facts,
  };
}
