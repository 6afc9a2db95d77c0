import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fma } from '../../../../src/bignum/wasm/fma.ts';
import { digitsFor, layoutOf } from '../../../../src/bignum/wasm/layout.ts';
import { simd } from '../../../../src/bignum/wasm/simd.ts';
import { scaledModulus } from '../../../../src/bignum/wasm/start-values.ts';

describe.each([fma, simd])('layout of $name', (technology) => {
  const { digitBits } = technology;
  const longest = technology.mostDigits * digitBits - digitBits - 3;

  it('has R above 8 N, and the digits of M below R / radix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: longest }), fc.boolean(), (bits, least) => {
        const base = least ? (1n << BigInt(bits - 1)) + 1n : (1n << BigInt(bits)) - 1n;
        const digits = digitsFor(technology, base.toString(2).length);
        const scaled = scaledModulus(base, digitBits);
        const radix = 1n << BigInt(digitBits);
        const r = 1n << BigInt(digitBits * digits);
        expect(r > 8n * scaled).toBe(true);
        expect((scaled + 1n) % radix).toBe(0n);
        expect(scaled % base).toBe(0n);
        expect((scaled + 1n) / radix < r / radix).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('takes as many digits as loops can: even numbers from 6 on', () => {
    for (let bits = 2; bits <= longest; bits += 13) {
      const digits = digitsFor(technology, bits);
      expect([digits % 2, digits >= 6, digits <= technology.mostDigits]).toEqual([0, true, true]);
    }
  });

  it('refuses what would overflow', () => {
    expect(digitsFor(technology, longest)).toBe(technology.mostDigits);
    expect(() => digitsFor(technology, longest + 1)).toThrow(RangeError);
  });

  it.each([1, 2] as const)(
    'gives everything a place of its own, at multiples of 16; halves: %i',
    (halves) => {
      for (const digits of [6, 8, 42, 78, 254]) {
        const layout = layoutOf(technology, digits, halves);
        expect([layout.residueBytes, layout.residueBytes % 16]).toEqual([halves * layout.halfBytes, 0]);
        const columns = 2 * digits * 16;
        const places: [number, number][] = [
          [0, 64],
          [layout.modulus, layout.halfBytes],
          [layout.plainModulus, layout.halfBytes],
          // A step of eight digits may end behind the last column, and one more is read.
          [layout.columns, (Math.ceil(digits / 4) * 8 + 1) * 16],
          ...Object.values(layout.starts).map((start): [number, number] => [start, columns]),
          [layout.quotient, digits * 16],
          [layout.pending, layout.halfBytes],
          [layout.number, 2 * layout.numberBytes],
          [layout.text, 2 * layout.textBytes],
          [layout.end, 0],
        ];
        places.sort(([a], [b]) => a - b);
        for (const [i, [start, bytes]] of places.entries()) {
          expect(start % 16).toBe(0);
          expect(start + bytes).toBeLessThanOrEqual(places[i + 1]?.[0] ?? start);
        }
        expect(8 * layout.numberBytes).toBeGreaterThanOrEqual(2 * digits * digitBits + 64);
      }
    },
  );
});
