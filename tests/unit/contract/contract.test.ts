import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MISSING_MARKS,
  isContract,
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
    { ...numeric('a'), missing: { policy: 'indicator', constant: 0 }, outside: 'clip', description: 'in cm' },
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
  it('numeric columns', () => {
    const contract = contractOf();
    expect(supportedContract(contract)).toEqual(contract);
  });

  it.each<[Partial<Contract>, object]>([
    [{ target: nominal('t', 'x', 'y') }, { feature: 'a column of type nominal', name: 't' }],
    [{ features: [ordinal('o', 'x', 'y')] }, { feature: 'a column of type ordinal', name: 'o' }],
    [
      { features: [{ ...numeric('a'), missing: { policy: 'indicator' } }] },
      { feature: 'indicators of missing values', name: 'a' },
    ],
    [{ derived: [{ kind: 'square', of: ['a'] }] }, { feature: 'derived columns' }],
    [{ dp: { epsilon: 1, delta: 1e-6, clipNorm: 1 } }, { feature: 'differential privacy' }],
    [{ validation: { kind: 'hold-out', share: 0.2 } }, { feature: 'validation' }],
  ])('and not %j', (change, details) => {
    expect(refusal(() => supportedContract(contractOf(change)), 'contract-unsupported')).toEqual(details);
  });
});
