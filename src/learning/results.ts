import type { ModelKind } from '../contract/index.ts';
import type { ModelMetrics, ModelTerm } from './model-file.ts';

/** What is asked of the totals; the penalty as in `fit`, in squared units of the target for the share that is ridge. */
export interface FitRequest {
  readonly kind: ModelKind;
  /** lambda, 0 or more. Of no consequence to linear and logistic models. */
  readonly penalty: number;
  /** Share of the penalty on absolute values, from 0 (ridge) to 1 (lasso); read for elastic nets only. */
  readonly l1Share: number;
  /** Of intervals. */
  readonly level: 0.95;
}

/** A term that least squares cannot tell from others: the model has none of that name. */
export interface DroppedTerm {
  readonly term: string;
  readonly reason: 'constant' | 'collinear';
  /** Terms before it of which it is a combination; none for a constant. */
  readonly with: readonly string[];
}

export type FitWarning =
  /** Decimal digits of the estimates that the rounding of the totals leaves, on the safe side. */
  | { readonly code: 'ill-conditioned'; readonly digits: number }
  /** As many terms as rows, or more: nothing is left to estimate errors from. */
  | { readonly code: 'no-residual-degrees' }
  | { readonly code: 'constant-target' }
  /** The terms tell the classes apart without error: log-odds are cut off. */
  | { readonly code: 'perfect-separation' }
  /** A penalised fit stopped before its conditions held to 1e-12: what was left, as a share of the largest gradient. */
  | { readonly code: 'not-converged'; readonly remaining: number };

/** F test of all terms of the levels of one nominal column together. */
export interface JointTest {
  readonly column: string;
  readonly dfNumerator: number;
  readonly dfDenominator: number;
  readonly f: number;
  readonly pValue: number;
}

export interface TermValue {
  readonly term: string;
  readonly value: number;
}

export interface FitDetails {
  /** As R writes it. */
  readonly formula: string;
  /** Of every nominal feature. */
  readonly referenceLevels: readonly { readonly column: string; readonly level: string }[];
  /** Variance inflation 1 / (1 - R_j^2) of every term but the intercept. */
  readonly vif: readonly TermValue[];
  /** Of nominal columns with two or more terms; of linear models with residual degrees of freedom. */
  readonly jointTests: readonly JointTest[];
  /**
   * Effect of a standard deviation of the term: in standard deviations of the target for linear models, in its units for
   * penalised ones (they are what is penalised), in log-odds for logistic ones.
   */
  readonly standardised: readonly TermValue[];
}

/** The coefficients at every penalty, from the largest down. */
export interface PenaltyPath {
  readonly penalties: readonly number[];
  /** Index of the penalty that was asked for. */
  readonly chosen: number;
  /** Every term but the intercept; one entry a penalty. */
  readonly coefficients: readonly {
    readonly term: string;
    /** Units of the target per standard deviation of the term. */
    readonly standardised: readonly number[];
    /** Units of the target per unit of the term. */
    readonly original: readonly number[];
  }[];
  readonly rSquared: readonly number[];
}

/** What model the totals give. */
export interface Fit {
  readonly kind: ModelKind;
  readonly terms: readonly ModelTerm[];
  readonly metrics: ModelMetrics;
  readonly dropped: readonly DroppedTerm[];
  readonly warnings: readonly FitWarning[];
  readonly details: FitDetails;
  /** Of ridge, lasso and elastic nets. */
  readonly path?: PenaltyPath;
}

/** Of one column of the design, or the target, over the rows that were used. */
export interface VariableSummary {
  readonly name: string;
  readonly count: number;
  readonly mean: number;
  /** With n - 1; absent for a single row. */
  readonly sd?: number;
}

/** Descriptive statistics, in the units of the data. */
export interface Description {
  /** Every term but the intercept, then the target. */
  readonly variables: readonly VariableSummary[];
  /** Between the variables in their order, null for one that is constant; null as long as the whole Gram matrix is not known. */
  readonly correlations: readonly (readonly (number | null)[])[] | null;
}

/** How well rows were predicted that were not fitted. */
export interface TestScore {
  readonly rows: number;
  /** Mean squared error; squared units of the target, but of the hidden score of -1 and 1 for logistic models. */
  readonly mse: number;
  /** 1 - mse / variance of these rows; absent where they have one value. */
  readonly rSquared?: number;
}

/** Test errors at every penalty, from the largest down. */
export interface PenaltyCurve {
  readonly penalties: readonly number[];
  readonly mse: readonly number[];
  /** Of the mean over folds; none for a hold-out. */
  readonly standardError: readonly number[] | null;
  /** Index of the least error. */
  readonly best: number;
  /** Index of the largest penalty whose error is within one standard error of the least; equal to `best` for a hold-out. */
  readonly oneStandardError: number;
}

interface Validated {
  /** What `mse` is of: the target, or the hidden score of a logistic model, whose classifications no totals can count. */
  readonly of: 'target' | 'hidden-score';
  /** Of models with a penalty. */
  readonly curve?: PenaltyCurve;
}

export interface HoldOutOutcome extends Validated {
  readonly kind: 'hold-out';
  readonly trainingRows: number;
  /** At the penalty that was asked for. */
  readonly test: TestScore;
}

export interface FoldsOutcome extends Validated {
  readonly kind: 'folds';
  /** At the penalty of least error, or as fitted without one. */
  readonly folds: readonly TestScore[];
  readonly mse: number;
  /** Standard deviation of the folds' errors / sqrt(folds). */
  readonly standardError: number;
  /** 1 - squared error of all folds / sum of squares of all rows about their mean. */
  readonly rSquared?: number;
}

export type ValidationOutcome = HoldOutOutcome | FoldsOutcome;

/** A prediction and what it should have been. */
export interface PredictedPoint {
  readonly predicted: number;
  readonly actual: number;
}

export interface RegressionSummary {
  readonly kind: 'regression';
  readonly rows: number;
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  /** 1 - squared error / sum of squares about the mean of these rows; absent where they have one value. */
  readonly rSquared?: number;
  /** At most 2000 rows, evenly spread over the file. */
  readonly sample: readonly PredictedPoint[];
}

export interface ClassificationSummary {
  readonly kind: 'classification';
  readonly rows: number;
  readonly positives: number;
  readonly accuracy: number;
  /** Absent where only one class occurs. */
  readonly auc?: number;
  /** How far `auc` may be off: 0 up to 2^20 rows, from there on scores within 2^-20 of each other count as equal. */
  readonly aucMargin: number;
  readonly logLoss: number;
  /** At a probability of 0.5 or more. */
  readonly confusion: {
    readonly truePositives: number;
    readonly falsePositives: number;
    readonly trueNegatives: number;
    readonly falseNegatives: number;
  };
  /** At most 200 points from (0, 0) to (1, 1); none where only one class occurs. */
  readonly roc: readonly { readonly falsePositiveRate: number; readonly truePositiveRate: number }[];
  readonly sample: readonly PredictedPoint[];
}

export type EvaluationSummary = RegressionSummary | ClassificationSummary;
