import { checkBigint } from '../base/index.ts';
import { modulo } from '../bignum/index.ts';

/**
 * The residue in [0, n) that stands for an integer.
 *
 * @throws RangeError unless -n/2 < value < n: another integer would be meant by the same residue.
 */
export function toResidue(value: bigint, n: bigint): bigint {
  return modulo(checkBigint(value, 'plaintext', -(n >> 1n), n - 1n), n);
}

/** The integer in (-n/2, n/2) that a residue in [0, n) stands for, n odd. */
export function toSigned(residue: bigint, n: bigint): bigint {
  checkBigint(residue, 'residue', 0n, n - 1n);
  return residue > n >> 1n ? residue - n : residue;
}
