import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slidingWindows, windowDigits, windowWidth } from '../../../src/bignum/windows.ts';

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

  it('slide: they spell the exponent, and are odd but for what is squared at the end', () => {
    const exponent = fc.oneof(
      fc.constantFrom(0n, 1n, 2n, 3n),
      ...[3n, 70n, 3000n].map((bits) => fc.bigInt({ min: 0n, max: 2n ** bits - 1n })),
    );
    fc.assert(
      fc.property(exponent, (e) => {
        const windows = slidingWindows(e);
        let spelled = 0n;
        for (const { squarings, digit } of windows) spelled = (spelled << BigInt(squarings)) + BigInt(digit);
        expect(spelled).toBe(e);
        expect(windows.slice(0, -1).every(({ digit }) => digit % 2 === 1)).toBe(true);
        expect(windows.at(-1)?.digit).toSatisfy(
          (digit) => e === 0n || digit === 0 || Number(digit) % 2 === 1,
        );
      }),
    );
    expect(slidingWindows(0n)).toEqual([]);
    expect(() => slidingWindows(-1n)).toThrow(RangeError);
  });

  it('slide over a power of two without a product', () => {
    expect(slidingWindows(1n << 61n)).toEqual([
      { squarings: 1, digit: 1 },
      { squarings: 61, digit: 0 },
    ]);
    expect(slidingWindows(1n)).toEqual([{ squarings: 1, digit: 1 }]);
  });
});
