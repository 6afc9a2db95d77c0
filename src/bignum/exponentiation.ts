import type { DigitRing, Digits } from './base-digits.ts';
import { at } from './elements.ts';
import { slidingWindows, windowDigits, windowWidth } from './windows.ts';

/** Width of the windows of a multi-exponentiation: right for exponents of 40 to 130 bits. */
const STRAUS_WINDOW_BITS = 4;

/** base^exponent for a public exponent, by sliding windows. */
export function power(ring: DigitRing, base: Digits, exponent: bigint): Digits {
  const [first, ...others] = slidingWindows(exponent);
  if (first === undefined) return ring.one;
  const greatest = Math.max(first.digit, ...others.map(({ digit }) => digit));
  const table = oddPowers(ring, base, greatest);
  return others.reduce(
    (result, { squarings, digit }) => {
      const raised = squareTimes(ring, result, squarings);
      return digit === 0 ? raised : ring.multiply(raised, at(table, digit >> 1));
    },
    at(table, first.digit >> 1),
  );
}

/** base^exponent with a number of products that depends on `exponentBits` alone. */
export function powerSecret(ring: DigitRing, base: Digits, exponent: bigint, exponentBits: number): Digits {
  const width = windowWidth(exponentBits);
  const table = powerTable(ring, base, width);
  return windowDigits(exponent, exponentBits, width).reduce(
    (result, digit, i) =>
      i === 0 ? at(table, digit) : ring.multiply(squareTimes(ring, result, width), at(table, digit)),
    ring.one,
  );
}

/**
 * For every row of exponents the product over j of bases[j]^row[j], with a number of products that
 * depends on the shape and `exponentBits` alone. Straus, "Addition chains of vectors" (1964): a row
 * shares its squarings among all bases; the rows share the tables.
 */
export function multiExponentiate(
  ring: DigitRing,
  bases: readonly Digits[],
  rows: readonly (readonly bigint[])[],
  exponentBits: number,
): Digits[] {
  const tables = bases.map((base) => powerTable(ring, base, STRAUS_WINDOW_BITS));
  const windows = Math.ceil(exponentBits / STRAUS_WINDOW_BITS);
  return rows.map((row) => {
    if (row.length !== bases.length) throw new RangeError(`exponents: expected rows of ${bases.length}`);
    const digits = row.map((exponent) => windowDigits(exponent, exponentBits, STRAUS_WINDOW_BITS));
    let result = ring.one;
    for (let window = 0; window < windows; window++) {
      if (window > 0) result = squareTimes(ring, result, STRAUS_WINDOW_BITS);
      for (const [j, table] of tables.entries()) {
        result = ring.multiply(result, at(table, at(at(digits, j), window)));
      }
    }
    return result;
  });
}

/** base^1, base^3, ... up to base^greatest. */
function oddPowers(ring: DigitRing, base: Digits, greatest: number): Digits[] {
  const table = [base];
  if (greatest === 1) return table;
  const squared = ring.square(base);
  for (let i = 3; i <= greatest; i += 2) table.push(ring.multiply(at(table, table.length - 1), squared));
  return table;
}

/** base^0 .. base^(2^width - 1). */
function powerTable(ring: DigitRing, base: Digits, width: number): Digits[] {
  const table = [ring.one, base];
  for (let i = 2; i < 2 ** width; i++) {
    table.push(i % 2 === 0 ? ring.square(at(table, i / 2)) : ring.multiply(at(table, i - 1), base));
  }
  return table;
}

function squareTimes(ring: DigitRing, base: Digits, times: number): Digits {
  let result = base;
  for (let i = 0; i < times; i++) result = ring.square(result);
  return result;
}
