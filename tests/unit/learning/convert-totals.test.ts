import { describe, expect, it } from 'vitest';

import type { Contract } from '../../../src/contract/index.ts';
import {
  addTotals,
  convertTotals,
  fit,
  subsetTotals,
  type FitRequest,
  type PlainTotals,
} from '../../../src/learning/index.ts';
import { LINEAR, relative } from './references.ts';
import { contractWith, ISLANDS, nominal, numeric, penguinsMass, penguinsSex, totalsOfTable } from './rows.ts';
import { diabetesContract, get, HOSPITALS } from './support.ts';

const contract = diabetesContract();
const fresh = (wanted: Contract) => addTotals(HOSPITALS.map((table) => totalsOfTable(wanted, table)));
const islands = (wanted: Contract) => addTotals(ISLANDS.map((table) => totalsOfTable(wanted, table)));
const totals = fresh(contract);

/** Every estimate and standard error as from totals that were asked for: to 1e-12. */
function expectSameFit(converted: PlainTotals, due: PlainTotals, wanted: Contract, request = LINEAR): void {
  expect(converted.rows).toBe(due.rows);
  const [found, reference] = [fit(converted, wanted, request), fit(due, wanted, request)];
  expect(found.terms.map(({ term }) => term)).toEqual(reference.terms.map(({ term }) => term));
  found.terms.forEach(({ estimate, stdError = 0 }, j) => {
    const other = get(reference.terms, j);
    const size = Math.max(Math.abs(other.estimate), other.stdError ?? 0);
    expect(Math.abs(estimate - other.estimate)).toBeLessThanOrEqual(1e-12 * size);
    if (other.stdError !== undefined) expect(relative(stdError, other.stdError)).toBeLessThan(1e-12);
  });
  if (reference.metrics.rSquared !== undefined) {
    expect(relative(found.metrics.rSquared, reference.metrics.rSquared)).toBeLessThan(1e-12);
  }
}

describe('totals for another question', () => {
  it('of fewer features, in another order', () => {
    const found = subsetTotals(totals, contract, { features: ['bp', 'age', 's5'] });
    if (found === null) throw new Error('null');
    expect(found.contract.features.map(({ name }) => name)).toEqual(['bp', 'age', 's5']);
    expectSameFit(found.totals, fresh(found.contract), found.contract);
    expect(found.mayLackRows).toBe(false);
  });

  it('of another target, the former one among the features', () => {
    const found = subsetTotals(totals, contract, { target: 'bmi', features: ['progression', 's5', 'sex'] });
    if (found === null) throw new Error('null');
    expectSameFit(found.totals, fresh(found.contract), found.contract);
  });

  it('of another target and all other features, unless others are named', () => {
    const found = subsetTotals(totals, contract, { target: 's3' });
    expect(found?.contract.features.map(({ name }) => name)).not.toContain('s3');
    expect(found?.contract.features).toHaveLength(9);
  });

  it('are the same where the same is asked', () => {
    expect(convertTotals(totals, contract, contract)?.totals).toEqual(totals);
    expect(subsetTotals(totals, contract, {})?.totals).toEqual(totals);
  });

  it('of another penalty or kind', () => {
    const model = { kind: 'lasso' as const };
    const found = subsetTotals(totals, contract, { model });
    const request: FitRequest = { kind: 'lasso', penalty: 1, l1Share: 1, level: 0.95 };
    if (found === null) throw new Error('null');
    expectSameFit(found.totals, totals, found.contract, request);
  });

  it('with derived columns that were there, and no others', () => {
    const product = { kind: 'product' as const, of: ['bmi', 'bp'] as [string, string] };
    const square = { kind: 'square' as const, of: ['age'] as [string] };
    const rich: Contract = { ...contract, derived: [product, square] };
    const richTotals = fresh(rich);
    const kept = subsetTotals(richTotals, rich, { features: ['bmi', 'bp', 's5'] });
    expect(kept?.contract.derived).toEqual([product]);
    if (kept === null) throw new Error('null');
    expectSameFit(kept.totals, fresh(kept.contract), kept.contract);
    expect(subsetTotals(totals, contract, { derived: [product] })).toBeNull();
  });

  it('of another reference level', () => {
    const before = islands(penguinsMass);
    const features = penguinsMass.features.map((column) =>
      column.type === 'nominal' && column.name === 'species' ? { ...column, reference: 'Gentoo' } : column,
    );
    const wanted = { ...penguinsMass, features };
    const found = convertTotals(before, penguinsMass, wanted);
    if (found === null) throw new Error('null');
    expectSameFit(found.totals, islands(wanted), wanted);
    expect(fit(found.totals, wanted, LINEAR).terms.map(({ term }) => term)).toContain('species=Adelie');
  });

  const logistic: FitRequest = { kind: 'logistic', penalty: 0, l1Share: 0, level: 0.95 };

  it.each(['male', 'female'])('of a category as target, %s being positive, and back', (positive) => {
    const before = islands(penguinsMass);
    const asTarget = subsetTotals(before, penguinsMass, {
      target: 'sex',
      features: ['bill_length_mm', 'flipper_length_mm', 'body_mass_g'],
      model: { kind: 'logistic', positive },
    });
    if (asTarget === null) throw new Error('null');
    expectSameFit(asTarget.totals, islands(asTarget.contract), asTarget.contract, logistic);
    expect(asTarget.mayLackRows).toBe(true);
    const back = subsetTotals(asTarget.totals, asTarget.contract, {
      target: 'body_mass_g',
      features: ['sex', 'flipper_length_mm'],
      model: { kind: 'linear' },
    });
    if (back === null) throw new Error('null');
    expectSameFit(back.totals, islands(back.contract), back.contract);
  });

  it.each(['Adelie', 'Gentoo'])('of one category of three, %s, but not back', (positive) => {
    const asTarget = subsetTotals(islands(penguinsMass), penguinsMass, {
      target: 'species',
      features: ['bill_length_mm', 'body_mass_g'],
      model: { kind: 'logistic', positive },
    });
    if (asTarget === null) throw new Error('null');
    // Rows without a sex were dropped before: the same rows now.
    const complete = ISLANDS.map((table) => {
      const sex = table.header.indexOf('sex');
      return { ...table, rows: table.rows.filter((row) => row[sex] !== 'NA') };
    });
    const due = addTotals(complete.map((table) => totalsOfTable(asTarget.contract, table)));
    expectSameFit(asTarget.totals, due, asTarget.contract, logistic);
    expect(
      subsetTotals(asTarget.totals, asTarget.contract, {
        target: 'body_mass_g',
        features: ['species'],
        model: { kind: 'linear' },
      }),
    ).toBeNull();
  });

  it('of two numbers as classes', () => {
    const binary = contractWith(
      [numeric('x', [-10, 10]), numeric('flag', [0, 1], 'discrete')],
      numeric('y', [-10, 10]),
    );
    const rows = [-7, -3, -1, 2, 4, 8, 9].map((x, i) => [
      `${x}`,
      `${i % 3 === 0 ? 1 : 0}`,
      `${(x * i) % 10}`,
    ]);
    const table = { header: ['x', 'flag', 'y'], rows };
    for (const positive of ['0', '1']) {
      const found = subsetTotals(totalsOfTable(binary, table), binary, {
        target: 'flag',
        features: ['x', 'y'],
        model: { kind: 'logistic', positive },
      });
      if (found === null) throw new Error('null');
      expectSameFit(found.totals, totalsOfTable(found.contract, table), found.contract, logistic);
      const back = subsetTotals(found.totals, found.contract, {
        target: 'y',
        features: ['x', 'flag'],
        model: { kind: 'linear' },
      });
      if (back === null) throw new Error('null');
      expect(back.totals.gram).toEqual(totalsOfTable(binary, table).gram);
      expectSameFit(back.totals, totalsOfTable(binary, table), binary);
    }
  });

  it.each<[string, (from: Contract) => Contract]>([
    [
      'a column that was not there',
      (from) => ({ ...from, features: [...from.features, numeric('new', [0, 1])] }),
    ],
    [
      'another range',
      (from) => ({
        ...from,
        features: from.features.map((c) => (c.name === 'age' ? numeric('age', [0, 200]) : c)),
      }),
    ],
    [
      'another policy',
      (from) => ({
        ...from,
        features: from.features.map((c) =>
          c.name === 'age' ? { ...c, missing: { policy: 'indicator' } } : c,
        ),
      }),
    ],
    [
      'another type',
      (from) => ({
        ...from,
        features: from.features.map((c) => (c.name === 'sex' ? nominal('sex', ['1', '2']) : c)),
      }),
    ],
    ['other marks for missing values', (from) => ({ ...from, missingMarks: ['x'] })],
    ['other scales', (from) => ({ ...from, scales: { ...from.scales, gramBits: 60 } })],
    ['noise', (from) => ({ ...from, dp: { epsilon: 1, delta: 1e-6, clipNorm: 1 } })],
  ])('do not suffice for %s', (_, change) => {
    expect(convertTotals(totals, contract, change(contract))).toBeNull();
  });

  it('do not suffice for names that nobody showed, nor for a target that is a feature', () => {
    expect(subsetTotals(totals, contract, { target: 'height' })).toBeNull();
    expect(subsetTotals(totals, contract, { features: ['height'] })).toBeNull();
    expect(subsetTotals(totals, contract, { target: 'bmi', features: ['bmi'] })).toBeNull();
  });

  it('cannot become what is no contract', () => {
    expect(() => subsetTotals(islands(penguinsSex), penguinsSex, { model: { kind: 'linear' } })).toThrow(
      expect.objectContaining({ code: 'contract-invalid' }) as Error,
    );
  });
});
