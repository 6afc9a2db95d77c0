import { generateRandomKeysSync } from 'paillier-bigint';
import { bitLength, isFederatedError } from '../base/index.ts';
import { defect, KEY_SIZES_BITS, type KeyOptions, type PrivateKey, privateKeyFromPrimes } from './keys.ts';

/** A draw fails with probability 2^-100 at real lengths, a few in a hundred at toy ones. */
const MAX_DRAWS = 100;

/**
 * Draws a key pair of exactly `keyBits` bits. Blocks for about half a second at 2048 bits, two at 3072:
 * call it in a worker.
 *
 * @throws FederatedError `key-invalid` for a length other than 2048, 3072 or 4096 (with `allowSmall`:
 * under 32), or if the generator gives no usable key.
 */
export function generateKeyPair(keyBits: number, options: KeyOptions = {}): PrivateKey {
  const sizeAccepted =
    options.allowSmall === true
      ? Number.isSafeInteger(keyBits) && keyBits >= 32
      : KEY_SIZES_BITS.includes(keyBits);
  if (!sizeAccepted) throw defect('size', `${keyBits} bits asked for`, keyBits);
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const key = candidate(keyBits, options);
    if (key !== null) return key;
  }
  throw defect('wrong-primes', `${MAX_DRAWS} draws gave no key`, keyBits);
}

/** One draw of the library, or null if it does not pass our checks (or its own: small keys only). */
function candidate(keyBits: number, options: KeyOptions): PrivateKey | null {
  try {
    // The synchronous one: the other never settles in a worker. Simple variant: g = n + 1.
    const { publicKey, privateKey } = generateRandomKeysSync(keyBits, true);
    const key = privateKeyFromPrimes(...primesFromTotient(publicKey.n, privateKey.lambda), options);
    return key.publicKey.bits === keyBits ? key : null;
  } catch (error) {
    // RangeError: phi(n) has no inverse modulo n.
    if (isFederatedError(error, 'key-invalid') || error instanceof RangeError) return null;
    throw error;
  }
}

/** p > q from n = p q and phi = (p - 1)(q - 1): the roots of x^2 - (n + 1 - phi) x + n. */
function primesFromTotient(n: bigint, phi: bigint): [p: bigint, q: bigint] {
  const sum = n + 1n - phi;
  const p = (sum + integerRoot(sum * sum - 4n * n)) / 2n;
  return [p, sum - p];
}

/** The floor of the square root (Newton, from above). */
function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
