import { categoriesOf, type Category } from './category-terms.ts';
import type { Column, Contract, Design } from '../contract/index.ts';
import type { PartTotals } from './part-totals.ts';

/** How many rows stand behind something that is summed: for their owner's eyes only. */
export interface Members {
  /** `column=category`, `a=category*b=category`, `column=(missing)` and `column=(known)`. */
  readonly term: string;
  /** The columns of the contract that it is made of. */
  readonly columns: readonly string[];
  /** The fewest rows in any part that has one. */
  readonly members: number;
}

/** Counts what the totals themselves do not tell: rows of a rank, of numbers that take two values only, of a class. */
export interface MemberTally {
  /** @param values terms of a row and its target, in the units of the data. */
  addRow(part: number, values: Float64Array): void;
  /** All that has a member, the rows of the totals and those that were added. */
  members(parts: readonly PartTotals[]): Members[];
}

/** Numbers that take so many values are as good as categories. */
const TWO_VALUES = 2;
const KNOWN = '(known)';

/** Values of one term, or the target. */
interface Watched {
  readonly column: Column;
  /** Its place in the row, and that of the indicator of its missing values, -1 for none. */
  readonly index: number;
  readonly indicator: number;
  /** What else a number stands for. */
  readonly nameOf: (value: number) => string;
  /** Rows by value and part; null once there are more values than are categories. */
  rows: Map<number, Float64Array> | null;
  readonly most: number;
}

/** @param parts how many parts there are. */
export function createMemberTally(design: Design, contract: Contract, parts: number): MemberTally {
  const watched = watchedIn(design, contract);

  return {
    addRow(part, values) {
      for (const each of watched) {
        if (each.rows === null || values[each.indicator] === 1) continue;
        const value = values[each.index] ?? 0;
        let rows = each.rows.get(value);
        if (rows === undefined) {
          if (each.rows.size === each.most) {
            each.rows = null;
            continue;
          }
          rows = new Float64Array(parts);
          each.rows.set(value, rows);
        }
        rows[part] = (rows[part] ?? 0) + 1;
      }
    },
    members(totals) {
      const { gramBits } = contract.scales;
      const counted = watched.flatMap(({ column, rows, nameOf }) =>
        Array.from(rows ?? [], ([value, counts]) => ({
          term: `${column.name}=${nameOf(value)}`,
          columns: [column.name],
          members: fewest(counts),
        })),
      );
      const summed = cellsOf(design, contract).map(({ term, columns, of: [a, b] }) => ({
        ...{ term, columns },
        members: fewest(totals.map(({ gram }) => rowsOfBoth(gram, design.terms.length, gramBits, a, b))),
      }));
      return [...summed, ...counted].filter(({ members }) => members < Infinity);
    },
  };
}

function watchedIn(design: Design, { features, target, model }: Contract): Watched[] {
  const watched = design.terms.flatMap(({ source }, index): Watched[] => {
    if (source.kind !== 'value' && source.kind !== 'rank') return [];
    const column = features[source.feature];
    if (column === undefined) return [];
    // The indicator of a column's missing values stands behind its value.
    const indicator = column.missing.policy === 'indicator' ? index + 1 : -1;
    return [watch(column, index, indicator)];
  });
  const positive = model.kind === 'logistic' ? model.positive : undefined;
  const own = watch(target, design.terms.length, -1);
  const classOf = (value: number): string => (value === 1 ? (positive ?? '') : `not ${positive ?? ''}`);
  const asClass = { ...own, nameOf: classOf, most: TWO_VALUES };
  return [...watched, positive === undefined ? own : asClass];
}

function watch(column: Column, index: number, indicator: number): Watched {
  const rows = new Map<number, Float64Array>();
  const shared = { column, index, indicator, rows };
  if (column.type !== 'ordinal') return { ...shared, nameOf: String, most: TWO_VALUES };
  const { order } = column;
  return { ...shared, nameOf: (rank) => order[rank - 1] ?? '', most: order.length };
}

interface Cell {
  readonly term: string;
  readonly columns: readonly string[];
  /** A row is in it that is in both. */
  readonly of: readonly [Category, Category];
}

/** What the totals tell apart: categories, their products, missing values and those that are not. */
function cellsOf(design: Design, { features, derived }: Contract): Cell[] {
  const everything: Category = { name: '', weights: [[0, 1n]] };
  const single = features.flatMap((column, feature): Cell[] => {
    const columns = [column.name];
    return categoriesOf(design, column, feature, KNOWN).map((category) => ({
      ...{ term: category.name, columns },
      of: [category, everything],
    }));
  });
  const products = derived.flatMap((each): Cell[] => {
    if (each.kind !== 'product') return [];
    const [left = [], right = []] = each.of.map((name) => {
      const feature = features.findIndex((column) => column.name === name);
      const column = features[feature];
      return column?.type === 'nominal' ? categoriesOf(design, column, feature, null) : [];
    });
    return left.flatMap((a) =>
      right.map((b): Cell => ({ term: `${a.name}*${b.name}`, columns: each.of, of: [a, b] })),
    );
  });
  return [...single, ...products];
}

/** How many rows two categories share. */
function rowsOfBoth(
  gram: readonly bigint[],
  dimension: number,
  gramBits: number,
  a: Category,
  b: Category,
): number {
  let sum = 0n;
  for (const [i, left] of a.weights) {
    for (const [j, right] of b.weights) sum += left * right * (gram[i * dimension + j] ?? 0n);
  }
  // Terms of 0 and 1 are not rounded.
  return Number(sum >> BigInt(gramBits));
}

/** The least but 0; infinite where there is no other. */
function fewest(counts: Iterable<number>): number {
  let least = Infinity;
  for (const count of counts) if (count > 0 && count < least) least = count;
  return least;
}
