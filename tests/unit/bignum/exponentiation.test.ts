import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modPow, modulo } from '../../../src/bignum/index.ts';
import { multiExponentiate, power, powerSecret } from '../../../src/bignum/exponentiation.ts';
import { digitRing, integerRing, type Ring } from '../../../src/bignum/rings.ts';

/** A ring that writes down the order of its products and squares. */
function recording<Element>(ring: Ring<Element>): { ring: Ring<Element>; log: string[] } {
  const log: string[] = [];
  const recorded: Ring<Element> = {
    ...ring,
    multiply(x, y) {
      log.push('multiply');
      return ring.multiply(x, y);
    },
    square(x) {
      log.push('square');
      return ring.square(x);
    },
  };
  return { ring: recorded, log };
}

const BITS = 44;
const exponent = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 43n, 2n ** 44n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 44n - 1n }),
);

function describeRing<Element>(title: string, plain: Ring<Element>): void {
  describe(`secret exponents, ${title}`, () => {
    const orderOf = (work: (ring: Ring<Element>) => unknown): string => {
      const { ring, log } = recording(plain);
      work(ring);
      return log.join();
    };

    it('do not decide which operations a power takes', () => {
      const order = (e: bigint) => orderOf((ring) => powerSecret(ring, ring.fromInteger(12_345n), e, BITS));
      const expected = order(0n);
      expect(expected.split(',').length).toBeGreaterThan(BITS);
      fc.assert(
        fc.property(exponent, (e) => {
          expect(order(e)).toBe(expected);
        }),
      );
    });

    it('do not decide which operations a multi-exponentiation takes', () => {
      const order = (rows: bigint[][]) =>
        orderOf((ring) =>
          multiExponentiate(
            ring,
            [2n, 3n, 5n].map((x) => ring.fromInteger(x)),
            rows,
            BITS,
          ),
        );
      const expected = order([
        [0n, 0n, 0n],
        [0n, 0n, 0n],
      ]);
      const row = fc.array(exponent, { minLength: 3, maxLength: 3 });
      fc.assert(
        fc.property(row, row, (a, b) => {
          expect(order([a, b])).toBe(expected);
        }),
      );
    });
  });

  describe(`public exponents, ${title}`, () => {
    it('that are powers of two take squares only', () => {
      for (const bits of [0n, 1n, 2n, 47n, 130n]) {
        const { ring, log } = recording(plain);
        power(ring, ring.fromInteger(12_345n), 1n << bits);
        expect(log).toEqual(new Array(Number(bits)).fill('square'));
      }
    });
  });
}

describeRing('modulo a square', digitRing(1_000_003n));
describeRing('modulo any number', integerRing(1_000_003n));

/** By its definition, one product at a time. */
function powerOneByOne(base: bigint, e: bigint, m: bigint): bigint {
  let result = 1n % m;
  for (let i = 0n; i < e; i++) result = modulo(result * base, m);
  return result;
}

describe('modPow', () => {
  const integer = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
  const modulus = fc.bigInt({ min: 2n, max: 2n ** 80n });

  it('is repeated multiplication', () => {
    fc.assert(
      fc.property(integer, fc.bigInt({ min: 0n, max: 300n }), modulus, (b, e, m) => {
        expect(modPow(b, e, m)).toBe(powerOneByOne(b, e, m));
      }),
    );
  });

  it('adds exponents, long ones too', () => {
    const long = fc.bigInt({ min: 0n, max: 2n ** 88n });
    fc.assert(
      fc.property(integer, long, long, modulus, (b, e, f, m) => {
        expect(modPow(b, e + f, m)).toBe((modPow(b, e, m) * modPow(b, f, m)) % m);
        expect(modPow(modPow(b, e % 2n ** 40n, m), f % 2n ** 40n, m)).toBe(
          modPow(b, (e % 2n ** 40n) * (f % 2n ** 40n), m),
        );
      }),
    );
  });

  it('obeys Fermat modulo a prime, 2^61 - 1', () => {
    const prime = 2n ** 61n - 1n;
    for (const b of [2n, 3n, -5n, prime - 1n, prime + 7n]) expect(modPow(b, prime - 1n, prime)).toBe(1n);
  });

  it('has edges', () => {
    expect([modPow(0n, 0n, 7n), modPow(0n, 3n, 7n), modPow(5n, 0n, 7n)]).toEqual([1n, 0n, 1n]);
    expect([modPow(5n, 9n, 1n), modPow(5n, 0n, 1n)]).toEqual([0n, 0n]);
    expect(() => modPow(2n, -1n, 7n)).toThrow(RangeError);
    for (const m of [0n, -7n]) expect(() => modPow(2n, 3n, m)).toThrow(RangeError);
  });
});
