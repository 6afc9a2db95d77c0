import { describe, expect, it } from 'vitest';
import { designOf, type Column, type Contract, type DerivedColumn } from '../../../src/contract/index.ts';
import { strongestPairs } from '../../../src/ui/model-owner/correlations.ts';
import {
  canDerive,
  derivedName,
  derivedOf,
  isPossible,
  sameDerived,
} from '../../../src/ui/model-owner/derived.ts';
import { changedChoices, settingsNote, settingsOf } from '../../../src/ui/model-owner/planned.ts';
import './in-english.ts';

const missing = { policy: 'drop' } as const;
const age: Column = { name: 'age', type: 'discrete', range: [10, 80], outside: 'refuse', missing };
const change: Column = { name: 'change', type: 'continuous', range: [-5, 5], outside: 'refuse', missing };
const grade: Column = { name: 'grade', type: 'ordinal', order: ['a', 'b', 'c'], outside: 'refuse', missing };
const species: Column = {
  name: 'species',
  type: 'nominal',
  categories: ['Adelie', 'Chinstrap', 'Gentoo'],
  reference: 'Adelie',
  outside: 'drop',
  missing,
};
const columns = [age, change, grade, species];
const product: DerivedColumn = { kind: 'product', of: ['age', 'change'] };

describe('derived columns', () => {
  it('are called as the terms of the model are', () => {
    const derived: DerivedColumn[] = [product, { kind: 'square', of: ['age'] }, { kind: 'log', of: ['age'] }];
    const contract: Contract = {
      format: 'federated-trainer/contract',
      version: 1,
      target: { ...change, name: 'y' },
      features: [age, change],
      derived,
      missingMarks: [],
      model: { kind: 'linear' },
      mode: 'rounds',
      roundLimit: 9,
      minimumRows: 1,
      scales: { gramBits: 52, weightBits: 40, weightBound: 4096 },
      dp: null,
      validation: { kind: 'none' },
    };
    const terms = designOf(contract).terms.map(({ name }) => name);
    expect(terms.slice(3)).toEqual(derived.map(derivedName));
  });

  it('are offered only of columns that they can be made of', () => {
    expect(columns.filter((column) => canDerive('square', column))).toEqual([age, change, grade]);
    expect(columns.filter((column) => canDerive('log', column))).toEqual([age]);
    expect(columns.filter((column) => canDerive('product', column))).toEqual(columns);
  });

  it('count as possible only while their columns are chosen', () => {
    expect(isPossible(product, columns)).toBe(true);
    expect(isPossible(product, [age])).toBe(false);
    expect(isPossible({ kind: 'log', of: ['change'] }, columns)).toBe(false);
  });

  it('are the same whatever the order of the factors', () => {
    expect(sameDerived(product, { kind: 'product', of: ['change', 'age'] })).toBe(true);
    expect(sameDerived({ kind: 'square', of: ['age'] }, { kind: 'log', of: ['age'] })).toBe(false);
  });

  it('need two different columns for an interaction', () => {
    expect(derivedOf('product', 'age', 'age')).toBeNull();
    expect(derivedOf('product', 'age', '')).toBeNull();
    expect(derivedOf('square', '', 'age')).toBeNull();
    expect(derivedOf('log', 'age', 'change')).toEqual({ kind: 'log', of: ['age'] });
  });
});

describe('what is asked of a single column', () => {
  it('starts from what its owners proposed', () => {
    expect(settingsOf(species, undefined)).toEqual({ reference: 'Adelie', missing: 'drop', outside: 'drop' });
    expect(settingsOf(age, { outside: 'clip' })).toEqual({
      reference: null,
      missing: 'drop',
      outside: 'clip',
    });
  });

  it('is kept only where it differs from the proposal, and beside the other columns', () => {
    const first = changedChoices({ age: { outside: 'clip' } }, species, { reference: 'Gentoo' });
    expect(first).toEqual({ age: { outside: 'clip' }, species: { reference: 'Gentoo' } });
    const both = changedChoices(first, species, { missing: 'indicator' });
    expect(both['species']).toEqual({ reference: 'Gentoo', missing: 'indicator' });
    const back = changedChoices(first, species, { reference: 'Adelie' });
    expect(back).toEqual({ age: { outside: 'clip' } });
  });

  it('is named beside the column where it is not the usual', () => {
    expect(settingsNote(age, undefined)).toBe('');
    expect(settingsNote(species, { missing: 'indicator' })).toBe(
      'reference Adelie, missing kept, marked by a term, rows outside left out',
    );
  });
});

describe('strongestPairs', () => {
  it('names every pair once, the strongest first, and none with a constant', () => {
    const matrix = [
      [1, 0.2, null, -0.9],
      [0.2, 1, null, 0.5],
      [null, null, null, null],
      [-0.9, 0.5, null, 1],
    ];
    expect(strongestPairs(['a', 'b', 'c', 'd'], matrix)).toEqual([
      { one: 'a', other: 'd', value: -0.9 },
      { one: 'b', other: 'd', value: 0.5 },
      { one: 'a', other: 'b', value: 0.2 },
    ]);
  });
});
