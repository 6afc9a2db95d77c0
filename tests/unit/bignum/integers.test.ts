import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcd, modInverse, modPow, modPowSecret, modulo } from '../../../src/bignum/index.ts';

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

/** By its definition, one product at a time. */
function powerOneByOne(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n % m;
  for (let i = 0n; i < exponent; i++) result = modulo(result * base, m);
  return result;
}

describe.each([
  ['modPow', modPow],
  ['modPowSecret', (b: bigint, e: bigint, m: bigint) => modPowSecret(b, e, 90, m)],
] as const)('%s', (_, power) => {
  it('is repeated multiplication', () => {
    fc.assert(
      fc.property(integer, fc.bigInt({ min: 0n, max: 300n }), modulus, (b, e, m) => {
        expect(power(b, e, m)).toBe(powerOneByOne(b, e, m));
      }),
    );
  });

  it('adds exponents, long ones too', () => {
    const long = fc.bigInt({ min: 0n, max: 2n ** 88n });
    fc.assert(
      fc.property(integer, long, long, modulus, (b, e, f, m) => {
        expect(power(b, e + f, m)).toBe((power(b, e, m) * power(b, f, m)) % m);
        expect(power(power(b, e % 2n ** 40n, m), f % 2n ** 40n, m)).toBe(
          power(b, (e % 2n ** 40n) * (f % 2n ** 40n), m),
        );
      }),
    );
  });

  it('obeys Fermat modulo a prime, 2^61 - 1', () => {
    const prime = 2n ** 61n - 1n;
    for (const b of [2n, 3n, -5n, prime - 1n, prime + 7n]) expect(power(b, prime - 1n, prime)).toBe(1n);
  });

  it('has edges', () => {
    expect([power(0n, 0n, 7n), power(0n, 3n, 7n), power(5n, 0n, 7n), power(5n, 9n, 1n)]).toEqual([
      1n,
      0n,
      1n,
      0n,
    ]);
    expect(power(5n, 0n, 1n)).toBe(0n);
    expect(() => power(2n, -1n, 7n)).toThrow(RangeError);
    for (const m of [0n, -7n]) expect(() => power(2n, 3n, m)).toThrow(RangeError);
  });
});

describe('modPowSecret', () => {
  it('refuses an exponent longer than announced, and takes the longest that is not', () => {
    expect(modPowSecret(2n, 255n, 8, 10_007n)).toBe(modPow(2n, 255n, 10_007n));
    expect(() => modPowSecret(2n, 256n, 8, 10_007n)).toThrow(RangeError);
  });

  it('gives the same whatever length is announced', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 255n }),
        fc.integer({ min: 8, max: 2000 }),
        modulus,
        (e, bits, m) => {
          expect(modPowSecret(3n, e, bits, m)).toBe(modPow(3n, e, m));
        },
      ),
    );
  });
});
