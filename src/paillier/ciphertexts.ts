import { FederatedError } from '../base/index.ts';
import { gcd } from '../bignum/index.ts';
import type { PublicKey } from './keys.ts';

/** What is wrong with a ciphertext, as `details.reason` of `ciphertext-invalid`. */
type CiphertextDefect = 'count' | 'not-an-integer' | 'range' | 'trivial' | 'repeated' | 'not-coprime';

/**
 * Ciphertexts as they came from somebody else, checked (PROTOCOL 5): `count` integers c with
 * 0 < c < n^2, coprime to n, none of them 1, all different.
 *
 * @returns the same list.
 * @throws FederatedError `ciphertext-invalid`, with the reason and, where one is to blame, its index.
 */
export function checkCiphertexts(
  publicKey: PublicKey,
  ciphertexts: readonly unknown[],
  count: number,
): bigint[] {
  if (ciphertexts.length !== count) throw defect('count', { expected: count, received: ciphertexts.length });
  const seen = new Set<bigint>();
  let product = 1n;
  for (const [index, c] of ciphertexts.entries()) {
    if (typeof c !== 'bigint') throw defect('not-an-integer', { index });
    if (c <= 0n || c >= publicKey.nSquared) throw defect('range', { index });
    if (c === 1n) throw defect('trivial', { index });
    if (seen.has(c)) throw defect('repeated', { index });
    seen.add(c);
    product = (product * c) % publicKey.n;
  }
  // One gcd for all: the product has a factor in common with n exactly if one of them has.
  if (gcd(product, publicKey.n) !== 1n) throw defect('not-coprime', {});
  return [...seen];
}

function defect(reason: CiphertextDefect, facts: Readonly<Record<string, number>>): FederatedError {
  return new FederatedError('ciphertext-invalid', `ciphertext: ${reason}`, { reason, ...facts });
}
