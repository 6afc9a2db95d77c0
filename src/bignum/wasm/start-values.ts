import { modInverse } from '../integers.ts';
import type { Gathered, Layout } from './layout.ts';
import type { Technology } from './technology.ts';

/**
 * A column is kept positive by 2^62: far above what products take away from it, and a multiple of every
 * radix, so that its lowest digit stays what it is.
 */
const BIAS_BITS = 62n;

/** Products of n by n digits, whether only one of each symmetric two, and whether a reduction follows. */
const CONTENTS: Readonly<Record<Gathered, { products: number; half: boolean; reduced: boolean }>> = {
  number: { products: 0, half: false, reduced: true },
  product: { products: 1, half: false, reduced: true },
  square: { products: 1, half: true, reduced: true },
  twoProducts: { products: 2, half: false, reduced: true },
  unreducedNumber: { products: 0, half: false, reduced: false },
  unreducedProduct: { products: 1, half: false, reduced: false },
};

/** How many products of digits have column `shift` + i + j as their own, for each column. */
function productsPerColumn(digits: number, rowDigits: number, shift: number, half: boolean): number[] {
  const counts = new Array<number>(2 * digits + 1).fill(0);
  for (let i = 0; i < digits; i++) {
    for (let j = half ? i : 0; j < rowDigits; j++) counts[i + j + shift] = (counts[i + j + shift] ?? 0) + 1;
  }
  return counts;
}

/**
 * What 2n columns start with, modulo 2^64: minus the constants that products bring along, plus the bias,
 * less what the bias of the column before carries over. All of it together is a number whose columns sum
 * up to nothing: the last one, which carries nothing on, has no bias.
 */
export function startValues(
  { columnsPerProduct: { own, next }, digitBits }: Technology,
  { digits, modulusDigits }: Layout,
  gathered: Gathered,
): bigint[] {
  const { products, half, reduced } = CONTENTS[gathered];
  const perProduct = productsPerColumn(digits, digits, 0, half);
  const perReduction = productsPerColumn(digits, modulusDigits, 1, false);
  const total = (column: number): bigint =>
    BigInt(products * (perProduct[column] ?? 0) + (reduced ? (perReduction[column] ?? 0) : 0));
  const bias = 1n << BIAS_BITS;
  const carried = bias >> BigInt(digitBits);
  return Array.from({ length: 2 * digits }, (_, column) => {
    const constants = total(column) * own + total(column - 1) * next;
    const kept = column === 2 * digits - 1 ? 0n : bias;
    return BigInt.asUintN(64, kept - (column === 0 ? 0n : carried) - constants);
  });
}

/**
 * The multiple of an odd base that is -1 modulo the radix: N' = base (-base^-1 mod radix). Adding q N' to a
 * column with lowest digit q clears it.
 */
export function scaledModulus(base: bigint, digitBits: number): bigint {
  const radix = 1n << BigInt(digitBits);
  return base * (radix - modInverse(base, radix));
}
