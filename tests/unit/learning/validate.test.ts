import { describe, expect, it } from 'vitest';

import { addTotals, crossValidate, fit, holdOut, type FitRequest } from '../../../src/learning/index.ts';
import { LINEAR, relative, statistics } from './references.ts';
import { ISLANDS, penguinsSex, rowsOf, tableOf, totalsOfRows, totalsOfTable } from './rows.ts';
import { diabetesContract, get } from './support.ts';

const contract = diabetesContract();
const table = tableOf('diabetes.csv');
const part = (isIn: (row: number) => boolean) =>
  totalsOfTable(contract, { ...table, rows: table.rows.filter((_, i) => isIn(i)) });
const folds = [0, 1, 2, 3, 4].map((fold) => part((i) => i % 5 === fold));
const { folds: reference, holdOut: heldOut } = statistics.diabetes;
const requestOf = (kind: FitRequest['kind'], penalty: number): FitRequest => ({
  kind,
  penalty,
  l1Share: 0.3,
  level: 0.95,
});

describe('cross-validation', () => {
  it('of least squares is that of scikit-learn, fold by fold', () => {
    const outcome = crossValidate(folds, contract, LINEAR);
    outcome.folds.forEach(({ mse, rows }, i) => {
      expect(rows).toBe(i < 2 ? 89 : 88);
      expect(relative(mse, get(reference.linear, i))).toBeLessThan(1e-9);
    });
    const mean = reference.linear.reduce((sum, mse) => sum + mse, 0) / 5;
    expect(relative(outcome.mse, mean)).toBeLessThan(1e-9);
    const squares = reference.linear.reduce((sum, mse) => sum + (mse - mean) ** 2, 0);
    expect(relative(outcome.standardError, Math.sqrt(squares / 4 / 5))).toBeLessThan(1e-9);
    expect(outcome.of).toBe('target');
    expect(outcome).not.toHaveProperty('curve');
    const variance = get([statistics.diabetes.describe.sd['progression']], 0) ?? 0;
    const left = outcome.folds.reduce((sum, { mse, rows }) => sum + mse * rows, 0);
    expect(outcome.rSquared).toBeCloseTo(1 - left / (441 * variance ** 2), 10);
  });

  it.each(['ridge', 'lasso', 'elastic-net'] as const)(
    'of %s is that of scikit-learn at every penalty',
    (kind) => {
      reference.penalties.forEach((penalty, i) => {
        const { curve } = crossValidate(folds, contract, requestOf(kind, penalty));
        if (curve === undefined) throw new Error('no curve');
        const due = reference[kind].map((errors) => get(errors, i));
        const mean = due.reduce((sum, mse) => sum + mse, 0) / 5;
        const index = curve.penalties.indexOf(penalty);
        expect(relative(get(curve.mse, index), mean)).toBeLessThan(1e-8);
        const squares = due.reduce((sum, mse) => sum + (mse - mean) ** 2, 0);
        expect(relative(curve.standardError?.[index], Math.sqrt(squares / 20))).toBeLessThan(1e-7);
      });
    },
  );

  it('chooses the least error, and the largest penalty within one standard error of it', () => {
    const outcome = crossValidate(folds, contract, requestOf('lasso', 1));
    const { curve } = outcome;
    if (curve?.standardError === undefined || curve.standardError === null) throw new Error('no curve');
    const least = Math.min(...curve.mse);
    expect(get(curve.mse, curve.best)).toBe(least);
    expect(outcome.mse).toBeCloseTo(least, 10);
    const limit = least + get(curve.standardError, curve.best);
    expect(curve.oneStandardError).toBeLessThanOrEqual(curve.best);
    expect(get(curve.mse, curve.oneStandardError)).toBeLessThanOrEqual(limit);
    if (curve.oneStandardError > 0) expect(get(curve.mse, curve.oneStandardError - 1)).toBeGreaterThan(limit);
    // Penalties are those of the path on all rows.
    expect(curve.penalties).toEqual(fit(addTotals(folds), contract, requestOf('lasso', 1)).path?.penalties);
  });

  it('counts parts without rows for nothing, and needs two others', () => {
    const empty = totalsOfRows(contract, []);
    expect(crossValidate([...folds, empty], contract, LINEAR)).toEqual(
      crossValidate(folds, contract, LINEAR),
    );
    expect(() => crossValidate([get(folds, 0), empty], contract, LINEAR)).toThrow(RangeError);
  });

  it('of a logistic model says that it is of the hidden score', () => {
    const rows = ISLANDS.flatMap((island) => rowsOf(penguinsSex, island).rows);
    const parts = [0, 1, 2].map((fold) =>
      totalsOfRows(
        penguinsSex,
        rows.filter((_, i) => i % 3 === fold),
      ),
    );
    const outcome = crossValidate(parts, penguinsSex, requestOf('logistic', 0));
    expect(outcome.of).toBe('hidden-score');
    // A score of 0 for every row has an error of 1.
    expect(outcome.mse).toBeGreaterThan(0.2);
    expect(outcome.mse).toBeLessThan(0.5);
    expect(outcome.rSquared).toBeCloseTo(1 - outcome.mse, 1);
  });
});

describe('hold-out', () => {
  const train = part((i) => i % 4 !== 0);
  const test = part((i) => i % 4 === 0);

  it('is that of scikit-learn', () => {
    const outcome = holdOut(train, test, contract, LINEAR);
    expect(relative(outcome.test.mse, heldOut.mse)).toBeLessThan(1e-10);
    expect(relative(outcome.test.rSquared, heldOut.rSquared)).toBeLessThan(1e-9);
    expect([outcome.trainingRows, outcome.test.rows]).toEqual([331, 111]);
  });

  it.each(['ridge', 'lasso'] as const)('of %s tests the penalty that was asked for', (kind) => {
    const { curve, test: score } = holdOut(train, test, contract, requestOf(kind, 2));
    if (curve === undefined) throw new Error('no curve');
    expect(score.mse).toBe(get(curve.mse, curve.penalties.indexOf(2)));
    expect(curve.standardError).toBeNull();
    expect(curve.oneStandardError).toBe(curve.best);
    // The same from single rows: fit on the one, predict the other.
    const { terms } = fit(train, contract, requestOf(kind, 2));
    const { rows } = rowsOf(contract, { ...table, rows: table.rows.filter((_, i) => i % 4 === 0) });
    const squared = rows.map(({ values, target }) => {
      const predicted = terms.reduce((sum, { estimate }, j) => sum + estimate * get(values, j), 0);
      return (target - predicted) ** 2;
    });
    expect(relative(score.mse, squared.reduce((sum, error) => sum + error, 0) / rows.length)).toBeLessThan(
      1e-10,
    );
  });

  it('has no R^2 of a single row', () => {
    const outcome = holdOut(
      train,
      part((i) => i === 0),
      contract,
      LINEAR,
    );
    expect(outcome.test).not.toHaveProperty('rSquared');
  });
});
