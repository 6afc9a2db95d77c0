import type { Contract } from '../contract/index.ts';
import { createCsvWriter, type CsvWriter } from './csv-writer.ts';
import { scanDesign, type DesignRow, type ScanOptions, type ScanSummary } from './scan.ts';

export interface PredictionOptions extends ScanOptions {
  /** Header of the new column; made distinct from the others. Default: `prediction`. */
  readonly column?: string | undefined;
}

/**
 * A file's own rows with one column more: what `predict` says of each, empty where a row has a problem. Cells that a
 * spreadsheet would run as formulas get an apostrophe before them.
 *
 * @param predict is called for every row (see {@link scanDesign}), also for one with a problem, whose result is not
 *   written; NaN is written as an empty cell.
 * @throws FederatedError as {@link scanDesign} does.
 */
export async function csvWithPredictions(
  file: Blob,
  contract: Contract,
  options: PredictionOptions,
  predict: (row: DesignRow) => number,
): Promise<{ readonly csv: Blob; readonly summary: ScanSummary }> {
  const { column = 'prediction', decimalComma = false } = options;
  let writer: CsvWriter | undefined;
  // With commas between the cells, a decimal comma would have to be quoted in every number.
  const delimiter = decimalComma ? ';' : ',';
  const summary = await scanDesign(file, contract, options, (row) => {
    if (writer === undefined) {
      writer = createCsvWriter(delimiter);
      writer.addRow([...row.names, distinctName(column, row.names)]);
    }
    const value = predict(row);
    const shown = row.problem !== null || Number.isNaN(value) ? '' : String(value);
    writer.addRow([...row.cells, decimalComma ? shown.replace('.', ',') : shown]);
  });
  return { csv: (writer ?? createCsvWriter(delimiter)).finish(), summary };
}

function distinctName(wanted: string, names: readonly string[]): string {
  let name = wanted;
  for (let count = 2; names.includes(name); count++) name = `${wanted} ${count}`;
  return name;
}
