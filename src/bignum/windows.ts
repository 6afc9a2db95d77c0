import { bitLength, checkBigint } from '../base/index.ts';

/** The width of fixed windows that needs fewest products: 2^width for the table, and one for each window. */
export function windowWidth(exponentBits: number): number {
  return cheapest((width) => 2 ** width + exponentBits / width);
}

/** The width of sliding windows: half of the table, and on average a bit more between two windows. */
function slidingWidth(exponentBits: number): number {
  return cheapest((width) => 2 ** (width - 1) + exponentBits / (width + 1));
}

function cheapest(cost: (width: number) => number): number {
  let width = 1;
  while (cost(width + 1) < cost(width)) width++;
  return width;
}

/**
 * The digits of an exponent to the base 2^width, most significant first: always
 * ceil(exponentBits / width) of them, whatever the exponent.
 *
 * @throws RangeError for an exponent outside [0, 2^exponentBits).
 */
export function windowDigits(exponent: bigint, exponentBits: number, width: number): number[] {
  checkBigint(exponent, 'exponent', 0n);
  const bits = exponent.toString(2);
  if (exponent > 0n && bits.length > exponentBits) {
    throw new RangeError(`exponent: longer than ${exponentBits} bits`);
  }
  const digits = new Array<number>(Math.ceil(exponentBits / width)).fill(0);
  for (let i = 0; i < Math.min(bits.length, digits.length * width); i++) {
    const place = bits.length - 1 - i;
    const digit = digits.length - 1 - Math.floor(place / width);
    digits[digit] = 2 * (digits[digit] ?? 0) + (bits.charCodeAt(i) & 1);
  }
  return digits;
}

/** Some squarings, then a product with base^digit; the last of an even exponent has digit 0 and no product. */
export interface SlidingWindow {
  readonly squarings: number;
  readonly digit: number;
}

/**
 * A public exponent as windows that begin and end with a one, most significant first: fewer products than
 * by fixed windows, and none at all for a power of two. Their number and places follow from the exponent.
 *
 * @throws RangeError if the exponent is negative.
 */
export function slidingWindows(exponent: bigint): SlidingWindow[] {
  const length = bitLength(checkBigint(exponent, 'exponent', 0n));
  const width = slidingWidth(length);
  const bits = exponent.toString(2);
  const windows: SlidingWindow[] = [];
  let done = 0;
  for (;;) {
    const begin = bits.indexOf('1', done);
    if (begin < 0) break;
    const end = bits.lastIndexOf('1', Math.min(begin + width, bits.length) - 1) + 1;
    windows.push({ squarings: end - done, digit: Number.parseInt(bits.slice(begin, end), 2) });
    done = end;
  }
  if (exponent > 0n && done < bits.length) windows.push({ squarings: bits.length - done, digit: 0 });
  return windows;
}
