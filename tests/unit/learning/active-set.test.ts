import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { searchActiveSet, type QuadraticLoss } from '../../../src/learning/active-set.ts';
import { seeded } from './designs.ts';
import { get } from './support.ts';

/** Correlations of `columns` noisy copies of one another; the less `own`, the more they are alike. */
function lossOf(seed: number, columns: number, own: number): QuadraticLoss {
  const random = seeded(seed);
  const rows = Array.from({ length: 3 * columns }, () => {
    const common = random() - 0.5;
    return Array.from({ length: columns + 1 }, () => common + own * (random() - 0.5));
  });
  const centred = Array.from({ length: columns + 1 }, (_, j) => {
    const column = rows.map((row) => get(row, j));
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length);
    return column.map((x) => (x - mean) / deviation);
  });
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, i) => sum + x * get(b, i), 0) / a.length;
  const features = centred.slice(0, columns);
  return {
    correlations: features.map((a, i) =>
      Float64Array.from(features, (b, k) => (i === k ? 1 : product(a, b))),
    ),
    covariances: Float64Array.from(features, (a) => product(a, get(centred, columns))),
  };
}

/** The conditions of Karush, Kuhn and Tucker, as a share of the largest covariance. */
function missed({ correlations, covariances }: QuadraticLoss, weights: Float64Array, l1: number, l2: number) {
  const scale = covariances.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
  const each = correlations.map((row, j) => {
    const weight = weights[j] ?? 0;
    const fitted = row.reduce((sum, r, k) => sum + r * (weights[k] ?? 0), 0);
    const gradient = (covariances[j] ?? 0) - fitted - l2 * weight;
    return weight === 0 ? Math.max(0, Math.abs(gradient) - l1) : Math.abs(gradient - l1 * Math.sign(weight));
  });
  return each.reduce((most, value) => Math.max(most, value), 0) / scale;
}

describe('search for the active set', () => {
  it('ends where the conditions of optimality hold to 1e-12, from wherever it starts', () => {
    const designs = fc.record({
      seed: fc.integer({ min: 1, max: 1e9 }),
      columns: fc.integer({ min: 1, max: 12 }),
      own: fc.constantFrom(0.01, 0.1, 1, 10),
      share: fc.double({ min: 1e-4, max: 1.2, noNaN: true }),
      l2: fc.constantFrom(0, 0.01, 1),
      start: fc.constantFrom(0, 1, -3),
    });
    fc.assert(
      fc.property(designs, ({ seed, columns, own, share, l2, start }) => {
        const loss = lossOf(seed, columns, own);
        const l1 = share * loss.covariances.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
        const { weights, remaining } = searchActiveSet(
          loss,
          { l1, l2 },
          new Float64Array(columns).fill(start),
        );
        expect(remaining).toBe(0);
        expect(missed(loss, weights, l1, l2)).toBeLessThan(1e-11);
        if (share > 1) expect([...weights].every((weight) => weight === 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('ends along a whole path of columns that are nearly the same', () => {
    const loss = lossOf(5, 60, 0.02);
    const largest = loss.covariances.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
    let start = new Float64Array(60);
    for (let i = 0; i < 100; i++) {
      const l1 = largest * 1e-4 ** (i / 99);
      const { weights, remaining } = searchActiveSet(loss, { l1, l2: 0 }, start);
      expect(remaining).toBe(0);
      expect(missed(loss, weights, l1, 0)).toBeLessThan(1e-11);
      start = Float64Array.from(weights);
    }
    expect([...start].filter((weight) => weight !== 0).length).toBeGreaterThan(10);
  });
});
