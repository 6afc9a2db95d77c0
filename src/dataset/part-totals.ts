import type { Contract } from '../contract/index.ts';
import { PRODUCT_BITS, roundedShift, type ProductSums } from './exact-products.ts';

/**
 * Sums over rows, with the terms of the design matrix mapped to [-1, 1], d in all. Integers at the scales of the
 * contract.
 */
export interface PartTotals {
  /** Rows that were summed; a part may have none. */
  readonly rows: number;
  /** X'X, row-major d * d, times 2^gramBits. */
  readonly gram: bigint[];
  /** X'y, d, times 2^(gramBits + weightBits). */
  readonly xty: bigint[];
  /** y'y, times 2^gramBits. */
  readonly yty: bigint;
}

/**
 * Sums of products at the scales of a contract, halves rounded upwards.
 *
 * @param sums over rows of `dimension` terms and the target.
 */
export function roundedTotals(
  sums: ProductSums,
  rows: number,
  dimension: number,
  { gramBits, weightBits }: Contract['scales'],
): PartTotals {
  const sum = sums.finish();
  const scaled = (i: number, j: number, bits: number) => roundedShift(sum(i, j), PRODUCT_BITS - bits);
  const gram = new Array<bigint>(dimension * dimension).fill(0n);
  const xty: bigint[] = [];
  for (let i = 0; i < dimension; i++) {
    for (let j = i; j < dimension; j++) {
      const entry = scaled(i, j, gramBits);
      gram[i * dimension + j] = entry;
      gram[j * dimension + i] = entry;
    }
    xty.push(scaled(i, dimension, gramBits + weightBits));
  }
  return { rows, gram, xty, yty: scaled(dimension, dimension, gramBits) };
}

/** The totals of all parts together. */
export function sumOfParts(parts: readonly PartTotals[]): PartTotals {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('parts: expected one at least');
  return others.reduce(
    (sum, part) => ({
      rows: sum.rows + part.rows,
      gram: sum.gram.map((entry, i) => entry + (part.gram[i] ?? 0n)),
      xty: sum.xty.map((entry, i) => entry + (part.xty[i] ?? 0n)),
      yty: sum.yty + part.yty,
    }),
    first,
  );
}
