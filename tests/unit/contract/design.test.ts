import { describe, expect, it } from 'vitest';
import {
  classesOf,
  designOf,
  dimensionOf,
  MAX_COLUMNS,
  termCountOf,
  termNames,
  type Column,
  type Contract,
  type DerivedColumn,
} from '../../../src/contract/index.ts';
import { contractOf, nominal, numeric, ordinal, refusal } from './support.ts';

const A = numeric('a', [-2, 4]);
const B = numeric('b', [1, 10], 'discrete');
const N = nominal('n', 'x', 'y', 'z');
const O = ordinal('o', 'low', 'mid', 'high');
const indicator = <C extends Column>(column: C): C => ({ ...column, missing: { policy: 'indicator' } });

/** Name and range of every term behind the intercept. */
function termsOf(features: Column[], derived: DerivedColumn[] = []): [string, readonly [number, number]][] {
  return designOf(contractOf({ features, derived }))
    .terms.slice(1)
    .map(({ name, range }) => [name, range]);
}

const invalid = (change: Partial<Contract>) =>
  refusal(() => designOf(contractOf(change)), 'contract-invalid');

describe('the design matrix of a contract', () => {
  it('has the intercept, then features in their order, then what is derived', () => {
    const contract = contractOf({
      features: [A, { ...N, reference: 'y' }, O],
      derived: [{ kind: 'square', of: ['a'] }],
    });
    expect(termNames(contract)).toEqual(['(intercept)', 'a', 'n=x', 'n=z', 'o', 'a^2']);
    expect(dimensionOf(contract)).toBe(6);
    expect(designOf(contract).terms.map(({ source }) => source)).toEqual([
      { kind: 'intercept' },
      { kind: 'value', feature: 0 },
      { kind: 'level', feature: 1, level: 'x' },
      { kind: 'level', feature: 1, level: 'z' },
      { kind: 'rank', feature: 2 },
      { kind: 'square', of: [1] },
    ]);
    expect(designOf(contract).terms.map(({ columns }) => columns)).toEqual([
      [],
      ['a'],
      ['n'],
      ['n'],
      ['o'],
      ['a'],
    ]);
  });

  it('gives every term a range that holds its values; 0 and 1 are mapped to themselves', () => {
    expect(termsOf([A, N, O])).toEqual([
      ['a', [-2, 4]],
      ['n=y', [-1, 1]],
      ['n=z', [-1, 1]],
      ['o', [1, 3]],
    ]);
  });

  it('has an indicator behind a column whose missing values a constant stands in for', () => {
    expect(termsOf([indicator(A), indicator(N), indicator(O)])).toEqual([
      ['a', [-2, 4]],
      ['a=(missing)', [-1, 1]],
      ['n=y', [-1, 1]],
      ['n=z', [-1, 1]],
      ['n=(missing)', [-1, 1]],
      ['o', [0, 3]],
      ['o=(missing)', [-1, 1]],
    ]);
    expect([A, N, O, indicator(A), indicator(N)].map(termCountOf)).toEqual([1, 2, 1, 2, 3]);
  });

  it.each<[DerivedColumn, [string, [number, number]][]]>([
    [{ kind: 'product', of: ['a', 'b'] }, [['a*b', [-20, 40]]]],
    [
      { kind: 'product', of: ['a', 'n'] },
      [
        ['a*n=y', [-2, 4]],
        ['a*n=z', [-2, 4]],
      ],
    ],
    [{ kind: 'product', of: ['b', 'o'] }, [['b*o', [1, 30]]]],
    [
      { kind: 'product', of: ['b', 'n'] },
      [
        ['b*n=y', [0, 10]],
        ['b*n=z', [0, 10]],
      ],
    ],
    [{ kind: 'square', of: ['a'] }, [['a^2', [0, 16]]]],
    [{ kind: 'square', of: ['b'] }, [['b^2', [1, 100]]]],
    [{ kind: 'square', of: ['o'] }, [['o^2', [1, 9]]]],
    [{ kind: 'log', of: ['b'] }, [['log(b)', [0, Math.log(10)]]]],
  ])('%j', (derived, expected) => {
    expect(termsOf([A, B, N, O], [derived]).slice(5)).toEqual(expected);
  });

  it('leaves products of two columns of categories at 0 and 1, and indicators out of products', () => {
    const other = nominal('m', 'u', 'v');
    expect(termsOf([indicator(N), other], [{ kind: 'product', of: ['n', 'm'] }]).slice(4)).toEqual([
      ['n=y*m=v', [-1, 1]],
      ['n=z*m=v', [-1, 1]],
    ]);
  });

  it.each<[string, Partial<Contract>, string]>([
    [
      'a logarithm of 0',
      { features: [numeric('a', [0, 1])], derived: [{ kind: 'log', of: ['a'] }] },
      'derived.0',
    ],
    ['a logarithm of categories', { features: [N], derived: [{ kind: 'log', of: ['n'] }] }, 'derived.0'],
    ['a square of categories', { features: [N], derived: [{ kind: 'square', of: ['n'] }] }, 'derived.0'],
    [
      'a product of one column',
      { features: [A], derived: [{ kind: 'product', of: ['a', 'a'] }] },
      'derived.0',
    ],
    [
      'a square beyond float64',
      { features: [numeric('a', [0, 1e200])], derived: [{ kind: 'square', of: ['a'] }] },
      'derived.0',
    ],
    [
      'a product below float64',
      {
        features: [numeric('a', [1e-200, 2e-200]), numeric('b', [1e-200, 2e-200])],
        derived: [{ kind: 'product', of: ['a', 'b'] }],
      },
      'derived.0',
    ],
    ['two terms of one name', { features: [N, numeric('n=y')] }, 'features'],
    ['a column named as the intercept', { features: [numeric('(intercept)')] }, 'features'],
    [
      'more terms than columns may be',
      { features: Array.from({ length: MAX_COLUMNS / 2 + 1 }, (_, i) => nominal(`n${i}`, 'x', 'y', 'z')) },
      'features',
    ],
    ['categories as the target of least squares', { target: N }, 'target'],
  ])('refuses %s', (_, change, path) => {
    expect(invalid(change)).toMatchObject({ path });
  });
});

describe('the target', () => {
  const target = (column: Column, positive?: string) =>
    designOf(
      contractOf({
        target: column,
        features: [A],
        model: positive === undefined ? { kind: 'linear' } : { kind: 'logistic', positive },
      }),
    ).target.range;

  it('is a number, or the place in an order', () => {
    expect(target(numeric('y', [3, 5]))).toEqual([3, 5]);
    expect(target(O)).toEqual([1, 3]);
  });

  it('of a logistic model is 0 or 1', () => {
    expect(target(N, 'y')).toEqual([0, 1]);
    expect(target(O, 'low')).toEqual([0, 1]);
    expect(target(numeric('y', [1, 2], 'discrete'), '2')).toEqual([0, 1]);
  });

  it.each<[Column, string | undefined, string]>([
    [N, undefined, 'model.positive'],
    [N, 'w', 'model.positive'],
    [numeric('y', [1, 2], 'discrete'), '3', 'model.positive'],
    [numeric('y', [0, 2], 'discrete'), '1', 'target'],
    [numeric('y', [0, 1]), '1', 'target'],
  ])('of a logistic model is not %j for %s', (column, positive, path) => {
    const model = { kind: 'logistic' as const, ...(positive === undefined ? {} : { positive }) };
    expect(invalid({ target: column, features: [A], model })).toMatchObject({ path });
  });

  it('has classes where it has categories, or two whole numbers', () => {
    expect(classesOf(N)).toEqual(['x', 'y', 'z']);
    expect(classesOf(O)).toEqual(['low', 'mid', 'high']);
    expect(classesOf(numeric('y', [1, 2], 'discrete'))).toEqual(['1', '2']);
    expect(classesOf(numeric('y', [1, 2]))).toBeNull();
  });
});
