import type { PenalisedSolution } from './active-set.ts';
import { at, divideRounded, GUARD_BITS, scaledInteger } from './exact.ts';
import { keptSlopes, varyingSlopes, type FitInput } from './fit-input.ts';
import { commonMetrics } from './inference.ts';
import type { FitParts } from './linear-fit.ts';
import { solutionOf } from './oracle.ts';
import { explainedShare, standardise, type StandardisedProblem } from './penalised.ts';
import { chosenSolution, penaltyGrid, solveGrid, type PenaltyGrid } from './penalty-grid.ts';
import { fractionBits, type PlainTotals } from './pooled.ts';
import type { FitRequest, PenaltyPath } from './results.ts';
import { halfRanges, toOriginalUnits } from './units.ts';

/**
 * Ridge, lasso or elastic net at one penalty, and the path of penalties around it. There are no standard errors: those of
 * least squares do not hold for estimates that were shrunk.
 */
export function penalisedFit(
  input: FitInput,
  request: FitRequest,
): FitParts & { readonly path: PenaltyPath } {
  const { totals, base, contract, factor, design } = input;
  const slopes = request.penalty === 0 ? keptSlopes(input) : varyingSlopes(input);
  const columns = slopes.map(({ index }) => index);
  const targetHalfRange = Math.sqrt(input.lossFactor);
  const problem = standardise(totals, columns, targetHalfRange);
  const { kind, penalty, l1Share } = request;
  const grid = penaltyGrid(problem, totals.rows, kind, penalty, l1Share);
  const solutions = solveGrid(problem, grid.penalties, kind, l1Share);
  const { weights: chosen, remaining } = chosenSolution(solutions, grid);
  // Without a penalty it is least squares, which is known exactly.
  const mapped =
    penalty === 0 ? factor.solve(totals.xty) : mappedWeights(problem, chosen, totals, targetHalfRange);
  const solution = solutionOf(mapped, totals);
  const estimates = toOriginalUnits(solution.weights, solution.weightBits, contract);
  const { rows, rowsDropped, rss, mse, rSquared } = commonMetrics({
    rows: base.rows,
    rowsDropped: base.dropped,
    parameters: factor.kept.length,
    rss: solution.rss * input.lossFactor,
    totalSquares: input.totalSquares * input.lossFactor,
  });
  const names = slopes.map(({ name }) => name);
  return {
    terms: [0, ...columns].map((j) => ({ term: at(design.terms, j).name, estimate: at(estimates, j) })),
    metrics: {
      ...{ rows, rowsDropped },
      ...(rss !== undefined && { rss }),
      ...(mse !== undefined && { mse }),
      ...(rSquared !== undefined && { rSquared }),
      conditionNumber: input.eigenvalues.largest / input.eigenvalues.smallest,
    },
    warnings: remaining > 0 ? [{ code: 'not-converged', remaining }] : [],
    details: {
      jointTests: [],
      standardised: names.map((term, i) => ({ term, value: chosen[i] ?? 0 })),
    },
    path: pathOf(problem, grid, solutions, names, halfRanges(contract)),
  };
}

/**
 * Weights of mapped columns at 2^(FW + GUARD_BITS) from coefficients of standardised ones; the intercept, which
 * makes the residuals sum to 0, exactly.
 */
function mappedWeights(
  { columns, deviations }: StandardisedProblem,
  coefficients: Float64Array,
  { gram, xty, rows, scales }: PlainTotals,
  targetHalfRange: number,
): bigint[] {
  const { gram: gramBits, weight } = fractionBits(scales);
  const sums = at(gram, 0);
  const weights = new Array<bigint>(gram.length).fill(0n);
  let intercept = at(xty, 0) << GUARD_BITS;
  columns.forEach((j, i) => {
    const slope = (coefficients[i] ?? 0) / (targetHalfRange * (deviations[i] ?? 1));
    const scaled = scaledInteger(slope, weight + GUARD_BITS);
    weights[j] = scaled;
    intercept -= at(sums, j) * scaled;
  });
  weights[0] = divideRounded(intercept, BigInt(rows) << gramBits);
  return weights;
}

function pathOf(
  problem: StandardisedProblem,
  { penalties, chosen }: PenaltyGrid,
  solutions: readonly PenalisedSolution[],
  names: readonly string[],
  halves: readonly number[],
): PenaltyPath {
  return {
    penalties,
    chosen,
    coefficients: names.map((term, i) => {
      const standardised = solutions.map(({ weights }) => weights[i] ?? 0);
      const deviation = (problem.deviations[i] ?? 1) * at(halves, at(problem.columns, i));
      return { term, standardised, original: standardised.map((value) => value / deviation) };
    }),
    rSquared: solutions.map(({ weights }) => explainedShare(problem, weights)),
  };
}
