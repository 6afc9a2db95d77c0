import { FederatedError } from '../base/index.ts';
import { DEFAULT_MISSING_MARKS } from '../contract/index.ts';
import { createCellReader, type CellKind } from './cells.ts';
import { createColumnProfiler, type ColumnProfile } from './column-profiler.ts';
import { createRowsHasher, rowsHashOf } from './rows-hash.ts';
import type { ReadControl } from './source.ts';
import { readTable, type Header, type TableFormat, type TableVisitor } from './table.ts';

/** What is known of a file: for its owner's eyes only. */
export interface FileProfile extends TableFormat {
  /** Name of the file, if it has one. */
  readonly name?: string;
  /** Records below the header; blank lines do not count. */
  readonly rows: number;
  readonly bytes: number;
  /** Whether a column writes 3.5 as 3,5. */
  readonly decimalComma: boolean;
  /** What reading took. */
  readonly milliseconds: number;
  readonly columns: readonly ColumnProfile[];
  readonly missingCells: number;
  /** Rows without a missing cell. */
  readonly completeRows: number;
  /**
   * Equal for files that hold the same rows under the same names, however they are written and in
   * whatever order of rows and columns: 64 hex digits. Cells that count as missing are all alike.
   */
  readonly rowsHash: string;
}

export interface ProfileOptions extends ReadControl {
  /** Written cells that count as missing, besides the empty one and NaN; the contract's default if absent. */
  readonly missingMarks?: readonly string[] | undefined;
}

type Contents = Pick<FileProfile, 'rows' | 'decimalComma' | 'columns' | 'missingCells' | 'completeRows'> & {
  /** What the hash of the rows is taken of. */
  readonly rowsSummary: string;
};

/**
 * Reads a CSV file once, in bounded memory, and says what is in it.
 *
 * A column is numeric if all its values are numbers; if only a few are not, they are taken for
 * mistakes and refused with line and column; otherwise it is text.
 *
 * Error details may hold cells and lines of the file (`value`, `context`): they are to be shown to its
 * owner and to nobody else.
 *
 * @throws FederatedError `csv-empty`, `csv-no-rows`, `csv-header-empty-name`, `csv-header-duplicate`,
 *   `csv-ragged`, `csv-unclosed-quote`, `csv-not-text`, `csv-encoding`, `csv-not-finite`,
 *   `csv-not-numeric`, `csv-no-numeric-columns`, `csv-too-large`, `csv-too-many-columns`, `cancelled`,
 *   `storage-failed`.
 */
export async function readProfile(file: Blob, options: ProfileOptions = {}): Promise<FileProfile> {
  const startedAt = performance.now();
  const marks = options.missingMarks ?? DEFAULT_MISSING_MARKS;
  const { result, ...format } = await readTable(file, options, (header) => createProfiler(header, marks));
  const { rowsSummary, ...contents } = result;
  const rowsHash = await rowsHashOf(rowsSummary);
  const name = file instanceof File ? { name: file.name } : {};
  const milliseconds = performance.now() - startedAt;
  return { ...name, bytes: file.size, ...format, ...contents, rowsHash, milliseconds };
}

function createProfiler(
  { names, delimiter }: Header,
  missingMarks: readonly string[],
): TableVisitor<Contents> {
  const cells = createCellReader({ decimalComma: delimiter !== ',', missingMarks });
  const profilers = names.map((name, index) => createColumnProfiler(name, index, cells));
  const hasher = createRowsHasher(names);
  const kinds = new Array<CellKind>(names.length).fill('missing');
  const values = new Float64Array(names.length);
  let missingCells = 0;
  let completeRows = 0;
  return {
    row(record) {
      let missing = 0;
      let column = 0;
      for (const profiler of profilers) {
        const kind = profiler.see(record);
        if (kind === 'missing') missing++;
        kinds[column] = kind;
        values[column++] = cells.value;
      }
      hasher.addRow(record.cells, kinds, values);
      missingCells += missing;
      if (missing === 0) completeRows++;
    },
    finish(rows) {
      const [mistake] = profilers
        .map((profiler) => profiler.mistake())
        .filter((error) => error !== undefined)
        .sort((a, b) => Number(a.details['line']) - Number(b.details['line']));
      if (mistake !== undefined) throw mistake;
      const columns = profilers.map((profiler) => profiler.finish());
      if (!columns.some((column) => column.minimum !== undefined)) {
        throw new FederatedError('csv-no-numeric-columns', 'no column holds numbers', { names });
      }
      const decimalComma = profilers.some((profiler) => profiler.usesDecimalComma());
      const rowsSummary = hasher.finish(rows);
      return { rows, decimalComma, columns, missingCells, completeRows, rowsSummary };
    },
  };
}
