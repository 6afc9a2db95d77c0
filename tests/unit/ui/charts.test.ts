import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logAxis, roundAxis, sampled } from '../../../src/ui/charts/scales.ts';

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
