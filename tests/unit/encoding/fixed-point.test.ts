import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFixed, encodeFixed } from '../../../src/encoding/index.ts';

const float = fc.double({ noDefaultInfinity: true, noNaN: true });
/** Values of the size that the protocol encodes. */
const ordinary = fc.double({ min: -4096, max: 4096, noNaN: true });
const bits = fc.integer({ min: 0, max: 120 });

/** value = numerator / 2^places, found by doubling, which is exact. */
function exactly(value: number): { numerator: bigint; places: number } {
  let places = 0;
  let scaled = value;
  for (; !Number.isInteger(scaled); places++) scaled *= 2;
  return { numerator: BigInt(scaled), places };
}

const magnitude = (value: bigint) => (value < 0n ? -value : value);

describe('encodeFixed', () => {
  it('rounds to the nearest integer, ties to even, for every float64', () => {
    fc.assert(
      fc.property(fc.oneof(float, ordinary), bits, (value, b) => {
        const { numerator, places } = exactly(value);
        // |encoded / 2^b - numerator / 2^places| <= 2^-b / 2, multiplied out.
        const encoded = encodeFixed(value, b);
        const twiceError = 2n * magnitude((encoded << BigInt(places)) - (numerator << BigInt(b)));
        const unit = 1n << BigInt(places);
        expect(twiceError <= unit).toBe(true);
        if (twiceError === unit) expect(encoded % 2n).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    // value, bits, expected: worked out by hand
    [0, 52, 0n],
    [-0, 52, 0n],
    [1, 0, 1n],
    [0.5, 0, 0n],
    [1.5, 0, 2n],
    [2.5, 0, 2n],
    [-0.5, 0, 0n],
    [-1.5, 0, -2n],
    [-2.5, 0, -2n],
    [0.75, 1, 2n],
    [-0.25, 2, -1n],
    [1, 52, 2n ** 52n],
    [0.1, 60, 115_292_150_460_684_704n],
    [Number.MAX_VALUE, 60, (2n ** 53n - 1n) << 1031n],
    [Number.MIN_VALUE, 1074, 1n],
    [Number.MIN_VALUE, 60, 0n],
  ])('encodes %d with %i bits as %i', (value, b, expected) => {
    expect(encodeFixed(value, b)).toBe(expected);
  });

  it('refuses what is not finite, and bits that are none', () => {
    for (const value of [NaN, Infinity, -Infinity]) expect(() => encodeFixed(value, 40)).toThrow(RangeError);
    expect(() => encodeFixed(1, -1)).toThrow(RangeError);
    expect(() => encodeFixed(1, 0.5)).toThrow(TypeError);
  });
});

describe('decodeFixed', () => {
  /** The same number in decimal digits, which the platform's parser rounds correctly. */
  const parsed = (integer: bigint, b: number) => Number(`${String(integer * 5n ** BigInt(b))}e-${b}`);

  it('is correctly rounded, as the platform reads decimal digits', () => {
    const integer = fc.oneof(
      fc.bigInt({ min: -(2n ** 56n), max: 2n ** 56n }),
      fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
      // Ties and their neighbours.
      fc
        .tuple(
          fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n }),
          fc.integer({ min: 1, max: 90 }),
          fc.integer({ min: -1, max: 1 }),
        )
        .map(([head, zeros, off]) => (((head << 1n) + 1n) << BigInt(zeros)) + BigInt(off)),
    );
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 200 }), (value, b) => {
        expect(decodeFixed(value, b)).toBe(parsed(value, b) + 0);
      }),
      { numRuns: 500 },
    );
  });

  it('is right where numbers are subnormal, and where they overflow', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 70n }),
        fc.integer({ min: 1070, max: 1150 }),
        (value, b) => {
          expect(decodeFixed(value, b)).toBe(parsed(value, b));
        },
      ),
    );
    expect(decodeFixed(3n, 1075)).toBe(2 * Number.MIN_VALUE);
    expect(decodeFixed(1n, 1075)).toBe(0);
    expect(decodeFixed(1n << 3000n, 2000)).toBe(2 ** 1000);
    expect(decodeFixed((2n ** 53n - 1n) << 971n, 0)).toBe(Number.MAX_VALUE);
    expect(decodeFixed(1n << 1024n, 0)).toBe(Infinity);
    expect(decodeFixed(-(1n << 3000n), 40)).toBe(-Infinity);
  });

  it('gives back every float64 that was encoded with bits enough', () => {
    fc.assert(
      fc.property(float, (value) => {
        expect(decodeFixed(encodeFixed(value, 1074), 1074)).toBe(value + 0);
      }),
    );
  });

  it('refuses bits that are none', () => {
    expect(() => decodeFixed(1n, -1)).toThrow(RangeError);
  });
});
