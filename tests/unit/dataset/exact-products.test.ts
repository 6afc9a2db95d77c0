import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProductSums, PRODUCT_BITS, roundedShift } from '../../../src/dataset/exact-products.ts';

const GRID = 2 ** 53;
/** A mapped value as it can be: a multiple of 2^-53 in [-1, 1]. */
const value = fc.oneof(
  fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }).map((k) => Number(k) / GRID),
  fc.constant(0),
  fc.constantFrom(-1, 1, 0, 1 / GRID, -1 / GRID, 1 - 1 / GRID, 0.5 + 1 / GRID),
);

/** The sum of products in plain integers, times 2^108. */
function oracle(rows: readonly (readonly number[])[], i: number, j: number): bigint {
  const integer = (row: readonly number[], column: number) => BigInt((row[column] ?? 0) * GRID);
  return rows.reduce((sum, row) => sum + integer(row, i) * integer(row, j), 0n) << 2n;
}

describe('sums of products', () => {
  it('equal integer arithmetic to the last bit, over any number of blocks', () => {
    const width = 4;
    const rows = fc.array(fc.array(value, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 13, 40, 100), (distinct, repeats) => {
        const table = Array.from({ length: repeats }, () => distinct).flat();
        const sums = createProductSums(width);
        for (const row of table) sums.addRow(Float64Array.from(row));
        const sum = sums.finish();
        for (let i = 0; i < width; i++) {
          for (let j = i; j < width; j++) expect(sum(i, j)).toBe(oracle(table, i, j));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are the same where most values are 0', () => {
    const width = 4;
    // Columns that are filled everywhere, rarely, in every other row, never.
    const rows = Array.from({ length: 1000 }, (_, row) => [
      (row % 2 === 0 ? 1 : -1) * (1 - row / GRID),
      // In the same rows of every block.
      row % 64 === 5 ? 1 : 0,
      row % 2,
      row === 700 ? 1 - 7 / GRID : 0,
    ]);
    const sums = createProductSums(width);
    for (const row of rows) sums.addRow(Float64Array.from(row));
    const sum = sums.finish();
    for (let i = 0; i < width; i++) {
      for (let j = i; j < width; j++) expect([i, j, sum(i, j)]).toEqual([i, j, oracle(rows, i, j)]);
    }
  });

  it('stay exact where the float64 sums are fullest, beyond 2^16 rows', () => {
    // Slices as large as they come, with odd products. Every 256th row is empty, so that the sums of
    // blocks are odd too, and one that had to be rounded could not hide.
    const largest = (2 ** 18 - 1) * 2 ** -18 + (2 ** 17 - 1) * 2 ** -36 + (2 ** 17 - 2) * 2 ** -54;
    const rows = 200_000;
    const sums = createProductSums(2);
    const row = Float64Array.of(largest, -1);
    const empty = Float64Array.of(0, -1);
    for (let i = 0; i < rows; i++) sums.addRow(i % 256 === 0 ? empty : row);
    const sum = sums.finish();
    const full = BigInt(rows - Math.ceil(rows / 256));
    expect(sum(0, 0)).toBe(full * oracle([[largest]], 0, 0));
    expect(sum(0, 1)).toBe(full * oracle([[largest, -1]], 0, 1));
    expect(sum(1, 1)).toBe(BigInt(rows) << BigInt(PRODUCT_BITS));
  });

  it('are not what float64 alone gives', () => {
    const table = Array.from({ length: 1000 }, (_, i) => [1 / 3 + i / GRID]);
    const sums = createProductSums(1);
    for (const row of table) sums.addRow(Float64Array.from(row));
    const naive = table.reduce((sum, [x = 0]) => sum + x * x, 0);
    const exact = sums.finish()(0, 0);
    expect(exact).not.toBe(BigInt(naive * GRID) << 55n);
    expect(Number(exact) / 2 ** PRODUCT_BITS).toBeCloseTo(naive, 10);
  });
});

describe('rounding to a scale', () => {
  it.each<[bigint, number, bigint]>([
    [5n, 0, 5n],
    [5n, 1, 3n],
    [-5n, 1, -2n],
    [7n, 2, 2n],
    [-7n, 2, -2n],
    [6n, 2, 2n],
    [5n, 2, 1n],
  ])('%d / 2^%d is %d', (number, bits, rounded) => {
    expect(roundedShift(number, bits)).toBe(rounded);
  });
});
