import { at, ratioToNumber } from './exact.ts';
import { fractionBits, type PlainTotals, type PooledBase } from './pooled.ts';
import { ROUNDING_UNITS } from './singular.ts';

/**
 * Sums about the means, in mapped units. The integers are multiplied out before anything is rounded: where
 * a column lies far from the middle of its range, float64 differences would lose what is left.
 */

/** Sum of squares of a column about its mean; 0 where there is nothing but rounding. */
export function columnSquares({ rows, scales, sums, diagonal }: PooledBase, j: number): number {
  const { gram } = fractionBits(scales);
  return squares(at(diagonal, j), at(sums, j), rows, gram, 0n);
}

/** Sum of squares of the target about its mean; 0 for a constant target. */
export function targetSquares({ rows, scales, xty, yty }: PooledBase): number {
  const { gram, weight } = fractionBits(scales);
  return squares(yty, at(xty, 0), rows, gram, weight);
}

/** Sum of products of a column and the target about their means. */
export function targetProducts({ rows, scales, sums, xty }: PooledBase, j: number): number {
  const { gram, weight } = fractionBits(scales);
  const exact = ((at(xty, j) * BigInt(rows)) << gram) - at(sums, j) * at(xty, 0);
  return ratioToNumber(exact, BigInt(rows) << (2n * gram + weight));
}

/** Sums of products of columns about their means, as rows. */
export function columnProducts(
  { rows, scales, gram }: PlainTotals,
  columns: readonly number[],
): Float64Array[] {
  const { gram: bits } = fractionBits(scales);
  const sums = at(gram, 0);
  const n = BigInt(rows);
  const scaled = n << bits;
  const denominator = scaled << bits;
  const products = columns.map(() => new Float64Array(columns.length));
  columns.forEach((a, i) => {
    const row = at(gram, a);
    for (let k = 0; k <= i; k++) {
      const b = at(columns, k);
      // Both are far inside the range of float64, to which they round once each.
      const value = Number(at(row, b) * scaled - at(sums, a) * at(sums, b)) / Number(denominator);
      at(products, i)[k] = value;
      at(products, k)[i] = value;
    }
  });
  return products;
}

/** Mean of a mapped column. */
export function columnMean({ rows, scales, sums }: PooledBase, j: number): number {
  return ratioToNumber(at(sums, j), BigInt(rows) << fractionBits(scales).gram);
}

/** Mean of the mapped target. */
export function targetMean({ rows, scales, xty }: PooledBase): number {
  const { gram, weight } = fractionBits(scales);
  return ratioToNumber(at(xty, 0), BigInt(rows) << (gram + weight));
}

/** square - sum^2 / rows; `square` at 2^bits, `sum` at 2^(bits + extraBits). */
function squares(square: bigint, sum: bigint, rows: number, bits: bigint, extraBits: bigint): number {
  const exact = ((square * BigInt(rows)) << (bits + 2n * extraBits)) - sum * sum;
  const value = ratioToNumber(exact, BigInt(rows) << (2n * (bits + extraBits)));
  return value * 2 ** Number(bits) > Number(ROUNDING_UNITS) ? value : 0;
}
