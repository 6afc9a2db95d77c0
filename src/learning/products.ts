import { checkLength, FederatedError } from '../base/index.ts';
import {
  at,
  divideRounded,
  dot,
  GUARD_BITS,
  magnitude,
  maxMagnitude,
  multiply,
  shiftRounded,
} from './exact.ts';
import type { PooledBase } from './pooled.ts';
import { isFlat, singularDesign } from './singular.ts';

/** A direction conjugate to all others (p_i'G p_j = 0), with its product; both at 2^GUARD_BITS. */
export interface Direction {
  readonly p: readonly bigint[];
  /** G^ p. */
  readonly q: readonly bigint[];
  /** p'G^p, scale 2^(2 GUARD_BITS). */
  readonly curvature: bigint;
}

/** Everything known of the pooled G^. */
export interface KnownProducts {
  /** (1, 0, ..., 0), whose product is in BASE. */
  readonly intercept: Direction;
  /** Whether G^ follows. */
  readonly complete: boolean;
  /** Diagonal of G^ less what the known directions explain of it, scale 2^GUARD_BITS. */
  readonly unexplained: readonly bigint[];
  /**
   * Adds the exact product q = G^ p. Returns the part of p that is conjugate to all before, or null if
   * there is none.
   *
   * @throws FederatedError `integrity`, `singular-design`
   */
  add(p: readonly bigint[], q: readonly bigint[]): Direction | null;
  /** The part of `v`, at 2^GUARD_BITS, that is conjugate to all known directions. */
  conjugate(v: readonly bigint[]): bigint[];
  /** G^, exactly; null unless complete. */
  readonly gram: readonly (readonly bigint[])[] | null;
}

/**
 * Digits of quotients that multiply entries of directions: an entry of q has up to
 * GUARD_BITS + 60 + 52 + log2(rows) + 10 of them, so that nothing above the guard bits is lost.
 */
const QUOTIENT_BITS = 3n * GUARD_BITS;

/** Largest entry, at 2^GUARD_BITS, below which a conjugate part is the rounding of one that vanishes. */
export const VANISHING = 1n << (GUARD_BITS / 2n);

/** Share of G^_jj by which rounding may carry the unexplained part below zero: 2^-16. */
const NEGATIVE_SHARE_BITS = 16n;

/** v - factor u, `factor` at 2^QUOTIENT_BITS. */
function subtract(v: readonly bigint[], factor: bigint, u: readonly bigint[]): bigint[] {
  return v.map((entry, j) => entry - shiftRounded(factor * at(u, j), QUOTIENT_BITS));
}

/**
 * Collects products of the pooled G^ with integer vectors, the sums of the columns (the product with the
 * first unit vector, from BASE) being the first. Gram-Schmidt in the inner product of G^, with so many digits
 * that once is enough; with d independent products `G^ = sum q q' / (p'q)` is exact after rounding to integers.
 *
 * G^ is symmetric, so honest products satisfy q_i'p_j = q_j'p_i in exact integers: whatever is altered on
 * the way, or answered from other data than the answer before, fails this.
 *
 * @param base checked
 * @param terms names of the columns, intercept first
 * @throws FederatedError `singular-design` if a column is constant, `integrity` if BASE cannot be true.
 */
export function createKnownProducts(base: PooledBase, terms: readonly string[]): KnownProducts {
  const { dimension, diagonal } = base;
  checkLength(terms, 'terms', dimension);
  const asked: { readonly p: readonly bigint[]; readonly q: readonly bigint[] }[] = [];
  const directions: Direction[] = [];
  /** Lower triangle of the sum of q q' / (p'q), scale 2^GUARD_BITS. */
  const explained = diagonal.map((_, row) => new Array<bigint>(row + 1).fill(0n));
  let unexplained = diagonal.map((entry) => entry << GUARD_BITS);
  let gram: bigint[][] | null = null;

  function explain({ q, curvature }: Direction): void {
    explained.forEach((row, a) => {
      const factor = divideRounded(at(q, a) << QUOTIENT_BITS, curvature);
      for (let b = 0; b <= a; b++) {
        row[b] = at(row, b) + shiftRounded(factor * at(q, b), QUOTIENT_BITS - GUARD_BITS);
      }
    });
    unexplained = diagonal.map((entry, j) => (entry << GUARD_BITS) - at(at(explained, j), j));
    const negative = unexplained.some(
      (rest, j) => rest < -((at(diagonal, j) << GUARD_BITS) >> NEGATIVE_SHARE_BITS),
    );
    if (negative) throw new FederatedError('integrity', 'an answer exceeds the column totals');
  }

  function recover(): bigint[][] {
    const matrix = diagonal.map((_, a) =>
      diagonal.map((__, b) => shiftRounded(at(at(explained, Math.max(a, b)), Math.min(a, b)), GUARD_BITS)),
    );
    const fits =
      diagonal.every((entry, j) => entry === at(at(matrix, j), j)) &&
      asked.every(({ p, q }) => multiply(matrix, p).every((entry, j) => entry === at(q, j)));
    if (!fits) throw new FederatedError('integrity', 'no matrix of totals fits all answers');
    return matrix;
  }

  function checkSymmetry(p: readonly bigint[], q: readonly bigint[]): void {
    if (asked.some((before) => dot(before.q, p) !== dot(q, before.p))) {
      throw new FederatedError('integrity', 'an answer contradicts an earlier one');
    }
  }

  /** Gram-Schmidt; null if p is a combination of earlier directions. */
  function split(p: readonly bigint[], q: readonly bigint[]): Direction | null {
    let rest = p.map((entry) => entry << GUARD_BITS);
    let product = q.map((entry) => entry << GUARD_BITS);
    for (const direction of directions) {
      const factor = divideRounded(dot(direction.q, rest) << QUOTIENT_BITS, direction.curvature);
      rest = subtract(rest, factor, direction.p);
      product = subtract(product, factor, direction.q);
    }
    if (maxMagnitude(rest) < VANISHING) return null;
    return { p: rest, q: product, curvature: dot(rest, product) };
  }

  function store(p: readonly bigint[], q: readonly bigint[], direction: Direction): void {
    if (isFlat(magnitude(direction.curvature), direction.p)) {
      throw singularDesign(direction.p, diagonal, terms);
    }
    if (direction.curvature < 0n) {
      throw new FederatedError('integrity', 'an answer makes a sum of squares negative');
    }
    explain(direction);
    asked.push({ p, q });
    directions.push(direction);
    if (directions.length === dimension) gram = recover();
  }

  function conjugate(v: readonly bigint[]): bigint[] {
    let rest = [...v];
    for (const { p, q, curvature } of directions) {
      rest = subtract(rest, divideRounded(dot(q, rest) << QUOTIENT_BITS, curvature), p);
    }
    return rest;
  }

  const unit = (column: number) => diagonal.map((_, j) => (j === column ? 1n : 0n));
  const intercept: Direction = {
    p: unit(0).map((entry) => entry << GUARD_BITS),
    q: base.sums.map((entry) => entry << GUARD_BITS),
    curvature: at(base.sums, 0) << (2n * GUARD_BITS),
  };
  store(unit(0), base.sums, intercept);
  for (let j = 1; j < dimension; j++) {
    const centred = conjugate(unit(j).map((entry) => entry << GUARD_BITS));
    if (isFlat(at(unexplained, j) << GUARD_BITS, centred)) throw singularDesign(centred, diagonal, terms);
  }

  return {
    intercept,
    get complete() {
      return gram !== null;
    },
    get gram() {
      return gram;
    },
    get unexplained() {
      return unexplained;
    },
    add(p, q) {
      checkLength(p, 'p', dimension);
      checkLength(q, 'q', dimension);
      checkSymmetry(p, q);
      // Against d independent products, symmetry alone leaves no other answer than G^ p.
      const direction = gram === null ? split(p, q) : null;
      if (direction !== null) store(p, q, direction);
      return direction;
    },
    conjugate,
  };
}
