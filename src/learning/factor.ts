import { FederatedError } from '../base/index.ts';
import { at, divideRounded, dot, GUARD_BITS, magnitude, ratioToNumber, shiftRounded } from './exact.ts';
import type { DroppedTerm } from './results.ts';
import { droppedTerm, isFlat } from './singular.ts';

/** G^ of the terms that are kept = L D L', L unit lower triangular: everything at 2^GUARD_BITS. */
export interface GramFactor {
  /** Indexes of the terms that were kept, ascending. Vectors and matrices below are of these alone. */
  readonly kept: readonly number[];
  readonly dropped: readonly DroppedTerm[];
  /** Rows of L up to the diagonal, which is left out. */
  readonly lower: readonly (readonly bigint[])[];
  /** Diagonal of D, in units of G^. */
  readonly pivots: readonly bigint[];
  /** Solves G^ w = b for integers b of all terms; w of all terms at 2^GUARD_BITS, 0 where dropped. */
  solve(b: readonly bigint[]): bigint[];
  /** u'(G^)^-1 u for u at 2^GUARD_BITS. */
  inverseForm(u: readonly bigint[]): number;
  /** Entry of (G^)^-1. */
  inverseEntry(i: number, j: number): number;
}

/** Extra digits of a quotient by a pivot in a sum of squares. */
const FORM_BITS = 2n * GUARD_BITS;

/**
 * Factors a Gram matrix in fixed point with {@link GUARD_BITS} guard digits: 38 decimal digits to begin
 * with, of which a design loses as many as its condition number has. Terms come in one after another, and one of
 * which nothing is left but the rounding of G^ once those before it are accounted for is dropped.
 *
 * @param gram integers, symmetric, as rows
 * @param terms names of the columns, intercept first
 * @throws FederatedError `integrity` if the matrix is no Gram matrix at all.
 */
export function factorGram(gram: readonly (readonly bigint[])[], terms: readonly string[]): GramFactor {
  const kept: number[] = [];
  const dropped: DroppedTerm[] = [];
  const lower: bigint[][] = [];
  const pivots: bigint[] = [];
  const diagonal = gram.map((row, j) => at(row, j));

  gram.forEach((row, j) => {
    const products: bigint[] = [];
    const entries: bigint[] = [];
    kept.forEach((column, k) => {
      const explained = shiftRounded(dot(at(lower, k), products), GUARD_BITS);
      const product = (at(row, column) << GUARD_BITS) - explained;
      products.push(product);
      entries.push(divideRounded(product << GUARD_BITS, at(pivots, k)));
    });
    const pivot = (at(row, j) << GUARD_BITS) - shiftRounded(dot(entries, products), GUARD_BITS);
    const combination = transposedSolve([...lower, entries], [...entries.map(() => 0n), 1n << GUARD_BITS]);
    if (isFlat(magnitude(pivot) << GUARD_BITS, combination)) {
      const spread = spreadOver([...kept, j], combination, j + 1);
      dropped.push(droppedTerm(spread, diagonal, terms));
      return;
    }
    if (pivot < 0n) throw new FederatedError('integrity', 'the totals are those of no data');
    kept.push(j);
    lower.push(entries);
    pivots.push(pivot);
  });

  /** L^-1 e_j from entry j on: those before are 0. */
  const columns: (readonly bigint[] | undefined)[] = [];
  function inverseColumn(j: number): readonly bigint[] {
    const known = columns[j];
    if (known !== undefined) return known;
    const solved = [1n << GUARD_BITS];
    for (let k = j + 1; k < lower.length; k++) {
      const row = at(lower, k);
      let sum = 0n;
      for (let i = j; i < k; i++) sum += at(row, i) * at(solved, i - j);
      solved.push(-shiftRounded(sum, GUARD_BITS));
    }
    columns[j] = solved;
    return solved;
  }

  return {
    kept,
    dropped,
    lower,
    pivots,
    solve(b) {
      const forward = forwardSolve(
        lower,
        kept.map((j) => at(b, j) << GUARD_BITS),
      );
      const solved = transposedSolve(
        lower,
        forward.map((entry, j) => divideRounded(entry << GUARD_BITS, at(pivots, j))),
      );
      return spreadOver(kept, solved, gram.length);
    },
    inverseForm(u) {
      const forward = forwardSolve(lower, u);
      const sum = forward.reduce(
        (total, z, j) => total + divideRounded((z * z) << FORM_BITS, at(pivots, j)),
        0n,
      );
      return ratioToNumber(sum, 1n << (FORM_BITS + GUARD_BITS));
    },
    inverseEntry(i, j) {
      const [left, right] = [inverseColumn(i), inverseColumn(j)];
      let sum = 0n;
      for (let k = Math.max(i, j); k < pivots.length; k++) {
        sum += divideRounded((at(left, k - i) * at(right, k - j)) << FORM_BITS, at(pivots, k));
      }
      return ratioToNumber(sum, 1n << (FORM_BITS + GUARD_BITS));
    },
  };
}

/** A vector of `length` entries that has `values` at `indexes`, and 0 elsewhere. */
function spreadOver(indexes: readonly number[], values: readonly bigint[], length: number): bigint[] {
  const vector = new Array<bigint>(length).fill(0n);
  indexes.forEach((index, k) => {
    vector[index] = at(values, k);
  });
  return vector;
}

/** L^-1 v */
function forwardSolve(lower: readonly (readonly bigint[])[], v: readonly bigint[]): bigint[] {
  const solved: bigint[] = [];
  for (const [j, row] of lower.entries()) solved.push(at(v, j) - shiftRounded(dot(row, solved), GUARD_BITS));
  return solved;
}

/** L'^-1 v */
function transposedSolve(lower: readonly (readonly bigint[])[], v: readonly bigint[]): bigint[] {
  const solved = [...v];
  for (let j = solved.length - 1; j > 0; j--) {
    const value = at(solved, j);
    if (value === 0n) continue;
    at(lower, j).forEach((entry, k) => {
      solved[k] = at(solved, k) - shiftRounded(entry * value, GUARD_BITS);
    });
  }
  return solved;
}
