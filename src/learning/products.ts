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
import { isFlat } from './singular.ts';

/** A direction conjugate to all others (p_i'G p_j = 0), with its product; both at 2^GUARD_BITS. */
export interface Direction {
  readonly p: readonly bigint[];
  /** G^ p. */
  readonly q: readonly bigint[];
  /** p'G^p, scale 2^(2 GUARD_BITS). */
  readonly curvature: bigint;
}

/**
 * Everything known of the pooled G^; of G^ + shift I, where a combination of the columns vanishes: directions,
 * `unexplained`, `spread` and `conjugate` are then of that matrix.
 */
export interface KnownProducts {
  /** 0 as long as no combination of columns was seen to vanish. */
  readonly shift: bigint;
  /** The first is (1, 0, ..., 0), whose product is in BASE. All of them change with the shift. */
  readonly directions: readonly Direction[];
  /** Whether G^ follows. */
  readonly complete: boolean;
  /** Diagonal less what the known directions explain of it, scale 2^GUARD_BITS. */
  readonly unexplained: readonly bigint[];
  /** The same of the first direction alone: sums of squares of the columns about their means. */
  readonly spread: readonly bigint[];
  /**
   * Adds the exact product q = G^ p.
   *
   * @throws FederatedError `integrity`
   */
  add(p: readonly bigint[], q: readonly bigint[]): void;
  /** The part of `v`, at 2^GUARD_BITS, that is conjugate to all known directions. */
  conjugate(v: readonly bigint[]): bigint[];
  /** G^, exactly and without shift; null unless complete. */
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

/**
 * What is added to the diagonal of G^, in its units, once a combination of columns vanishes. No direction u of the sum
 * is flat, as SHIFT |u|^2 > ROUNDING_UNITS d |u|^2 >= ROUNDING_UNITS (sum |u_j|)^2 for d up to 2^14.
 */
const SHIFT = 1n << 20n;

/** v - factor u, `factor` at 2^QUOTIENT_BITS. */
function subtract(v: readonly bigint[], factor: bigint, u: readonly bigint[]): bigint[] {
  return v.map((entry, j) => entry - shiftRounded(factor * at(u, j), QUOTIENT_BITS));
}

interface Asked {
  readonly p: readonly bigint[];
  readonly q: readonly bigint[];
}

/**
 * Collects products of the pooled G^ with integer vectors, the sums of the columns (the product with the
 * first unit vector, from BASE) being the first. Gram-Schmidt in the inner product of G^, with so many digits
 * that once is enough; with d independent products `G^ = sum q q' / (p'q)` is exact after rounding to integers.
 *
 * Where a combination of the columns vanishes, constant columns among them, no d products with G^ are independent
 * in its inner product. From then on, and for the products so far, G^ + SHIFT I takes its place: as exact
 * as before, since the shift is known, and no further round is needed. It is taken off again in the end.
 *
 * G^ is symmetric, so honest products satisfy q_i'p_j = q_j'p_i in exact integers: whatever is altered on
 * the way, or answered from other data than the answer before, fails this.
 *
 * @param base checked
 * @throws FederatedError `integrity` if BASE cannot be true.
 */
export function createKnownProducts(base: PooledBase): KnownProducts {
  const { dimension } = base;
  const unit = (column: number) => base.sums.map((_, j) => (j === column ? 1n : 0n));
  const asked: Asked[] = [{ p: unit(0), q: base.sums }];
  let shift = 0n;
  let conjugates = createConjugates(base.diagonal);
  conjugates.add(unit(0), base.sums);
  let spread = conjugates.unexplained;
  let gram: bigint[][] | null = null;

  function isConstant(column: number): boolean {
    const centred = conjugates.conjugate(unit(column).map((entry) => entry << GUARD_BITS));
    return isFlat(at(spread, column) << GUARD_BITS, centred);
  }

  /** Starts again with the shift: every product asked so far is one of the shifted matrix, too. */
  function startShifted(): void {
    shift = SHIFT;
    conjugates = createConjugates(base.diagonal.map((entry) => entry + shift));
    asked.forEach(({ p, q }, i) => {
      if (!conjugates.add(p, shifted(q, p))) throw negative();
      if (i === 0) spread = conjugates.unexplained;
    });
  }

  const shifted = (q: readonly bigint[], p: readonly bigint[]) =>
    q.map((entry, j) => entry + shift * at(p, j));

  function recover(): bigint[][] {
    const matrix = conjugates.recover();
    matrix.forEach((row, j) => {
      row[j] = at(row, j) - shift;
    });
    const fits =
      base.diagonal.every((entry, j) => entry === at(at(matrix, j), j)) &&
      asked.every(({ p, q }) => multiply(matrix, p).every((entry, j) => entry === at(q, j)));
    if (!fits) throw new FederatedError('integrity', 'no matrix of totals fits all answers');
    return matrix;
  }

  function completeIfKnown(): void {
    if (conjugates.directions.length === dimension) gram = recover();
  }

  if (unit(0).some((_, j) => j > 0 && isConstant(j))) startShifted();
  completeIfKnown();

  return {
    get shift() {
      return shift;
    },
    get directions() {
      return conjugates.directions;
    },
    get complete() {
      return gram !== null;
    },
    get gram() {
      return gram;
    },
    get unexplained() {
      return conjugates.unexplained;
    },
    get spread() {
      return spread;
    },
    add(p, q) {
      checkLength(p, 'p', dimension);
      checkLength(q, 'q', dimension);
      if (asked.some((before) => dot(before.q, p) !== dot(q, before.p))) {
        throw new FederatedError('integrity', 'an answer contradicts an earlier one');
      }
      // Against d independent products, symmetry alone leaves no other answer than G^ p.
      if (gram !== null) return;
      asked.push({ p, q });
      if (!conjugates.add(p, shifted(q, p))) {
        if (shift !== 0n) throw negative();
        startShifted();
      }
      completeIfKnown();
    },
    conjugate: (v) => conjugates.conjugate(v),
  };
}

function negative(): FederatedError {
  return new FederatedError('integrity', 'an answer makes a sum of squares negative');
}

/** Conjugate directions of one matrix with a known diagonal. */
interface Conjugates {
  readonly directions: readonly Direction[];
  readonly unexplained: readonly bigint[];
  /** Adds the product q of the matrix with p; false for a direction in which the matrix is flat. */
  add(p: readonly bigint[], q: readonly bigint[]): boolean;
  conjugate(v: readonly bigint[]): bigint[];
  /** The matrix, rounded to integers, from as many directions as it has columns. */
  recover(): bigint[][];
}

function createConjugates(diagonal: readonly bigint[]): Conjugates {
  const directions: Direction[] = [];
  /** Lower triangle of the sum of q q' / (p'q), scale 2^GUARD_BITS. */
  const explained = diagonal.map((_, row) => new Array<bigint>(row + 1).fill(0n));
  let unexplained = diagonal.map((entry) => entry << GUARD_BITS);

  function explain({ q, curvature }: Direction): void {
    explained.forEach((row, a) => {
      const factor = divideRounded(at(q, a) << QUOTIENT_BITS, curvature);
      for (let b = 0; b <= a; b++) {
        row[b] = at(row, b) + shiftRounded(factor * at(q, b), QUOTIENT_BITS - GUARD_BITS);
      }
    });
    unexplained = diagonal.map((entry, j) => (entry << GUARD_BITS) - at(at(explained, j), j));
    const exceeded = unexplained.some(
      (rest, j) => rest < -((at(diagonal, j) << GUARD_BITS) >> NEGATIVE_SHARE_BITS),
    );
    if (exceeded) throw new FederatedError('integrity', 'an answer exceeds the column totals');
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

  return {
    directions,
    get unexplained() {
      return unexplained;
    },
    add(p, q) {
      const direction = split(p, q);
      if (direction === null) return true;
      if (isFlat(magnitude(direction.curvature), direction.p)) return false;
      if (direction.curvature < 0n) throw negative();
      explain(direction);
      directions.push(direction);
      return true;
    },
    conjugate(v) {
      let rest = [...v];
      for (const { p, q, curvature } of directions) {
        rest = subtract(rest, divideRounded(dot(q, rest) << QUOTIENT_BITS, curvature), p);
      }
      return rest;
    },
    recover: () =>
      diagonal.map((_, a) =>
        diagonal.map((__, b) => shiftRounded(at(at(explained, Math.max(a, b)), Math.min(a, b)), GUARD_BITS)),
      ),
  };
}
