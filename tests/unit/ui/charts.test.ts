import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  linearAxis,
  logarithmicAxis,
  logAxis,
  roundAxis,
  sampled,
  spreadLabels,
} from '../../../src/ui/charts/scales.ts';

const options = { padding: 0.08, span: 1e-12 };

describe('roundAxis', () => {
  it('ticks every round while there is room', () => {
    expect(roundAxis(12, 600).ticks.map(({ value }) => value)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);
  });

  it('ticks whole rounds only, in order, when there are many', () => {
    const values = roundAxis(5000, 320).ticks.map(({ value }) => value);
    expect(values.length).toBeLessThanOrEqual(12);
    expect(values.every(Number.isInteger)).toBe(true);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('draws a single round', () => {
    expect(roundAxis(1, 600).x(1)).toBeGreaterThan(0);
  });
});

describe('logAxis', () => {
  it('puts smaller values lower', () => {
    const { y } = logAxis([6452, 2881], 236, options);
    expect(y(2881)).toBeGreaterThan(y(6452));
  });

  it('stays inside the panel and finite for any losses', () => {
    const loss = fc.double({ min: 0, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(fc.array(loss, { minLength: 1, maxLength: 30 }), (losses) => {
        const { y, ticks, bottom } = logAxis(losses, 236, options);
        for (const at of [...losses.map(y), ...ticks.map((tick) => tick.at)]) {
          expect(at).toBeGreaterThanOrEqual(11);
          expect(at).toBeLessThanOrEqual(bottom + 1);
        }
      }),
    );
  });
});

describe('linearAxis', () => {
  it('keeps every value between its ends, in their order', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (values) => {
        const { at, ticks } = linearAxis(values, [300, 20], 5);
        for (const y of [...values.map(at), ...ticks.map((tick) => tick.at)]) {
          expect(y).toBeGreaterThanOrEqual(20 - 1e-6);
          expect(y).toBeLessThanOrEqual(300 + 1e-6);
        }
      }),
    );
    const { at } = linearAxis([1, 2, 3], [0, 100], 5);
    expect(at(1)).toBeLessThan(at(3));
  });

  it('gives equal values, and none, an axis around them', () => {
    for (const values of [[5, 5], [0], [Number.NaN], []]) {
      const { at, ticks } = linearAxis(values, [0, 100], 4);
      expect(ticks.length).toBeGreaterThan(1);
      expect(Number.isFinite(at(values[0] ?? 0) || 0)).toBe(true);
    }
  });
});

describe('logarithmicAxis', () => {
  it('runs from the lowest to the highest, and puts a zero at the lowest', () => {
    const { at } = logarithmicAxis([0, 0.01, 1, 100], [10, 210], 5);
    expect([at(0.01), at(1), at(100)].map((x) => Math.round(x))).toEqual([10, 110, 210]);
    expect(at(0)).toBe(10);
  });

  it('gives a single value an axis around it, and has one without any', () => {
    expect(logarithmicAxis([2], [0, 100], 5).at(2)).toBeCloseTo(50);
    expect(Number.isFinite(logarithmicAxis([0], [0, 100], 5).at(1))).toBe(true);
  });
});

describe('spreadLabels', () => {
  it('keeps their order and their distance, and moves no more than it must', () => {
    const placed = spreadLabels([{ at: 50 }, { at: 10 }, { at: 12 }], 14, 200);
    expect(placed.map(({ at, shown }) => [at, shown])).toEqual([
      [10, 10],
      [12, 24],
      [50, 50],
    ]);
  });

  it('stays above the bottom', () => {
    const shown = spreadLabels([{ at: 99 }, { at: 100 }, { at: 100 }], 14, 100).map((label) => label.shown);
    expect(shown).toEqual([72, 86, 100]);
  });
});

describe('sampled', () => {
  it('keeps few points as they are', () => {
    expect(sampled([1, 2, 3], 5)).toEqual([1, 2, 3]);
  });

  it('keeps the first and the last of many', () => {
    const points = Array.from({ length: 10_000 }, (_, index) => index);
    const kept = sampled(points, 600);
    expect(kept).toHaveLength(600);
    expect([kept[0], kept.at(-1)]).toEqual([0, 9999]);
  });
});
