import { expect, test, vi } from 'vitest';
import { rememberLast } from '../../../src/parties/remember.ts';

test('gives the same result for the same arguments, and computes anew for others', () => {
  const compute = vi.fn((a: object, b: number) => ({ a, b }));
  const remembered = rememberLast(compute);
  const [one, other] = [{}, {}];
  const first = remembered(one, 1);
  expect(first).toEqual({ a: one, b: 1 });
  expect(remembered(one, 1)).toBe(first);
  expect(compute).toHaveBeenCalledTimes(1);
  expect(remembered(other, 1)).not.toBe(first);
  expect(remembered(other, 2)).toEqual({ a: other, b: 2 });
  // Only the last one is kept.
  expect(remembered(one, 1)).not.toBe(first);
  expect(compute).toHaveBeenCalledTimes(4);
});

test('by a key of its own: entry by entry, and by length', () => {
  const sum = vi.fn((values: readonly number[]) => ({ sum: values.reduce((a, b) => a + b, 0) }));
  const remembered = rememberLast(sum, (values) => values);
  const first = remembered([1, 2]);
  expect(remembered([1, 2])).toBe(first);
  expect(remembered([1, 2, 0])).toEqual({ sum: 3 });
  expect(remembered([])).toEqual({ sum: 0 });
  expect(remembered([Number.NaN])).toBe(remembered([Number.NaN]));
  expect(sum).toHaveBeenCalledTimes(4);
});

test('without a key there is one result, which may be undefined', () => {
  const compute = vi.fn(() => undefined);
  const remembered = rememberLast(compute);
  remembered();
  remembered();
  expect(compute).toHaveBeenCalledTimes(1);
});
