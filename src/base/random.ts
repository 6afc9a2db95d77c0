import { bitLength, bytesToBigint, type Bytes } from './bytes.ts';
import { checkBigint, checkInteger } from './checks.ts';

/** Where randomness comes from. Only tests that must pin it pass anything but {@link cryptoRandom}. */
export type RandomBytes = (length: number) => Bytes;

/** The most that one call of getRandomValues gives (Web Cryptography API, section 10.1.1). */
const QUOTA = 65_536;

/** Bytes from the platform's cryptographic generator. */
export const cryptoRandom: RandomBytes = (length) => {
  const bytes = new Uint8Array(checkInteger(length, 'length', 0));
  for (let offset = 0; offset < length; offset += QUOTA) {
    crypto.getRandomValues(bytes.subarray(offset, Math.min(offset + QUOTA, length)));
  }
  return bytes;
};

/**
 * A uniform integer in [0, bound), by rejection: no modulo bias.
 *
 * @throws RangeError if bound is not positive.
 */
export function randomBelow(bound: bigint, random: RandomBytes = cryptoRandom): bigint {
  checkBigint(bound, 'bound', 1n);
  const bits = bitLength(bound - 1n);
  const bytes = Math.ceil(bits / 8);
  const excess = BigInt(8 * bytes - bits);
  for (;;) {
    const candidate = bytesToBigint(random(bytes)) >> excess;
    if (candidate < bound) return candidate;
  }
}

/** A uniform integer of exactly `bits` bits: its top bit is set. */
export function randomBits(bits: number, random: RandomBytes = cryptoRandom): bigint {
  checkInteger(bits, 'bits', 1);
  const top = 1n << BigInt(bits - 1);
  return top | randomBelow(top, random);
}
