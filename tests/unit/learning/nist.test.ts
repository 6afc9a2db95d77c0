import { describe, expect, it } from 'vitest';

import type { Contract } from '../../../src/contract/index.ts';
import {
  addTotals,
  baseOfTotals,
  createConjugateGradients,
  fit,
  totalsOf,
} from '../../../src/learning/index.ts';
import { LINEAR } from './references.ts';
import { contractWith, numeric, tableFrom, tableOf, totalsOfTable } from './rows.ts';
import { get, outward, readVector, SCALES, train, type Table } from './support.ts';

/**
 * NIST Statistical Reference Datasets, linear regression, from two owners who have every other row, ranges as the page
 * proposes them. Correct significant digits of the worst coefficient, estimates / standard errors:
 *
 * | data set | FG = 52 | FG = 60 |
 * |---|---|---|
 * | Norris | 13.4 / 13.4 | 13.5 / 14.6 |
 * | Longley | 12.6 / 14.0 | 13.6 / 14.8 |
 * | Filip, columns x .. x^10, less x^9 and x^10 | 3.8 / 5.4 | |
 * | Filip, columns x .. x^10, less x^10 | | 3.4 / 4.0 |
 *
 * Of Filip, the highest powers are, to within the rounding of the totals, combinations of the others: they are dropped,
 * as R's lm drops x^10 of the same data, and what is left is compared with exact polynomials of that degree. The
 * rounding of totals and of mapped values (2^-54) bounds what can be had of them.
 */
interface Certified {
  readonly estimates: readonly string[];
  readonly standardErrors: readonly string[];
  readonly residualStdError: string;
  readonly rSquared: string;
  readonly f: string;
  readonly rss: string;
  readonly dfResidual: number;
}

const certified = JSON.parse(readVector('nist/certified.json')) as Readonly<
  Record<'norris' | 'longley' | 'filip', Certified>
>;

/** Exact rational solutions for polynomials of lower degree, by nist/check.py. */
const reduced = JSON.parse(readVector('nist/filip-reduced.json')) as Readonly<
  Record<8 | 9, Pick<Certified, 'estimates' | 'standardErrors' | 'rss'>>
>;

type GramBits = 52 | 60;

function contractFor(table: Table, gramBits: GramBits): Contract {
  const columns = table.header.map((name, j) =>
    numeric(name, outward(table.rows.map((row) => Number(row[j])))),
  );
  const [target, ...features] = columns;
  if (target === undefined) throw new Error('no target');
  return contractWith(features, target, { scales: { ...SCALES, gramBits } });
}

/** From two owners, by rounds. */
function fitTable(table: Table, gramBits: GramBits) {
  const contract = contractFor(table, gramBits);
  const parts = [0, 1].map((owner) =>
    totalsOfTable(contract, { ...table, rows: table.rows.filter((_, i) => i % 2 === owner) }),
  );
  const totals = addTotals(parts);
  const base = baseOfTotals(totals);
  const optimiser = createConjugateGradients(base);
  train(optimiser, totals);
  const found = totalsOf(optimiser.solution(), base);
  expect(found).toEqual(totals);
  return fit(totals, contract, LINEAR);
}

/** Correct significant digits, 15 at most: those that certified values have. */
function digits(value: number | undefined, reference: string): number {
  const error = Math.abs((value ?? Number.NaN) / Number(reference) - 1);
  return Math.min(15, -Math.log10(error));
}

function worst(
  found: ReturnType<typeof fit>,
  { estimates, standardErrors }: Pick<Certified, 'estimates' | 'standardErrors'>,
) {
  const all = (values: readonly (number | undefined)[], due: readonly string[]) =>
    Math.min(...values.map((value, j) => digits(value, get(due, j))));
  return {
    estimates: all(
      found.terms.map(({ estimate }) => estimate),
      estimates,
    ),
    standardErrors: all(
      found.terms.map(({ stdError }) => stdError),
      standardErrors,
    ),
  };
}

describe('NIST', () => {
  it.each([
    ['norris', 52, 13, 13],
    ['norris', 60, 13, 14],
    ['longley', 52, 12, 13],
    ['longley', 60, 13, 14],
  ] as const)('%s, FG %d: %d digits of estimates and more', (name, gramBits, estimates, standardErrors) => {
    const found = fitTable(tableOf(`nist/${name}.csv`), gramBits);
    const due = certified[name];
    const reached = worst(found, due);
    expect(reached.estimates).toBeGreaterThan(estimates);
    expect(reached.standardErrors).toBeGreaterThan(standardErrors);
    expect(found.dropped).toEqual([]);
    const { metrics } = found;
    expect(metrics.dfResidual).toBe(due.dfResidual);
    expect(digits(metrics.residualStdError, due.residualStdError)).toBeGreaterThan(8);
    expect(digits(metrics.rSquared, due.rSquared)).toBeGreaterThan(12);
    expect(digits(metrics.f, due.f)).toBeGreaterThan(8);
    expect(digits(metrics.rss, due.rss)).toBeGreaterThan(8);
  });

  it.each([52, 60] as const)('Filip, FG %d', (gramBits) => {
    const source = tableOf('nist/filip.csv');
    const powers = Array.from({ length: 10 }, (_, k) => k + 1);
    const rows = source.rows.map(([y, x]) => [Number(y), ...powers.map((power) => Number(x) ** power)]);
    const table = tableFrom(['y', ...powers.map((power) => `x${power}`)], rows);
    const found = fitTable(table, gramBits);
    const degree = gramBits === 52 ? 8 : 9;
    const reached = worst(found, reduced[degree]);
    expect(reached.estimates).toBeGreaterThan(3);
    expect(reached.standardErrors).toBeGreaterThan(3);
    expect(digits(found.metrics.rss, reduced[degree].rss)).toBeGreaterThan(3);
    expect(found.warnings.map(({ code }) => code)).toEqual(['ill-conditioned']);
    expect(found.dropped.map(({ term }) => term)).toEqual(degree === 8 ? ['x9', 'x10'] : ['x10']);
  });
});
