import { describe, expect, it } from 'vitest';
import { fma } from '../../../../src/bignum/wasm/fma.ts';
import { layoutOf, type Gathered } from '../../../../src/bignum/wasm/layout.ts';
import { simd } from '../../../../src/bignum/wasm/simd.ts';
import { scaledModulus, startValues } from '../../../../src/bignum/wasm/start-values.ts';

/** Own products of a column, counted one by one. */
function productsOf(gathered: Gathered, column: number, digits: number, modulusDigits: number): number {
  let count = 0;
  const times = { number: 0, product: 1, square: 1, twoProducts: 2, unreducedNumber: 0, unreducedProduct: 1 }[
    gathered
  ];
  for (let i = 0; i < digits; i++) {
    for (let j = 0; j < digits; j++) {
      if (i + j === column && (gathered !== 'square' || i <= j)) count += times;
      if (j < modulusDigits && i + j + 1 === column && !gathered.startsWith('unreduced')) count++;
    }
  }
  return count;
}

describe.each([fma, simd])('start values of $name', (technology) => {
  const { digitBits, columnsPerProduct } = technology;
  const layout = layoutOf(technology, 10, 2);
  const GATHERED = [
    'number',
    'product',
    'square',
    'twoProducts',
    'unreducedNumber',
    'unreducedProduct',
  ] as const;

  it.each(GATHERED)('of %s cancel what its products bring along, and add up to nothing', (gathered) => {
    const values = startValues(technology, layout, gathered);
    expect(values).toHaveLength(20);
    let total = 0n;
    const biases = values.map((value, column) => {
      const own = productsOf(gathered, column, 10, layout.modulusDigits);
      const before = productsOf(gathered, column - 1, 10, layout.modulusDigits);
      const brought = BigInt(own) * columnsPerProduct.own + BigInt(before) * columnsPerProduct.next;
      const bias = BigInt.asIntN(64, value + brought);
      total += bias << BigInt(digitBits * column);
      return bias;
    });
    expect(total).toBe(0n);
    // All but the last stay positive, whatever carries come in.
    expect(biases.slice(0, -1).every((bias) => bias >= (1n << 62n) - (1n << 35n))).toBe(true);
    expect(biases.every((bias) => bias % (1n << BigInt(62 - digitBits)) === 0n)).toBe(true);
  });

  it('leave room for the most digits, by the bounds of the README', () => {
    const most = BigInt(technology.mostDigits);
    const radix = 1n << BigInt(digitBits);
    const carry = 1n << BigInt(64 - digitBits);
    // Three products of digits for each of n rows: two gathered, or one of doubled rows, and the reduction.
    const above = technology === fma ? 3n * most * (radix / 2n + radix) : 3n * most * radix * radix;
    const below = technology === fma ? 3n * most * (radix / 2n) : 0n;
    const digit = radix;
    expect((1n << 62n) + above + digit + carry < 1n << 64n).toBe(true);
    expect((1n << 62n) - below - digit - carry > 0n).toBe(true);
  });

  it('scale the modulus to -1 modulo the radix', () => {
    for (const base of [3n, 15n, (1n << 127n) - 1n, (1n << 512n) + 1n]) {
      const scaled = scaledModulus(base, digitBits);
      expect([(scaled + 1n) % (1n << BigInt(digitBits)), scaled % base]).toEqual([0n, 0n]);
      expect(scaled < base << BigInt(digitBits)).toBe(true);
    }
  });
});
