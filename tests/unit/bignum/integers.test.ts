import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd, modInverse, modulo } from '../../../src/bignum/index.ts';

const integer = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
const modulus = fc.bigInt({ min: 2n, max: 2n ** 80n });

describe('integers', () => {
  it('modulo gives the residue in [0, modulus)', () => {
    fc.assert(
      fc.property(integer, modulus, (a, m) => {
        const residue = modulo(a, m);
        expect(residue >= 0n && residue < m).toBe(true);
        expect((a - residue) % m).toBe(0n);
      }),
    );
  });

  it('gcd divides both and leaves coprime cofactors', () => {
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        fc.pre(a !== 0n || b !== 0n);
        const d = gcd(a, b);
        expect(d > 0n).toBe(true);
        expect([a % d, b % d]).toEqual([0n, 0n]);
        expect(gcd(a / d, b / d)).toBe(1n);
      }),
    );
    expect(gcd(0n, 0n)).toBe(0n);
    expect(gcd(-12n, 18n)).toBe(6n);
  });

  it('modInverse inverts, or refuses where nothing does', () => {
    fc.assert(
      fc.property(integer, modulus, (a, m) => {
        if (gcd(a, m) === 1n) {
          const inverse = modInverse(a, m);
          expect(inverse >= 0n && inverse < m).toBe(true);
          expect(modulo(a * inverse, m)).toBe(1n);
        } else {
          expect(() => modInverse(a, m)).toThrow(RangeError);
        }
      }),
    );
    expect(() => modInverse(6n, 9n)).toThrow('no inverse');
    expect(() => modInverse(1n, 0n)).toThrow(RangeError);
  });
});
