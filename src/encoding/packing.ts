import { bitLength, checkBigint, checkInteger, checkLength, FederatedError } from '../base/index.ts';
import { checkFitsKey, checkWithinBound, slotsPerPlaintext } from './bound.ts';

export interface PackingDeps {
  /** Length of a slot, s: of every message of a contract the same, `encodingBound(...).slotBits`. */
  readonly slotBits: number;
  /** Length of n in bits. */
  readonly keyBits: number;
}

/**
 * Several values in one plaintext, P = sum over j of v_j 2^(s j), with v_j in its own slot of s bits: the
 * digits of P to the base 2^s, balanced, that is, from -2^(s-1) to 2^(s-1) - 1.
 *
 * Inside the bound no digit runs into another. With s = bitlength(V - 1) + 2 every |v_j| <= V <= 2^(s-2),
 * which is a balanced digit with a bit to spare, and an integer has one expansion in balanced digits at
 * most: two would differ in a lowest digit by less than 2^s and yet by a multiple of it. So P tells every
 * v_j. With k slots |P| <= 2^(s-2) (2^(s k) - 1) / (2^s - 1) < 2^(s k - 1) <= 2^(|n| - 3) < n/4, so the
 * residue of P modulo n tells P and its sign.
 *
 * Packing is linear, and so is reduction modulo n: owners' residues add up to that of the packed sums, and
 * only these sums have to stay in their slots. A masked plaintext of one owner is uniform modulo n; the
 * masks, which know nothing of slots, cancel before anything is unpacked.
 */
export interface Packing {
  /** Values in one plaintext, k: floor((keyBits - 2) / slotBits). */
  readonly slots: number;
  readonly slotBits: number;
  /** How many plaintexts, hence ciphertexts, `count` values take: the last may have slots to spare. */
  ciphertextsFor(count: number): number;
  /**
   * Signed plaintexts of the values in order, slot 0 first.
   *
   * @param bounds the largest magnitude of each value.
   * @throws FederatedError 'encoding-overflow' for a value outside its bound.
   * @throws RangeError for another number of bounds, or a bound that a slot does not hold.
   */
  pack(values: readonly bigint[], bounds: readonly bigint[]): bigint[];
  /**
   * The values from signed plaintexts.
   *
   * @param bounds the largest magnitude of each value: as many as there are values.
   * @throws FederatedError 'integrity' for a value outside its bound, or something behind the last one.
   * @throws RangeError for another number of plaintexts, or a bound that a slot does not hold.
   */
  unpack(plaintexts: readonly bigint[], bounds: readonly bigint[]): bigint[];
}

/**
 * The layout that both sides compute from contract and key.
 *
 * @throws FederatedError 'encoding-bound-too-large' if the key does not hold one slot.
 */
export function createPacking({ slotBits, keyBits }: PackingDeps): Packing {
  checkInteger(slotBits, 'slotBits', 2);
  const slots = slotsPerPlaintext(checkFitsKey({ slotBits }, keyBits), keyBits);
  const shift = BigInt(slotBits);
  const largestDigit = (1n << (shift - 1n)) - 1n;
  const ciphertextsFor = (count: number) => Math.ceil(checkInteger(count, 'count', 0) / slots);

  /** The values, or bounds, of each plaintext. */
  function grouped(list: readonly bigint[]): (readonly bigint[])[] {
    return Array.from({ length: ciphertextsFor(list.length) }, (_, i) =>
      list.slice(i * slots, (i + 1) * slots),
    );
  }

  function checkBounds(bounds: readonly bigint[]): void {
    for (const bound of bounds) checkBigint(bound, 'bound', 0n, largestDigit);
  }

  function unpackOne(plaintext: bigint, bounds: readonly bigint[]): bigint[] {
    let rest = plaintext;
    const values = bounds.map((bound) => {
      const digit = BigInt.asIntN(slotBits, rest);
      rest = (rest - digit) >> shift;
      checkWithinBound(digit, bound, 'sum');
      return digit;
    });
    if (rest !== 0n) throw new FederatedError('integrity', 'sum: a remainder', { step: 'remainder' });
    return values;
  }

  return {
    slots,
    slotBits,
    ciphertextsFor,

    pack(values, bounds) {
      checkLength(bounds, 'bounds', values.length);
      checkBounds(bounds);
      for (const [i, value] of values.entries()) checkFits(value, bounds[i] ?? 0n);
      return grouped(values).map((group) =>
        group.reduceRight((packed, value) => (packed << shift) + value, 0n),
      );
    },

    unpack(plaintexts, bounds) {
      checkBounds(bounds);
      const groups = grouped(bounds);
      checkLength(plaintexts, 'plaintexts', groups.length);
      return groups.flatMap((group, i) => unpackOne(plaintexts[i] ?? 0n, group));
    },
  };
}

/** The value is not shown: it is what encryption is to hide. */
function checkFits(value: bigint, bound: bigint): void {
  if (value <= bound && value >= -bound) return;
  throw new FederatedError('encoding-overflow', 'value: outside its bound', { boundBits: bitLength(bound) });
}
