import * as v from 'valibot';
import { gcd } from '../bignum/index.ts';
import { KEY_SIZES_BITS, type PublicKey } from './keys.ts';
import { invalidPhe, parsePhe } from './phe-text.ts';

/** An encrypted number of python-paillier: E(mantissa), and the exponent of 16 in the clear. */
export interface PheNumber {
  readonly ciphertext: bigint;
  readonly exponent: number;
}

/** The most numbers in one text. */
export const MAX_PHE_NUMBERS = 1000;
/** Digits of the largest ciphertext. */
const MAX_DIGITS = Math.ceil(2 * Math.max(...KEY_SIZES_BITS) * Math.log10(2));
/** Room for the digits of every number, and for signs and line ends around them. */
const MAX_CHARACTERS = MAX_PHE_NUMBERS * (MAX_DIGITS + 100);
/** Below -1293 no mantissa under a key of 4096 bits is more than zero as a float, above 256 none is finite. */
const MAX_EXPONENT = 4096;

const numberSchema = v.object({
  v: v.pipe(v.string(), v.maxLength(MAX_DIGITS), v.regex(/^(?:0|[1-9][0-9]*)$/)),
  e: v.pipe(v.number(), v.safeInteger(), v.minValue(-MAX_EXPONENT), v.maxValue(MAX_EXPONENT)),
});

const listSchema = v.pipe(v.array(numberSchema), v.maxLength(MAX_PHE_NUMBERS));
const singleSchema = v.pipe(
  numberSchema,
  v.transform((number) => [number]),
);

/** What `pheutil encrypt` writes is one number; a list of them is what we write. */
const numbersSchema = v.lazy((input) => (Array.isArray(input) ? listSchema : singleSchema));

/** Encrypted numbers as a JSON list, one to a line; `pheutil` reads a line without its comma as a file. */
export function encryptedNumbersToPhe(numbers: readonly PheNumber[]): string {
  const lines = numbers.map(({ ciphertext, exponent }) =>
    JSON.stringify({ v: ciphertext.toString(), e: exponent }),
  );
  return `[\n${lines.join(',\n')}\n]`;
}

/**
 * Reads a list of encrypted numbers, or one as `pheutil encrypt` writes it.
 *
 * @throws FederatedError `phe-file-invalid`: `size`, `json`, `fields`, or `ciphertext` with its index.
 */
export function encryptedNumbersFromPhe(text: string, { n, nSquared }: PublicKey): PheNumber[] {
  return parsePhe(text, numbersSchema, MAX_CHARACTERS).map((number, index) => {
    const ciphertext = BigInt(number.v);
    // Zero is none either: the gcd of 0 and n is n.
    if (ciphertext >= nSquared || gcd(ciphertext, n) !== 1n) {
      throw invalidPhe('ciphertext', { index });
    }
    return { ciphertext, exponent: number.e };
  });
}
