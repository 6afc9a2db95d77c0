import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  baseBounds,
  createPacking,
  encodingBound,
  slotsPerPlaintext,
  type EncodingBound,
  type Packing,
} from '../../../src/encoding/index.ts';
import { caught } from '../paillier/small-keys.ts';

/** Digits by the definition, with nothing checked: what an owner can put together that is not honest. */
const put = (values: readonly bigint[], slotBits: number): bigint =>
  values.reduce((sum, value, j) => sum + value * 2n ** BigInt(slotBits * j), 0n);

/** The residue that a signed plaintext is encrypted as, and what the model owner takes it for. */
const throughKey = (plaintext: bigint, n: bigint): bigint => {
  const residue = ((plaintext % n) + n) % n;
  return residue > n / 2n ? residue - n : residue;
};

/** The smallest odd number of that length: of all moduli the one with the least room. */
const leastModulus = (keyBits: number): bigint => 2n ** BigInt(keyBits - 1) + 1n;

const contracts = [40, 52, 60].flatMap((gramBits) =>
  [100, 50_000, 1_000_000_000].flatMap((maximumRows) =>
    [2, 11, 200].flatMap((dimension) =>
      [2048, 3072, 4096].map((keyBits) => ({ gramBits, maximumRows, dimension, keyBits })),
    ),
  ),
);

/** The bounds of each type of message. WEIGHTS are not packed, but their bound fits into a slot too. */
function messages(dimension: number, maximumRows: number, bound: EncodingBound): Record<string, bigint[]> {
  const all = (value: bigint) => Array.from({ length: dimension }, () => value);
  return {
    BASE: baseBounds(dimension, bound, maximumRows),
    GRADIENT: all(bound.gradientBound),
    WEIGHTS: all(bound.scaledWeightBound),
  };
}

const SIGNS: Record<string, (value: bigint, i: number) => bigint> = {
  positive: (value) => value,
  negative: (value) => -value,
  'of mixed sign': (value, i) => (i % 2 === 0 ? value : -value),
  'of the other mixed sign': (value, i) => (i % 2 === 0 ? -value : value),
};

describe.each(contracts)(
  'gramBits $gramBits, $maximumRows rows, d $dimension, $keyBits bits',
  ({ gramBits, maximumRows, dimension, keyBits }) => {
    const bound = encodingBound({ dimension, maximumRows, gramBits, weightBits: 40, weightBound: 4096 });
    const packing = createPacking({ slotBits: bound.slotBits, keyBits });
    const n = leastModulus(keyBits);
    const received = (plaintexts: readonly bigint[]) => plaintexts.map((each) => throughKey(each, n));

    test('every message at its bound comes back through the smallest modulus', () => {
      for (const bounds of Object.values(messages(dimension, maximumRows, bound))) {
        for (const sign of Object.values(SIGNS)) {
          const values = bounds.map(sign);
          const plaintexts = packing.pack(values, bounds);
          expect(plaintexts).toHaveLength(packing.ciphertextsFor(values.length));
          expect(packing.unpack(received(plaintexts), bounds)).toEqual(values);
        }
      }
    });

    test('the first value beyond its bound is refused on both sides, whichever it is', () => {
      for (const bounds of Object.values(messages(dimension, maximumRows, bound))) {
        const places = [0, 1, bounds.length >> 1, bounds.length - 1];
        for (const [place, sign] of places.flatMap((each) => [[each, 1n] as const, [each, -1n] as const])) {
          const values = bounds.map((limit, i) => (i === place ? sign * (limit + 1n) : limit));
          expect(caught(() => packing.pack(values, bounds))).toMatchObject({ code: 'encoding-overflow' });
          const plaintexts = Array.from({ length: packing.ciphertextsFor(values.length) }, (_, i) =>
            put(values.slice(i * packing.slots, (i + 1) * packing.slots), packing.slotBits),
          );
          expect(caught(() => packing.unpack(received(plaintexts), bounds))).toMatchObject({
            code: 'integrity',
            details: { step: 'sum' },
          });
        }
      }
    });
  },
);

const layouts = fc
  .record({ slotBits: fc.integer({ min: 2, max: 140 }), slots: fc.integer({ min: 1, max: 6 }) })
  .chain(({ slotBits, slots }) =>
    fc
      .integer({ min: 0, max: slotBits - 1 })
      .map((surplus) => createPacking({ slotBits, keyBits: slotBits * slots + 2 + surplus })),
  );

/** Values with bounds of their own, often reached, as large as a slot allows. */
function bounded({ slotBits }: Packing): fc.Arbitrary<{ bound: bigint; value: bigint }[]> {
  const largest = 2n ** BigInt(slotBits - 1) - 1n;
  const bound = fc.oneof(fc.constant(largest), fc.bigInt({ min: 0n, max: largest }));
  const entry = bound.chain((limit) =>
    fc
      .oneof(fc.constantFrom(limit, -limit), fc.bigInt({ min: -limit, max: limit }))
      .map((value) => ({ bound: limit, value })),
  );
  return fc.array(entry, { maxLength: 20 });
}

const packed = layouts.chain((packing) => fc.tuple(fc.constant(packing), bounded(packing)));

describe('packing', () => {
  test('is undone by unpacking, for any layout and any bounds that fit a slot', () => {
    fc.assert(
      fc.property(packed, ([packing, entries]) => {
        const [values, bounds] = [entries.map(({ value }) => value), entries.map(({ bound }) => bound)];
        expect(packing.unpack(packing.pack(values, bounds), bounds)).toEqual(values);
      }),
      { numRuns: 500 },
    );
  });

  test('puts value j at 2^(s j), slot 0 first', () => {
    const packing = createPacking({ slotBits: 8, keyBits: 27 });
    expect(packing.slots).toBe(3);
    const bounds = [127n, 127n, 127n, 127n];
    expect(packing.pack([1n, -2n, 3n, -4n], bounds)).toEqual([1n - 2n * 2n ** 8n + 3n * 2n ** 16n, -4n]);
  });

  test('is linear: sums of residues of owners unpack to the sums of their values', () => {
    const sums = fc.array(fc.array(fc.bigInt({ min: -1000n, max: 1000n }), { minLength: 5, maxLength: 5 }), {
      minLength: 1,
      maxLength: 8,
    });
    const packing = createPacking({ slotBits: 15, keyBits: 47 });
    const bounds = [8000n, 8000n, 8000n, 8000n, 8000n];
    const n = leastModulus(47);
    fc.assert(
      fc.property(sums, (owners) => {
        const plaintexts = owners.map((values) => packing.pack(values, bounds));
        const total = [0, 1].map((i) => plaintexts.reduce((sum, each) => sum + (each[i] ?? 0n), 0n) % n);
        expect(
          packing.unpack(
            total.map((each) => throughKey(each, n)),
            bounds,
          ),
        ).toEqual(bounds.map((_, i) => owners.reduce((sum, values) => sum + (values[i] ?? 0n), 0n)));
      }),
    );
  });

  test('has as many slots as the bound says, and as many ciphertexts as that takes', () => {
    const packing = createPacking({ slotBits: 119, keyBits: 2048 });
    expect(packing.slots).toBe(slotsPerPlaintext({ slotBits: 119 }, 2048));
    expect(packing.slots).toBe(17);
    expect([0, 1, 17, 18, 34, 35].map((count) => packing.ciphertextsFor(count))).toEqual([0, 1, 1, 2, 2, 3]);
    expect(packing.pack([], [])).toEqual([]);
    expect(packing.unpack([], [])).toEqual([]);
  });

  test('uses the key to the last bit, and refuses one that holds no slot', () => {
    expect(createPacking({ slotBits: 119, keyBits: 121 }).slots).toBe(1);
    expect(createPacking({ slotBits: 119, keyBits: 239 }).slots).toBe(1);
    expect(createPacking({ slotBits: 119, keyBits: 240 }).slots).toBe(2);
    expect(caught(() => createPacking({ slotBits: 119, keyBits: 120 }))).toMatchObject({
      code: 'encoding-bound-too-large',
      details: { slotBits: 119, keyBits: 120, availableBits: 118 },
    });
    expect(() => createPacking({ slotBits: 1, keyBits: 2048 })).toThrow(RangeError);
    expect(() => createPacking({ slotBits: 8.5, keyBits: 2048 })).toThrow(TypeError);
  });
});

describe('what unpacking refuses', () => {
  const packing = createPacking({ slotBits: 16, keyBits: 50 });
  const bounds = [8000n, 8000n, 8000n];
  const unpack = (plaintext: bigint) => caught(() => packing.unpack([plaintext], bounds));
  const integrity = (step: string) => ({
    code: 'integrity',
    details: expect.objectContaining({ step }) as object,
  });

  test('a slot value of half a slot: the digit that could be meant with either sign', () => {
    const half = 2n ** 15n;
    expect(unpack(put([1n, 8000n, -8000n], 16))).toEqual([1n, 8000n, -8000n]);
    for (const values of [
      [half, 0n, 0n],
      [0n, half, 0n],
      [0n, 0n, half],
      [0n, 0n, -half],
    ]) {
      expect(unpack(put(values, 16))).toMatchObject(integrity('sum'));
    }
    // The same integer, whose digits may be read in two ways.
    expect(put([half, 0n], 16)).toBe(put([-half, 1n], 16));
  });

  test('a digit just beyond half a slot, which reads as one within bounds and a carry', () => {
    // 2^16 - 8000 in slot 0 reads as -8000 and 1 in slot 1: only the bound of the sums could tell.
    expect(unpack(put([2n ** 16n - 8000n, 7999n, 0n], 16))).toEqual([-8000n, 8000n, 0n]);
    expect(unpack(put([2n ** 16n - 8000n, 8000n, 0n], 16))).toMatchObject(integrity('sum'));
  });

  test('something behind the last value', () => {
    const behind = put([1n, 2n, 3n, 1n], 16);
    expect(unpack(behind)).toMatchObject(integrity('remainder'));
    expect(unpack(-behind)).toMatchObject(integrity('remainder'));
    // In slots to spare as well.
    expect(caught(() => packing.unpack([put([5n, 1n], 16)], [8000n]))).toMatchObject(integrity('remainder'));
    expect(packing.unpack([5n], [8000n])).toEqual([5n]);
  });

  test('what a plaintext uniform modulo n holds, as a masked one of a single owner', () => {
    const n = leastModulus(50);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: n - 1n }), (residue) => {
        const value = throughKey(residue, n);
        const result = caught(() => packing.unpack([value], bounds));
        if (Array.isArray(result)) expect(put(result as bigint[], 16)).toBe(value);
        else expect(result).toMatchObject({ code: 'integrity' });
      }),
    );
  });

  test('other numbers of plaintexts, of bounds, and bounds that a slot does not hold', () => {
    expect(() => packing.unpack([], bounds)).toThrow(RangeError);
    expect(() => packing.unpack([1n, 1n], bounds)).toThrow(RangeError);
    expect(() => packing.unpack([1n], [2n ** 15n])).toThrow(RangeError);
    expect(() => packing.unpack([1n], [-1n])).toThrow(RangeError);
    expect(() => packing.pack([1n, 2n], [5n])).toThrow(RangeError);
    expect(() => packing.pack([1n], [5n, 5n])).toThrow(RangeError);
    expect(() => packing.pack([1n], [2n ** 15n])).toThrow(RangeError);
    expect(packing.unpack([2n ** 15n - 1n], [2n ** 15n - 1n])).toEqual([2n ** 15n - 1n]);
  });

  test('without showing the value', () => {
    expect(caught(() => packing.pack([-9n], [8n]))).toMatchObject({
      message: 'value: outside its bound',
      details: { boundBits: 4 },
    });
    expect(unpack(8001n)).toMatchObject({ message: 'sum: outside its bound' });
  });
});
