import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { divideRounded, numberToRatio, ratioToNumber, shiftRounded } from '../../../src/learning/exact.ts';

describe('exact numbers', () => {
  it('takes every float64 there and back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const { numerator, denominator } = numberToRatio(value);
        expect(ratioToNumber(numerator, denominator)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('keeps a ratio whose parts are out of the range of float64', () => {
    expect(ratioToNumber(3n << 5000n, 1n << 5001n)).toBe(1.5);
    expect(ratioToNumber(-1n, 3n)).toBe(-1 / 3);
    expect(ratioToNumber(1n, 1n << 1074n)).toBe(Number.MIN_VALUE);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('has no ratio for %d', (value) => {
    expect(() => numberToRatio(value)).toThrow(RangeError);
  });

  it('rounds to the nearest integer', () => {
    expect([-7n, -5n, -3n, -2n, 2n, 3n, 5n].map((n) => divideRounded(n, 4n))).toEqual([
      -2n,
      -1n,
      -1n,
      -1n,
      1n,
      1n,
      1n,
    ]);
    expect([-6n, -5n, 5n, 6n].map((n) => shiftRounded(n, 2n))).toEqual([-1n, -1n, 1n, 2n]);
    expect(shiftRounded(-5n, 0n)).toBe(-5n);
  });
});
