import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effortMs, productsOfRandomizer, productsOfRows } from '../../../src/workers/effort.ts';
import { evenRanges } from '../../../src/workers/ranges.ts';

test('ranges cover everything once, in even pieces but for the last, none too long', () => {
  const count = fc.nat({ max: 500 });
  const most = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(count, most, fc.integer({ min: 1, max: 16 }), (total, limit, threads) => {
      const ranges = evenRanges(total, limit, threads);
      let next = 0;
      for (const { start, end } of ranges) {
        expect(start).toBe(next);
        expect(end).toBeGreaterThan(start);
        expect(end - start).toBeLessThanOrEqual(limit + 1);
        if (end < total) expect((end - start) % 2).toBe(0);
        next = end;
      }
      expect(next).toBe(total);
    }),
  );
});

test('threads get the same number of ranges', () => {
  expect(evenRanges(200, 32, 1)).toHaveLength(7);
  expect(evenRanges(200, 32, 2)).toHaveLength(8);
  expect(evenRanges(200, 32, 3)).toHaveLength(9);
  expect(evenRanges(6, 2, 1).map(({ end }) => end)).toEqual([2, 4, 6]);
  expect(evenRanges(0, 2, 1)).toEqual([]);
});

test('the effort of a job grows with the length of the key, the engine and the job', () => {
  expect(effortMs('fma', 2048, 1_000_000) / effortMs('fma', 4096, 1_000_000)).toBe(1 / 4);
  const engines = (['fma', 'simd', 'bigint'] as const).map((engine) => effortMs(engine, 3072, 1000));
  expect(engines.toSorted((a, b) => a - b)).toEqual(engines);
  // 16 windows of 4 bits, 63 squares and one to spare: 2 columns, 3 rows.
  expect(productsOfRows(3, 2, 64)).toBe(3 * (2 * 16 + 64) + 2 * 14);
  // Windows of 6 bits: 2048 squares and 341 products.
  expect(Math.floor(productsOfRandomizer(2048))).toBe(2389);
});
