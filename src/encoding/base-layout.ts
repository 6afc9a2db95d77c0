import { checkInteger, checkLength, FederatedError } from '../base/index.ts';
import type { EncodingBound } from './bound.ts';

/**
 * The totals that BASE carries, as the integers that are encrypted. Column 0 of the design matrix is
 * the intercept, so the first sum and the first diagonal entry are the number of rows and not repeated.
 */
export interface BaseTotals {
  readonly rows: number;
  readonly dropped: number;
  /** First row of G, scale 2^gramBits. */
  readonly sums: readonly bigint[];
  /** Diagonal of G, scale 2^gramBits. */
  readonly diagonal: readonly bigint[];
  /** b = X'y, scale 2^(gramBits + weightBits). */
  readonly xty: readonly bigint[];
  /** y'y, scale 2^gramBits. */
  readonly yty: bigint;
}

/** How many integers BASE has: rows, dropped, y'y, d - 1 sums, d - 1 diagonal entries, d of b. */
export function baseLength(dimension: number): number {
  return 3 * checkInteger(dimension, 'dimension', 1) + 1;
}

/** The integers of BASE, in order. */
export function baseToIntegers({ rows, dropped, sums, diagonal, xty, yty }: BaseTotals): bigint[] {
  return [BigInt(rows), BigInt(dropped), yty, ...sums.slice(1), ...diagonal.slice(1), ...xty];
}

/**
 * The totals from the (summed) integers of BASE.
 *
 * @throws RangeError for another number of integers.
 * @throws FederatedError 'integrity' for counts that no data have.
 */
export function baseFromIntegers(
  integers: readonly bigint[],
  dimension: number,
  gramBits: number,
): BaseTotals {
  checkLength(integers, 'integers', baseLength(dimension));
  const [rows = 0n, dropped = 0n, yty = 0n, ...rest] = integers;
  if (rows < 1n || dropped < 0n) throw new FederatedError('integrity', 'BASE: impossible number of rows');
  const first = rows << BigInt(gramBits);
  const others = dimension - 1;
  return {
    rows: Number(rows),
    dropped: Number(dropped),
    sums: [first, ...rest.slice(0, others)],
    diagonal: [first, ...rest.slice(others, 2 * others)],
    xty: rest.slice(2 * others),
    yty,
  };
}

/** The largest magnitude of each integer of BASE, for rows up to `maximumRows`. */
export function baseBounds(dimension: number, bound: EncodingBound, maximumRows: number): bigint[] {
  const count = BigInt(maximumRows);
  const entries = Array.from({ length: 2 * (dimension - 1) }, () => bound.entryBound);
  const targets = Array.from({ length: dimension }, () => bound.targetBound);
  return [count, count, bound.entryBound, ...entries, ...targets];
}
