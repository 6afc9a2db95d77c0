import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  columnSchema,
  DEFAULT_MISSING_MARKS,
  isContract,
  levelsOf,
  MAX_CATEGORIES,
  MAX_COLUMNS,
  supportedContract,
  type Contract,
} from '../../../src/contract/index.ts';
import { contractOf, nominal, numeric, ordinal, refusal } from './support.ts';

const columns = (count: number) => Array.from({ length: count }, (_, i) => numeric(`x${i}`));
const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`);

const WHOLE = contractOf({
  title: 'All of it',
  target: nominal('t', 'no', 'yes'),
  features: [
    {
      ...numeric('a', [1, 9]),
      missing: { policy: 'indicator', constant: 2 },
      outside: 'clip',
      description: 'in cm',
    },
    ordinal('size', 'small', 'large'),
    { ...nominal('c', 'x', 'y'), reference: 'y', missing: { policy: 'indicator' }, outside: 'drop' },
  ],
  derived: [
    { kind: 'product', of: ['a', 'c'] },
    { kind: 'square', of: ['a'] },
    { kind: 'log', of: ['a'] },
  ],
  missingMarks: [...DEFAULT_MISSING_MARKS],
  model: { kind: 'logistic', positive: 'yes' },
  mode: 'one-shot',
  scales: { gramBits: 60, weightBits: 40, weightBound: 1024 },
  dp: { epsilon: 1, delta: 1e-6, clipNorm: 2 },
  validation: { kind: 'folds', folds: 5 },
});

describe('the guard of contracts', () => {
  it('accepts the smallest and the fullest', () => {
    expect(isContract(contractOf())).toBe(true);
    expect(isContract(WHOLE)).toBe(true);
    expect(isContract(contractOf({ features: columns(MAX_COLUMNS) }))).toBe(true);
  });

  it.each<[string, object]>([
    ['an unknown field', { note: 'x' }],
    ['a name that objects inherit', { toString: 1 }],
    ['another format', { format: 'federated-trainer/model' }],
    ['another version', { version: 2 }],
    ['no target', { target: undefined }],
    ['no features', { features: [] }],
    ['too many features', { features: columns(MAX_COLUMNS + 1) }],
    ['two columns of one name', { features: [numeric('y')] }],
    ['an empty name', { features: [numeric('')] }],
    ['a long name', { features: [numeric('n'.repeat(201))] }],
    ['a range upside down', { features: [numeric('a', [1, 0])] }],
    ['a range of no width', { features: [numeric('a', [1, 1])] }],
    ['a range too wide for float64', { features: [numeric('a', [-1.7e308, 1.7e308])] }],
    ['an infinite range', { features: [numeric('a', [0, Infinity])] }],
    ['an unknown field of a column', { features: [{ ...numeric('a'), unit: 'cm' }] }],
    ['categories that clip', { features: [{ ...nominal('a', 'x', 'y'), outside: 'clip' }] }],
    ['one category', { features: [nominal('a', 'x')] }],
    ['a category twice', { features: [nominal('a', 'x', 'x')] }],
    ['too many categories', { features: [nominal('a', ...words(MAX_CATEGORIES + 1))] }],
    ['a reference that is no category', { features: [{ ...nominal('a', 'x', 'y'), reference: 'z' }] }],
    ['a column derived from none', { derived: [{ kind: 'square', of: ['z'] }] }],
    ['a column derived from the target', { derived: [{ kind: 'square', of: ['y'] }] }],
    [
      'one derived column twice',
      {
        derived: [
          { kind: 'square', of: ['a'] },
          { kind: 'square', of: ['a'] },
        ],
      },
    ],
    [
      'a constant for missing values outside the range',
      { features: [{ ...numeric('a'), missing: { policy: 'indicator', constant: 2 } }] },
    ],
    [
      'a constant for missing categories',
      { features: [{ ...nominal('a', 'x', 'y'), missing: { policy: 'indicator', constant: 0 } }] },
    ],
    ['a target that may be missing', { target: { ...numeric('y'), missing: { policy: 'indicator' } } }],
    ['folds of rounds', { mode: 'rounds', validation: { kind: 'folds', folds: 5 } }],
    ['a missing mark twice', { missingMarks: ['NA', 'NA'] }],
    ['no rounds', { roundLimit: 0 }],
    ['half a round', { roundLimit: 1.5 }],
    ['another scale', { scales: { gramBits: 44, weightBits: 40, weightBound: 4096 } }],
    [
      'a weight bound that is no power of two',
      { scales: { gramBits: 52, weightBits: 40, weightBound: 4095 } },
    ],
    ['an epsilon of zero', { dp: { epsilon: 0, delta: 1e-6, clipNorm: 1 } }],
    ['dp left out', { dp: undefined }],
    ['one fold', { validation: { kind: 'folds', folds: 1 } }],
  ])('refuses %s', (_, change) => {
    expect(isContract({ ...contractOf(), ...change })).toBe(false);
  });

  it.each([null, undefined, [], 'contract', 1, {}])('refuses %j', (value) => {
    expect(isContract(value)).toBe(false);
  });
});

describe('what this version computes', () => {
  it.each<[string, Partial<Contract>]>([
    ['numeric columns', {}],
    ['all kinds of columns, indicators and derived terms', { ...WHOLE, dp: null }],
    ['folds', { mode: 'one-shot', validation: { kind: 'folds', folds: 5 } }],
  ])('%s', (_, change) => {
    const contract = contractOf(change);
    expect(supportedContract(contract)).toBe(contract);
  });

  it('and neither noise nor a design without a meaning', () => {
    const noise = contractOf({ dp: { epsilon: 1, delta: 1e-6, clipNorm: 1 } });
    expect(refusal(() => supportedContract(noise), 'contract-unsupported')).toEqual({
      feature: 'differential privacy',
    });
    const classes = contractOf({ target: nominal('t', 'x', 'y') });
    expect(refusal(() => supportedContract(classes), 'contract-invalid')).toMatchObject({ path: 'target' });
  });
});

describe('the categories of a column', () => {
  it('are a list, an order, or none', () => {
    expect(levelsOf(nominal('c', 'b', 'a'))).toEqual(['b', 'a']);
    expect(levelsOf(ordinal('c', 'b', 'a'))).toEqual(['b', 'a']);
    expect(levelsOf(numeric('c'))).toEqual([]);
  });

  it('may be one alone where an owner proposes them, but not in a contract', () => {
    expect(v.is(columnSchema, nominal('c', 'x'))).toBe(true);
    expect(v.is(columnSchema, nominal('c'))).toBe(false);
    expect(isContract(contractOf({ features: [nominal('c', 'x'), numeric('a')] }))).toBe(false);
    expect(isContract(contractOf({ features: [ordinal('c', 'x'), numeric('a')] }))).toBe(false);
  });
});
