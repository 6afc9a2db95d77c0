import { FederatedError } from '../base/index.ts';
import { supportedContract, type Contract, type NumericColumn } from '../contract/index.ts';
import { createCellReader } from './cells.ts';
import { sight } from './column-profiler.ts';
import { createProductSums, PRODUCT_BITS, roundedShift } from './exact-products.ts';
import type { CsvRecord } from './records.ts';
import type { ReadControl } from './source.ts';
import { readTable, type Header, type TableVisitor } from './table.ts';

/**
 * Sums over one owner's rows, with columns mapped to [-1, 1] and the intercept first; d columns in all.
 * Integers at the scales of the contract.
 */
export interface OwnerTotals {
  /** Rows that were summed. */
  readonly rows: number;
  /** Rows left out for a missing value, or one outside a range whose policy is to drop. */
  readonly dropped: number;
  /** d. */
  readonly dimension: number;
  /** X'X, row-major d * d, times 2^gramBits. */
  readonly gram: bigint[];
  /** X'y, d, times 2^(gramBits + weightBits). */
  readonly xty: bigint[];
  /** y'y, times 2^gramBits. */
  readonly yty: bigint;
}

export interface TotalsOptions extends ReadControl {
  /** Whether 3,5 is a number; if absent, wherever the comma is not the delimiter. */
  readonly decimalComma?: boolean | undefined;
}

/**
 * Reads a CSV file once, in bounded memory, and sums the products of the columns that the contract
 * names. The sums are exact for the mapped values, which are float64; the one rounding behind them is that
 * to the scales of the contract, halves upwards.
 *
 * Error details may hold cells and lines of the file (`value`, `context`): they are to be shown to its
 * owner and to nobody else.
 *
 * @throws FederatedError `contract-unsupported`, `data-column-missing`, `data-not-numeric`,
 *   `data-out-of-range`, `data-too-few-rows` if no row is left, `csv-not-finite`; and what reading a
 *   file throws.
 */
export async function computeTotals(
  file: Blob,
  contract: Contract,
  options: TotalsOptions = {},
): Promise<OwnerTotals> {
  supportedContract(contract);
  const { result } = await readTable(file, options, (header) => createSummer(header, contract, options));
  return result;
}

function createSummer(header: Header, contract: Contract, options: TotalsOptions): TableVisitor<OwnerTotals> {
  const { target, features } = supportedContract(contract);
  const columns = [...features, target];
  const dimension = features.length + 1;
  const positions = columns.map((column) => header.names.indexOf(column.name));
  if (positions.includes(-1)) {
    const names = columns.filter((_, i) => positions[i] === -1).map((column) => column.name);
    throw new FederatedError('data-column-missing', 'the file lacks columns of the contract', { names });
  }
  const cells = createCellReader({
    decimalComma: options.decimalComma ?? header.delimiter !== ',',
    missingMarks: contract.missingMarks,
  });
  const sums = createProductSums(dimension + 1);
  const values = new Float64Array(dimension + 1).fill(1);
  let dropped = 0;

  return {
    row(record) {
      let complete = true;
      // No early end: a bad cell is reported even in a row that is dropped for another one.
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i] ?? target;
        const value = readValue(record, positions[i] ?? 0, column);
        values[i + 1] = value;
        if (Number.isNaN(value)) complete = false;
      }
      if (complete) sums.addRow(values);
      else dropped++;
    },
    finish(rows) {
      if (rows === dropped) {
        throw new FederatedError('data-too-few-rows', 'every row was dropped', { rows: 0, dropped });
      }
      const { gramBits, weightBits } = contract.scales;
      const sum = sums.finish();
      const scaled = (i: number, j: number, bits: number) =>
        roundedShift(sum(Math.min(i, j), Math.max(i, j)), PRODUCT_BITS - bits);
      const indexes = Array.from({ length: dimension }, (_, index) => index);
      return {
        rows: rows - dropped,
        dropped,
        dimension,
        gram: indexes.flatMap((i) => indexes.map((j) => scaled(i, j, gramBits))),
        xty: indexes.map((i) => scaled(i, dimension, gramBits + weightBits)),
        yty: scaled(dimension, dimension, gramBits),
      };
    },
  };

  /** The mapped value of a cell; NaN if its row is to be dropped. */
  function readValue(record: CsvRecord, index: number, column: NumericColumn): number {
    const kind = cells.read(record.cells[index] ?? '');
    if (kind === 'missing') return NaN;
    if (kind !== 'number') throw badCell(kind, record, index, column);
    const [low, high] = column.range;
    const { value } = cells;
    if (value >= low && value <= high) return mapped(value, low, high);
    if (column.outside === 'drop') return NaN;
    if (column.outside === 'clip') return value < low ? -1 : 1;
    const details = { ...sight(record, index), column: index + 1, name: column.name, lo: low, hi: high };
    throw new FederatedError('data-out-of-range', 'a value is outside the range of the contract', details);
  }
}

/**
 * Maps [low, high] to [-1, 1]. The quotient is doubled, not the difference, so that nothing overflows.
 * The result is a multiple of 2^-53: from a quotient of 1/4 on the subtraction is exact, below it rounds
 * to the spacing of float64 next to -1.
 */
function mapped(value: number, low: number, high: number): number {
  return 2 * ((value - low) / (high - low)) - 1;
}

function badCell(
  kind: 'infinite' | 'text',
  record: CsvRecord,
  index: number,
  column: NumericColumn,
): FederatedError {
  const code = kind === 'infinite' ? 'csv-not-finite' : 'data-not-numeric';
  const details = { ...sight(record, index), column: index + 1, name: column.name };
  return new FederatedError(code, 'a cell of a numeric column is not a number', details);
}
