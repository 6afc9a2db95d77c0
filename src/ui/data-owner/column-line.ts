import type { Column } from '../../contract/index.ts';
import { copy } from '../copy/copy.ts';
import { publicRange } from '../lib/columns.ts';

/** Categories that a line names before it counts the rest. */
const NAMED_VALUES = 5;

/** What stands in public about a column, as a line that stays short however many categories there are. */
export function publicLine(column: Column): string {
  const words = copy.ownColumns.line;
  if (column.type === 'continuous' || column.type === 'discrete') return publicRange(column);
  const values = valuesOf(column);
  // One that is left over takes no more room than saying that one is.
  const named = values.length <= NAMED_VALUES + 1 ? values : values.slice(0, NAMED_VALUES);
  const more = values.length - named.length;
  return (column.type === 'ordinal' ? words.steps : words.values)(values.length, named, more);
}

/**
 * What becomes of rows without a value of the column, or with one outside it: only what differs from the page's
 * own proposal, or matters to this file.
 *
 * @param missing rows of the file without a value.
 */
export function policyLine(column: Column, missing: number): string {
  const words = copy.ownColumns.line;
  return [
    ...(missing > 0 || column.missing.policy !== 'drop' ? [words.missing[column.missing.policy]] : []),
    ...(column.outside === 'refuse' ? [] : [words.outside[column.outside]]),
  ].join('; ');
}

/** The categories of a column, in their order; none of a column of numbers. */
function valuesOf(column: Column): readonly string[] {
  if (column.type === 'ordinal') return column.order;
  return column.type === 'nominal' ? column.categories : [];
}

/** `values` with the one at `index` moved by `step` places; null where that leads out of the list. */
export function movedBy(values: readonly string[], index: number, step: -1 | 1): string[] | null {
  const value = values[index];
  const neighbour = values[index + step];
  if (value === undefined || neighbour === undefined) return null;
  const moved = [...values];
  moved[index] = neighbour;
  moved[index + step] = value;
  return moved;
}
