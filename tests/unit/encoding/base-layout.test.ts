import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  baseBounds,
  baseFromIntegers,
  baseLength,
  baseToIntegers,
  encodingBound,
  type BaseTotals,
} from '../../../src/encoding/index.ts';
import { caught } from '../paillier/small-keys.ts';

const GRAM_BITS = 52;

function totalsOf(dimension: number): fc.Arbitrary<BaseTotals> {
  const entry = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n });
  const list = (length: number) => fc.array(entry, { minLength: length, maxLength: length });
  return fc
    .record({
      rows: fc.integer({ min: 1, max: 1e9 }),
      dropped: fc.nat({ max: 1e9 }),
      sums: list(dimension - 1),
      diagonal: list(dimension - 1),
      xty: list(dimension),
      yty: entry,
    })
    .map((each) => {
      const first = BigInt(each.rows) << BigInt(GRAM_BITS);
      return { ...each, sums: [first, ...each.sums], diagonal: [first, ...each.diagonal] };
    });
}

const anyTotals = fc
  .integer({ min: 1, max: 6 })
  .chain((dimension) => totalsOf(dimension).map((totals) => ({ dimension, totals })));

describe('BASE as integers', () => {
  test('comes back, and has as many as it says', () => {
    fc.assert(
      fc.property(anyTotals, ({ dimension, totals }) => {
        const integers = baseToIntegers(totals);
        expect(integers).toHaveLength(baseLength(dimension));
        expect(baseFromIntegers(integers, dimension, GRAM_BITS)).toEqual(totals);
      }),
    );
  });

  test('of several owners adds up to the totals of all', () => {
    const pair = fc
      .integer({ min: 1, max: 5 })
      .chain((dimension) => fc.tuple(fc.constant(dimension), totalsOf(dimension), totalsOf(dimension)));
    fc.assert(
      fc.property(pair, ([dimension, a, b]) => {
        const others = baseToIntegers(b);
        const sum = baseToIntegers(a).map((integer, i) => integer + (others[i] ?? 0n));
        const pooled = baseFromIntegers(sum, dimension, GRAM_BITS);
        expect(pooled.rows).toBe(a.rows + b.rows);
        expect(pooled.sums).toEqual(a.sums.map((entry, i) => entry + (b.sums[i] ?? 0n)));
        expect(pooled.diagonal).toEqual(a.diagonal.map((entry, i) => entry + (b.diagonal[i] ?? 0n)));
        expect(pooled.xty).toEqual(a.xty.map((entry, i) => entry + (b.xty[i] ?? 0n)));
      }),
    );
  });

  test('stands in the order of the protocol', () => {
    const totals = { rows: 3, dropped: 1, yty: 7n, sums: [9n, 10n], diagonal: [9n, 11n], xty: [12n, 13n] };
    expect(baseToIntegers(totals)).toEqual([3n, 1n, 7n, 10n, 11n, 12n, 13n]);
  });

  test('of impossible counts, or of another length, is refused', () => {
    const integers = [3n, 1n, 7n, 10n, 11n, 12n, 13n];
    const read = (changed: bigint[]) => caught(() => baseFromIntegers(changed, 2, GRAM_BITS));
    expect(read(integers)).toMatchObject({ rows: 3, dropped: 1 });
    expect(read([0n, ...integers.slice(1)])).toMatchObject({ code: 'integrity' });
    expect(read([-3n, ...integers.slice(1)])).toMatchObject({ code: 'integrity' });
    expect(read([3n, -1n, ...integers.slice(2)])).toMatchObject({ code: 'integrity' });
    expect(read([3n, 0n, ...integers.slice(2)])).toMatchObject({ dropped: 0 });
    expect(read(integers.slice(1))).toBeInstanceOf(RangeError);
    expect(read([...integers, 0n])).toBeInstanceOf(RangeError);
    expect(() => baseLength(0)).toThrow(RangeError);
  });

  test('has a bound for each integer', () => {
    const parameters = { dimension: 3, maximumRows: 500, gramBits: 52, weightBits: 40, weightBound: 4096 };
    const bound = encodingBound(parameters);
    const { entryBound: a, targetBound: b } = bound;
    expect(baseBounds(3, bound, 500)).toEqual([500n, 500n, a, a, a, a, a, b, b, b]);
    expect(baseBounds(3, bound, 500)).toHaveLength(baseLength(3));
  });
});
