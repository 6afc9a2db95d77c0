import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import {
  type BoundParameters,
  checkFitsKey,
  checkWithinBound,
  encodingBound,
  slotsPerPlaintext,
} from '../../../src/encoding/index.ts';

const DIABETES: BoundParameters = {
  dimension: 11,
  maximumRows: 500,
  gramBits: 52,
  weightBits: 40,
  weightBound: 4096,
};

const parameters = fc.record({
  dimension: fc.integer({ min: 1, max: 6 }),
  maximumRows: fc.integer({ min: 1, max: 100_000 }),
  gramBits: fc.integer({ min: 0, max: 60 }),
  weightBits: fc.integer({ min: 0, max: 40 }),
  weightBound: fc.integer({ min: 1, max: 2 ** 20 }),
  noiseBound: fc.bigInt({ min: 0n, max: 2n ** 70n }),
});

/** Integers in [-limit, limit], the limits often. */
const within = (limit: bigint) =>
  fc.oneof(fc.constantFrom(limit, -limit), fc.bigInt({ min: -limit, max: limit }));
const vector = (limit: bigint, length: number) =>
  fc.array(within(limit), { minLength: length, maxLength: length });

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('encodingBound', () => {
  it('gives the figures of the diabetes contract, worked out by hand', () => {
    // V = 11 * 500 * 2^52 * 2^52 + 500 * 2^92, just above 5500 * 2^104 = 2^116.43.
    expect(encodingBound(DIABETES)).toEqual({
      entryBound: 500n << 52n,
      targetBound: 500n << 92n,
      scaledWeightBound: 1n << 52n,
      gradientBound: (5500n << 104n) + (500n << 92n),
      slotBits: 119,
      scalarBits: 62,
    });
    const bound = encodingBound(DIABETES);
    expect([2048, 3072, 4096].map((keyBits) => slotsPerPlaintext(bound, keyBits))).toEqual([17, 25, 34]);
    expect(encodingBound({ ...DIABETES, maximumRows: 1000 }).slotBits).toBe(120);
    expect(encodingBound({ ...DIABETES, noiseBound: 7n }).entryBound).toBe((500n << 52n) + 7n);
  });

  it('holds for the gradient of any G, b and w within their limits', () => {
    const problem = parameters.chain((given) => {
      const { entryBound, targetBound, scaledWeightBound } = encodingBound(given);
      const { dimension } = given;
      return fc.record({
        given: fc.constant(given),
        gram: fc.array(vector(entryBound, dimension), { minLength: dimension, maxLength: dimension }),
        target: vector(targetBound, dimension),
        weights: vector(scaledWeightBound, dimension),
      });
    });
    fc.assert(
      fc.property(problem, ({ given, gram, target, weights }) => {
        const { gradientBound } = encodingBound(given);
        for (const [i, row] of gram.entries()) {
          const product = row.reduce((sum, entry, j) => sum + entry * (weights[j] ?? 0n), 0n);
          expect(() =>
            checkWithinBound(product - (target[i] ?? 0n), gradientBound, 'gradient'),
          ).not.toThrow();
        }
      }),
    );
  });

  it('is reached, so that nothing smaller would do', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        const bound = encodingBound(given);
        const worst =
          BigInt(given.dimension) * bound.entryBound * bound.scaledWeightBound + bound.targetBound;
        expect(worst).toBe(bound.gradientBound);
        for (const other of [bound.entryBound, bound.targetBound, bound.scaledWeightBound]) {
          expect(other <= bound.gradientBound).toBe(true);
        }
      }),
    );
  });

  it('leaves room in a slot, in a scalar and in a plaintext', () => {
    fc.assert(
      fc.property(parameters, fc.constantFrom(2048, 3072, 4096), (given, keyBits) => {
        const bound = encodingBound(given);
        const half = 1n << BigInt(bound.slotBits - 1);
        expect(bound.gradientBound < half).toBe(true);
        const shift = 1n << BigInt(bound.scalarBits - 1);
        expect(bound.entryBound < shift).toBe(true);
        // All slots at the bound: smaller than half of the smallest modulus of that length.
        const slots = slotsPerPlaintext(bound, keyBits);
        let packed = 0n;
        for (let i = 0; i < slots; i++) packed = (packed << BigInt(bound.slotBits)) + bound.gradientBound;
        expect(packed < 1n << BigInt(keyBits - 2)).toBe(true);
        expect((slots + 1) * bound.slotBits > keyBits - 2).toBe(true);
      }),
    );
  });

  it.each([
    { dimension: 0 },
    { dimension: 1.5 },
    { maximumRows: 0 },
    { gramBits: -1 },
    { weightBits: -1 },
    { weightBound: 0 },
    { noiseBound: -1n },
  ])('refuses %o', (wrong) => {
    expect(() => encodingBound({ ...DIABETES, ...wrong })).toThrow(/expected an integer|out of range/);
  });
});

describe('checkFitsKey', () => {
  it('accepts a bound that fits, to the last bit', () => {
    const bound = encodingBound(DIABETES);
    expect(checkFitsKey(bound, 2048)).toBe(bound);
    expect(checkFitsKey(bound, bound.slotBits + 2)).toBe(bound);
    expect(slotsPerPlaintext(bound, bound.slotBits + 1)).toBe(0);
  });

  it('refuses one that does not, with the figures', () => {
    const bound = encodingBound(DIABETES);
    const error = caught(() => checkFitsKey(bound, bound.slotBits + 1));
    expect(error).toBeInstanceOf(FederatedError);
    expect(error).toMatchObject({
      code: 'encoding-bound-too-large',
      details: { slotBits: 119, keyBits: 120, availableBits: 118 },
    });
  });
});

describe('checkWithinBound', () => {
  it('returns what is within', () => {
    for (const value of [-5n, 0n, 5n]) expect(checkWithinBound(value, 5n, 'value')).toBe(value);
  });

  it.each([6n, -6n])('refuses %i beyond 5, without showing it', (value) => {
    expect(caught(() => checkWithinBound(value, 5n, 'gradient'))).toMatchObject({
      code: 'integrity',
      details: { step: 'gradient', boundBits: 3 },
      message: 'gradient: outside its bound',
    });
  });
});
