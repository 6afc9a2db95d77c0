import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFederatedError } from '../../../src/base/index.ts';
import {
  createPacking,
  encodeFixed,
  encodingBound,
  oneShotBounds,
  oneShotFromIntegers,
  oneShotLength,
  oneShotToIntegers,
  partsOf,
  type OneShotBlock,
} from '../../../src/encoding/index.ts';

const GRAM_BITS = 40;
const parameters = { gramBits: GRAM_BITS, weightBits: 40, weightBound: 4096, mode: 'one-shot' } as const;

/** The totals of rows of mapped values, the last of which is the target, by plain arithmetic. */
function blockOf(rows: readonly (readonly number[])[], dimension: number, dropped = 0): OneShotBlock {
  const total = (i: number, j: number) =>
    rows.reduce((sum, row) => sum + encodeFixed((row[i] ?? 0) * (row[j] ?? 0), GRAM_BITS), 0n);
  const terms = Array.from({ length: dimension }, (_, i) => i);
  return {
    rows: rows.length,
    dropped,
    gram: terms.map((i) => terms.map((j) => total(i, j))),
    xty: terms.map((i) => total(i, dimension)),
    yty: total(dimension, dimension),
  };
}

/** Mapped values with the intercept in front: any in [-1, 1], the ends often. */
const mapped = fc.oneof(fc.constantFrom(-1, 1, 0), fc.double({ min: -1, max: 1, noNaN: true }));
const dealt = fc
  .record({ dimension: fc.integer({ min: 1, max: 5 }), parts: fc.integer({ min: 1, max: 4 }) })
  .chain(({ dimension, parts }) => {
    const row = fc
      .array(mapped, { minLength: dimension, maxLength: dimension })
      .map((values) => [1, ...values]);
    const part = fc.array(row, { minLength: 1, maxLength: 4 });
    return fc.record({
      dimension: fc.constant(dimension),
      parts: fc.array(part, { minLength: parts, maxLength: parts }),
      dropped: fc.nat({ max: 9 }),
    });
  });

function code(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (isFederatedError(error)) return error.code;
    return error instanceof RangeError ? 'RangeError' : String(error);
  }
}

describe('one-shot layout', () => {
  test('is rows, dropped, y’y, the upper triangle without its first entry, b; part after part', () => {
    const block: OneShotBlock = {
      rows: 2,
      dropped: 7,
      gram: [
        [2n << 40n, 12n, 13n],
        [12n, 22n, 23n],
        [13n, 23n, 33n],
      ],
      xty: [1n, 2n, 3n],
      yty: 9n,
    };
    const integers = [2n, 7n, 9n, 12n, 13n, 22n, 23n, 33n, 1n, 2n, 3n];
    expect(oneShotToIntegers([block])).toEqual(integers);
    expect(oneShotFromIntegers(integers, 3, 1, 40)).toEqual([block]);
    const second = { ...block, dropped: 0 };
    expect(oneShotToIntegers([block, second])).toEqual([...integers, 2n, 0n, ...integers.slice(2)]);
    expect(oneShotLength(3, 1)).toBe(integers.length);
    expect(oneShotLength(3, 5)).toBe(5 * integers.length);
    // d(d + 1)/2 - 1 of G, d of b, and three.
    expect(oneShotLength(201, 1)).toBe(20_301 - 1 + 201 + 3);
  });

  test('totals come back, and sums over owners are totals of all', () => {
    fc.assert(
      fc.property(dealt, dealt, ({ dimension, parts, dropped }, other) => {
        const blocks = parts.map((rows, i) => blockOf(rows, dimension, i === 0 ? dropped : 0));
        expect(oneShotFromIntegers(oneShotToIntegers(blocks), dimension, parts.length, GRAM_BITS)).toEqual(
          blocks,
        );
        if (other.dimension !== dimension || other.parts.length !== parts.length) return;
        const more = other.parts.map((rows) => blockOf(rows, dimension));
        const mine = oneShotToIntegers(blocks);
        const sum = oneShotToIntegers(more).map((value, i) => value + (mine[i] ?? 0n));
        const pooled = parts.map((rows, i) =>
          blockOf([...rows, ...(other.parts[i] ?? [])], dimension, i === 0 ? dropped : 0),
        );
        expect(oneShotFromIntegers(sum, dimension, parts.length, GRAM_BITS)).toEqual(pooled);
      }),
    );
  });

  test('counts that no data have, and totals larger than their rows allow', () => {
    const one = 1n << 40n;
    const good = [2n, 1n, one, one, one, one, one];
    const of = (...change: [number, bigint][]) => {
      const integers = [...good, 2n, 0n, one, one, one, one, one];
      for (const [at, value] of change) integers[at] = value;
      return code(() => oneShotFromIntegers(integers, 2, 2, 40));
    };
    expect(of()).toBe('accepted');
    // No row in one part; the other has some.
    expect(of([7, 0n], [9, 0n], [10, 0n], [11, 0n], [12, 0n], [13, 0n])).toBe('accepted');
    expect(of([0, -1n])).toBe('integrity');
    expect(of([1, -1n])).toBe('integrity');
    expect(of([8, 1n])).toBe('integrity');
    for (const at of [2, 3, 4, 5, 6]) {
      expect(of([at, 2n * one])).toBe('accepted');
      expect(of([at, 2n * one + 1n])).toBe('integrity');
      expect(of([at, -2n * one - 1n])).toBe('integrity');
    }
    const nothing = good.map(() => 0n);
    expect(code(() => oneShotFromIntegers([...nothing, ...nothing], 2, 2, 40))).toBe('integrity');
  });

  test('another number of integers, or a matrix that is not square', () => {
    expect(code(() => oneShotFromIntegers([1n, 0n, 0n], 1, 1, 40))).toBe('RangeError');
    expect(code(() => oneShotFromIntegers([1n, 0n, 0n, 0n], 1, 0, 40))).toBe('RangeError');
    const block = blockOf([[1, 1, 1]], 2);
    expect(code(() => oneShotToIntegers([{ ...block, gram: block.gram.slice(1) }]))).toBe('RangeError');
    expect(code(() => oneShotToIntegers([{ ...block, gram: [[1n], [1n]] }]))).toBe('RangeError');
    expect(code(() => oneShotToIntegers([block, blockOf([[1, 1]], 1)]))).toBe('RangeError');
    expect(code(() => oneShotToIntegers([]))).toBe('RangeError');
  });

  test('as many parts as the validation deals', () => {
    expect(partsOf({ kind: 'none' })).toBe(1);
    expect(partsOf({ kind: 'hold-out' })).toBe(2);
    expect(partsOf({ kind: 'folds', folds: 20 })).toBe(20);
  });
});

describe('bounds of one shot', () => {
  const corners = [
    { rows: 1, dimension: 1, parts: 1 },
    { rows: 3, dimension: 4, parts: 2 },
    { rows: 64, dimension: 3, parts: 20 },
  ];

  test.each(corners)('data at the ends of their ranges reach them: %o', ({ rows, dimension, parts }) => {
    const bound = encodingBound({ ...parameters, dimension, maximumRows: rows });
    const bounds = oneShotBounds(dimension, parts, bound, rows);
    expect(bounds).toHaveLength(oneShotLength(dimension, parts));
    const { slotBits } = bound;
    const packing = createPacking({ slotBits, keyBits: 2048 });
    for (const sign of [1, -1]) {
      // All of Nmax in the last part: every value is 1, the target 1 or -1.
      const row = [...Array.from({ length: dimension }, () => 1), sign];
      const full = blockOf(
        Array.from({ length: rows }, () => row),
        dimension,
      );
      const empty = blockOf([], dimension, rows);
      const blocks = Array.from({ length: parts }, (_, i) =>
        i === parts - 1 ? full : { ...empty, dropped: 0 },
      );
      const integers = oneShotToIntegers(blocks);
      expect(packing.unpack(packing.pack(integers, bounds), bounds)).toEqual(integers);
      const largest = integers.reduce((most, each) => (each > most ? each : most), 0n);
      expect(largest).toBe(bound.entryBound);
    }
  });

  test('a value beyond is refused on the way out, and is an integrity error on the way in', () => {
    const bound = encodingBound({ ...parameters, dimension: 2, maximumRows: 5 });
    const bounds = oneShotBounds(2, 1, bound, 5);
    const packing = createPacking({ slotBits: bound.slotBits, keyBits: 512 });
    for (const [at, limit] of bounds.entries()) {
      const integers = bounds.map(() => 0n);
      for (const value of [limit, -limit]) {
        integers[at] = value;
        expect(packing.unpack(packing.pack(integers, bounds), bounds)).toEqual(integers);
        integers[at] = value > 0n ? value + 1n : value - 1n;
        expect(code(() => packing.pack(integers, bounds))).toBe('encoding-overflow');
        const packed = packing.pack(
          integers,
          bounds.map((each) => each + 1n),
        );
        expect(code(() => packing.unpack(packed, bounds))).toBe('integrity');
      }
    }
  });

  test('slots are those of an entry of G: the figures of the diabetes contract', () => {
    const rounds = { ...parameters, gramBits: 52, dimension: 11, maximumRows: 500 };
    // A = 500 2^52 has 61 bits; rounds need 119 (see the bound's own test).
    expect(encodingBound(rounds).slotBits).toBe(63);
    expect(encodingBound({ ...rounds, mode: 'rounds' }).slotBits).toBe(119);
    expect(encodingBound(rounds)).toEqual({ ...encodingBound({ ...rounds, mode: 'rounds' }), slotBits: 63 });
  });
});
