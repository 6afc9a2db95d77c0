import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowDigits, windowWidth } from '../../../src/bignum/windows.ts';

describe('windows', () => {
  it('digits spell the exponent, and their number does not depend on it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n - 1n }), fc.integer({ min: 1, max: 8 }), (e, width) => {
        const digits = windowDigits(e, 70, width);
        expect(digits).toHaveLength(Math.ceil(70 / width));
        expect(digits.every((digit) => digit >= 0 && digit < 2 ** width)).toBe(true);
        expect(digits.reduce((sum, digit) => (sum << BigInt(width)) + BigInt(digit), 0n)).toBe(e);
      }),
    );
    expect(windowDigits(0n, 0, 4)).toEqual([]);
  });

  it('refuses what does not fit', () => {
    expect(() => windowDigits(16n, 4, 2)).toThrow('longer than 4 bits');
    expect(() => windowDigits(-1n, 4, 2)).toThrow(RangeError);
  });

  it('widens with the exponent', () => {
    const products = (bits: number, width: number) => 2 ** width + bits / width;
    for (const bits of [1, 8, 40, 64, 1024, 2048, 4096]) {
      const chosen = products(bits, windowWidth(bits));
      for (let width = 1; width <= 12; width++) expect(chosen).toBeLessThanOrEqual(products(bits, width));
    }
  });
});
