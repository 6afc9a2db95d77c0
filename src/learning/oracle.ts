import { checkLength } from '../base/index.ts';
import { at, GUARD_BITS, multiply } from './exact.ts';
import { factorGram } from './factor.ts';
import type { Solution } from './optimiser.ts';
import { baseOfTotals, checkBase, fractionBits, mappedRss, type PlainTotals } from './pooled.ts';

/**
 * Least squares from plain totals, without rounds: what the encrypted path is tested against. Columns that are
 * constant, or combinations of columns before them, have weight 0.
 *
 * @throws FederatedError `integrity`
 */
export function plainOracle(totals: PlainTotals): Solution {
  const { gram, xty } = totals;
  const names = gram.map((_, j) => `${j}`);
  return solutionOf(factorGram(gram, names).solve(xty), totals);
}

/**
 * What these weights, at 2^(FW + GUARD_BITS), leave of the target.
 *
 * @throws FederatedError `integrity`
 */
export function solutionOf(
  weights: readonly bigint[],
  totals: PlainTotals,
): Solution & { gram: PlainTotals['gram'] } {
  const { gram, xty } = totals;
  const base = checkBase(baseOfTotals(totals));
  const fitted = multiply(gram, weights);
  const residual = xty.map((entry, j) => (entry << GUARD_BITS) - at(fitted, j));
  return {
    weights,
    weightBits: Number(fractionBits(totals.scales).weight + GUARD_BITS),
    rss: mappedRss(base, weights, residual, GUARD_BITS),
    converged: true,
    gram,
  };
}

/** What the owners together answer to the integer weights w^: G^ w^ - b^, scale 2^(FG + FW). */
export function plainAnswer({ gram, xty }: PlainTotals, weights: readonly bigint[]): bigint[] {
  checkLength(weights, 'weights', gram.length);
  return multiply(gram, weights).map((entry, j) => entry - at(xty, j));
}
