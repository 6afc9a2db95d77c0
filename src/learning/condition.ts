import { at, GUARD_BITS, ratioToNumber } from './exact.ts';
import type { GramFactor } from './factor.ts';

type LinearMap = (v: readonly number[]) => number[];

/** Eigenvalues of a Gram matrix that tell how many digits it leaves, in its units. */
export interface Eigenvalues {
  readonly largest: number;
  readonly smallest: number;
}

/** Power iterations at most; where eigenvalues are closer than that tells apart, the quotient is within a percent. */
const MAX_ITERATIONS = 1000;
const SETTLED = 1e-14;
/** Fractional parts of multiples of the golden ratio: no eigenvector of real data is orthogonal to them. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** The largest and the smallest eigenvalue of the Gram matrix of the terms that are kept, both by power iteration. */
export function extremeEigenvalues(gram: readonly (readonly bigint[])[], factor: GramFactor): Eigenvalues {
  const matrix = factor.kept.map((j) => factor.kept.map((k) => Number(at(at(gram, j), k))));
  const lower = factor.lower.map((row) => row.map((entry) => ratioToNumber(entry, 1n << GUARD_BITS)));
  const pivots = factor.pivots.map((entry) => ratioToNumber(entry, 1n << GUARD_BITS));
  const apply: LinearMap = (v) => matrix.map((row) => dotNumbers(row, v));
  const applyInverse: LinearMap = (v) => {
    const solved: number[] = [];
    for (const [j, row] of lower.entries()) solved.push(at(v, j) - dotNumbers(row, solved));
    for (const [j, pivot] of pivots.entries()) solved[j] = at(solved, j) / pivot;
    for (let j = solved.length - 1; j > 0; j--) {
      const value = at(solved, j);
      at(lower, j).forEach((entry, k) => {
        solved[k] = at(solved, k) - entry * value;
      });
    }
    return solved;
  };
  const dimension = matrix.length;
  return {
    largest: largestEigenvalue(apply, dimension),
    smallest: 1 / largestEigenvalue(applyInverse, dimension),
  };
}

/** Largest eigenvalue of a symmetric positive definite map, by its Rayleigh quotients. */
function largestEigenvalue(apply: LinearMap, dimension: number): number {
  let vector = normalise(Array.from({ length: dimension }, (_, j) => 0.5 + ((j * GOLDEN_RATIO) % 1)));
  let eigenvalue = 0;
  for (let i = 0; i < MAX_ITERATIONS; i++) {
    const image = apply(vector);
    const quotient = dotNumbers(vector, image);
    if (Math.abs(quotient - eigenvalue) <= SETTLED * quotient) return quotient;
    eigenvalue = quotient;
    vector = normalise(image);
  }
  return eigenvalue;
}

function normalise(v: readonly number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((entry) => entry / length);
}

function dotNumbers(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}
