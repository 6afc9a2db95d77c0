import { describe, expect, it } from 'vitest';

import { isFederatedError } from '../../../src/base/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import {
  addTotals,
  buildModelFile,
  coefficientsOf,
  fit,
  predictor,
  probabilityOf,
  readModelFile,
} from '../../../src/learning/index.ts';
import { LINEAR } from './references.ts';
import { contractWith, ISLANDS, numeric, penguinsMass, rowsOf, tableFrom, totalsOfTable } from './rows.ts';
import { get, trainingFacts } from './support.ts';

const totals = addTotals(ISLANDS.map((table) => totalsOfTable(penguinsMass, table)));
const found = fit(totals, penguinsMass, LINEAR);
const model = buildModelFile({ found, contract: penguinsMass, training: trainingFacts({}) });
const text = JSON.stringify(model);

describe('prediction', () => {
  it('leaves the residuals that the model was fitted with', () => {
    const predict = predictor(readModelFile(text));
    const rows = ISLANDS.flatMap((table) => rowsOf(penguinsMass, table).rows);
    const rss = rows.reduce((sum, { values, target }) => sum + (target - predict(values)) ** 2, 0);
    expect(rss / (found.metrics.rss ?? 0)).toBeCloseTo(1, 10);
  });

  it('has 0 for terms that were dropped, wherever they stand', () => {
    const contract: Contract = contractWith(
      [numeric('a', [0, 10]), numeric('b', [0, 20]), numeric('c', [0, 10])],
      numeric('y', [0, 100]),
    );
    const rows = [1, 2, 3, 5, 8].map((a, i) => [a, 2 * a, (i * 3) % 7, 3 + 4 * a - ((i * 3) % 7)]);
    const table = tableFrom(['a', 'b', 'c', 'y'], rows);
    const collinear = fit(totalsOfTable(contract, table), contract, LINEAR);
    expect(collinear.dropped).toEqual([{ term: 'b', reason: 'collinear', with: ['a'] }]);
    const reduced = buildModelFile({ found: collinear, contract, training: trainingFacts({}) });
    const [intercept, a, b, c] = coefficientsOf(reduced);
    expect(b).toBe(0);
    expect([intercept, a, c].map((value) => Math.round((value ?? 0) * 1e9) / 1e9)).toEqual([3, 4, -1]);
    expect(predictor(reduced)([1, 2, 99, 5])).toBeCloseTo(6, 9);
  });

  it('wants one value a term', () => {
    expect(() => predictor(model)([1, 2])).toThrow(RangeError);
  });

  it('turns log-odds into probabilities without overflow', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(probabilityOf(Math.log(3))).toBeCloseTo(0.75, 15);
    expect([probabilityOf(-800), probabilityOf(800)]).toEqual([0, 1]);
    expect(probabilityOf(-700)).toBeGreaterThan(0);
  });
});

describe('a saved model', () => {
  it('is read as it was written', () => {
    expect(readModelFile(text)).toEqual(model);
    expect(readModelFile(`\ufeff${text}`)).toEqual(model);
  });

  const changed = (change: (copy: Record<string, unknown>) => void) => {
    const copy = JSON.parse(text) as Record<string, unknown>;
    change(copy);
    return JSON.stringify(copy);
  };
  const [first, second, ...rest] = model.terms;

  it.each<[string, string, string]>([
    ['no JSON', '{', ''],
    ['a list', '[]', 'format'],
    ['a contract', changed((copy) => (copy['format'] = 'federated-trainer/contract')), 'format'],
    ['another version', changed((copy) => (copy['version'] = 2)), 'version'],
    ['an unknown field', changed((copy) => (copy['extra'] = 1)), 'extra'],
    [
      'a number as text',
      changed((copy) => (copy['metrics'] = { ...model.metrics, mse: '1' })),
      'metrics.mse',
    ],
    ['no terms', changed((copy) => (copy['terms'] = [])), 'terms'],
    [
      'a term that is not in the contract',
      changed((copy) => (copy['terms'] = [first, { ...second, term: 'height' }, ...rest])),
      'terms',
    ],
    ['a term twice', changed((copy) => (copy['terms'] = [first, second, second, ...rest])), 'terms'],
    [
      'a contract of a design that is none',
      changed(
        (copy) => (copy['contract'] = { ...penguinsMass, derived: [{ kind: 'square', of: ['species'] }] }),
      ),
      'contract.derived.0',
    ],
  ])('is refused if it is %s', (_, written, path) => {
    try {
      readModelFile(written);
    } catch (error) {
      if (!isFederatedError(error, 'model-file-invalid')) throw error;
      expect(error.details['path']).toBe(path);
      expect(error.details['expected']).toBeTruthy();
      return;
    }
    throw new Error('read');
  });

  it('is refused if it is endless', () => {
    expect(() => readModelFile(' '.repeat(16 * 1024 * 1024 + 1))).toThrow(
      expect.objectContaining({ code: 'model-file-invalid' }) as Error,
    );
    expect(get(model.terms, 0).term).toBe('(intercept)');
  });
});
