import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnSchema } from '../../../src/contract/index.ts';
import {
  declaredMaximumRows,
  localRisks,
  proposeColumn,
  readProfile,
  type ColumnProfile,
  type ProposalChoice,
} from '../../../src/dataset/index.ts';
import { outwardRange } from '../../../src/dataset/propose.ts';
import * as v from 'valibot';
import { csv, sample } from './support.ts';

const numericProfile = (minimum: number, maximum: number, integers = false): ColumnProfile => ({
  name: 'x',
  kind: 'numeric',
  integers,
  minimum,
  maximum,
  missing: 0,
  distinct: 2,
  histogram: [],
});

const textProfile = (counts: Record<string, number>): ColumnProfile => ({
  name: 'x',
  kind: 'text',
  integers: false,
  missing: 0,
  distinct: Object.keys(counts).length,
  histogram: [],
  categories: Object.entries(counts).map(([value, count]) => ({ value, count })),
});

describe('public ranges', () => {
  it('hold the data, in order, whatever it is', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [minimum, maximum] = [Math.min(a, b), Math.max(a, b)];
        const [low, high] = outwardRange(minimum, maximum, false) ?? [NaN, NaN];
        expect(low).toBeLessThanOrEqual(minimum);
        expect(high).toBeGreaterThanOrEqual(maximum);
        expect(low).toBeLessThan(high);
      }),
      { numRuns: 500 },
    );
  });

  it('are at most half as wide again as the data, and ends have two digits of the span', () => {
    const integer = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), integer, (minimum, span) => {
        const [low, high] = outwardRange(minimum, minimum + span, false) ?? [NaN, NaN];
        expect(high - low).toBeLessThanOrEqual(1.5 * span * (1 + 1e-12));
        const digit = 10 ** (Math.floor(Math.log10(span)) - 1);
        for (const end of [low, high])
          expect(Math.abs(end / digit - Math.round(end / digit))).toBeLessThan(1e-6);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [19, 75, true, [10, 80]],
    [1, 2, true, [1, 2]],
    [63, 133, false, [60, 140]],
    [22, 99, false, [20, 100]],
    [2, 9.09, false, [2, 10]],
    [3.2581, 6.107, false, [3, 6.5]],
    [25, 346, true, [0, 350]],
    [0.1, 0.3, false, [0.1, 0.3]],
    [-0.3, -0.1, false, [-0.3, -0.1]],
    [0, 1, true, [0, 1]],
    [1e-8, 3e-8, false, [1e-8, 3e-8]],
    [2007, 2009, true, [2007, 2009]],
    [5, 5, true, [4, 6]],
    [0, 0, true, [-1, 1]],
    [1e15, 1e15, true, [999999000000000, 1000001000000000]],
  ])('from %d to %d (integers: %s) is %j', (minimum, maximum, integers, range) => {
    expect(outwardRange(minimum, maximum, integers)).toEqual(range);
  });

  it('do not follow a value that moves within a step', () => {
    expect(outwardRange(21, 75, true)).toEqual(outwardRange(29, 75, true));
  });

  it('are not proposed where float64 has no room for them', () => {
    expect(outwardRange(-1.7e308, 1.7e308, false)).toBeNull();
    expect(proposeColumn(numericProfile(-1.7e308, 1.7e308))).toBeNull();
  });
});

describe('proposed columns', () => {
  it('are numeric wherever values are, whatever the values', () => {
    const policies = { missing: { policy: 'drop' }, outside: 'refuse' };
    expect(proposeColumn(numericProfile(1, 2, true))).toEqual({
      name: 'x',
      type: 'discrete',
      range: [1, 2],
      ...policies,
    });
    expect(proposeColumn(numericProfile(1, 2))).toMatchObject({ type: 'continuous' });
  });

  it('are nominal for text with few categories, the alphabetically first one as reference', () => {
    expect(proposeColumn(textProfile({ b: 20, a: 3, é: 9 }))).toEqual({
      name: 'x',
      type: 'nominal',
      categories: ['a', 'b', 'é'],
      reference: 'a',
      missing: { policy: 'drop' },
      outside: 'refuse',
    });
  });

  it('are nominal with one category, too: other owners may have others', () => {
    expect(proposeColumn(textProfile({ Adelie: 52 }))).toMatchObject({
      type: 'nominal',
      categories: ['Adelie'],
      reference: 'Adelie',
    });
  });

  it.each<[string, ColumnProfile]>([
    ['hardly any members', textProfile({ a: 3 })],
    ['nearly as many categories as rows', textProfile({ a: 4, b: 2, c: 1 })],
    ['more categories than a contract may name', { ...textProfile({ a: 9, b: 9 }), categories: [] }],
    ['a category too long', textProfile({ a: 9, ['b'.repeat(201)]: 9 })],
    ['a name too long', { ...numericProfile(1, 2), name: 'n'.repeat(201) }],
  ])('are none for %s', (_, profile) => {
    expect(proposeColumn(profile)).toBeNull();
  });

  it('are none for a column without values', async () => {
    const { columns } = await readProfile(csv('a,b\n1,\n2,'));
    expect(columns.map((column) => proposeColumn(column))).toMatchObject([{ name: 'a' }, null]);
  });

  it('fit the schema of the contract for every sample column, and hold it', async () => {
    const { columns } = await readProfile(sample('diabetes.csv'));
    for (const column of columns) {
      const proposal = proposeColumn(column);
      expect(v.is(columnSchema, proposal)).toBe(true);
      expect(proposal).toMatchObject({
        name: column.name,
        type: column.integers ? 'discrete' : 'continuous',
      });
    }
  });
});

describe('what an owner chooses of a column', () => {
  const codes: ColumnProfile = {
    ...numericProfile(1, 10, true),
    categories: [
      { value: '10', count: 9 },
      { value: '2', count: 1 },
      { value: '1', count: 4 },
    ],
  };
  const words = textProfile({ small: 9, large: 8, medium: 7 });

  it('is whether numbers are continuous, discrete, or categories', () => {
    expect(proposeColumn(codes, { type: 'continuous' })).toMatchObject({
      type: 'continuous',
      range: [0, 10],
    });
    expect(proposeColumn(codes, { type: 'nominal' })).toMatchObject({
      type: 'nominal',
      categories: ['1', '10', '2'],
      reference: '1',
    });
    expect(proposeColumn(codes, { type: 'ordinal' })).toMatchObject({
      type: 'ordinal',
      order: ['1', '2', '10'],
    });
  });

  it('is the order of categories; alphabetical if none', () => {
    expect(proposeColumn(words, { type: 'ordinal' })).toMatchObject({ order: ['large', 'medium', 'small'] });
    const order = ['none', 'small', 'medium', 'large'];
    expect(proposeColumn(words, { type: 'ordinal', order })).toMatchObject({ order });
    const tiny = textProfile({ a: 1, b: 1, c: 1 });
    expect(proposeColumn(tiny)).toBeNull();
    expect(proposeColumn(tiny, { type: 'nominal' })).toMatchObject({ categories: ['a', 'b', 'c'] });
  });

  it('is the range, and the policies', () => {
    const missing = { policy: 'indicator', constant: 4 } as const;
    const choice = { range: [0, 50], missing, outside: 'clip' } as const;
    expect(proposeColumn(codes, choice)).toEqual({
      name: 'x',
      type: 'discrete',
      range: [0, 50],
      missing,
      outside: 'clip',
    });
    expect(proposeColumn(words, { missing, outside: 'drop' })).toMatchObject({
      missing: { policy: 'indicator' },
      outside: 'drop',
    });
  });

  it.each<[string, ColumnProfile, ProposalChoice]>([
    ['numbers for text', words, { type: 'continuous' }],
    ['clipping for categories', words, { outside: 'clip' }],
    ['a constant for categories', words, { missing: { policy: 'drop' }, range: [0, 1] }],
    ['categories for numbers of which there are many', numericProfile(1, 10, true), { type: 'nominal' }],
    ['a range upside down', codes, { range: [5, 1] }],
    ['a constant outside the range', codes, { missing: { policy: 'drop' }, order: ['1'] }],
  ])('is left out of account where it does not suit: %s', (_, profile, choice) => {
    expect(proposeColumn(profile, choice)).toEqual(proposeColumn(profile));
  });

  it('is never an invalid column', () => {
    const outsideConstant = proposeColumn(codes, { missing: { policy: 'indicator', constant: 99 } });
    expect(outsideConstant?.missing).toEqual({ policy: 'indicator' });
    for (const order of [
      ['small'],
      ['small', 'small', 'large', 'medium'],
      ['small', 'medium', 'large', ' '],
    ]) {
      expect(proposeColumn(words, { type: 'ordinal', order })).toEqual(
        proposeColumn(words, { type: 'ordinal' }),
      );
    }
    const type = fc.constantFrom('continuous', 'discrete', 'nominal', 'ordinal', undefined);
    const outside = fc.constantFrom('refuse', 'clip', 'drop', undefined);
    const missing = fc.constantFrom({ policy: 'drop' }, { policy: 'indicator', constant: 3 }, undefined);
    fc.assert(
      fc.property(fc.constantFrom(codes, words), type, outside, missing, (profile, ...choice) => {
        const [chosenType, chosenOutside, chosenMissing] = choice;
        const chosen = { type: chosenType, outside: chosenOutside, missing: chosenMissing };
        expect(v.is(columnSchema, proposeColumn(profile, chosen as ProposalChoice))).toBe(true);
      }),
    );
  });
});

describe('what else an owner is told or tells', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 5],
    [6, 10],
    [89, 100],
    [100, 100],
    [101, 200],
    [221, 500],
    [442, 500],
    [1_000_000_000, 1_000_000_000],
  ])('of %d rows a maximum of %d', (rows, maximum) => {
    expect(declaredMaximumRows(rows)).toBe(maximum);
  });

  it('a risk where rows are few or a category is rare', () => {
    const many = { rows: 30, columns: [numericProfile(1, 2), textProfile({ a: 25, b: 5 })] };
    expect(localRisks(many, 30)).toEqual([]);
    expect(localRisks(many, 31)).toEqual(['few-rows']);
    const codes = { ...numericProfile(1, 2), categories: [{ value: '1', count: 1 }] };
    expect(localRisks({ rows: 30, columns: [codes] }, 30)).toEqual([]);
    const rare = { rows: 30, columns: [textProfile({ a: 26, b: 4 })] };
    expect(localRisks(rare, 30)).toEqual(['rare-category']);
    expect(localRisks(rare, 40)).toEqual(['few-rows', 'rare-category']);
  });
});
