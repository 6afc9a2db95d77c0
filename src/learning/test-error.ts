import { at, GUARD_BITS, multiply } from './exact.ts';
import { columnMean, columnProducts, targetMean, targetProducts, targetSquares } from './moments.ts';
import type { Solution } from './optimiser.ts';
import type { StandardisedProblem } from './penalised.ts';
import { baseOfTotals, checkBase, mappedRss, type PlainTotals } from './pooled.ts';

/** Mean squared error on other rows, y'y - 2 w'b + w'G w over their number, mapped units; from exact integers. */
export function exactTestError({ weights }: Pick<Solution, 'weights'>, test: PlainTotals): number {
  const fitted = multiply(test.gram, weights);
  const residual = test.xty.map((entry, j) => (entry << GUARD_BITS) - at(fitted, j));
  return mappedRss(checkBase(baseOfTotals(test)), weights, residual, GUARD_BITS) / test.rows;
}

/**
 * The same for many sets of coefficients of one standardised problem, in its units and float64: the variance that is
 * left about the means of the test rows, and the square of what is left of those means.
 */
export function createTestError(
  test: PlainTotals,
  problem: StandardisedProblem,
  targetHalfRange: number,
): (weights: Float64Array) => number {
  const base = checkBase(baseOfTotals(test));
  const { rows } = test;
  const products = columnProducts(test, problem.columns);
  const withTarget = problem.columns.map((j) => (targetHalfRange * targetProducts(base, j)) / rows);
  const means = problem.columns.map((j, i) => columnMean(base, j) - (problem.means[i] ?? 0));
  const targetShift = targetHalfRange * targetMean(base) - problem.targetMean;
  const variance = (targetHalfRange ** 2 * targetSquares(base)) / rows;
  return (weights) => {
    const slopes = weights.map((weight, i) => weight / (problem.deviations[i] ?? 1));
    let error = variance;
    let shift = targetShift;
    slopes.forEach((slope, i) => {
      if (slope === 0) return;
      const row = at(products, i);
      let image = 0;
      for (let k = 0; k < row.length; k++) image += (row[k] ?? 0) * (slopes[k] ?? 0);
      error += slope * (image / rows - 2 * at(withTarget, i));
      shift -= slope * at(means, i);
    });
    return Math.max(0, error) + shift * shift;
  };
}
