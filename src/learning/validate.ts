import { designOf, type Contract } from '../contract/index.ts';
import { at } from './exact.ts';
import { factorGram } from './factor.ts';
import { checkRequest } from './fit.ts';
import { columnSquares, targetSquares } from './moments.ts';
import { standardise } from './penalised.ts';
import { penaltyGrid, solveGrid, type PenaltyGrid } from './penalty-grid.ts';
import { addTotals, baseOfTotals, withoutPart, type PlainTotals } from './pooled.ts';
import type { FitRequest, FoldsOutcome, HoldOutOutcome, PenaltyCurve, TestScore } from './results.ts';
import { createTestError, exactTestError } from './test-error.ts';
import { lossFactor } from './units.ts';

/**
 * Tests on rows that were held out the model that the others give.
 *
 * @throws as `fit` does; RangeError for parts without rows.
 */
export function holdOut(
  train: PlainTotals,
  test: PlainTotals,
  contract: Contract,
  request: FitRequest,
): HoldOutOutcome {
  const trial = createTrial(train, contract, request);
  const errors = trial.errors(train, test);
  const { grid } = trial;
  return {
    kind: 'hold-out',
    of: trial.of,
    trainingRows: train.rows,
    test: scoreOf(at(errors, grid?.chosen ?? 0), test, trial.unit),
    ...(grid !== null && { curve: curveOf(grid, [errors], [test]) }),
  };
}

/**
 * Fits each time on all parts but one and tests on that one. The error at a penalty is the mean of the parts' errors;
 * penalties are those of the path on all rows.
 *
 * @param parts the totals of each fold; those without rows count for nothing
 * @throws as `fit` does; RangeError for fewer than two folds with rows.
 */
export function crossValidate(
  parts: readonly PlainTotals[],
  contract: Contract,
  request: FitRequest,
): FoldsOutcome {
  const tests = parts.filter(({ rows }) => rows > 0);
  if (tests.length < 2) throw new RangeError('parts: expected two or more with rows');
  const pooled = addTotals(tests);
  const trial = createTrial(pooled, contract, request);
  const errors = tests.map((test) => trial.errors(withoutPart(pooled, test), test));
  const { grid } = trial;
  const curve = grid === null ? undefined : curveOf(grid, errors, tests);
  const index = curve?.best ?? 0;
  const folds = tests.map((test, i) => scoreOf(at(at(errors, i), index), test, trial.unit));
  const mses = folds.map(({ mse }) => mse);
  const squares = trial.unit * targetSquares(baseOfTotals(pooled));
  const left = folds.reduce((sum, { mse, rows }) => sum + mse * rows, 0);
  return {
    kind: 'folds',
    of: trial.of,
    folds,
    mse: mean(mses),
    standardError: standardError(mses),
    ...(squares > 0 && { rSquared: 1 - left / squares }),
    ...(curve !== undefined && { curve }),
  };
}

interface Trial {
  readonly of: 'target' | 'hidden-score';
  /** Squared units of what the errors are of, per squared mapped unit of the target. */
  readonly unit: number;
  /** Of models with a penalty. */
  readonly grid: PenaltyGrid | null;
  /** Mean squared errors on `test` of the models that `train` gives: one a penalty, or one. */
  errors(train: PlainTotals, test: PlainTotals): readonly number[];
}

/** @param reference totals that decide which terms and which penalties are tried */
function createTrial(reference: PlainTotals, contract: Contract, request: FitRequest): Trial {
  checkRequest(request, contract);
  const names = designOf(contract).terms.map(({ name }) => name);
  const { kind, penalty, l1Share } = request;
  if (kind === 'linear' || kind === 'logistic') {
    const unit = kind === 'logistic' ? 1 : lossFactor(contract);
    return {
      of: kind === 'logistic' ? 'hidden-score' : 'target',
      unit,
      grid: null,
      errors(train, test) {
        const weights = factorGram(train.gram, names).solve(train.xty);
        return [unit * exactTestError({ weights }, test)];
      },
    };
  }
  const unit = lossFactor(contract);
  const targetHalfRange = Math.sqrt(unit);
  const { kept, dropped } = factorGram(reference.gram, names);
  const constant = new Set(dropped.filter(({ reason }) => reason === 'constant').map(({ term }) => term));
  const varying = names.flatMap((name, j) => (j === 0 || constant.has(name) ? [] : [j]));
  const slopes = penalty === 0 ? kept.slice(1) : varying;
  const whole = standardise(reference, slopes, targetHalfRange);
  const grid = penaltyGrid(whole, reference.rows, kind, penalty, l1Share);
  return {
    of: 'target',
    unit,
    grid,
    errors(train, test) {
      const base = baseOfTotals(train);
      const columns = slopes.filter((j) => columnSquares(base, j) > 0);
      const problem = train === reference ? whole : standardise(train, columns, targetHalfRange);
      const errorOf = createTestError(test, problem, targetHalfRange);
      return solveGrid(problem, grid.penalties, kind, l1Share).map(({ weights }) => errorOf(weights));
    },
  };
}

function scoreOf(mse: number, test: PlainTotals, unit: number): TestScore {
  const variance = (unit * targetSquares(baseOfTotals(test))) / test.rows;
  return { rows: test.rows, mse, ...(variance > 0 && { rSquared: 1 - mse / variance }) };
}

/** @param errors of each test, at each penalty */
function curveOf(
  { penalties }: PenaltyGrid,
  errors: readonly (readonly number[])[],
  tests: readonly PlainTotals[],
): PenaltyCurve {
  const columns = penalties.map((_, i) => errors.map((row) => at(row, i)));
  const mse = columns.map(mean);
  const best = mse.reduce((least, value, i) => (value < at(mse, least) ? i : least), 0);
  if (tests.length < 2) return { penalties, mse, standardError: null, best, oneStandardError: best };
  const errorBars = columns.map(standardError);
  const limit = at(mse, best) + at(errorBars, best);
  const oneStandardError = mse.findIndex((value) => value <= limit);
  return { penalties, mse, standardError: errorBars, best, oneStandardError };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
