/**
 * Arithmetic modulo an odd number or its square: where all the time of a Paillier computation goes (n^2 for
 * everybody, p^2 and q^2 for the key owner; n, p and q for the proof of a key). Engines differ in speed only.
 *
 * Numbers are loaded, stay inside the engine while they are worked on, and are read at the end, so
 * that an engine is free to keep them in a form and a memory of its own. Setting a context up costs
 * something: keep it.
 */
export interface Engine {
  readonly name: EngineName;
  /**
   * A context for arithmetic modulo any odd number.
   *
   * @param modulus odd, at least 3.
   * @throws RangeError for any other modulus.
   */
  modulusOf(modulus: bigint): ModularContext;
  /**
   * A context for arithmetic modulo base^2, faster than `modulusOf` that square.
   *
   * @param base odd, at least 3.
   * @throws RangeError for any other base.
   */
  squareOf(base: bigint): ModularContext;
  /**
   * A context for two moduli side by side, as a key owner's p and q.
   *
   * @param moduli odd, at least 3, of about one length.
   * @throws RangeError for any other moduli.
   */
  moduliOf(moduli: Pair): PairContext;
  /**
   * A context for two squares side by side, as a key owner's p^2 and q^2.
   *
   * @param bases odd, at least 3, of about one length.
   * @throws RangeError for any other bases.
   */
  squaresOf(bases: Pair): PairContext;
}

/** An integer for each of two moduli. */
export type Pair = readonly [bigint, bigint];

export interface PairContext {
  readonly moduli: Pair;
  /**
   * Pairs of powers with one secret exponent for each modulus: the number and order of products follow from
   * `exponentBits` alone.
   *
   * @throws RangeError for a base outside [0, modulus) or an exponent outside [0, 2^exponentBits).
   */
  powerSecret(bases: readonly Pair[], exponents: Pair, exponentBits: number): Pair[];
}

export type EngineName = 'fma' | 'simd' | 'bigint';

export interface ModularContext {
  readonly modulus: bigint;
  /** Runs `work` and hands on its result. Residues made in there are gone when it returns. */
  compute<T>(work: (arithmetic: Arithmetic) => T): T;
}

/** A batch of numbers inside an engine. Only the {@link Arithmetic} that made it can use it. */
export interface Residues {
  readonly length: number;
  readonly engine: EngineName;
}

/**
 * Operations on batches. Each throws TypeError for residues of another computation and RangeError for
 * batches of different lengths.
 */
export interface Arithmetic {
  /** @throws RangeError for a value outside [0, modulus). */
  load(values: readonly bigint[]): Residues;
  /** Representatives in [0, modulus). */
  read(residues: Residues): bigint[];
  /** Element by element; a batch `b` of one multiplies every element of `a`. */
  multiply(a: Residues, b: Residues): Residues;
  /** The product of all elements, as a batch of one; of none, 1. */
  product(factors: Residues): Residues;
  /**
   * Every base to one public exponent: time and memory access follow the exponent.
   *
   * @throws RangeError if the exponent is negative.
   */
  power(bases: Residues, exponent: bigint): Residues;
  /**
   * Powers with secret exponents, one for all bases or one for each: the number and order of
   * products follow from `exponentBits` alone.
   *
   * @throws RangeError for an exponent outside [0, 2^exponentBits).
   */
  powerSecret(bases: Residues, exponents: bigint | readonly bigint[], exponentBits: number): Residues;
  /**
   * For every row of secret exponents the product over j of bases[j]^row[j]. The number and order of
   * products follow from the shape and `exponentBits` alone.
   *
   * @throws RangeError for a row of another length or an exponent outside [0, 2^exponentBits).
   */
  multiExponentiate(
    bases: Residues,
    exponents: readonly (readonly bigint[])[],
    exponentBits: number,
  ): Residues;
  /** @throws RangeError if an element has no inverse. */
  invert(residues: Residues): Residues;
}
