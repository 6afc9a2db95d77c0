import { checkInteger } from '../base/index.ts';
import type { Arithmetic, Residues } from '../bignum/index.ts';

/** The map x -> matrix x on integer vectors, with its results packed: k of them in one plaintext. */
export interface PackedMap {
  /** Rows of entries in [-2^(scalarBits - 1), 2^(scalarBits - 1)). */
  readonly matrix: readonly (readonly bigint[])[];
  /** Length that every entry fits into, its sign included: public, the entries need not be. */
  readonly scalarBits: number;
  /** Rows in one plaintext, k; the last may have fewer. */
  readonly slots: number;
  /** Bits between one row's result and the next, s. */
  readonly slotBits: number;
  /** Plaintexts added to the packed results, one for each group of k rows. */
  readonly addends: readonly bigint[];
}

/**
 * For every row of signed scalars the product over j of bases[j]^(row[j] + 2^(scalarBits - 1)): the shift
 * makes all exponents positive (PROTOCOL 3).
 *
 * @throws RangeError for a row of another length or a scalar outside [-2^(scalarBits - 1), 2^(scalarBits - 1)).
 */
export function shiftedRows(
  z: Arithmetic,
  bases: Residues,
  { matrix, scalarBits }: Pick<PackedMap, 'matrix' | 'scalarBits'>,
): Residues {
  const shift = shiftOf(scalarBits);
  const exponents = matrix.map((row) => row.map((entry) => entry + shift));
  return z.multiExponentiate(bases, exponents, scalarBits);
}

/** Takes the shift out of all rows by one inverse: (product of all bases)^(-2^(scalarBits - 1)). */
export function unshiftRows(
  z: Arithmetic,
  bases: Residues,
  rows: Residues,
  scalarBits: PackedMap['scalarBits'],
): Residues {
  return z.multiply(rows, z.invert(z.power(z.product(bases), shiftOf(scalarBits))));
}

/**
 * The rows of each group of `slots` in one element, row j to the power 2^(slotBits j): Horner's rule from
 * the last slot down, in step for all groups, whose elements are independent of each other.
 */
export function packRows(
  z: Arithmetic,
  rows: Residues,
  { slots, slotBits }: Pick<PackedMap, 'slots' | 'slotBits'>,
): Residues {
  const radix = 1n << BigInt(checkInteger(slotBits, 'slotBits', 1));
  const groups = Math.ceil(rows.length / slots);
  const elements = z.read(rows);
  /** What stands in a slot, group by group: in a slot to spare 1, an encryption of zero. */
  const slot = (j: number) =>
    z.load(Array.from({ length: groups }, (_, group) => elements[group * slots + j] ?? 1n));
  let j = Math.min(slots, rows.length) - 1;
  let packed = slot(j);
  while (--j >= 0) packed = z.multiply(z.power(packed, radix), slot(j));
  return packed;
}

function shiftOf(scalarBits: number): bigint {
  return 1n << BigInt(checkInteger(scalarBits, 'scalarBits', 1) - 1);
}
