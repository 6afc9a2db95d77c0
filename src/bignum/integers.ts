import { bitLength, checkBigint } from '../base/index.ts';
import { windowDigits, windowWidth } from './windows.ts';

/** The remainder of `value` in [0, modulus), for negative values too. */
export function modulo(value: bigint, modulus: bigint): bigint {
  const remainder = value % modulus;
  return remainder < 0n ? remainder + modulus : remainder;
}

/** Greatest common divisor, not negative (Euclid). gcd(0, 0) = 0. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/**
 * The inverse of `value` modulo `modulus`, in [0, modulus) (extended Euclid).
 *
 * @throws RangeError if the modulus is not positive or there is no inverse.
 */
export function modInverse(value: bigint, modulus: bigint): bigint {
  checkBigint(modulus, 'modulus', 1n);
  let [r0, r1] = [modulus, modulo(value, modulus)];
  let [s0, s1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [s0, s1] = [s1, s0 - quotient * s1];
  }
  if (r0 !== 1n) throw new RangeError('value: has no inverse');
  return modulo(s0, modulus);
}

/**
 * base^exponent in [0, modulus), for a public exponent: windows of zeros cost no product. Modulo the
 * square of a base that stays the same, an `Engine` is faster.
 *
 * @throws RangeError if the modulus is not positive or the exponent negative.
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  checkBigint(exponent, 'exponent', 0n);
  return powerByWindows(base, exponent, bitLength(exponent), modulus, (digit) => digit !== 0);
}

/**
 * base^exponent in [0, modulus), with a number and order of products that depends on `exponentBits`
 * alone. What `bigintEngine` says about BigInt and time holds here too.
 *
 * @throws RangeError if the modulus is not positive, or the exponent outside [0, 2^exponentBits).
 */
export function modPowSecret(base: bigint, exponent: bigint, exponentBits: number, modulus: bigint): bigint {
  return powerByWindows(base, exponent, exponentBits, modulus, () => true);
}

function powerByWindows(
  base: bigint,
  exponent: bigint,
  exponentBits: number,
  modulus: bigint,
  multiplies: (digit: number) => boolean,
): bigint {
  checkBigint(modulus, 'modulus', 1n);
  const width = windowWidth(exponentBits);
  const residue = modulo(base, modulus);
  const table = [1n % modulus];
  for (let i = 1; i < 2 ** width; i++) table.push(((table[i - 1] as bigint) * residue) % modulus);
  let result = 1n % modulus;
  for (const digit of windowDigits(exponent, exponentBits, width)) {
    for (let i = 0; i < width; i++) result = (result * result) % modulus;
    if (multiplies(digit)) result = (result * (table[digit] as bigint)) % modulus;
  }
  return result;
}
