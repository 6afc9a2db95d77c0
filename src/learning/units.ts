import { designOf, type Contract } from '../contract/index.ts';
import { at, divideRounded, dot, GUARD_BITS, numberToRatio, ratioToNumber, type Ratio } from './exact.ts';

type Range = readonly [number, number];

/**
 * How coefficients of mapped columns become coefficients of the data. With x^ = 2 (x - lo) / (hi - lo) - 1, and
 * the target likewise, w^ gives slopes s w^_j 2 / (hi_j - lo_j) and the intercept
 * lo + s (1 + sum t_j w^_j), with s = (hi - lo) / 2 of the target, t_0 = 1, t_j = -(hi_j + lo_j) / (hi_j - lo_j).
 */
interface Units {
  /** ds / dw^: slope of each term; that of the intercept is s. */
  readonly factors: readonly number[];
  /** t, scale 2^GUARD_BITS. */
  readonly shift: readonly bigint[];
  readonly target: Range;
}

/** What a sum of squares in mapped units is multiplied by for squared units of the target. */
export function lossFactor(contract: Contract): number {
  const [lo, hi] = designOf(contract).target.range;
  return ((hi - lo) / 2) ** 2;
}

/**
 * Coefficients in the units of the data, intercept first, from mapped ones; the intercept in exact
 * arithmetic, as it is a difference of large parts where ranges lie far from 0.
 *
 * @param weights one a term, scale 2^weightBits
 */
export function toOriginalUnits(
  weights: readonly bigint[],
  weightBits: number,
  contract: Contract,
): number[] {
  const { factors, shift, target } = unitsOf(contract);
  const one = 1n << BigInt(weightBits);
  const slopes = weights.map((weight, j) => at(factors, j) * ratioToNumber(weight, one));
  const shifted: Ratio = { numerator: dot(shift, weights), denominator: one << GUARD_BITS };
  return [fromMapped(shifted, target), ...slopes.slice(1)];
}

/**
 * Standard deviations of original coefficients per standard deviation of the target in mapped units.
 *
 * @param kept indexes of the terms that there are
 * @param inverseEntry entry (i, j) of G^-1 of these
 * @param inverseForm u -> u'G^-1 u for u at 2^GUARD_BITS, of these
 */
export function originalSpreads(
  kept: readonly number[],
  inverseEntry: (i: number, j: number) => number,
  inverseForm: (u: readonly bigint[]) => number,
  contract: Contract,
): number[] {
  const { factors, shift } = unitsOf(contract);
  return kept.map((j, place) => {
    const form = j === 0 ? inverseForm(kept.map((k) => at(shift, k))) : inverseEntry(place, place);
    return at(factors, j) * Math.sqrt(form);
  });
}

/** A coefficient of standardised columns per mapped one: (hi - lo) / 2 of every term. */
export function halfRanges(contract: Contract): number[] {
  return designOf(contract).terms.map(({ range: [lo, hi] }) => (hi - lo) / 2);
}

/** lo + (hi - lo) (value + 1) / 2: what a mapped value stands for; from an exact ratio to the nearest float64. */
export function fromMapped(value: Ratio, [lo, hi]: Range): number {
  const low = numberToRatio(lo);
  const span = subtract(numberToRatio(hi), low);
  const share = { numerator: value.numerator + value.denominator, denominator: 2n * value.denominator };
  const result = subtract(multiply(span, share), { ...low, numerator: -low.numerator });
  return ratioToNumber(result.numerator, result.denominator);
}

function unitsOf(contract: Contract): Units {
  const { terms, target } = designOf(contract);
  const halfRange = (target.range[1] - target.range[0]) / 2;
  const ranges = terms.slice(1).map(({ range }) => range);
  return {
    factors: [halfRange, ...ranges.map(([lo, hi]) => (2 * halfRange) / (hi - lo))],
    shift: [1n << GUARD_BITS, ...ranges.map(([lo, hi]) => -centreShift(lo, hi))],
    target: target.range,
  };
}

/** (hi + lo) / (hi - lo), scale 2^GUARD_BITS. */
function centreShift(lo: number, hi: number): bigint {
  const low = numberToRatio(lo);
  const high = numberToRatio(hi);
  const sum = subtract(high, { ...low, numerator: -low.numerator });
  const difference = subtract(high, low);
  return divideRounded(
    (sum.numerator * difference.denominator) << GUARD_BITS,
    sum.denominator * difference.numerator,
  );
}

function multiply(a: Ratio, b: Ratio): Ratio {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

function subtract(a: Ratio, b: Ratio): Ratio {
  return {
    numerator: a.numerator * b.denominator - b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}
