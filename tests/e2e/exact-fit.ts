import type { ReferenceTerm } from './kit.ts';

/** Least squares in exact integers, independent of the product's code: what its results are held against. */

/** Decimal digits of the generated data: values are integers in units of 10^-DIGITS. */
export const DIGITS = 3;

export interface Table {
  readonly names: readonly string[];
  /** Rows of integers in units of 10^-DIGITS; the last column is the target. */
  readonly rows: readonly (readonly bigint[])[];
}

export function tableToCsv({ names, rows }: Table): string {
  const lines = rows.map((row) => row.map(decimal).join(','));
  return [names.map((name) => `"${name.replaceAll('"', '""')}"`).join(','), ...lines, ''].join('\n');
}

function decimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`;
}

/** Coefficients and standard errors by the normal equations, solved without rounding. */
export function exactFit({ names, rows }: Table): ReferenceTerm[] {
  const unit = 10n ** BigInt(DIGITS);
  const design = rows.map((row) => [unit, ...row.slice(0, -1)]);
  const target = rows.map((row) => row.at(-1) ?? 0n);
  const d = names.length;
  const gram = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (__, j) => sum(design.map((row) => (row[i] ?? 0n) * (row[j] ?? 0n)))),
  );
  const xty = Array.from({ length: d }, (_, i) =>
    sum(design.map((row, k) => (row[i] ?? 0n) * (target[k] ?? 0n))),
  );
  // [G | b | I] by fraction-free elimination: the left block becomes det times the identity.
  const { det, right } = eliminate(
    gram.map((row, i) => [...row, xty[i] ?? 0n, ...row.map((_, j) => BigInt(i === j))]),
  );
  const numerators = right.map((row) => row[0] ?? 0n);
  // RSS = y'y - b'w, with w = numerators / det.
  const yty = sum(target.map((y) => y * y));
  const rss = ratio(yty * det - sum(numerators.map((w, i) => w * (xty[i] ?? 0n))), det * unit * unit);
  const variance = rss / (rows.length - d);
  return ['(intercept)', ...names.slice(0, -1)].map((term, i) => ({
    term,
    estimate: ratio(numerators[i] ?? 0n, det),
    std_error: Math.sqrt(variance * ratio((right[i]?.[1 + i] ?? 0n) * unit * unit, det)),
  }));
}

/** Bareiss elimination with back-substitution; columns behind the square block ride along. */
function eliminate(input: bigint[][]): { det: bigint; right: bigint[][] } {
  const m = input.map((row) => [...row]);
  const d = m.length;
  const entry = (i: number, j: number): bigint => m[i]?.[j] ?? 0n;
  let previous = 1n;
  for (let k = 0; k < d; k++) {
    const pivot = entry(k, k);
    if (pivot === 0n) throw new Error('singular');
    for (let i = 0; i < d; i++) {
      if (i === k) continue;
      const factor = entry(i, k);
      m[i] = (m[i] ?? []).map((value, j) => (value * pivot - factor * entry(k, j)) / previous);
    }
    previous = pivot;
  }
  return { det: previous, right: m.map((row) => row.slice(d)) };
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

/** A quotient of integers as a float64, right to 2^-60. */
function ratio(numerator: bigint, denominator: bigint): number {
  if (denominator < 0n) return ratio(-numerator, -denominator);
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const shift = BigInt(Math.max(0, 64 + denominator.toString(2).length - magnitude.toString(2).length));
  const quotient = Number((magnitude << shift) / denominator) / 2 ** Number(shift);
  return negative ? -quotient : quotient;
}
