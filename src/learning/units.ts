import { FederatedError } from '../base/index.ts';
import {
  supportedContract,
  type Contract,
  type NumericColumn,
  type SupportedContract,
} from '../contract/index.ts';
import { at, divideRounded, dot, GUARD_BITS, numberToRatio, ratioToNumber, type Ratio } from './exact.ts';

/** Name of the first term of every model. */
export const INTERCEPT = '(intercept)';

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
  readonly target: NumericColumn;
}

/** Names of the terms in the order of the design matrix. @throws FederatedError `contract-unsupported` */
export function termNames(contract: Contract): string[] {
  return [INTERCEPT, ...linearContract(contract).features.map((feature) => feature.name)];
}

/**
 * What a sum of squares in mapped units is multiplied by for squared units of the target.
 *
 * @throws FederatedError `contract-unsupported`
 */
export function lossFactor(contract: Contract): number {
  const [lo, hi] = linearContract(contract).target.range;
  return ((hi - lo) / 2) ** 2;
}

/**
 * Coefficients in the units of the data, intercept first, from mapped ones; the intercept in exact
 * arithmetic, as it is a difference of large parts where ranges lie far from 0.
 *
 * @param weights scale 2^weightBits
 * @throws FederatedError `contract-unsupported`
 */
export function toOriginalUnits(
  weights: readonly bigint[],
  weightBits: number,
  contract: Contract,
): number[] {
  const { factors, shift, target } = unitsOf(contract);
  const one = 1n << BigInt(weightBits);
  const slopes = weights.map((weight, j) => at(factors, j) * ratioToNumber(weight, one));
  const shifted = { numerator: dot(shift, weights) + (one << GUARD_BITS), denominator: one << GUARD_BITS };
  const [lo, hi] = target.range.map(numberToRatio) as [Ratio, Ratio];
  const span = subtract(hi, lo);
  const intercept = subtract(
    multiply(span, { numerator: shifted.numerator, denominator: 2n * shifted.denominator }),
    { numerator: -lo.numerator, denominator: lo.denominator },
  );
  return [ratioToNumber(intercept.numerator, intercept.denominator), ...slopes.slice(1)];
}

/**
 * Standard deviations of original coefficients per standard deviation of the target in mapped units.
 *
 * @param inverseForm u -> u'G^-1 u for u at 2^GUARD_BITS
 */
export function originalSpreads(inverseForm: (u: readonly bigint[]) => number, contract: Contract): number[] {
  const { factors, shift } = unitsOf(contract);
  return factors.map((factor, j) => {
    const combination = j === 0 ? shift : factors.map((_, k) => (k === j ? 1n << GUARD_BITS : 0n));
    return factor * Math.sqrt(inverseForm(combination));
  });
}

function unitsOf(contract: Contract): Units {
  const { target, features } = linearContract(contract);
  const halfRange = (target.range[1] - target.range[0]) / 2;
  const ranges = features.map((feature) => feature.range);
  return {
    factors: [halfRange, ...ranges.map(([lo, hi]) => (2 * halfRange) / (hi - lo))],
    shift: [1n << GUARD_BITS, ...ranges.map(([lo, hi]) => -centreShift(lo, hi))],
    target,
  };
}

/** (hi + lo) / (hi - lo), scale 2^GUARD_BITS. */
function centreShift(lo: number, hi: number): bigint {
  const low = numberToRatio(lo);
  const high = numberToRatio(hi);
  const sum = subtract(high, { numerator: -low.numerator, denominator: low.denominator });
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

/** Least squares on numeric columns is what there is; other tasks get a solver and terms of their own. */
function linearContract(contract: Contract): SupportedContract {
  const { kind } = contract.model;
  if (kind === 'linear') return supportedContract(contract);
  throw new FederatedError('contract-unsupported', `not supported yet: ${kind} model`, {
    feature: `${kind} model`,
  });
}
