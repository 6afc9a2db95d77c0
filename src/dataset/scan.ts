import { designOf, type Contract } from '../contract/index.ts';
import { findDesignColumns, type ColumnOptions, type DesignColumn } from './design-columns.ts';
import type { ReadControl } from './source.ts';
import { readTable, type Header, type TableVisitor } from './table.ts';
import { createTermValues } from './term-values.ts';

/** Why a row has no prediction. */
export type RowProblem =
  /** A value is missing whose policy is to drop the row. */
  | 'missing'
  /** A cell names no category of the contract. */
  | 'unknown-category'
  /** A derived term is no finite number, as the logarithm of a number that is not positive. */
  | 'undefined';

/** A row of a file that predictions are made for. `values` are overwritten by the next row. */
export interface DesignRow {
  /** Place of the row in the file, from 0. */
  readonly index: number;
  /** Headers and cells as they are in the file. */
  readonly names: readonly string[];
  readonly cells: readonly string[];
  /** The terms in the units of the data, the intercept first; without meaning where there is a problem. */
  readonly values: Float64Array;
  /** What stands against a prediction. */
  readonly problem: RowProblem | null;
  /** Whether a number lies outside its range of the contract: the prediction extrapolates. */
  readonly extrapolated: boolean;
  /** The target, of a logistic model 1 or 0; NaN if the file has none here, or no class of the contract. */
  readonly target: number;
}

export interface ScanSummary {
  readonly rows: number;
  /** Rows without a problem. */
  readonly usable: number;
  /** Of these, those that extrapolate, and those that have a target. */
  readonly extrapolated: number;
  readonly withTarget: number;
  readonly problems: Readonly<Record<RowProblem, number>>;
  /** Whether the file has the target's column. */
  readonly hasTarget: boolean;
}

export type ScanOptions = ReadControl & ColumnOptions;

/**
 * Reads a CSV file once, in bounded memory, and gives the terms of a contract for each of its rows. Unlike for
 * training, numbers outside a range are used, as they are unless the contract clips them; values that are missing
 * or unknown only count against their own row.
 *
 * Error details may hold cells and lines of the file (`value`, `context`): they are to be shown to its
 * owner and to nobody else.
 *
 * @throws FederatedError `contract-invalid`, `data-column-missing` for a feature, `data-not-numeric`,
 *   `csv-not-finite`; what reading a file throws; and what `onRow` throws.
 */
export async function scanDesign(
  file: Blob,
  contract: Contract,
  options: ScanOptions,
  onRow: (row: DesignRow) => void,
): Promise<ScanSummary> {
  designOf(contract);
  const { result } = await readTable(file, options, (header) =>
    createScanner(header, contract, options, onRow),
  );
  return result;
}

function createScanner(
  header: Header,
  contract: Contract,
  options: ScanOptions,
  onRow: (row: DesignRow) => void,
): TableVisitor<ScanSummary> {
  const design = designOf(contract);
  const { features, target } = findDesignColumns(header, contract, options, true);
  const terms = createTermValues(design, contract);
  const values = new Float64Array(design.terms.length);
  const problems: Record<RowProblem, number> = { missing: 0, 'unknown-category': 0, undefined: 0 };
  let usable = 0;
  let extrapolating = 0;
  let withTarget = 0;
  let index = 0;

  return {
    row(record) {
      let problem: RowProblem | null = null;
      let extrapolated = false;
      for (const [i, feature] of features.entries()) {
        const state = feature.read(record);
        if (state === 'missing') {
          if (feature.column.missing.policy === 'drop') problem ??= 'missing';
          terms.setMissing(i);
          continue;
        }
        if (state !== 'used') {
          if (hasRange(feature)) extrapolated = true;
          else problem ??= 'unknown-category';
        }
        terms.set(i, feature.value);
      }
      terms.compute(values);
      if (problem === null && !values.every(Number.isFinite)) problem = 'undefined';
      const actual = target === null ? NaN : targetOf(target.read(record), target);
      if (problem !== null) problems[problem]++;
      else {
        usable++;
        if (extrapolated) extrapolating++;
        if (!Number.isNaN(actual)) withTarget++;
      }
      onRow({
        index: index++,
        names: header.names,
        cells: record.cells,
        values,
        problem,
        extrapolated: extrapolated && problem === null,
        target: actual,
      });
    },
    finish: (rows) => ({
      rows,
      usable,
      extrapolated: extrapolating,
      withTarget,
      problems,
      hasTarget: target !== null,
    }),
  };

  function targetOf(state: ReturnType<DesignColumn['read']>, column: DesignColumn): number {
    if (state === 'missing') return NaN;
    // A number outside the range is what it is; what is no class of the contract has none.
    const known = state !== 'outside' || (contract.model.kind !== 'logistic' && hasRange(column));
    return known ? column.value : NaN;
  }
}

function hasRange({ column }: DesignColumn): boolean {
  return 'range' in column;
}
