import { modInverse, modulo } from '../bignum/index.ts';

/** The map from residues modulo `first` and `second`, coprime, to the residue modulo their product (Garner). */
export function chineseRemainder(first: bigint, second: bigint): (a: bigint, b: bigint) => bigint {
  const inverse = modInverse(second, first);
  return (a, b) => b + second * modulo((a - b) * inverse, first);
}
