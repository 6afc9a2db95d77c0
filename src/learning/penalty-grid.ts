import type { ModelKind } from '../contract/index.ts';
import type { PenalisedSolution } from './active-set.ts';
import { at } from './exact.ts';
import { penaltyOf, solvePenalised, type StandardisedProblem } from './penalised.ts';

const PENALTIES = 100;
/** Smallest penalty of a lasso or elastic net as a share of the largest; the second with fewer rows than terms. */
const LEAST_SHARES = [1e-4, 1e-3] as const;
/** An elastic net with hardly any lasso would start where the ridge alone leaves nothing. */
const LEAST_L1_SHARE = 1e-3;
/**
 * Ridge has no penalty at which all coefficients are 0: the largest leaves each eigenvector of the correlation matrix a
 * tenth or less of its least squares, the smallest changes none of note.
 */
const RIDGE_EXCESS = 10;
const RIDGE_LEAST_SHARE = 1e-6;

export interface PenaltyGrid {
  /** From the largest down. */
  readonly penalties: readonly number[];
  /** Index of the one that was asked for. */
  readonly chosen: number;
}

/** The penalties of a path: evenly spread in their logarithms, from the one at which all is 0, and the one asked for. */
export function penaltyGrid(
  problem: StandardisedProblem,
  rows: number,
  kind: ModelKind,
  penalty: number,
  l1Share: number,
): PenaltyGrid {
  const { l1 } = penaltyOf(kind, 1, l1Share);
  const [largest, share] =
    l1 === 0
      ? [RIDGE_EXCESS * largestRowSum(problem), RIDGE_LEAST_SHARE]
      : [
          problem.covariances.reduce((most, c) => Math.max(most, Math.abs(c)), 0) /
            Math.max(l1, LEAST_L1_SHARE),
          LEAST_SHARES[rows > problem.columns.length + 1 ? 0 : 1],
        ];
  const even =
    largest > 0 ? Array.from({ length: PENALTIES }, (_, i) => largest * share ** (i / (PENALTIES - 1))) : [];
  const penalties = [...even.filter((entry) => entry !== penalty), penalty].sort((a, b) => b - a);
  return { penalties, chosen: penalties.indexOf(penalty) };
}

/** Solutions at penalties that fall, each started from the one before. */
export function solveGrid(
  problem: StandardisedProblem,
  penalties: readonly number[],
  kind: ModelKind,
  l1Share: number,
): PenalisedSolution[] {
  let start = new Float64Array(problem.columns.length);
  return penalties.map((penalty) => {
    const solution = solvePenalised(problem, penaltyOf(kind, penalty, l1Share), start);
    start = Float64Array.from(solution.weights);
    return solution;
  });
}

/** No eigenvalue of the correlation matrix is larger (Gershgorin). */
function largestRowSum({ correlations }: StandardisedProblem): number {
  return correlations.reduce(
    (most, row) =>
      Math.max(
        most,
        row.reduce((sum, entry) => sum + Math.abs(entry), 0),
      ),
    0,
  );
}

/** The solution of a grid that was asked for. */
export function chosenSolution(
  solutions: readonly PenalisedSolution[],
  { chosen }: PenaltyGrid,
): PenalisedSolution {
  return at(solutions, chosen);
}
