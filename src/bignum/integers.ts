import { checkBigint } from '../base/index.ts';

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
