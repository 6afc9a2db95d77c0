/** What results are held against: BigInt arithmetic as in a textbook, with nothing of the engines. */
import { bitLength } from '../../src/base/index.ts';
import type { PrivateKey } from '../../src/paillier/index.ts';

/** base^exponent modulo `modulus`, bit by bit. */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

/**
 * Whether c encrypts m, m in [0, n): exactly if c (1 - m n) is an n-th power modulo n^2, that is, if
 * its power to prime - 1 is 1 modulo the square of each prime.
 */
export function isEncryptionOf({ p, q, publicKey }: PrivateKey, c: bigint, m: bigint): boolean {
  const { n, nSquared } = publicKey;
  if (c <= 0n || c >= nSquared) return false;
  const hidden = (c * (1n + (n - m) * n)) % nSquared;
  return [p, q].every((prime) => powerModulo(hidden, prime - 1n, prime * prime) === 1n);
}

/** Whether the r of every ciphertext, seen as c = r^n modulo n, is another one and none is 1. */
export function areRandomized({ publicKey }: PrivateKey, ciphertexts: readonly bigint[]): boolean {
  return new Set(ciphertexts.map((c) => c % publicKey.n)).add(1n).size === ciphertexts.length + 1;
}

/** Whether n has the length and phi(n), as far as Euler's theorem tells, is the totient. */
export function isKeyOf(keyBits: number, n: bigint, totient: bigint): boolean {
  return (
    bitLength(n) === keyBits &&
    totient < n - 1n &&
    [2n, 3n].every((base) => powerModulo(base, totient, n) === 1n)
  );
}
