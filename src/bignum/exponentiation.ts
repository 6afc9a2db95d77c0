import { checkBigint } from '../base/index.ts';
import { at } from './elements.ts';
import { modulo } from './integers.ts';
import { integerRing, type Ring } from './rings.ts';
import { slidingWindows, windowDigits, windowWidth } from './windows.ts';

/** Width of the windows of a multi-exponentiation: right for exponents of 40 to 130 bits. */
const STRAUS_WINDOW_BITS = 4;

/** base^exponent for a public exponent, by sliding windows. */
export function power<Element>(ring: Ring<Element>, base: Element, exponent: bigint): Element {
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
export function powerSecret<Element>(
  ring: Ring<Element>,
  base: Element,
  exponent: bigint,
  exponentBits: number,
): Element {
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
export function multiExponentiate<Element>(
  ring: Ring<Element>,
  bases: readonly Element[],
  rows: readonly (readonly bigint[])[],
  exponentBits: number,
): Element[] {
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

/**
 * base^exponent in [0, modulus), for a public exponent. Modulo an odd number that stays the same, an `Engine`
 * is faster.
 *
 * @throws RangeError if the modulus is not positive or the exponent negative.
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const ring = integerRing(checkBigint(modulus, 'modulus', 1n));
  return power(ring, modulo(base, modulus), exponent);
}

/** base^1, base^3, ... up to base^greatest. */
function oddPowers<Element>(ring: Ring<Element>, base: Element, greatest: number): Element[] {
  const table = [base];
  if (greatest === 1) return table;
  const squared = ring.square(base);
  for (let i = 3; i <= greatest; i += 2) table.push(ring.multiply(at(table, table.length - 1), squared));
  return table;
}

/** base^0 .. base^(2^width - 1). */
function powerTable<Element>(ring: Ring<Element>, base: Element, width: number): Element[] {
  const table = [ring.one, base];
  for (let i = 2; i < 2 ** width; i++) {
    table.push(i % 2 === 0 ? ring.square(at(table, i / 2)) : ring.multiply(at(table, i - 1), base));
  }
  return table;
}

function squareTimes<Element>(ring: Ring<Element>, base: Element, times: number): Element {
  let result = base;
  for (let i = 0; i < times; i++) result = ring.square(result);
  return result;
}
