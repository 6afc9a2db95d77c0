import { bitLength, checkBigint, checkInteger, FederatedError } from '../base/index.ts';

/** What the bound depends on: all of it stands in the contract. */
export interface BoundParameters {
  /** Columns of the design matrix, intercept included: d. */
  readonly dimension: number;
  /** Rows that all owners together may have: Nmax. */
  readonly maximumRows: number;
  /** Binary digits after the point of the Gram matrix: FG. */
  readonly gramBits: number;
  /** Binary digits after the point of the weights: FW. */
  readonly weightBits: number;
  /** The largest mapped weight: W. */
  readonly weightBound: number;
  /** What travels. Default: 'rounds', whose slots are wide enough for everything. */
  readonly mode?: 'rounds' | 'one-shot';
  /** The most that noise adds to an entry of the Gram matrix, already scaled: B. Without privacy 0. */
  readonly noiseBound?: bigint;
}

/**
 * Bounds on the absolute values of encoded integers, in one owner's messages and in the sum over
 * owners alike, and the layout that follows. Columns are mapped to [-1, 1] (PROTOCOL 3).
 */
export interface EncodingBound {
  /** Entries of G, counts, column sums and y'y, scaled by 2^gramBits: A = Nmax 2^FG + B. */
  readonly entryBound: bigint;
  /** Entries of b, scaled by 2^(gramBits + weightBits): A 2^FW. */
  readonly targetBound: bigint;
  /** Weights, scaled by 2^weightBits: W 2^FW. */
  readonly scaledWeightBound: bigint;
  /** Entries of G w - b, scaled by 2^(gramBits + weightBits): d A W 2^FW + A 2^FW. The largest of all in rounds. */
  readonly gradientBound: bigint;
  /** Bits that a value takes among others in one plaintext: one-shot has entries of G only, and b at their scale. */
  readonly slotBits: number;
  /** Bits of an entry of G as a signed scalar: l. */
  readonly scalarBits: number;
}

/** A packed plaintext stays this many bits below n, so that its sign is certain. */
const GUARD_BITS = 2;

/**
 * The bound of a contract, in integers; every side computes it before anything is encrypted.
 *
 * Since |x| <= 1, an entry of G is at most the number of rows; since rounding is monotone, so are the
 * scaled integers. A slot of bitlength(V - 1) + 2 bits holds balanced digits up to twice V.
 *
 * @throws RangeError for a parameter that is not a positive integer (bits may be 0).
 */
export function encodingBound(parameters: BoundParameters): EncodingBound {
  const dimension = BigInt(checkInteger(parameters.dimension, 'dimension', 1));
  const maximumRows = BigInt(checkInteger(parameters.maximumRows, 'maximumRows', 1));
  const gramBits = BigInt(checkInteger(parameters.gramBits, 'gramBits', 0));
  const weightBits = BigInt(checkInteger(parameters.weightBits, 'weightBits', 0));
  const weightBound = BigInt(checkInteger(parameters.weightBound, 'weightBound', 1));
  const noiseBound = checkBigint(parameters.noiseBound ?? 0n, 'noiseBound', 0n);

  const entryBound = (maximumRows << gramBits) + noiseBound;
  const targetBound = entryBound << weightBits;
  const scaledWeightBound = weightBound << weightBits;
  const gradientBound = dimension * entryBound * scaledWeightBound + targetBound;
  return {
    entryBound,
    targetBound,
    scaledWeightBound,
    gradientBound,
    slotBits: bitLength((parameters.mode === 'one-shot' ? entryBound : gradientBound) - 1n) + 2,
    scalarBits: bitLength(entryBound) + 1,
  };
}

/** How many values one plaintext under a key of `keyBits` bits holds; 0 if not even one. */
export function slotsPerPlaintext(bound: Pick<EncodingBound, 'slotBits'>, keyBits: number): number {
  checkInteger(keyBits, 'keyBits', 1);
  return Math.max(0, Math.floor((keyBits - GUARD_BITS) / bound.slotBits));
}

/**
 * Refuses a contract whose values do not fit the key.
 *
 * @throws FederatedError `encoding-bound-too-large` with the figures.
 */
export function checkFitsKey<Bound extends Pick<EncodingBound, 'slotBits'>>(
  bound: Bound,
  keyBits: number,
): Bound {
  if (slotsPerPlaintext(bound, keyBits) < 1) {
    const { slotBits } = bound;
    const message = `values need ${slotBits} bits; a ${keyBits}-bit key holds ${keyBits - GUARD_BITS}`;
    throw new FederatedError('encoding-bound-too-large', message, {
      slotBits,
      keyBits,
      availableBits: keyBits - GUARD_BITS,
    });
  }
  return bound;
}

/**
 * Returns `value` if |value| <= bound: a decoded sum outside it is a wrong or dishonest computation.
 *
 * @throws FederatedError `integrity`, naming the value by `title` and not showing it.
 */
export function checkWithinBound(value: bigint, bound: bigint, title: string): bigint {
  if (value > bound || value < -bound) {
    throw new FederatedError('integrity', `${title}: outside its bound`, {
      step: title,
      boundBits: bitLength(bound),
    });
  }
  return value;
}
