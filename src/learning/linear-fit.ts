import { solvePositive } from './cholesky.ts';
import { fisherTail } from './distributions.ts';
import { at, ratioToNumber } from './exact.ts';
import { keptSlopes, type FitInput } from './fit-input.ts';
import { commonMetrics, comparisons, createTermInference, type LeastSquares } from './inference.ts';
import type { ModelMetrics, ModelTerm } from './model-file.ts';
import { columnSquares } from './moments.ts';
import type { Solution } from './optimiser.ts';
import type { FitDetails, FitWarning, JointTest, TermValue } from './results.ts';
import { originalSpreads, toOriginalUnits } from './units.ts';

/** What the kinds of fit differ in. */
export interface FitParts {
  readonly terms: readonly ModelTerm[];
  readonly metrics: ModelMetrics;
  readonly warnings: readonly FitWarning[];
  readonly details: Pick<FitDetails, 'jointTests' | 'standardised'>;
}

/**
 * Least squares with standard errors, t, p, intervals, F, AIC and BIC; all but the condition number need more rows
 * than terms.
 */
export function linearFit(input: FitInput, solution: Solution): FitParts {
  const { base, contract, factor, design, eigenvalues } = input;
  const sums: LeastSquares = {
    rows: base.rows,
    rowsDropped: base.dropped,
    parameters: factor.kept.length,
    rss: solution.rss * input.lossFactor,
    totalSquares: input.totalSquares * input.lossFactor,
  };
  const dfResidual = sums.rows - sums.parameters;
  const metrics = {
    ...commonMetrics(sums),
    ...(dfResidual > 0 && sums.totalSquares > 0 ? comparisons(sums) : {}),
    conditionNumber: eigenvalues.largest / eigenvalues.smallest,
  };
  const all = toOriginalUnits(solution.weights, solution.weightBits, contract);
  const estimates = factor.kept.map((j) => ({ term: at(design.terms, j).name, estimate: at(all, j) }));
  const standardised = standardisedEffects(input, solution);
  // What a constant target leaves is the rounding of the totals: nothing to infer from.
  if (dfResidual <= 0 || sums.totalSquares === 0) {
    const warnings = dfResidual <= 0 ? [{ code: 'no-residual-degrees' } as const] : [];
    return { terms: estimates, metrics, warnings, details: { jointTests: [], standardised } };
  }
  const residualVariance = solution.rss / dfResidual;
  const unit = 2 ** base.scales.gramBits;
  const inverseForm = (u: readonly bigint[]) => factor.inverseForm(u) * unit;
  const spreads = originalSpreads(factor.kept, input.inverse, inverseForm, contract);
  const infer = createTermInference(dfResidual);
  return {
    terms: estimates.map(({ term, estimate }, j) =>
      infer(term, estimate, Math.sqrt(residualVariance) * at(spreads, j)),
    ),
    metrics,
    warnings: [],
    details: { jointTests: jointTests(input, solution, residualVariance, dfResidual), standardised },
  };
}

/** Slopes times the ratio of standard deviations; none for a constant target. */
function standardisedEffects(input: FitInput, { weights, weightBits }: Solution): TermValue[] {
  const { base, totalSquares } = input;
  if (totalSquares === 0) return [];
  return keptSlopes(input).map(({ index, name }) => ({
    term: name,
    value:
      ratioToNumber(at(weights, index), 1n << BigInt(weightBits)) *
      Math.sqrt(columnSquares(base, index) / totalSquares),
  }));
}

/**
 * F tests that all levels of a nominal column have the same effect: b'V^-1 b / (m sigma^2), with b the coefficients
 * of its m terms and V their block of G^-1 (Wald's test, in least squares the same as comparing with the fit
 * without them).
 */
function jointTests(
  input: FitInput,
  { weights, weightBits }: Solution,
  residualVariance: number,
  dfDenominator: number,
): JointTest[] {
  if (!(residualVariance > 0)) return [];
  const { contract, design } = input;
  const slopes = keptSlopes(input);
  return contract.features.flatMap((column, feature) => {
    if (column.type !== 'nominal' || column.categories.length <= 2) return [];
    const terms = slopes.filter(({ index }) => {
      const { source } = at(design.terms, index);
      return source.kind === 'level' && source.feature === feature;
    });
    const b = terms.map(({ index }) => ratioToNumber(at(weights, index), 1n << BigInt(weightBits)));
    const block = terms.map((one) => terms.map((other) => input.inverse(one.place, other.place)));
    const solved = terms.length === 0 ? null : solvePositive(block, b);
    if (solved === null) return [];
    const form = solved.reduce((sum, entry, i) => sum + entry * at(b, i), 0);
    const dfNumerator = terms.length;
    const f = form / dfNumerator / residualVariance;
    const pValue = fisherTail(f, dfNumerator, dfDenominator);
    return [{ column: column.name, dfNumerator, dfDenominator, f, pValue }];
  });
}
