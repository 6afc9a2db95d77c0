import { at } from './exact.ts';

/** Share of a diagonal entry below which what is left of it is rounding. */
const VANISHING_PIVOT = 64 * Number.EPSILON;

/**
 * Solves A x = b for a symmetric positive definite A in float64, by Cholesky's method.
 *
 * @param a rows; what stands above the diagonal is not read
 * @returns null if A is not positive definite to within rounding
 */
export function solvePositive(a: readonly ArrayLike<number>[], b: ArrayLike<number>): Float64Array | null {
  const n = a.length;
  const rows: Float64Array[] = [];
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    const source = at(a, i);
    const row = new Float64Array(i + 1);
    for (let j = 0; j < i; j++) {
      const other = at(rows, j);
      row[j] = ((source[j] ?? 0) - partialDot(row, other, j)) / (other[j] ?? 1);
    }
    const diagonal = source[i] ?? 0;
    const pivot = diagonal - partialDot(row, row, i);
    if (!(pivot > VANISHING_PIVOT * diagonal)) return null;
    row[i] = Math.sqrt(pivot);
    rows.push(row);
    x[i] = ((x[i] ?? 0) - partialDot(row, x, i)) / Math.sqrt(pivot);
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = at(rows, i);
    const value = (x[i] ?? 0) / (row[i] ?? 1);
    x[i] = value;
    for (let j = 0; j < i; j++) x[j] = (x[j] ?? 0) - (row[j] ?? 0) * value;
  }
  return x;
}

/** Of the first `length` entries. */
function partialDot(a: Float64Array, b: Float64Array, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}
