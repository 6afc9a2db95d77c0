import { fisherTail, studentQuantile975, studentTwoSided } from './distributions.ts';
import type { ModelMetrics, ModelTerm } from './model-file.ts';

/** What a least squares fit is made of, in the units of the data. */
export interface LeastSquares {
  readonly rows: number;
  readonly rowsDropped: number;
  /** How many terms there are, the intercept among them. */
  readonly parameters: number;
  readonly rss: number;
  /** Sum of squares of the target about its mean; 0 for a constant target. */
  readonly totalSquares: number;
}

/** Metrics that need neither the Gram matrix nor weights that have converged. */
export function commonMetrics({
  rows,
  rowsDropped,
  parameters,
  rss,
  totalSquares,
}: LeastSquares): ModelMetrics {
  const dfResidual = rows - parameters;
  const rSquared = totalSquares > 0 ? 1 - rss / totalSquares : undefined;
  return {
    rows,
    rowsDropped,
    rss,
    mse: rss / rows,
    ...(rSquared !== undefined && { rSquared }),
    ...(dfResidual > 0 && {
      ...(rSquared !== undefined && { adjRSquared: 1 - ((1 - rSquared) * (rows - 1)) / dfResidual }),
      residualStdError: Math.sqrt(rss / dfResidual),
      dfResidual,
    }),
  };
}

/**
 * F, AIC and BIC of a fit with residual degrees of freedom; absent for one without any residual. AIC and BIC are those
 * of statsmodels (the variance is not counted as a parameter).
 */
export function comparisons({ rows, parameters, rss, totalSquares }: LeastSquares): Partial<ModelMetrics> {
  if (rss <= 0) return {};
  const slopes = parameters - 1;
  const dfResidual = rows - parameters;
  const minusTwoLogLikelihood = rows * (Math.log((2 * Math.PI * rss) / rows) + 1);
  const criteria = {
    aic: minusTwoLogLikelihood + 2 * parameters,
    bic: minusTwoLogLikelihood + parameters * Math.log(rows),
  };
  if (slopes === 0 || totalSquares === 0) return criteria;
  const f = Math.max(0, totalSquares - rss) / slopes / (rss / dfResidual);
  return { ...criteria, f, fPValue: fisherTail(f, slopes, dfResidual) };
}

/** Standard error, t, p and the 95 % interval of an estimate, for residual degrees of freedom above 0. */
export function createTermInference(
  df: number,
): (term: string, estimate: number, stdError: number) => ModelTerm {
  const quantile = studentQuantile975(df);
  return (term, estimate, stdError) => {
    const margin = quantile * stdError;
    const found: ModelTerm = { term, estimate, stdError, ci95: [estimate - margin, estimate + margin] };
    // A fit without any residual has no t: there is nothing to compare an estimate with.
    const t = estimate / stdError;
    return Number.isFinite(t) ? { ...found, t, pValue: studentTwoSided(t, df) } : found;
  };
}
