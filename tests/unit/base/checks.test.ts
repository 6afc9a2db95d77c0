import { describe, expect, test } from 'vitest';
import { checkBigint, checkBytes, checkFinite, checkInteger, checkLength } from '../../../src/base/index.ts';

/** A value of a kind that the types forbid. */
const wrong = (value: unknown): never => value as never;

describe('checkInteger', () => {
  test('returns integers of the range, its ends included', () => {
    expect([1, 2, 3].map((value) => checkInteger(value, 'count', 1, 3))).toEqual([1, 2, 3]);
    expect(checkInteger(Number.MAX_SAFE_INTEGER, 'count')).toBe(2 ** 53 - 1);
  });

  test('names the argument and not its value', () => {
    expect(() => checkInteger(0, 'count', 1, 3)).toThrow(
      new RangeError('count: expected an integer in [1, 3], got 0'),
    );
    expect(() => checkInteger(4, 'count', 1, 3)).toThrow(RangeError);
    expect(() => checkInteger(1.5, 'count')).toThrow(
      new TypeError('count: expected an integer, got a non-integer number'),
    );
    for (const value of [NaN, Infinity, 2 ** 53, '7', 7n, null, undefined]) {
      expect(() => checkInteger(wrong(value), 'count')).toThrow(TypeError);
    }
    expect(() => checkInteger(wrong('a secret'), 'count')).toThrow('count: expected an integer, got string');
  });
});

describe('checkBigint', () => {
  test('returns bigints of the range, its ends included', () => {
    expect(checkBigint(3n, 'n', 3n, 3n)).toBe(3n);
    expect(checkBigint(-(2n ** 200n), 'n')).toBe(-(2n ** 200n));
  });

  test('refuses others without showing them', () => {
    expect(() => checkBigint(2n, 'n', 3n)).toThrow(new RangeError('n: out of range'));
    expect(() => checkBigint(4n, 'n', undefined, 3n)).toThrow(RangeError);
    expect(() => checkBigint(wrong(3), 'n')).toThrow(TypeError);
    expect(() => checkBigint(wrong(null), 'n')).toThrow(new TypeError('n: expected a bigint, got null'));
  });
});

describe('checkBytes', () => {
  test('returns the same bytes, or says what is wrong', () => {
    const bytes = Uint8Array.of(1, 2);
    expect(checkBytes(bytes, 'key')).toBe(bytes);
    expect(checkBytes(bytes, 'key', 2)).toBe(bytes);
    expect(() => checkBytes(bytes, 'key', 3)).toThrow(new RangeError('key: expected 3 bytes, got 2'));
    for (const value of [[1, 2], new Uint16Array(2), new ArrayBuffer(2), 'ab']) {
      expect(() => checkBytes(wrong(value), 'key')).toThrow(TypeError);
    }
  });
});

describe('checkFinite and checkLength', () => {
  test('return what they checked, or say what is wrong', () => {
    expect(checkFinite(-0.5, 'rate')).toBe(-0.5);
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(() => checkFinite(value, 'rate')).toThrow(RangeError);
    }
    expect(() => checkFinite(wrong('1'), 'rate')).toThrow(TypeError);
    const list = [1, 2];
    expect(checkLength(list, 'terms', 2)).toBe(list);
    expect(() => checkLength(list, 'terms', 3)).toThrow(new RangeError('terms: expected 3 elements, got 2'));
  });
});
