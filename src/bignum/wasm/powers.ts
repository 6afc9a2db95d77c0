import { at } from '../elements.ts';
import type { Pair } from '../engine.ts';
import { slidingWindows, windowDigits, windowWidth } from '../windows.ts';
import type { Address } from './kernel.ts';
import type { Lanes } from './lanes.ts';

/*
 * Powers of pairs in Montgomery's form. Results are allocated before anything else, and everything else is
 * given back.
 */

/** Width of the windows of a multi-exponentiation: right for exponents of 40 to 130 bits. */
const STRAUS_WINDOW_BITS = 4;

/** A power with one public exponent in both lanes, by sliding windows. */
export function publicPower(lanes: Lanes, base: Address, exponent: bigint): Address {
  const result = lanes.allocate();
  const mark = lanes.mark();
  const [first, ...others] = slidingWindows(exponent);
  const greatest = Math.max(first?.digit ?? 0, ...others.map(({ digit }) => digit));
  const table = oddPowers(lanes, base, greatest);
  const start = first === undefined ? lanes.one : at(table, first.digit >> 1);
  lanes.select(result, start, start);
  for (const { squarings, digit } of others) {
    lanes.square(result, result, squarings);
    if (digit > 0) lanes.multiply(result, result, at(table, digit >> 1));
  }
  lanes.release(mark);
  return result;
}

/** A power with an exponent for each lane, by a number and order of products that follow from `bits` alone. */
export function secretPower(lanes: Lanes, base: Address, exponents: Pair, bits: number): Address {
  const result = lanes.allocate();
  const mark = lanes.mark();
  const width = windowWidth(bits);
  const windows = windowPairs(exponents, bits, width);
  const table = powerTable(lanes, base, width);
  const factor = lanes.allocate();
  lanes.select(result, lanes.one, lanes.one);
  for (const [i, [first, second]] of windows.entries()) {
    lanes.select(factor, at(table, first), at(table, second));
    if (i === 0) lanes.select(result, factor, factor);
    else {
      lanes.square(result, result, width);
      lanes.multiply(result, result, factor);
    }
  }
  lanes.release(mark);
  return result;
}

/** Pairs of rows that take from a table in turn, so that it is fetched from far memory once for all. */
const ROWS_AT_ONCE = 8;

type RowPair = readonly [readonly bigint[], readonly bigint[]];

/**
 * For every pair of rows the product over j of bases[j]^row[j], the first row in the first lane. Straus,
 * "Addition chains of vectors" (1964): a row shares its squarings among all bases, the rows share the
 * tables.
 *
 * @param bases each in both lanes.
 */
export function multiPower(
  lanes: Lanes,
  bases: readonly Address[],
  rows: readonly RowPair[],
  bits: number,
): Address[] {
  const results = rows.map(() => lanes.allocate());
  const mark = lanes.mark();
  const tables = bases.map((base) => powerTable(lanes, base, STRAUS_WINDOW_BITS));
  const factor = lanes.allocate();
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const batch = rows.slice(from, from + ROWS_AT_ONCE).map((pair, i) => ({
      result: at(results, from + i),
      windows: windowsOfRows(pair, bits),
    }));
    for (const { result } of batch) lanes.select(result, lanes.one, lanes.one);
    for (let window = 0; window < Math.ceil(bits / STRAUS_WINDOW_BITS); window++) {
      if (window > 0) for (const { result } of batch) lanes.square(result, result, STRAUS_WINDOW_BITS);
      for (const [j, table] of tables.entries()) {
        for (const { result, windows } of batch) {
          const [first, second] = at(at(windows, j), window);
          lanes.select(factor, at(table, first), at(table, second));
          lanes.multiply(result, result, factor);
        }
      }
    }
  }
  lanes.release(mark);
  return results;
}

function windowsOfRows([first, second]: RowPair, bits: number): WindowPairs[] {
  return first.map((exponent, j) => windowPairs([exponent, at(second, j)], bits, STRAUS_WINDOW_BITS));
}

/** Windows of the exponents of both lanes, most significant first. */
type WindowPairs = readonly (readonly [number, number])[];

function windowPairs([first, second]: Pair, bits: number, width: number): WindowPairs {
  const others = windowDigits(second, bits, width);
  return windowDigits(first, bits, width).map((digit, i) => [digit, at(others, i)]);
}

/** base^0 to base^(2^width - 1). */
function powerTable(lanes: Lanes, base: Address, width: number): Address[] {
  const table = [lanes.one, base];
  for (let i = 2; i < 2 ** width; i++) {
    const power = lanes.allocate();
    if (i % 2 === 0) lanes.square(power, at(table, i / 2), 1);
    else lanes.multiply(power, at(table, i - 1), base);
    table.push(power);
  }
  return table;
}

/** base^1, base^3, ... up to base^greatest. */
function oddPowers(lanes: Lanes, base: Address, greatest: number): Address[] {
  const table = [base];
  if (greatest <= 1) return table;
  const squared = lanes.allocate();
  lanes.square(squared, base, 1);
  for (let i = 3; i <= greatest; i += 2) {
    const power = lanes.allocate();
    lanes.multiply(power, at(table, table.length - 1), squared);
    table.push(power);
  }
  return table;
}
