import type { Column, NumericColumn } from '../contract/index.ts';
import type { CellState } from './design-columns.ts';
import type { GuardFinding } from './guards.ts';

/** What became of the values of one column. */
export interface ColumnCounts {
  readonly name: string;
  /** Cells without a value, in any row. */
  readonly missing: number;
  /** Values that were moved to an end of the range, in rows that were summed. */
  readonly clipped: number;
  /** Values outside the range or the categories, whose rows were dropped. */
  readonly outside: number;
}

/** What holding a file against a contract did to it: for its owner's eyes only. */
export interface RowCounts {
  /** The features in the order of the contract, then the target. */
  readonly columns: readonly ColumnCounts[];
  /** Rows dropped for a missing value. */
  readonly droppedForMissing: number;
  /** Rows without one, dropped for a value outside. */
  readonly droppedForOutside: number;
  /** What guards warn of in the rows that are used, and nobody was told of before. */
  readonly warnings?: readonly GuardFinding[];
}

export interface RowCounter {
  /** Notes what became of the cell of a column in the current row. */
  see(column: number, state: CellState): void;
  /** Ends the row; returns whether it is used. */
  endRow(): boolean;
  counts(): RowCounts;
  /** Columns with values that were clipped in rows that are used. */
  clipped(): NumericColumn[];
}

export function createRowCounter(columns: readonly Column[]): RowCounter {
  const missing = new Float64Array(columns.length);
  const clipped = new Float64Array(columns.length);
  const outside = new Float64Array(columns.length);
  /** Columns clipped in the current row. */
  let clippedHere: number[] = [];
  let missingHere = false;
  let outsideHere = false;
  let droppedForMissing = 0;
  let droppedForOutside = 0;

  function add(counts: Float64Array, column: number): void {
    counts[column] = (counts[column] ?? 0) + 1;
  }

  return {
    see(column, state) {
      if (state === 'clipped') clippedHere.push(column);
      else if (state === 'outside') {
        outsideHere = true;
        add(outside, column);
      } else if (state === 'missing') {
        missingHere ||= columns[column]?.missing.policy === 'drop';
        add(missing, column);
      }
    },
    endRow() {
      const used = !missingHere && !outsideHere;
      if (missingHere) droppedForMissing++;
      else if (outsideHere) droppedForOutside++;
      if (clippedHere.length > 0) {
        if (used) for (const column of clippedHere) add(clipped, column);
        clippedHere = [];
      }
      missingHere = false;
      outsideHere = false;
      return used;
    },
    counts: () => ({
      columns: columns.map(({ name }, i) => ({
        name,
        missing: missing[i] ?? 0,
        clipped: clipped[i] ?? 0,
        outside: outside[i] ?? 0,
      })),
      droppedForMissing,
      droppedForOutside,
    }),
    clipped: () =>
      columns.filter((column, i): column is NumericColumn => 'range' in column && (clipped[i] ?? 0) > 0),
  };
}
