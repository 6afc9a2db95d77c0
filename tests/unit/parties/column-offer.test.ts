import { beforeAll, describe, expect, test } from 'vitest';
import type { Column } from '../../../src/contract/index.ts';
import { readProfile, type ColumnProfile } from '../../../src/dataset/index.ts';
import {
  checkRange,
  choiceOf,
  offerColumn,
  offeredName,
  type ColumnChoice,
} from '../../../src/parties/column-offer.ts';
import { nominal, numeric, ordinal } from '../contract/support.ts';
import { csv, refusal } from '../dataset/support.ts';

const ROWS = Array.from(
  { length: 40 },
  (_, i) => `${i},${(i / 8).toFixed(3)},${i % 2 === 0 ? 'm' : 'f'},person ${i},${1 + (i % 3)},one`,
);
let columns: readonly ColumnProfile[];
beforeAll(async () => {
  ({ columns } = await readProfile(csv(`age,dose,sex,name,stage,site\n${ROWS.join('\n')}\n`)));
});

function profileOf(name: string): ColumnProfile {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error('no such column');
  return found;
}

const offer = (name: string, choice: ColumnChoice = {}, asked?: Column) =>
  offerColumn(profileOf(name), choice, { asked, standing: undefined, couldBe: undefined });

describe('types', () => {
  test('are those that the values can have', () => {
    const types = (name: string) => offer(name).types;
    expect(types('dose')).toEqual(['continuous', 'discrete', 'ordinal', 'nominal']);
    expect(types('stage')).toEqual(['continuous', 'discrete', 'ordinal', 'nominal']);
    expect(types('sex')).toEqual(['ordinal', 'nominal']);
    // Free text stays here unless its owner says that it is a category.
    expect(types('name')).toEqual(['ordinal', 'nominal']);
    expect(offer('name')).toMatchObject({ shown: false, usable: false, column: null });
    expect(offer('name', { type: 'nominal' })).toMatchObject({ shown: true, usable: true });
    expect(offer('name', { shown: true })).toMatchObject({ shown: false });
  });

  test('are as chosen, where the values allow it', () => {
    expect(offer('stage', { type: 'nominal' }).column).toEqual(nominal('stage', '1', '2', '3'));
    expect(offer('stage', { type: 'ordinal', order: ['3', '1', '2'] }).column).toEqual(
      ordinal('stage', '3', '1', '2'),
    );
    expect(offer('stage', { type: 'ordinal', order: ['3', '1'] }).column).toEqual(
      ordinal('stage', '1', '2', '3'),
    );
    expect(offer('dose', { type: 'discrete', range: [-1, 9] }).column).toEqual(
      numeric('dose', [-1, 9], 'discrete'),
    );
    expect(offer('sex', { type: 'continuous' }).column).toEqual(nominal('sex', 'f', 'm'));
  });

  test('one category alone is enough for an owner', () => {
    expect(offer('site').column).toEqual(nominal('site', 'one'));
    expect(offer('site', { categories: ['two', 'one'] }).column).toEqual(nominal('site', 'one', 'two'));
  });
});

describe('policies', () => {
  const asked: Column = {
    ...numeric('age', [0, 200]),
    ...{ missing: { policy: 'indicator', constant: 150 }, outside: 'clip' },
  };
  test('are those that the model owner asks for, unless their owner chose', () => {
    expect(offer('age').column).toMatchObject({ missing: { policy: 'drop' }, outside: 'refuse' });
    // Also where the constant is none of this file.
    expect(offer('age', {}, asked).column).toMatchObject({
      missing: { policy: 'indicator', constant: 150 },
      outside: 'clip',
    });
    expect(offer('age', { missing: 'drop', outside: 'drop' }, asked).column).toMatchObject({
      missing: { policy: 'drop' },
      outside: 'drop',
    });
    expect(offer('age', { missing: 'indicator' }, asked).column).toMatchObject({
      missing: { policy: 'indicator', constant: 150 },
    });
    expect(offer('age', { missing: 'indicator' }).column).toMatchObject({
      missing: { policy: 'indicator' },
    });
  });

  test('of categories know no clipping', () => {
    const wanted: Column = { ...nominal('sex', 'f', 'm'), missing: { policy: 'indicator' }, outside: 'drop' };
    expect(offer('sex', {}, wanted).column).toEqual(wanted);
    expect(offer('sex', { outside: 'clip' }, wanted).column).toMatchObject({ outside: 'refuse' });
  });
});

describe('what others show', () => {
  test('may be wider, in numbers and in categories', () => {
    const wide = numeric('age', [0, 120]);
    expect(offer('age', {}, wide).widenedTo).toEqual(wide);
    expect(offer('age', {}, numeric('age', [1, 40]))).not.toHaveProperty('widenedTo');
    const more = nominal('sex', 'f', 'm', 'x');
    expect(offer('sex', {}, more).widenedTo).toEqual(more);
    expect(offer('sex', {}, nominal('sex', 'f', 'm'))).not.toHaveProperty('widenedTo');
    const steps = ordinal('stage', '0', '1', '2', '3');
    expect(offer('stage', { type: 'ordinal' }, steps).widenedTo).toEqual(steps);
    expect(offer('age', {}, nominal('age', 'young', 'old'))).not.toHaveProperty('widenedTo');
  });

  test('may look like another unit', () => {
    expect(offer('age', {}, numeric('age', [0, 50]))).not.toHaveProperty('otherUnit');
    expect(offer('age', {}, numeric('age', [0, 40_000])).otherUnit).toBe(true);
    expect(offer('age', { type: 'nominal' }, numeric('age', [0, 40_000]))).not.toHaveProperty('otherUnit');
  });
});

test('a name of another spelling is asked about until its owner said', () => {
  const terms = { asked: undefined, standing: undefined, couldBe: 'Age' };
  expect(offerColumn(profileOf('age'), {}, terms).couldBe).toBe('Age');
  const said = offerColumn(profileOf('age'), { shownAs: 'Age' }, terms);
  expect(said).toMatchObject({ shownAs: 'Age', column: { name: 'Age' } });
  expect(said).not.toHaveProperty('couldBe');
  expect(offeredName(profileOf('age'), { age: { shownAs: 'Age' } })).toBe('Age');
  expect(offeredName(profileOf('age'), { age: { shownAs: null } })).toBe('age');
});

test('a header that is spelled like a property of every object has no choices of its own', () => {
  for (const name of ['constructor', '__proto__', 'toString']) expect(choiceOf({}, name)).toEqual({});
});

describe('checkRange', () => {
  test('takes ranges that hold the data, their ends included', () => {
    for (const range of [
      [0, 39],
      [-1e9, 1e9],
    ] as const)
      expect(() => checkRange(profileOf('age'), range)).not.toThrow();
  });

  test.each([
    [0, 38.9],
    [0.1, 39],
    [39, 0],
    [5, 5],
    [NaN, 50],
    [0, Infinity],
    [-Infinity, 39],
    [-Number.MAX_VALUE, Number.MAX_VALUE],
  ] as const)('refuses [%d, %d]', async (lo, hi) => {
    const details = await refusal(
      Promise.resolve().then(() => checkRange(profileOf('age'), [lo, hi])),
      'data-out-of-range',
    );
    expect(details).toEqual({ name: 'age', lo, hi, minimum: 0, maximum: 39 });
  });
});
