import type { ModelKind } from '../contract/index.ts';
import {
  residualCovariances,
  searchActiveSet,
  type PenalisedSolution,
  type Penalty,
  type QuadraticLoss,
} from './active-set.ts';
import { solvePositive } from './cholesky.ts';
import {
  columnMean,
  columnProducts,
  columnSquares,
  targetMean,
  targetProducts,
  targetSquares,
} from './moments.ts';
import { baseOfTotals, type PlainTotals } from './pooled.ts';

/**
 * Least squares of the target, in its units, on columns divided by their population standard deviation, less their
 * means: the form in which penalties are stated. Float64, from moments that were computed exactly.
 */
export interface StandardisedProblem extends QuadraticLoss {
  /** Indexes of the columns in the design. */
  readonly columns: readonly number[];
  /** Standard deviation and mean of each, mapped units. */
  readonly deviations: Float64Array;
  readonly means: Float64Array;
  /** Population variance and mean of the target, target units; the mean from the middle of its range. */
  readonly targetVariance: number;
  readonly targetMean: number;
}

/**
 * The standardised problem of some columns of the design.
 *
 * @param columns none of them constant
 * @param targetHalfRange what a mapped target is multiplied by for its units
 */
export function standardise(
  totals: PlainTotals,
  columns: readonly number[],
  targetHalfRange: number,
): StandardisedProblem {
  const base = baseOfTotals(totals);
  const { rows } = totals;
  const deviations = Float64Array.from(columns, (j) => Math.sqrt(columnSquares(base, j) / rows));
  const correlations = columnProducts(totals, columns);
  correlations.forEach((row, i) => {
    for (let k = 0; k < columns.length; k++) {
      row[k] = i === k ? 1 : (row[k] ?? 0) / rows / ((deviations[i] ?? 1) * (deviations[k] ?? 1));
    }
  });
  return {
    columns,
    deviations,
    means: Float64Array.from(columns, (j) => columnMean(base, j)),
    correlations,
    covariances: Float64Array.from(
      columns,
      (j, i) => (targetHalfRange * targetProducts(base, j)) / rows / (deviations[i] ?? 1),
    ),
    targetVariance: (targetHalfRange ** 2 * targetSquares(base)) / rows,
    targetMean: targetHalfRange * targetMean(base),
  };
}

/** What makes the solution for collinear columns unique: on a correlation matrix, below the digits that are promised. */
const COLLINEAR_L2 = 1e-11;

/** The two parts of a penalty lambda. */
export function penaltyOf(kind: ModelKind, penalty: number, l1Share: number): Penalty {
  const share = kind === 'lasso' ? 1 : kind === 'elastic-net' ? l1Share : 0;
  return { l1: penalty * share, l2: penalty * (1 - share) };
}

/**
 * Minimises w'R w / 2 - c'w + penalty: with l1 = 0 by Cholesky's method, else by a search for which coefficients are
 * not 0. Float64 throughout, to `KKT_TOLERANCE`.
 *
 * @param start coefficients of a penalty nearby
 */
export function solvePenalised(
  problem: StandardisedProblem,
  penalty: Penalty,
  start: Float64Array,
): PenalisedSolution {
  const { correlations, covariances } = problem;
  if (penalty.l1 === 0) {
    const system = correlations.map((row, i) =>
      row.map((entry, k) => (i === k ? entry + penalty.l2 : entry)),
    );
    const weights = solvePositive(system, covariances);
    if (weights !== null) return { weights, remaining: 0 };
  }
  const found = searchActiveSet(problem, penalty, Float64Array.from(start));
  if (found.remaining === 0 || penalty.l2 > 0) return found;
  // Of collinear columns many combinations are as good: the one of least squares among them is as good as any.
  const unique = searchActiveSet(problem, { ...penalty, l2: COLLINEAR_L2 }, Float64Array.from(start));
  return unique.remaining === 0 ? unique : found;
}

/** Share of the target's variance that coefficients explain: (c'w + w'(c - R w)) / variance. */
export function explainedShare(problem: StandardisedProblem, weights: Float64Array): number {
  const { covariances, targetVariance } = problem;
  if (targetVariance === 0) return 0;
  const rest = residualCovariances(problem, weights);
  let explained = 0;
  weights.forEach((weight, j) => {
    explained += weight * ((covariances[j] ?? 0) + (rest[j] ?? 0));
  });
  return explained / targetVariance;
}
