import {
  bitLength,
  checkLength,
  cryptoRandom,
  FederatedError,
  randomBelow,
  type RandomBytes,
} from '../base/index.ts';
import { INTERCEPT, type Design } from '../contract/index.ts';
import { decodeFixed, encodeFixed } from '../encoding/index.ts';
import type { Paillier } from '../paillier/index.ts';

/**
 * Scores of a data owner's own rows under the model owner's model, with neither shown to the other side.
 *
 * The data owner encrypts the mapped values x^ of its rows under a key pair of its own. The model owner
 * answers every row with E(w^x^ + c + 2^S rho), rho uniform in [1, n / 2^S - 1): the score is what is left
 * modulo 2^S, and hardly more than that can be learnt from an answer whatever was asked. Without rho a data
 * owner could ask with powers of a large number in place of values and read all weights from one answer; with
 * it an answer tells about S bits, which is why scores are counted.
 */

/** Binary digits after the point of mapped values and of mapped weights. */
const VALUE_BITS = 40;
const WEIGHT_BITS = 40;
/** Largest mapped value: how far outside its range, of which 1 is the end, a value may lie. */
const LARGEST_VALUE_BITS = 2;
/** Largest mapped weight, in halves of the target's range. */
const LARGEST_WEIGHT_BITS = 20;
/** The most terms, as a length in bits. */
const TERMS_BITS = 9;
/** S: what a score takes, its sign and a digit to spare included. */
export const SCORE_BITS =
  VALUE_BITS + WEIGHT_BITS + LARGEST_VALUE_BITS + LARGEST_WEIGHT_BITS + TERMS_BITS + 2;
/** Length that every weight fits into, its sign included. */
const SCALAR_BITS = WEIGHT_BITS + LARGEST_WEIGHT_BITS + 2;

/** A model as it scores: integers in the order of the design's terms, without the intercept. */
export interface ScoreWeights {
  /** w^ 2^WEIGHT_BITS. */
  readonly weights: readonly bigint[];
  /** c 2^(WEIGHT_BITS + VALUE_BITS). */
  readonly constant: bigint;
}

/**
 * A model's weights for mapped values; terms that it dropped weigh nothing. The score is the mapped target; of a
 * logistic model the log-odds, mapped likewise.
 *
 * @param estimates by term, in the units of the data.
 * @throws FederatedError `encoding-overflow` for a weight above 2^20 halves of the target's range.
 */
export function scoreWeights(design: Design, estimates: ReadonlyMap<string, number>): ScoreWeights {
  const [lo, hi] = design.target.range;
  const half = (hi - lo) / 2;
  const limit = 1n << BigInt(WEIGHT_BITS + LARGEST_WEIGHT_BITS);
  let constant = (estimates.get(INTERCEPT) ?? 0) - (lo + half);
  const weights = design.terms.slice(1).map(({ name, range }) => {
    const estimate = estimates.get(name) ?? 0;
    constant += estimate * (range[0] / 2 + range[1] / 2);
    return encodeFixed((estimate * (range[1] / 2 - range[0] / 2)) / half, WEIGHT_BITS);
  });
  const scaled = encodeFixed(constant / half, WEIGHT_BITS + VALUE_BITS);
  const limitOfConstant = limit << BigInt(VALUE_BITS);
  if (weights.some((weight) => absolute(weight) >= limit) || absolute(scaled) >= limitOfConstant) {
    throw new FederatedError('encoding-overflow', 'score: a weight is too large', { step: 'score' });
  }
  return { weights, constant: scaled };
}

/**
 * A row's values as they are encrypted; null if one lies so far outside its range that its score would not fit.
 *
 * @param values by term, in the units of the data, the intercept first.
 */
export function scoreValues(design: Design, values: ArrayLike<number>): bigint[] | null {
  checkLength(Array.from(values), 'values', design.terms.length);
  const mapped = design.terms.map(({ range: [lo, hi] }, i) => 2 * (((values[i] ?? 0) - lo) / (hi - lo)) - 1);
  const slopes = mapped.slice(1);
  if (slopes.some((value) => !(Math.abs(value) < 2 ** LARGEST_VALUE_BITS))) return null;
  return slopes.map((value) => encodeFixed(value, VALUE_BITS));
}

/**
 * The model owner's answer to one row.
 *
 * @param ciphertexts of the row's values, under the data owner's key, checked.
 */
export function encryptedScore(
  paillier: Paillier,
  ciphertexts: readonly bigint[],
  { weights, constant }: ScoreWeights,
  random: RandomBytes = cryptoRandom,
): bigint[] {
  const { n } = paillier.publicKey;
  const multiples = (n >> BigInt(SCORE_BITS)) - 2n;
  // Without this line one crafted question reads every weight.
  const hiding = (1n + randomBelow(multiples, random)) << BigInt(SCORE_BITS);
  const map = { matrix: [weights], scalarBits: SCALAR_BITS, slots: 1, slotBits: bitLength(n) };
  return paillier.packedMatrixVector(ciphertexts, { ...map, addends: [constant + hiding] });
}

/** The score that a decrypted answer holds, in the units of the target; of a logistic model the log-odds. */
export function scoreOf(plaintext: bigint, { target }: Pick<Design, 'target'>): number {
  const score = decodeFixed(BigInt.asIntN(SCORE_BITS, plaintext), WEIGHT_BITS + VALUE_BITS);
  const [lo, hi] = target.range;
  const half = (hi - lo) / 2;
  return lo + half + half * score;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
