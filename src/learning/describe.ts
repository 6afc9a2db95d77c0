import { designOf, type Contract } from '../contract/index.ts';
import { at } from './exact.ts';
import { columnProducts, columnSquares, targetProducts, targetSquares } from './moments.ts';
import { baseOfTotals, fractionBits, type PlainTotals, type PooledBase } from './pooled.ts';
import type { Description, VariableSummary } from './results.ts';
import { fromMapped, halfRanges } from './units.ts';

/**
 * Count, mean and standard deviation of every term and the target over the rows that were used; correlations from
 * the whole Gram matrix. Of a term of 0 and 1, the mean is its share of rows.
 *
 * @param totals all of them, or what BASE tells
 */
export function describe(totals: PlainTotals | PooledBase, contract: Contract): Description {
  const base = 'gram' in totals ? baseOfTotals(totals) : totals;
  const { terms, target } = designOf(contract);
  const halves = halfRanges(contract);
  const { rows } = base;
  const bits = fractionBits(base.scales);
  const denominator = BigInt(rows) << bits.gram;

  const summary = (name: string, mean: number, squares: number): VariableSummary => ({
    name,
    count: rows,
    mean,
    ...(rows > 1 && { sd: Math.sqrt(squares / (rows - 1)) }),
  });
  const slopes = terms.map((_, j) => j).slice(1);
  const columnSummaries = slopes.map((j) => {
    const { name, range } = at(terms, j);
    const mean = fromMapped({ numerator: at(base.sums, j), denominator }, range);
    return summary(name, mean, columnSquares(base, j) * at(halves, j) ** 2);
  });
  const targetRatio = { numerator: at(base.xty, 0), denominator: denominator << bits.weight };
  const [lo, hi] = target.range;
  const targetSummary = summary(
    target.name,
    fromMapped(targetRatio, target.range),
    targetSquares(base) * ((hi - lo) / 2) ** 2,
  );
  return {
    variables: [...columnSummaries, targetSummary],
    correlations: 'gram' in totals ? correlationsOf(totals, base, slopes) : null,
  };
}

function correlationsOf(
  totals: PlainTotals,
  base: PooledBase,
  columns: readonly number[],
): (number | null)[][] {
  const products = columnProducts(totals, columns);
  const withTarget = columns.map((j) => targetProducts(base, j));
  const squares = [...columns.map((j) => columnSquares(base, j)), targetSquares(base)];
  const last = columns.length;
  return squares.map((left, i) =>
    squares.map((right, k) => {
      if (left === 0 || right === 0) return null;
      if (i === k) return 1;
      const product =
        i === last ? at(withTarget, k) : k === last ? at(withTarget, i) : (at(products, i)[k] ?? 0);
      return Math.max(-1, Math.min(1, product / Math.sqrt(left * right)));
    }),
  );
}
