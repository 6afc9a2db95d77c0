import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DigitRing, digitRing } from '../../../src/bignum/base-digits.ts';
import { multiExponentiate, power, powerSecret } from '../../../src/bignum/exponentiation.ts';

/** A ring that writes down the order of its products and squares. */
function recordingRing(base: bigint): { ring: DigitRing; log: string[] } {
  const ring = digitRing(base);
  const log: string[] = [];
  const recorded: DigitRing = {
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

describe('secret exponents', () => {
  const orderOf = (work: (ring: DigitRing) => unknown): string => {
    const { ring, log } = recordingRing(1_000_003n);
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

describe('public exponents', () => {
  it('that are powers of two take squares only', () => {
    for (const bits of [0n, 1n, 2n, 47n, 130n]) {
      const { ring, log } = recordingRing(1_000_003n);
      power(ring, ring.fromInteger(12_345n), 1n << bits);
      expect(log).toEqual(new Array(Number(bits)).fill('square'));
    }
  });
});
