import { describe, expect, it } from 'vitest';

import { INTERCEPT, termNames } from '../../../src/contract/index.ts';
import {
  buildModelFile,
  fit,
  isModelFile,
  lossFactor,
  toOriginalUnits,
  type ModelFile,
} from '../../../src/learning/index.ts';
import { comparisons, createTermInference } from '../../../src/learning/inference.ts';
import { designOf, randomData, type Design } from './designs.ts';
import { LINEAR } from './references.ts';
import { addTotals, column, contractOf, get, ownerTotals, trainingFacts } from './support.ts';

function modelOf({ contract, totals }: Pick<Design, 'contract' | 'totals'>): ModelFile {
  return buildModelFile({ found: fit(totals, contract, LINEAR), contract, training: trainingFacts({}) });
}

/** The file has no NaN, Infinity or null where a number is due. */
function expectSound(model: ModelFile): void {
  expect(isModelFile(JSON.parse(JSON.stringify(model)))).toBe(true);
}

describe('original units', () => {
  it('keeps the intercept where ranges lie far from 0', () => {
    // y = 3 + 2 x with x in [1e9, 1e9 + 1], y in [2e9, 2e9 + 8]: w_1 = 2 / 8, w_0 = (3 + 2 (1e9 + 1/2) - 2e9) / 4 - 1.
    const contract = contractOf([column('x', [1e9, 1e9 + 1])], column('y', [2e9, 2e9 + 8]));
    expect(toOriginalUnits([0n, 1n << 38n], 40, contract)).toEqual([3, 2]);
  });

  it('names terms and the factor of the loss', () => {
    const contract = contractOf([column('a', [0, 1]), column('b', [0, 1])], column('y', [-3, 7]));
    expect(termNames(contract)).toEqual([INTERCEPT, 'a', 'b']);
    expect(lossFactor(contract)).toBe(25);
  });

  it('gives the same coefficients and standard errors whatever the ranges', () => {
    const rows = randomData(31, 3, 50).map((row) => row.map(String));
    const header = ['a', 'b', 'c', 'y'];
    const fitIn = (ranges: readonly [number, number][]) => {
      const columns = header.map((name, j) => column(name, get(ranges, j)));
      const contract = contractOf(columns.slice(0, 3), get(columns, 3));
      const totals = addTotals([ownerTotals(contract, { header, rows })]);
      return modelOf({ contract, totals });
    };
    const tight = fitIn([
      [-4000, 4000],
      [-4000, 4000],
      [-4000, 4000],
      [-2e4, 2e4],
    ]);
    const odd = fitIn([
      [-4100, 9000.5],
      [-1e5, 4000],
      [-4000, 30_000],
      [-5e4, 2.5e4],
    ]);
    tight.terms.forEach((term, j) => {
      const other = get(odd.terms, j);
      expect(Math.abs(other.estimate - term.estimate)).toBeLessThan(1e-9 * (term.stdError ?? 0));
      expect(other.stdError).toBeCloseTo(term.stdError ?? Number.NaN, 8);
      expect((other.stdError ?? 0) / (term.stdError ?? 1)).toBeCloseTo(1, 9);
    });
    expect(odd.metrics.rSquared).toBeCloseTo(tight.metrics.rSquared ?? Number.NaN, 10);
    expect(odd.metrics.aic).toBeCloseTo(tight.metrics.aic ?? Number.NaN, 7);
  });
});

describe('model file', () => {
  it('is exact and sound where the target follows exactly from the features', () => {
    const data = randomData(41, 2, 30, 1000).map(([a = 0, b = 0]) => [a, b, 3 + 2 * a - 7 * b]);
    const model = modelOf(designOf(data, 2));
    expectSound(model);
    expect(get(model.terms, 0).estimate).toBeCloseTo(3, 7);
    expect(get(model.terms, 1).estimate).toBeCloseTo(2, 10);
    expect(get(model.terms, 2).estimate).toBeCloseTo(-7, 10);
    expect(model.metrics.rSquared).toBeCloseTo(1, 10);
  });

  it('leaves out what a residual of exactly 0 does not give', () => {
    expect(comparisons({ rows: 30, rowsDropped: 0, parameters: 3, rss: 0, totalSquares: 5 })).toEqual({});
    const term = createTermInference(27)('x', 2, 0);
    expect(term).toEqual({ term: 'x', estimate: 2, stdError: 0, ci95: [2, 2] });
  });

  it('leaves out what a constant target does not give', () => {
    const data = randomData(43, 2, 30).map(([a = 0, b = 0]) => [a, b, 123]);
    const model = modelOf(designOf(data, 2));
    expectSound(model);
    for (const key of ['rSquared', 'adjRSquared', 'f', 'fPValue'])
      expect(model.metrics).not.toHaveProperty(key);
    expect(get(model.terms, 0).estimate).toBeCloseTo(123, 7);
  });

  it('leaves out errors where there are as many columns as rows', () => {
    const model = modelOf(designOf(randomData(44, 2, 3), 1));
    expectSound(model);
    expect(get(model.terms, 1)).not.toHaveProperty('stdError');
    expect(model.metrics).not.toHaveProperty('dfResidual');
    expect(model.metrics).toHaveProperty('conditionNumber');
  });

  it('counts rows that owners dropped', () => {
    const design = designOf(randomData(45, 2, 30), 1);
    expect(modelOf({ ...design, totals: { ...design.totals, dropped: 7 } }).metrics.rowsDropped).toBe(7);
  });

  it('has the condition number of the mapped Gram matrix', () => {
    // x = +-1 and z = 0.6 x + 0.8 u, u = +-1 independent of x: G = 8 [[1, 0, 0], [0, 1, 0.6], [0, 0.6, 1]], whose
    // eigenvalues are 8, 8 (1 + 0.6) and 8 (1 - 0.6).
    const rows = [-1, 1].flatMap((x) =>
      [-1, 1].flatMap((u) => [0, 1].map((r) => [x, 0.6 * x + 0.8 * u, x + u + r])),
    );
    const contract = contractOf([column('x', [-1, 1]), column('z', [-1, 1])], column('y', [-4, 4]));
    const table = { header: ['x', 'z', 'y'], rows: rows.map((row) => row.map((value) => value.toFixed(1))) };
    const totals = ownerTotals(contract, table);
    const model = modelOf({ contract, totals });
    expect(model.metrics.conditionNumber).toBeCloseTo(4, 9);
  });

  const model = modelOf(designOf(randomData(46, 2, 30), 2));
  it.each<[string, unknown]>([
    ['another format', { ...model, format: 'federated-trainer/contract' }],
    ['another version', { ...model, version: 2 }],
    ['an unknown field', { ...model, extra: 1 }],
    ['no terms', { ...model, terms: [] }],
    ['NaN', { ...model, metrics: { ...model.metrics, mse: Number.NaN } }],
    ['null for a number', { ...model, metrics: { ...model.metrics, f: null } }],
    ['undefined for a number', { ...model, metrics: { ...model.metrics, f: undefined } }],
    ['a probability above 1', { ...model, metrics: { ...model.metrics, fPValue: 1.1 } }],
    ['a broken contract', { ...model, contract: { ...model.contract, features: [] } }],
    ['nothing', null],
  ])('refuses %s', (_, value) => {
    expect(isModelFile(model)).toBe(true);
    expect(isModelFile(value)).toBe(false);
  });
});
