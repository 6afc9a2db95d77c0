import { checkFinite } from '../base/index.ts';
import { designOf, type Contract, type ModelKind } from '../contract/index.ts';
import { at } from './exact.ts';
import { inflationFactors, inputWarnings, keptSlopes, readInput, type FitInput } from './fit-input.ts';
import { formulaOf, referenceLevelsOf } from './formula.ts';
import { commonMetrics } from './inference.ts';
import { linearFit, type FitParts } from './linear-fit.ts';
import { calibrate, logOddsCoefficients } from './logistic.ts';
import type { ModelMetrics, ModelTerm } from './model-file.ts';
import { columnSquares, targetSquares } from './moments.ts';
import type { Solution } from './optimiser.ts';
import { solutionOf } from './oracle.ts';
import { penalisedFit } from './penalised-fit.ts';
import type { PlainTotals, PooledBase } from './pooled.ts';
import type { DroppedTerm, Fit, FitRequest, PenaltyPath } from './results.ts';
import { halfRanges, lossFactor, toOriginalUnits } from './units.ts';

/** What a model file is made from: of a {@link Fit}, or of {@link approximateFit}. */
export interface FoundModel {
  readonly kind: ModelKind;
  readonly terms: readonly ModelTerm[];
  readonly metrics: ModelMetrics;
}

/**
 * The model that totals give, with everything that can be said about it. Objectives of penalised models, with w the
 * coefficients of features divided by their pooled population standard deviation, and an intercept that is free:
 *
 * - ridge: RSS / (2 N) + penalty / 2 |w|_2^2
 * - lasso: RSS / (2 N) + penalty |w|_1
 * - elastic net: RSS / (2 N) + penalty (l1Share |w|_1 + (1 - l1Share) / 2 |w|_2^2)
 *
 * A logistic model is least squares calibrated to probabilities (see `calibrate`): its terms are coefficients
 * of the log-odds, for prediction. Terms that are constant or collinear are left out, and named.
 *
 * @throws FederatedError `integrity` for totals of no data, `target-one-class`, `contract-invalid`
 * @throws RangeError for totals of another dimension, a penalty below 0, a share outside [0, 1], a logistic
 *   model of a contract that is none.
 */
export function fit(totals: PlainTotals, contract: Contract, request: FitRequest): Fit {
  checkRequest(request, contract);
  const input = readInput(totals, contract);
  const found = partsOf(input, request);
  return {
    kind: request.kind,
    terms: found.terms,
    metrics: found.metrics,
    dropped: droppedBy(input, request),
    warnings: [...inputWarnings(input), ...found.warnings],
    details: {
      formula: formulaOf(contract),
      referenceLevels: referenceLevelsOf(contract),
      vif: inflationFactors(input),
      ...found.details,
    },
    ...(found.path !== undefined && { path: found.path }),
  };
}

/**
 * What weights give that are not, or not yet, the solution: a training that was stopped. Estimates and loss
 * are those of the weights; there is no inference. Of a penalised model it is the linear one, `kind` saying so:
 * penalties need the whole Gram matrix.
 *
 * @throws FederatedError `target-one-class`, `contract-invalid`
 */
export function approximateFit(solution: Solution, base: PooledBase, contract: Contract): FoundModel {
  const names = designOf(contract).terms.map(({ name }) => name);
  const estimates = toOriginalUnits(solution.weights, solution.weightBits, contract);
  const { rows, dropped: rowsDropped, dimension } = base;
  if (contract.model.kind === 'logistic') {
    const coefficients = logOddsCoefficients(estimates, calibrate(solution, base));
    const terms = names.map((term, j) => ({ term, estimate: at(coefficients, j) }));
    return { kind: 'logistic', terms, metrics: { rows, rowsDropped } };
  }
  const factor = lossFactor(contract);
  const rss = solution.rss * factor;
  const totalSquares = targetSquares(base) * factor;
  return {
    kind: 'linear',
    terms: names.map((term, j) => ({ term, estimate: at(estimates, j) })),
    metrics: commonMetrics({ rows, rowsDropped, parameters: dimension, rss, totalSquares }),
  };
}

/** @throws RangeError */
export function checkRequest({ kind, penalty, l1Share }: FitRequest, contract: Contract): void {
  if (checkFinite(penalty, 'penalty') < 0) throw new RangeError('penalty: expected 0 or more');
  if (!(checkFinite(l1Share, 'l1Share') >= 0 && l1Share <= 1)) {
    throw new RangeError('l1Share: expected a share from 0 to 1');
  }
  if ((kind === 'logistic') !== (contract.model.kind === 'logistic')) {
    throw new RangeError('kind: a logistic model needs a contract of one, and only that');
  }
}

/** A penalty has one solution, whatever is collinear: only what is constant has no place in it. */
function droppedBy({ factor }: FitInput, { kind, penalty }: FitRequest): readonly DroppedTerm[] {
  const isPenalised = kind !== 'linear' && kind !== 'logistic' && penalty > 0;
  return isPenalised ? factor.dropped.filter(({ reason }) => reason === 'constant') : factor.dropped;
}

function partsOf(input: FitInput, request: FitRequest): FitParts & { readonly path?: PenaltyPath } {
  const { totals, factor } = input;
  switch (request.kind) {
    case 'linear':
      return linearFit(input, solutionOf(factor.solve(totals.xty), totals));
    case 'logistic':
      return logisticFit(input);
    default:
      return penalisedFit(input, request);
  }
}

function logisticFit(input: FitInput): FitParts {
  const { totals, base, contract, factor, design } = input;
  const solution = solutionOf(factor.solve(totals.xty), totals);
  const calibration = calibrate(solution, base);
  const scores = toOriginalUnits(solution.weights, solution.weightBits, contract);
  const coefficients = logOddsCoefficients(scores, calibration);
  const halves = halfRanges(contract);
  return {
    terms: factor.kept.map((j) => ({ term: at(design.terms, j).name, estimate: at(coefficients, j) })),
    metrics: {
      rows: base.rows,
      rowsDropped: base.dropped,
      conditionNumber: input.eigenvalues.largest / input.eigenvalues.smallest,
    },
    warnings: calibration.separated ? [{ code: 'perfect-separation' }] : [],
    details: {
      jointTests: [],
      standardised: keptSlopes(input).map(({ index, name }) => ({
        term: name,
        value:
          at(coefficients, index) * at(halves, index) * Math.sqrt(columnSquares(base, index) / base.rows),
      })),
    },
  };
}
