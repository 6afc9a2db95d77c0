import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lanes } from '../../../../src/bignum/wasm/lanes.ts';
import { multiPower, publicPower, secretPower } from '../../../../src/bignum/wasm/powers.ts';

/** Lanes that write down what is done with what; only what `select` reads is left out. */
function recordingLanes(): { lanes: Lanes; log: string[]; most: () => number; top: () => number } {
  const log: string[] = [];
  let [top, most] = [100, 0];
  const refuse = () => {
    throw new Error('not here');
  };
  const lanes: Lanes = {
    moduli: [15n, 21n],
    one: 0,
    allocate() {
      most = Math.max(most, ++top);
      return top;
    },
    mark: () => top,
    release(mark) {
      top = mark;
    },
    multiply: (to, a, b) => log.push(`multiply ${to} ${a} ${b}`),
    square: (to, a, times) => log.push(`square ${to} ${a} ${times}`),
    select: (to) => log.push(`select ${to}`),
    ...{ swap: refuse, load: refuse, read: refuse, carry: refuse },
  };
  return { lanes, log, most: () => most - 100, top: () => top - 100 };
}

const BITS = 44;
const exponent = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 43n, 2n ** 44n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 44n - 1n }),
);

describe('secret exponents', () => {
  function orderOf(work: (lanes: Lanes) => unknown): string {
    const { lanes, log } = recordingLanes();
    work(lanes);
    return log.join();
  }

  it('do not decide which operations a power takes, or on what but a table', () => {
    const order = (e: bigint, f: bigint) => orderOf((lanes) => secretPower(lanes, 1, [e, f], BITS));
    const expected = order(0n, 0n);
    expect(expected.split(',').length).toBeGreaterThan(BITS / 2);
    fc.assert(
      fc.property(exponent, exponent, (e, f) => {
        expect(order(e, f)).toBe(expected);
      }),
    );
  });

  it('do not decide which operations a multi-exponentiation takes', () => {
    const row = fc.array(exponent, { minLength: 3, maxLength: 3 });
    const order = (a: bigint[], b: bigint[]) =>
      orderOf((lanes) =>
        multiPower(
          lanes,
          [1, 2, 3],
          [
            [a, b],
            [b, a],
          ],
          BITS,
        ),
      );
    const expected = order([0n, 0n, 0n], [0n, 0n, 0n]);
    fc.assert(
      fc.property(row, row, (a, b) => {
        expect(order(a, b)).toBe(expected);
      }),
    );
  });
});

describe('public exponents', () => {
  it('that are powers of two take squares only', () => {
    for (const bits of [1, 47, 130]) {
      const { lanes, log } = recordingLanes();
      const result = publicPower(lanes, 1, 1n << BigInt(bits));
      expect(log).toEqual([`select ${result}`, `square ${result} ${result} ${bits}`]);
    }
  });
});

describe('memory', () => {
  it('is given back but for the results', () => {
    const { lanes, top, most } = recordingLanes();
    secretPower(lanes, 1, [5n, 6n], BITS);
    publicPower(lanes, 1, 12_345n);
    expect(top()).toBe(2);
    multiPower(
      lanes,
      [1, 2, 3],
      [
        [
          [1n, 2n, 3n],
          [4n, 5n, 6n],
        ],
      ],
      BITS,
    );
    expect(top()).toBe(3);
    // 14 entries a table: base^0 and base^1 are there.
    expect(most()).toBe(3 + 3 * 14 + 1);
  });
});
