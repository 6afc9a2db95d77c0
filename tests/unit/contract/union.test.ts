import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  columnSchema,
  MAX_CATEGORIES,
  unionOfColumns,
  widened,
  withReference,
  type Column,
} from '../../../src/contract/index.ts';
import { nominal, numeric, ordinal } from './support.ts';

/** The union of one column as several owners propose it. */
function united(...columns: Column[]) {
  return unionOfColumns(columns.map((column, i) => ({ owner: i + 1, columns: [column] })))[0];
}

describe('the union of proposals', () => {
  it('keeps the order of the first, new columns behind, and says who lacks which', () => {
    const proposals = [
      { owner: 3, columns: [numeric('b'), numeric('a')] },
      { owner: 1, columns: [numeric('a'), numeric('c'), numeric('b')] },
      { owner: 2, columns: [numeric('c'), numeric('b')] },
    ];
    expect(unionOfColumns(proposals)).toEqual([
      { column: numeric('b'), missingFrom: [], conflict: false },
      { column: numeric('a'), missingFrom: [2], conflict: false },
      { column: numeric('c'), missingFrom: [3], conflict: false },
    ]);
    expect(unionOfColumns([])).toEqual([]);
  });

  it('tells names apart by case', () => {
    const proposals = [
      { owner: 1, columns: [numeric('a')] },
      { owner: 2, columns: [numeric('A')] },
    ];
    expect(unionOfColumns(proposals)).toMatchObject([{ missingFrom: [2] }, { missingFrom: [1] }]);
  });

  it('holds every range, in any order of arrival', () => {
    const bound = fc.integer({ min: -1000, max: 1000 });
    const range = fc
      .tuple(bound, fc.integer({ min: 1, max: 1000 }))
      .map(([lo, span]): [number, number] => [lo, lo + span]);
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (ranges) => {
        const columns = ranges.map((each) => numeric('a', each));
        const union = united(...columns);
        const expected = [Math.min(...ranges.map(([lo]) => lo)), Math.max(...ranges.map(([, hi]) => hi))];
        expect(union).toMatchObject({ column: { range: expected }, conflict: false });
        expect(united(...columns.toReversed())).toEqual(union);
        expect(v.is(columnSchema, union?.column)).toBe(true);
      }),
    );
  });

  it('is continuous as soon as one is', () => {
    const [discrete, continuous] = [numeric('a', [0, 1], 'discrete'), numeric('a')];
    expect(united(discrete, discrete)?.column.type).toBe('discrete');
    expect(united(discrete, continuous)?.column.type).toBe('continuous');
    expect(united(continuous, discrete)?.column.type).toBe('continuous');
  });

  it('has every category, and the alphabetically first one as reference, whatever is proposed', () => {
    expect(united(nominal('c', 'b', 'd'), nominal('c', 'a', 'b'))).toEqual({
      column: nominal('c', 'a', 'b', 'd'),
      missingFrom: [],
      conflict: false,
    });
    const own = { ...nominal('c', 'b', 'c'), reference: 'c' };
    expect(united(own)?.column).toMatchObject({ reference: 'b' });
    expect(united(own, own)?.column).toMatchObject({ reference: 'b' });
    expect(united(nominal('c', 'Gentoo'), nominal('c', 'Adelie'))?.column).toEqual(
      nominal('c', 'Adelie', 'Gentoo'),
    );
  });

  it('has the order that holds all others, in any order of arrival', () => {
    const whole = ordinal('o', 'x', 'y', 'z');
    const parts = [whole, ordinal('o', 'x', 'z'), ordinal('o', 'x', 'y'), ordinal('o', 'z')];
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (columns) => {
        expect(united(...columns)).toEqual({ column: whole, missingFrom: [], conflict: false });
      }),
    );
  });

  it('takes the strict policy where policies differ', () => {
    const clip: Column = { ...numeric('a'), outside: 'clip', missing: { policy: 'indicator', constant: 1 } };
    const drop: Column = { ...numeric('a'), outside: 'drop', missing: { policy: 'indicator', constant: 1 } };
    expect(united(clip, clip)?.column).toEqual(clip);
    expect(united(clip, drop)?.column).toEqual({ ...clip, outside: 'refuse' });
    expect(united(clip, numeric('a'))?.column).toEqual(numeric('a'));
    expect(united(clip, { ...clip, missing: { constant: 1, policy: 'indicator' } })?.column).toEqual(clip);
    expect(united(clip, { ...clip, missing: { policy: 'indicator' } })?.column.missing.policy).toBe('drop');
  });

  it.each<[string, Column, Column]>([
    ['numbers and categories', numeric('a'), nominal('a', 'x', 'y')],
    ['categories and an order', nominal('a', 'x', 'y'), ordinal('a', 'x', 'y')],
    ['two orders', ordinal('a', 'x', 'y'), ordinal('a', 'y', 'x')],
    ['orders of which none holds the other', ordinal('a', 'x', 'y'), ordinal('a', 'x', 'z')],
    ['ranges too far apart', numeric('a', [-1.7e308, 0]), numeric('a', [0, 1.7e308])],
  ])('marks a conflict: %s', (_, a, b) => {
    expect(united(a, b)).toEqual({ column: a, missingFrom: [], conflict: true });
    expect(united(b, a)).toEqual({ column: b, missingFrom: [], conflict: true });
    expect(united(a, b, a)?.conflict).toBe(true);
  });

  it('marks more categories than a contract may name', () => {
    const words = (prefix: string) => Array.from({ length: MAX_CATEGORIES / 2 }, (_, i) => `${prefix}${i}`);
    expect(united(nominal('c', ...words('a')), nominal('c', ...words('b')))?.conflict).toBe(false);
    expect(united(nominal('c', ...words('a')), nominal('c', ...words('b'), 'z'))?.conflict).toBe(true);
  });
});

describe('whether a proposal was widened', () => {
  it.each<[Column, Column, boolean]>([
    [numeric('a', [0, 1]), numeric('a', [0, 1]), false],
    [numeric('a', [0, 1]), numeric('a', [-1, 1]), true],
    [numeric('a', [0, 1]), numeric('a', [0, 2]), true],
    [numeric('a', [0, 3]), numeric('a', [1, 2]), false],
    [numeric('a', [0, 1], 'discrete'), numeric('a', [0, 1]), false],
    [nominal('c', 'x', 'y'), nominal('c', 'y', 'x'), false],
    [nominal('c', 'x', 'y'), nominal('c', 'x', 'y', 'z'), true],
    [nominal('c', 'x', 'y'), ordinal('c', 'x', 'z'), true],
    [ordinal('c', 'x', 'y'), ordinal('c', 'y', 'x'), false],
    [ordinal('c', 'x', 'y'), ordinal('c', 'x', 'w', 'y'), true],
    [numeric('a'), nominal('a', 'x', 'y'), false],
    [nominal('a', 'x', 'y'), numeric('a'), false],
  ])('%j to %j: %s', (own, union, expected) => {
    expect(widened(own, union)).toBe(expected);
  });
});

describe('another reference', () => {
  it('is taken where it is a category', () => {
    expect(withReference(nominal('c', 'x', 'y'), 'y')).toEqual({ ...nominal('c', 'x', 'y'), reference: 'y' });
    expect(withReference(nominal('c', 'x', 'y'), 'z')).toEqual(nominal('c', 'x', 'y'));
    expect(withReference(ordinal('c', 'x', 'y'), 'y')).toEqual(ordinal('c', 'x', 'y'));
  });
});
