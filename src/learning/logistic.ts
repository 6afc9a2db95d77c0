import { FederatedError } from '../base/index.ts';
import { dot, divideRounded, ratioToNumber } from './exact.ts';
import type { Solution } from './optimiser.ts';
import { fractionBits, type PooledBase } from './pooled.ts';

/** Log-odds = slope s + offset of the score s = w'x^, w being the least squares of a target of -1 and 1. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
  /** Whether the slope was cut off, as the scores of the two classes do not overlap at all. */
  readonly separated: boolean;
}

/** Largest log-odds at the mean of a class, were both as frequent: 1 - p is then 2^-52, the last that float64 tells from 1. */
const MOST_LOG_ODDS = 52 * Math.LN2;
/** Distance of the classes' mean scores, of 2 at most, below which the terms tell nothing of the classes. */
const NO_DISTANCE = 1e-12;

/**
 * Probabilities from totals alone (PROTOCOL, section 8): the scores of either class taken as normal with one
 * variance, log-odds are linear in the score. That is Fisher's linear discriminant; means and variance follow
 * from sums of x over all rows and over rows times class:
 * s1 = w'(c + b) / (2 n1), s0 = w'(c - b) / (2 n0), v = (w'Gw - n1 s1^2 - n0 s0^2) / N, c = G e_0,
 * slope = (s1 - s0) / v, offset = ln(n1 / n0) - (s1^2 - s0^2) / (2 v). The scale of w cancels in slope times w.
 *
 * @param solution weights and their rss, by which w'Gw = rss - y'y + 2 w'b
 * @throws FederatedError `integrity` for a target that is not -1 or 1, `target-one-class` if only one occurs.
 */
export function calibrate({ weights, weightBits, rss }: Solution, base: PooledBase): Calibration {
  const { rows, scales, sums, xty, yty } = base;
  const { gram, weight } = fractionBits(scales);
  if (yty !== BigInt(rows) << gram) {
    throw new FederatedError('integrity', 'the target is not -1 or 1 in every row');
  }
  const difference = Number(divideRounded(xty[0] ?? 0n, 1n << (gram + weight)));
  const positives = (rows + difference) / 2;
  const negatives = rows - positives;
  if (!(positives > 0 && negatives > 0)) {
    throw new FederatedError('target-one-class', 'all rows are of one class', { rows, positives });
  }
  const bits = BigInt(weightBits) + gram;
  const ofSums = ratioToNumber(dot(weights, sums), 1n << bits);
  const ofProducts = ratioToNumber(dot(weights, xty), 1n << (bits + weight));
  const s1 = (ofSums + ofProducts) / (2 * positives);
  const s0 = (ofSums - ofProducts) / (2 * negatives);
  const distance = s1 - s0;
  const prior = Math.log(positives / negatives);
  if (Math.abs(distance) < NO_DISTANCE) return { slope: 0, offset: prior, separated: false };
  const squares = rss - rows + 2 * ofProducts;
  const within = (squares - positives * s1 ** 2 - negatives * s0 ** 2) / rows;
  // At the mean of a class, log-odds are distance^2 / (2 v).
  const least = distance ** 2 / (2 * MOST_LOG_ODDS);
  const variance = Math.max(within, least);
  return {
    slope: distance / variance,
    offset: prior - (s1 ** 2 - s0 ** 2) / (2 * variance),
    separated: within < least,
  };
}

/**
 * Coefficients of the log-odds in the units of the data.
 *
 * @param scores coefficients of the score for a target of 0 and 1, as `toOriginalUnits` gives them: (s + 1) / 2
 */
export function logOddsCoefficients(scores: readonly number[], { slope, offset }: Calibration): number[] {
  return scores.map((score, j) => (j === 0 ? slope * (2 * score - 1) + offset : slope * 2 * score));
}
