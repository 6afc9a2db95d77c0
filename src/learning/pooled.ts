import { checkInteger, checkLength, FederatedError } from '../base/index.ts';
import type { Scales } from '../contract/index.ts';
import { at, dot, ratioToNumber } from './exact.ts';

/**
 * The totals over all owners that BASE brings (PROTOCOL, section 9), as the integers that travel.
 * Column 0 is the intercept; x^ and y^ are the columns mapped to [-1, 1].
 */
export interface PooledBase {
  readonly rows: number;
  readonly dropped: number;
  /** d: columns of the design matrix, intercept included. */
  readonly dimension: number;
  readonly scales: Scales;
  /** First row of G^: sums of the mapped columns, scale 2^FG. */
  readonly sums: readonly bigint[];
  /** Diagonal of G^, scale 2^FG. */
  readonly diagonal: readonly bigint[];
  /** b^ = X'y, scale 2^(FG + FW). */
  readonly xty: readonly bigint[];
  /** y'y, scale 2^FG. */
  readonly yty: bigint;
}

/** Everything that linear regression needs of the data, in plain: d x d integers beside b^ and y'y. */
export interface PlainTotals {
  readonly rows: number;
  readonly dropped: number;
  readonly scales: Scales;
  /** G^, scale 2^FG, as rows. */
  readonly gram: readonly (readonly bigint[])[];
  readonly xty: readonly bigint[];
  readonly yty: bigint;
}

/** What BASE tells of the totals. */
export function baseOfTotals({ gram, ...totals }: PlainTotals): PooledBase {
  const diagonal = gram.map((row, j) => at(row, j));
  return { ...totals, dimension: gram.length, sums: at(gram, 0), diagonal };
}

/** All totals, from those of BASE and the Gram matrix that rounds have found; null as long as it is not known. */
export function totalsOf(
  { gram }: { readonly gram?: PlainTotals['gram'] },
  { rows, dropped, scales, xty, yty }: PooledBase,
): PlainTotals | null {
  return gram === undefined ? null : { rows, dropped, scales, gram, xty, yty };
}

/**
 * The totals of several parts together.
 *
 * @throws RangeError for no parts, or parts of different shapes.
 */
export function addTotals(parts: readonly PlainTotals[]): PlainTotals {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('parts: expected one or more');
  return others.reduce((sum, part) => combine(sum, part, 1n), first);
}

/** The totals of `whole` without those of `part`. @throws RangeError for different shapes. */
export function withoutPart(whole: PlainTotals, part: PlainTotals): PlainTotals {
  return combine(whole, part, -1n);
}

function combine(a: PlainTotals, b: PlainTotals, sign: 1n | -1n): PlainTotals {
  checkLength(b.gram, 'gram', a.gram.length);
  const add = (left: readonly bigint[], right: readonly bigint[]) =>
    checkLength(left, 'totals', right.length).map((entry, j) => entry + sign * at(right, j));
  return {
    rows: a.rows + Number(sign) * b.rows,
    dropped: a.dropped + Number(sign) * b.dropped,
    scales: a.scales,
    gram: a.gram.map((row, i) => add(row, at(b.gram, i))),
    xty: add(a.xty, b.xty),
    yty: a.yty + sign * b.yty,
  };
}

/** Fraction bits of G^ (FG) and of w^ (FW), as bigint for shifts. */
export function fractionBits(scales: Scales): { readonly gram: bigint; readonly weight: bigint } {
  return { gram: BigInt(scales.gramBits), weight: BigInt(scales.weightBits) };
}

/** W 2^FW: the largest integer weight that may be asked. */
export function weightLimit(scales: Scales): bigint {
  return BigInt(scales.weightBound) << BigInt(scales.weightBits);
}

/**
 * Returns `base` if its parts agree with one another.
 *
 * @throws RangeError for arrays of another length than the dimension.
 * @throws FederatedError `integrity` if the totals cannot be those of any data.
 */
export function checkBase(base: PooledBase): PooledBase {
  const dimension = checkInteger(base.dimension, 'dimension', 1);
  checkLength(base.sums, 'sums', dimension);
  checkLength(base.diagonal, 'diagonal', dimension);
  checkLength(base.xty, 'xty', dimension);
  const rows = BigInt(checkInteger(base.rows, 'rows', 1)) << fractionBits(base.scales).gram;
  if (at(base.sums, 0) !== rows || at(base.diagonal, 0) !== rows || base.yty < 0n) {
    throw new FederatedError('integrity', 'the column totals contradict one another');
  }
  return base;
}

/** Share of y'y by which rounding may carry a residual sum of squares below zero. */
const NEGATIVE_RSS_SHARE = 2 ** -20;

/**
 * Residual sum of squares in mapped units: y'y - w'b - w'r with r = b - G w (PROTOCOL, section 2), in integers.
 *
 * @param weights w, scale 2^(FW + extraBits)
 * @param residual r, scale 2^(FG + FW + extraBits)
 * @throws FederatedError `integrity` if more is explained than there is.
 */
export function mappedRss(
  base: PooledBase,
  weights: readonly bigint[],
  residual: readonly bigint[],
  extraBits: bigint,
): number {
  const { gram, weight } = fractionBits(base.scales);
  const scale = 2n * (weight + extraBits);
  const exact = (base.yty << scale) - (dot(weights, base.xty) << extraBits) - dot(weights, residual);
  const rss = ratioToNumber(exact, 1n << (gram + scale));
  if (rss < -NEGATIVE_RSS_SHARE * ratioToNumber(base.yty, 1n << gram)) {
    throw new FederatedError('integrity', 'the answers explain more of the target than there is');
  }
  return Math.max(0, rss);
}
