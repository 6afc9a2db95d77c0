import type { Column, Design } from '../contract/index.ts';

/** A set of rows as a sum of terms of 0 and 1: each by its index, and what it is multiplied by. */
export interface Category {
  readonly name: string;
  readonly weights: readonly (readonly [term: number, weight: bigint])[];
}

/**
 * The categories of a column whose rows the totals tell apart: of a nominal column all, the reference among them as what
 * the others leave of the intercept; where missing values have an indicator, the rows without a value and with one.
 *
 * @param known what the rows with a value are called; null leaves out these two.
 */
export function categoriesOf(
  { terms }: Design,
  column: Column,
  feature: number,
  known: string | null,
): Category[] {
  const own = [...terms.entries()].filter(
    ([, { source }]) => (source.kind === 'level' || source.kind === 'missing') && source.feature === feature,
  );
  const levels: Category[] = own.flatMap(([index, { source, name }]) =>
    source.kind === 'level' ? [{ name, weights: [[index, 1n]] }] : [],
  );
  const missing = own.find(([, { source }]) => source.kind === 'missing');
  const rest = (without: typeof own): Category['weights'] => [
    [0, 1n],
    ...without.map(([index]): [number, bigint] => [index, -1n]),
  ];
  const reference: Category[] =
    column.type === 'nominal' ? [{ name: `${column.name}=${column.reference}`, weights: rest(own) }] : [];
  if (missing === undefined || known === null) return [...levels, ...reference];
  return [
    ...levels,
    ...reference,
    { name: missing[1].name, weights: [[missing[0], 1n]] },
    { name: `${column.name}=${known}`, weights: rest([missing]) },
  ];
}
