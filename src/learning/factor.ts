import { FederatedError } from '../base/index.ts';
import { at, divideRounded, dot, GUARD_BITS, magnitude, ratioToNumber, shiftRounded } from './exact.ts';
import { isFlat, singularDesign } from './singular.ts';

/** G^ = L D L', L unit lower triangular: everything at 2^GUARD_BITS. */
export interface GramFactor {
  /** Rows of L up to the diagonal, which is left out. */
  readonly lower: readonly (readonly bigint[])[];
  /** Diagonal of D, in units of G^. */
  readonly pivots: readonly bigint[];
  /** Solves G^ w = b for integers b; w at 2^GUARD_BITS. */
  solve(b: readonly bigint[]): bigint[];
  /** u'(G^)^-1 u for u at 2^GUARD_BITS. */
  inverseForm(u: readonly bigint[]): number;
}

/** Extra digits of a quotient by a pivot in a sum of squares. */
const FORM_BITS = 2n * GUARD_BITS;

/**
 * Factors a Gram matrix in fixed point with {@link GUARD_BITS} guard digits: 38 decimal digits to begin
 * with, of which a design loses as many as its condition number has.
 *
 * @param gram integers, symmetric, as rows
 * @param terms names of the columns, intercept first
 * @throws FederatedError `singular-design` naming the columns of which a combination vanishes to
 *   within the rounding of G^, `integrity` if the matrix is no Gram matrix at all.
 */
export function factorGram(gram: readonly (readonly bigint[])[], terms: readonly string[]): GramFactor {
  const lower: bigint[][] = [];
  const pivots: bigint[] = [];
  const diagonal = gram.map((row, j) => at(row, j));

  gram.forEach((row, j) => {
    const products: bigint[] = [];
    const entries: bigint[] = [];
    for (let k = 0; k < j; k++) {
      const explained = shiftRounded(dot(at(lower, k), products), GUARD_BITS);
      const product = (at(row, k) << GUARD_BITS) - explained;
      products.push(product);
      entries.push(divideRounded(product << GUARD_BITS, at(pivots, k)));
    }
    const pivot = (at(row, j) << GUARD_BITS) - shiftRounded(dot(entries, products), GUARD_BITS);
    lower.push(entries);
    pivots.push(pivot);
    const combination = transposedSolve(lower, [...entries.map(() => 0n), 1n << GUARD_BITS]);
    if (isFlat(magnitude(pivot) << GUARD_BITS, combination)) {
      throw singularDesign(
        diagonal.map((_, k) => combination[k] ?? 0n),
        diagonal,
        terms,
      );
    }
    if (pivot < 0n) throw new FederatedError('integrity', 'the totals are those of no data');
  });

  return {
    lower,
    pivots,
    solve(b) {
      const forward = forwardSolve(
        lower,
        b.map((entry) => entry << GUARD_BITS),
      );
      return transposedSolve(
        lower,
        forward.map((entry, j) => divideRounded(entry << GUARD_BITS, at(pivots, j))),
      );
    },
    inverseForm(u) {
      const forward = forwardSolve(lower, u);
      const sum = forward.reduce(
        (total, z, j) => total + divideRounded((z * z) << FORM_BITS, at(pivots, j)),
        0n,
      );
      return ratioToNumber(sum, 1n << (FORM_BITS + GUARD_BITS));
    },
  };
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
    at(lower, j).forEach((entry, k) => {
      solved[k] = at(solved, k) - shiftRounded(entry * value, GUARD_BITS);
    });
  }
  return solved;
}
