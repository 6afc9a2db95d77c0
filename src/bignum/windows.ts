import { bitLength, checkBigint } from '../base/index.ts';

/**
 * The window width that needs fewest products: 2^width for the table, and one for each window.
 */
export function windowWidth(exponentBits: number): number {
  const cost = (width: number) => 2 ** width + exponentBits / width;
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
  if (bitLength(exponent) > exponentBits) throw new RangeError(`exponent: longer than ${exponentBits} bits`);
  const count = Math.ceil(exponentBits / width);
  const text = exponent.toString(2).padStart(count * width, '0');
  return Array.from({ length: count }, (_, i) => Number.parseInt(text.slice(i * width, (i + 1) * width), 2));
}
