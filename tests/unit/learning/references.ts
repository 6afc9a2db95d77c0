import { expect } from 'vitest';

import type { Fit, FitRequest, ModelFile } from '../../../src/learning/index.ts';
import { readVector } from './support.ts';

/** Least squares as expected.json has it: statsmodels, see tests/vectors/README.md. */
export interface OlsReference {
  readonly rows: number;
  readonly terms: readonly {
    readonly term: string;
    readonly estimate: number;
    readonly std_error: number;
    readonly t: number;
    readonly p_value: number;
    readonly ci95: readonly [number, number];
  }[];
  readonly r_squared: number;
  readonly adj_r_squared: number;
  readonly rss: number;
  readonly mse: number;
  readonly residual_std_error: number;
  readonly f: number;
  readonly f_p_value: number;
  readonly aic_gaussian: number;
  readonly bic_gaussian: number;
}

interface PenalisedReference {
  readonly lambda: number;
  readonly intercept: number;
  readonly coef: Readonly<Record<string, number>>;
}

export const expected = JSON.parse(readVector('expected.json')) as Readonly<
  Record<'diabetes-ols' | 'penguins-ols', OlsReference>
> &
  Readonly<Record<`diabetes-${'ridge' | 'lasso'}-${'0.01' | '0.1' | '1.0' | '5.0'}`, PenalisedReference>> & {
    readonly 'penguins-logit': { readonly auc: number; readonly log_loss: number };
  };

interface FoldsReference {
  readonly penalties: readonly number[];
  readonly linear: readonly number[];
  readonly ridge: readonly (readonly number[])[];
  readonly lasso: readonly (readonly number[])[];
  readonly 'elastic-net': readonly (readonly number[])[];
}

/** Origin: tests/vectors/make-statistics.py (statsmodels, scikit-learn, pandas). */
export const statistics = JSON.parse(readVector('statistics.json')) as {
  readonly diabetes: {
    readonly vif: Readonly<Record<string, number>>;
    readonly describe: {
      readonly mean: Readonly<Record<string, number>>;
      readonly sd: Readonly<Record<string, number>>;
      readonly correlations: readonly (readonly number[])[];
    };
    readonly elasticNet: {
      readonly penalty: number;
      readonly l1Share: number;
      readonly coef: Readonly<Record<string, number>>;
    };
    readonly folds: FoldsReference;
    readonly holdOut: { readonly mse: number; readonly rSquared: number };
    readonly derived: {
      readonly terms: readonly string[];
      readonly estimates: readonly number[];
      readonly standardErrors: readonly number[];
      readonly rSquared: number;
    };
  };
  readonly penguins: {
    readonly vif: Readonly<Record<string, number>>;
    readonly species: {
      readonly f: number;
      readonly pValue: number;
      readonly dfNumerator: number;
      readonly dfDenominator: number;
    };
    readonly discriminant: {
      readonly intercept: number;
      readonly coef: Readonly<Record<string, number>>;
      readonly auc: number;
      readonly logLoss: number;
      readonly accuracy: number;
    };
  };
  readonly evaluation: {
    readonly scores: readonly number[];
    readonly labels: readonly number[];
    readonly auc: number;
    readonly logLoss: number;
    readonly accuracy: number;
    readonly confusion: readonly [readonly [number, number], readonly [number, number]];
    readonly mse: number;
    readonly mae: number;
    readonly rSquared: number;
  };
};

export const LINEAR: FitRequest = { kind: 'linear', penalty: 0, l1Share: 0, level: 0.95 };

export function relative(value: number | undefined, reference: number): number {
  return Math.abs((value ?? Number.NaN) - reference) / Math.abs(reference);
}

/** Estimates within 1e-9 max(|w|, se), all else within 1e-7, relative. */
export function expectLeastSquares(
  { terms, metrics }: Pick<Fit | ModelFile, 'terms' | 'metrics'>,
  reference: OlsReference,
): void {
  expect(terms.map(({ term }) => term)).toEqual(reference.terms.map(({ term }) => term));
  terms.forEach((found, j) => {
    const due = reference.terms[j];
    if (due === undefined) throw new Error('no reference');
    const tolerance = 1e-9 * Math.max(Math.abs(due.estimate), due.std_error);
    expect(Math.abs(found.estimate - due.estimate)).toBeLessThan(tolerance);
    expect(relative(found.stdError, due.std_error)).toBeLessThan(1e-7);
    expect(relative(found.t, due.t)).toBeLessThan(1e-7);
    expect(relative(found.pValue, due.p_value)).toBeLessThan(1e-7);
    expect(relative(found.ci95?.[0], due.ci95[0])).toBeLessThan(1e-7);
    expect(relative(found.ci95?.[1], due.ci95[1])).toBeLessThan(1e-7);
  });
  expect(metrics.rows).toBe(reference.rows);
  expect(metrics.dfResidual).toBe(reference.rows - terms.length);
  expect(relative(metrics.rss, reference.rss)).toBeLessThan(1e-10);
  expect(relative(metrics.mse, reference.mse)).toBeLessThan(1e-10);
  expect(relative(metrics.rSquared, reference.r_squared)).toBeLessThan(1e-10);
  expect(relative(metrics.adjRSquared, reference.adj_r_squared)).toBeLessThan(1e-10);
  expect(relative(metrics.residualStdError, reference.residual_std_error)).toBeLessThan(1e-10);
  expect(relative(metrics.f, reference.f)).toBeLessThan(1e-9);
  expect(relative(metrics.fPValue, reference.f_p_value)).toBeLessThan(1e-7);
  expect(relative(metrics.aic, reference.aic_gaussian)).toBeLessThan(1e-11);
  expect(relative(metrics.bic, reference.bic_gaussian)).toBeLessThan(1e-11);
}
