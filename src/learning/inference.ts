import type { Contract } from '../contract/index.ts';
import { conditionNumber } from './condition.ts';
import { fisherTail, studentQuantile975, studentTwoSided } from './distributions.ts';
import { at, ratioToNumber } from './exact.ts';
import { factorGram } from './factor.ts';
import type { ModelMetrics, ModelTerm } from './model-file.ts';
import type { Solution } from './optimiser.ts';
import { fractionBits, type PooledBase } from './pooled.ts';
import { ROUNDING_UNITS } from './singular.ts';
import { lossFactor, originalSpreads, termNames, toOriginalUnits } from './units.ts';

/** What a fit says about itself; what is not available is absent. */
export interface Inference {
  readonly terms: readonly ModelTerm[];
  readonly metrics: ModelMetrics;
}

/**
 * Coefficients and metrics in the units of the data. Standard errors, t, p, intervals, F, AIC, BIC and the
 * condition number need the whole G^ and weights that have converged; all but the last also need more rows
 * than columns. AIC and BIC are those of statsmodels (the variance is not counted as a parameter).
 *
 * @throws FederatedError `singular-design`, `contract-unsupported`
 */
export function inferenceOf(solution: Solution, base: PooledBase, contract: Contract): Inference {
  const names = termNames(contract);
  const { rows, dimension } = base;
  const factor = lossFactor(contract);
  const estimates = toOriginalUnits(solution.weights, solution.weightBits, contract);
  const dfResidual = rows - dimension;
  const totalSquares = mappedTotalSquares(base);
  const rss = solution.rss * factor;
  const rSquared = totalSquares > 0 ? 1 - solution.rss / totalSquares : undefined;
  const common: ModelMetrics = {
    rows,
    rowsDropped: base.dropped,
    rss,
    mse: rss / rows,
    ...(rSquared !== undefined && { rSquared }),
    ...(dfResidual > 0 && {
      ...(rSquared !== undefined && { adjRSquared: 1 - ((1 - rSquared) * (rows - 1)) / dfResidual }),
      residualStdError: Math.sqrt(rss / dfResidual),
      dfResidual,
    }),
  };
  if (solution.gram === undefined || !solution.converged) {
    return { terms: names.map((term, j) => ({ term, estimate: at(estimates, j) })), metrics: common };
  }

  const gramFactor = factorGram(solution.gram, names);
  const metrics = { ...common, conditionNumber: conditionNumber(solution.gram, gramFactor) };
  if (dfResidual <= 0) {
    return { terms: names.map((term, j) => ({ term, estimate: at(estimates, j) })), metrics };
  }
  const fractionScale = 2 ** base.scales.gramBits;
  const residualVariance = solution.rss / dfResidual;
  const spreads = originalSpreads((u) => gramFactor.inverseForm(u) * fractionScale, contract);
  const quantile = studentQuantile975(dfResidual);
  const terms = names.map((term, j) => {
    const stdError = Math.sqrt(residualVariance) * at(spreads, j);
    return inferTerm(term, at(estimates, j), stdError, dfResidual, quantile);
  });
  return {
    terms,
    metrics: { ...metrics, ...comparisons(solution.rss, totalSquares, rows, dimension, factor) },
  };
}

function inferTerm(
  term: string,
  estimate: number,
  stdError: number,
  df: number,
  quantile: number,
): ModelTerm {
  const margin = quantile * stdError;
  const found: ModelTerm = { term, estimate, stdError, ci95: [estimate - margin, estimate + margin] };
  // A fit without any residual has no t: there is nothing to compare an estimate with.
  const t = estimate / stdError;
  return Number.isFinite(t) ? { ...found, t, pValue: studentTwoSided(t, df) } : found;
}

/** F, AIC and BIC; absent for a fit without any residual. */
function comparisons(
  rss: number,
  totalSquares: number,
  rows: number,
  dimension: number,
  factor: number,
): Partial<ModelMetrics> {
  if (rss <= 0) return {};
  const slopes = dimension - 1;
  const dfResidual = rows - dimension;
  const minusTwoLogLikelihood = rows * (Math.log((2 * Math.PI * rss * factor) / rows) + 1);
  const criteria = {
    aic: minusTwoLogLikelihood + 2 * dimension,
    bic: minusTwoLogLikelihood + dimension * Math.log(rows),
  };
  if (slopes === 0 || totalSquares === 0) return criteria;
  const f = Math.max(0, totalSquares - rss) / slopes / (rss / dfResidual);
  return { ...criteria, f, fPValue: fisherTail(f, slopes, dfResidual) };
}

/** Sum of squares of the mapped target about its mean, from exact integers; 0 for a constant target. */
function mappedTotalSquares({ rows, scales, xty, yty }: PooledBase): number {
  const { gram, weight } = fractionBits(scales);
  const sum = at(xty, 0);
  const exact = ((yty * BigInt(rows)) << (gram + 2n * weight)) - sum * sum;
  const squares = ratioToNumber(exact, BigInt(rows) << (2n * (gram + weight)));
  return squares * 2 ** scales.gramBits > Number(ROUNDING_UNITS) ? squares : 0;
}
