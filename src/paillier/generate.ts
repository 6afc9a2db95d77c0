import { isFederatedError } from '../base/index.ts';
import { defect, KEY_SIZES_BITS, type KeyOptions, type PrivateKey, privateKeyFromPrimes } from './keys.ts';
import { createRandomPrimes, type RandomPrimesOptions } from './random-prime.ts';

/** Shortest key that tests may ask for. */
const LEAST_BITS = 32;
/** A draw fails with probability 2^-97 at real lengths, one in a thousand does at toy ones. */
const MAX_DRAWS = 100;

export type GenerateOptions = KeyOptions & RandomPrimesOptions;

/**
 * Draws a key pair of exactly `keyBits` bits: n = p q for random primes of half that length, see
 * {@link createRandomPrimes}. Blocks for a tenth of a second at 2048 bits, a second or more at 4096, and about
 * half as long on the fastest engine: call it in a worker.
 *
 * @throws FederatedError `key-invalid` for a length other than 2048, 3072 or 4096 (with `allowSmall`:
 * under 32), or if the source of randomness gives no usable key.
 */
export function generateKeyPair(keyBits: number, options: GenerateOptions = {}): PrivateKey {
  const sizeAccepted =
    options.allowSmall === true
      ? Number.isSafeInteger(keyBits) && keyBits >= LEAST_BITS
      : KEY_SIZES_BITS.includes(keyBits);
  if (!sizeAccepted) throw defect('size', `${keyBits} bits asked for`, keyBits);
  const drawP = createRandomPrimes(Math.ceil(keyBits / 2), options);
  const drawQ = createRandomPrimes(Math.floor(keyBits / 2), options);
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const key = candidate(drawP(), drawQ(), options);
    if (key !== null) return key;
  }
  throw defect('wrong-primes', `${MAX_DRAWS} draws gave no key`, keyBits);
}

/** A key, or null if its primes are equal or close, or one divides the other less 1. */
function candidate(p: bigint, q: bigint, options: KeyOptions): PrivateKey | null {
  try {
    return privateKeyFromPrimes(p, q, options);
  } catch (error) {
    if (isFederatedError(error, 'key-invalid')) return null;
    throw error;
  }
}
