import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSlice } from '../../../src/ui/lib/next-slice.ts';

interface Row {
  readonly key: string;
}
const keyOf = ({ key }: Row): string => key;
const rowsOf = (...keys: readonly string[]): Row[] => keys.map((key) => ({ key }));
const step = (items: readonly Row[], standing: readonly Row[], most = 2) =>
  nextSlice(items, standing, keyOf, most);

test('a list comes in slices, from its beginning', () => {
  const items = rowsOf('a', 'b', 'c', 'd', 'e');
  const first = step(items, []);
  expect(first).toEqual(items.slice(0, 2));
  const second = step(items, first);
  expect(second).toEqual(items.slice(0, 4));
  expect(step(items, second)).toEqual(items);
});

test('rows that changed take their places in slices, those that did not stay, and those that went are gone', () => {
  const [a, b, c, d] = rowsOf('a', 'b', 'c', 'd');
  const [newA, newC, newD] = rowsOf('a', 'c', 'd');
  const standing = [a, b, c, d] as Row[];
  const items = [newD, newC, newA] as Row[];
  const first = step(items, standing);
  expect(first[0]).toBe(newD);
  expect(first[1]).toBe(newC);
  expect(first[2]).toBe(a);
  expect(step(items, first)[2]).toBe(newA);
});

test('few changes come at once', () => {
  const items = rowsOf('a', 'b');
  expect(step(items, [])).toEqual(items);
  expect(step([], items)).toEqual([]);
});

test('from any list to any other, in as many steps as it takes and no row twice', () => {
  const lists = fc.uniqueArray(fc.constantFrom(...'abcdefghijklm'.split('')));
  const pairs = fc.tuple(lists, lists, fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean()));
  fc.assert(
    fc.property(pairs, ([before, after, most, kept]) => {
      const old = rowsOf(...before);
      const items = rowsOf(...after).map((row, i) =>
        kept[i] === true ? (old.find(({ key }) => key === row.key) ?? row) : row,
      );
      let standing: readonly Row[] = old;
      const steps = Math.ceil(items.filter((row) => !old.includes(row)).length / most);
      for (let i = 0; i < Math.max(1, steps); i++) {
        const next = step(items, standing, most);
        expect(next.filter((row) => !standing.includes(row)).length).toBeLessThanOrEqual(most);
        expect(new Set(next.map(keyOf)).size).toBe(next.length);
        standing = next;
      }
      expect(standing).toHaveLength(items.length);
      for (const [i, row] of standing.entries()) expect(row).toBe(items[i]);
    }),
  );
});
