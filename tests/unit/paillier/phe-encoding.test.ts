import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modulo } from '../../../src/bignum/index.ts';
import { decodePheNumber, encodePheNumber, publicKeyFromPhe } from '../../../src/paillier/index.ts';
import { VECTORS } from './phe-vectors.ts';
import { caught } from './small-keys.ts';

const moduli = new Map(
  VECTORS.keys.map((key) => [key.name, publicKeyFromPhe(key.public, { allowSmall: true }).n]),
);
const modulus = (name: string) => moduli.get(name) ?? 0n;
const n = modulus('2048');

const refusal = (reason: string) =>
  expect.objectContaining({ code: 'phe-file-invalid', details: { reason } }) as unknown;
const float = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('encodePheNumber', () => {
  it('gives the vectors of the script', () => {
    const [ours, theirs] = [[] as unknown[], [] as unknown[]];
    for (const { key, value, maximumExponent, plaintext, exponent, refused } of VECTORS.encodings) {
      ours.push(caught(() => encodePheNumber(Number(value), modulus(key), maximumExponent ?? Infinity)));
      theirs.push(
        refused === undefined ? { plaintext: BigInt(plaintext ?? ''), exponent } : refusal(refused),
      );
    }
    expect(ours).toEqual(theirs);
  });

  it('has the exponents of python-paillier: 53 bits are kept, rounded out to hexadecimal digits', () => {
    // By hand from phe/encoding.py: floor((frexp(x)[1] - 53) / 4).
    const cases = [[0, -14], [1, -13], [15.9, -13], [8, -13], [7.9, -13], [0.5, -14], [-1, -13], [2 ** 52, 0], [2 ** 56, 1]]; // prettier-ignore
    for (const [value = NaN, exponent] of cases) {
      expect([value, encodePheNumber(value, n).exponent]).toEqual([value, exponent]);
    }
    expect(encodePheNumber(1, n)).toEqual({ plaintext: 16n ** 13n, exponent: -13 });
    expect(encodePheNumber(-(2 ** 52), n)).toEqual({ plaintext: n - 2n ** 52n, exponent: 0 });
    expect(encodePheNumber(-0, n)).toEqual({ plaintext: 0n, exponent: -14 });
  });

  it('holds a number to the exponent asked for, unless it is finer', () => {
    expect(encodePheNumber(1, n, -32)).toEqual({ plaintext: 16n ** 32n, exponent: -32 });
    expect(encodePheNumber(2 ** -75, n, -32).exponent).toBe(-32);
    expect(encodePheNumber(2 ** -76, n, -32).exponent).toBe(-32);
    expect(encodePheNumber(2 ** -77, n, -32).exponent).toBe(-33);
  });

  it('refuses what is not finite, and mantissas beyond n // 3 - 1: the last that fits, the first that does not', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(caught(() => encodePheNumber(value, n))).toEqual(refusal('not-finite'));
    }
    const m = 3n * 2n ** 54n + 4n;
    // n // 3 - 1 = 2^54 for this n, and one less for the other: 2^54 has exponent 0.
    expect(encodePheNumber(2 ** 54, m, 0)).toEqual({ plaintext: 2n ** 54n, exponent: 0 });
    expect(encodePheNumber(-(2 ** 54), m, 0)).toEqual({ plaintext: m - 2n ** 54n, exponent: 0 });
    for (const value of [2 ** 54, -(2 ** 54)]) {
      expect(caught(() => encodePheNumber(value, m - 3n, 0))).toEqual(refusal('too-large'));
    }
  });
});

describe('decodePheNumber', () => {
  it('gives the vectors of the script: ties, subnormal numbers, the edges of the middle third', () => {
    const [ours, theirs] = [[] as unknown[], [] as unknown[]];
    for (const { key, plaintext, exponent, value, refused } of VECTORS.decodings) {
      const encoding = { plaintext: BigInt(plaintext), exponent };
      ours.push(caught(() => decodePheNumber(encoding, modulus(key))));
      theirs.push(refused === undefined ? Number(value) : refusal(refused));
    }
    expect(ours).toEqual(theirs);
  });

  it('undoes encodePheNumber for every float, at any exponent', () => {
    fc.assert(
      fc.property(float, fc.integer({ min: -200, max: 300 }), (value, exponent) => {
        // Zero has one plaintext, and no sign.
        expect(decodePheNumber(encodePheNumber(value, n), n)).toBe(value + 0);
        expect(decodePheNumber(encodePheNumber(value, n, exponent), n)).toBe(value + 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('rounds as the platform rounds integers', () => {
    const wide = fc.bigInt({ min: -(2n ** 1030n), max: 2n ** 1030n });
    fc.assert(
      fc.property(wide, fc.integer({ min: 0, max: 1020 }), (value, bits) => {
        const mantissa = value >> BigInt(bits);
        const decoded = caught(() => decodePheNumber({ plaintext: modulo(mantissa, n), exponent: 0 }, n));
        const expected = Number(mantissa);
        expect(decoded).toEqual(Number.isFinite(expected) ? expected : refusal('too-large'));
      }),
      { numRuns: 500 },
    );
  });

  it('answers at once for exponents that no file may have', () => {
    expect(decodePheNumber({ plaintext: 1n, exponent: -(10 ** 12) }, n)).toBe(0);
    expect(decodePheNumber({ plaintext: 0n, exponent: 10 ** 12 }, n)).toBe(0);
    expect(caught(() => decodePheNumber({ plaintext: n - 1n, exponent: 10 ** 12 }, n))).toEqual(
      refusal('too-large'),
    );
  });

  it('refuses what is no residue, or no exponent', () => {
    for (const plaintext of [-1n, n]) {
      expect(() => decodePheNumber({ plaintext, exponent: 0 }, n)).toThrow(RangeError);
    }
    expect(() => decodePheNumber({ plaintext: 1n, exponent: 0.5 }, n)).toThrow(TypeError);
  });
});
