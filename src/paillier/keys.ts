import { bitLength, checkBigint, FederatedError } from '../base/index.ts';
import { gcd } from '../bignum/index.ts';
import { oddPrimesBelow, remaindersOf } from './small-primes.ts';

/** Paillier's public key with g = n + 1 (Damgard and Jurik 2001, with s = 1). */
export interface PublicKey {
  readonly n: bigint;
  readonly nSquared: bigint;
  /** Length of n in bits. */
  readonly bits: number;
}

/**
 * The primes behind a public key. A plain object: it can be cloned and stored as it is; read back, it
 * passes {@link privateKeyFromPrimes} again.
 */
export interface PrivateKey {
  readonly publicKey: PublicKey;
  readonly p: bigint;
  readonly q: bigint;
}

export interface KeyOptions {
  /** Accepts keys of any length, which protect nothing. For unit tests only. */
  readonly allowSmall?: boolean;
}

/** Lengths of n that are accepted, in bits. 3072 give 128-bit security (NIST SP 800-57, table 2). */
export const KEY_SIZES_BITS: readonly number[] = [2048, 3072, 4096];

/** No prime factor of n may lie below (Goldberg, Reyzin, Sagga, Baldimtsi 2018/057: soundness of the key proof). */
const TRIAL_DIVISION_BELOW = 6370;

/** |p - q| must exceed 2^(bits / 2 - 100), so that n cannot be factored from its root (FIPS 186-5, A.1.1). */
const PRIME_DISTANCE_SLACK_BITS = 100;

/** What is wrong with a key, as `details.reason` of `key-invalid`. */
type KeyDefect =
  'size' | 'even' | 'small-factor' | 'equal-primes' | 'close-primes' | 'shared-factor' | 'wrong-primes';

/**
 * A public key from its modulus, as received or read.
 *
 * @throws FederatedError `key-invalid` unless n is odd, of exactly 2048, 3072 or 4096 bits, and has no
 * prime factor below 6370. (With `allowSmall`: unless it is odd and at least 15.)
 */
export function checkPublicKey(n: bigint, options: KeyOptions = {}): PublicKey {
  checkBigint(n, 'n');
  const bits = bitLength(n);
  const sizeAccepted = options.allowSmall === true ? n >= 15n : n > 0n && KEY_SIZES_BITS.includes(bits);
  if (!sizeAccepted) throw defect('size', `${bits} bits`, bits);
  if (n % 2n === 0n) throw defect('even', 'n is even', bits);
  if (options.allowSmall !== true && remaindersOf(n, oddPrimesBelow(TRIAL_DIVISION_BELOW)).includes(0)) {
    throw defect('small-factor', `n has a prime factor below ${TRIAL_DIVISION_BELOW}`, bits);
  }
  return { n, nSquared: n * n, bits };
}

/**
 * A private key from its primes. That they are prime is the caller's business.
 *
 * @throws FederatedError `key-invalid` if p q is no public key to {@link checkPublicKey}, if p and q are
 * equal or close, or if gcd(n, phi(n)) > 1: then decryption is not defined, and answers leak.
 */
export function privateKeyFromPrimes(p: bigint, q: bigint, options: KeyOptions = {}): PrivateKey {
  checkBigint(p, 'p', 3n);
  checkBigint(q, 'q', 3n);
  const publicKey = checkPublicKey(p * q, options);
  const distance = p > q ? p - q : q - p;
  if (distance === 0n) throw defect('equal-primes', 'p equals q', publicKey.bits);
  const leastDistanceBits = Math.max(0, Math.floor(publicKey.bits / 2) - PRIME_DISTANCE_SLACK_BITS);
  if (distance >> BigInt(leastDistanceBits) === 0n) {
    throw defect('close-primes', 'p and q are too close', publicKey.bits);
  }
  if (gcd(publicKey.n, (p - 1n) * (q - 1n)) !== 1n) {
    throw defect('shared-factor', 'n and phi(n) have a common factor', publicKey.bits);
  }
  return { publicKey, p, q };
}

export function defect(reason: KeyDefect, message: string, keyBits: number): FederatedError {
  return new FederatedError('key-invalid', `key: ${message}`, { reason, keyBits });
}
