import { FederatedError, isFederatedError } from '../base/index.ts';
import { MAX_COLUMNS, MAX_ROWS } from '../contract/index.ts';
import { detectDelimiter, type Delimiter } from './delimiter.ts';
import {
  createDecoder,
  detectEncoding,
  type Decoder,
  type DetectedEncoding,
  type Encoding,
} from './encoding.ts';
import { withContext } from './line-context.ts';
import { cellLine, createRecordReader, type CsvRecord, type RecordReader } from './records.ts';
import { readChunks, readSlice, type ReadControl } from './source.ts';

/** How a file is written, as far as reading it again needs to know. */
export interface TableFormat {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
}

/** What is done with a table while it streams by; made anew if the file must be read from the start again. */
export interface TableVisitor<Result> {
  /** Called for each record; its cells are as many as the names. @throws FederatedError to stop. */
  row(record: CsvRecord): void;
  /** Called after the last record. */
  finish(rows: number): Result;
}

export interface Header {
  /** Trimmed, distinct, not empty. */
  readonly names: readonly string[];
  readonly delimiter: Delimiter;
}

/** How much of the beginning tells encoding and delimiter. */
const HEAD_BYTES = 64 * 1024;

/**
 * Streams a CSV file through a visitor in bounded memory.
 *
 * A file without a byte order mark that turns out not to be UTF-8 is read again as windows-1252.
 * Errors that name a line carry the raw lines around it (`context`, of which the first is line
 * `contextLine`): they are for the eyes of the file's owner alone.
 *
 * @throws FederatedError with the `csv-` codes, `cancelled` and `storage-failed`; and what the visitor throws.
 */
export async function readTable<Result>(
  file: Blob,
  control: ReadControl,
  createVisitor: (header: Header) => TableVisitor<Result>,
): Promise<TableFormat & { readonly result: Result }> {
  const detected = detectEncoding(await readSlice(file, 0, HEAD_BYTES));
  try {
    return await readAs(file, detected, control, createVisitor);
  } catch (error) {
    const guessed = detected.encoding === 'utf-8' && detected.markBytes === 0;
    if (!guessed || !isFederatedError(error, 'csv-encoding')) throw error;
    return readAs(file, { encoding: 'windows-1252', markBytes: 0 }, control, createVisitor);
  }
}

async function readAs<Result>(
  file: Blob,
  detected: DetectedEncoding,
  control: ReadControl,
  createVisitor: (header: Header) => TableVisitor<Result>,
): Promise<TableFormat & { readonly result: Result }> {
  const decoder = createDecoder(detected.encoding);
  let delimiter: Delimiter | undefined;
  let reader: RecordReader | undefined;
  const table = { visitor: undefined as TableVisitor<Result> | undefined, columns: 0, rows: 0 };

  function onRecord(record: CsvRecord): void {
    if (table.visitor === undefined) {
      const header = readHeader(record, delimiter ?? ',');
      table.columns = header.names.length;
      table.visitor = createVisitor(header);
      return;
    }
    if (record.cells.length !== table.columns) {
      const details = { line: record.line, expected: table.columns, found: record.cells.length };
      throw new FederatedError(
        'csv-ragged',
        'a record has another number of fields than the header',
        details,
      );
    }
    if (++table.rows > MAX_ROWS)
      throw new FederatedError('csv-too-large', 'too many rows', { maximumRows: MAX_ROWS });
    table.visitor.row(record);
  }

  try {
    for await (const { bytes, final } of readChunks(file, detected.markBytes, control)) {
      const text = decode(decoder, bytes, final, detected.encoding);
      if (text.includes('\0')) throw new FederatedError('csv-not-text', 'the file holds binary data');
      delimiter ??= detectDelimiter(text.slice(0, HEAD_BYTES), final && text.length <= HEAD_BYTES);
      reader ??= createRecordReader(delimiter, onRecord);
      reader.push(text);
    }
    reader?.end();
    const { visitor, rows } = table;
    if (visitor === undefined) throw new FederatedError('csv-empty', 'the file is empty');
    if (rows === 0) throw new FederatedError('csv-no-rows', 'the file holds a header only');
    return { encoding: detected.encoding, delimiter: delimiter ?? ',', result: visitor.finish(rows) };
  } catch (error) {
    throw await withContext(error, file, detected);
  }
}

function decode(decoder: Decoder, bytes: Uint8Array, final: boolean, encoding: Encoding): string {
  try {
    return decoder(bytes, final);
  } catch (cause) {
    throw new FederatedError('csv-encoding', `the file is not ${encoding}`, { encoding }, { cause });
  }
}

function readHeader(record: CsvRecord, delimiter: Delimiter): Header {
  const { cells } = record;
  if (cells.length > MAX_COLUMNS) {
    const details = { limit: MAX_COLUMNS, found: cells.length };
    throw new FederatedError('csv-too-many-columns', 'the file has too many columns', details);
  }
  const names: string[] = [];
  for (const [i, cell] of cells.entries()) {
    const name = cell.trim();
    const place = { line: cellLine(record, i), column: i + 1 };
    if (name === '') throw new FederatedError('csv-header-empty-name', 'a column has no name', place);
    if (names.includes(name)) {
      const first = names.indexOf(name) + 1;
      throw new FederatedError('csv-header-duplicate', 'two columns have the same name', {
        ...place,
        name,
        first,
      });
    }
    names.push(name);
  }
  return { names, delimiter };
}
