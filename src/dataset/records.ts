import Papa from 'papaparse';
import { FederatedError, fromUtf8, utf8 } from '../base/index.ts';

/** The longest record, in characters: what a stray quote may swallow before the reader gives up. */
export const RECORD_LIMIT_CHARACTERS = 4 * 1024 * 1024;

/** One record of a CSV file. */
export interface CsvRecord {
  /** Without their quotes; line breaks inside them are LF. */
  readonly cells: readonly string[];
  /** Physical line of the file at which the record starts, from 1. */
  readonly line: number;
}

export interface RecordReader {
  push(chunk: string): void;
  /** No more text will come: the last record need not end in a line break. */
  end(): void;
}

/** CRLF or a lone CR; but not a CR at the very end, which may be half a CRLF. */
const OTHER_LINE_BREAK = /\r\n|\r(?!$)/g;
const BLANK = /^ *\n?$/;

/** Physical line on which a cell starts. */
export function cellLine(record: CsvRecord, index: number): number {
  return record.cells.slice(0, index).reduce((line, cell) => line + countLineBreaks(cell), record.line);
}

/** A copy of a text: slices, which cells are, keep the whole chunk in memory that they were cut from. */
export function detached(text: string): string {
  return fromUtf8(utf8(text));
}

/**
 * Cuts text that comes in chunks into records, those with quotes by Papa Parse: RFC 4180 with any line break, mixed too,
 * spaces around quotes, and quotes inside a cell that does not start with one. Blank lines are skipped
 * but counted.
 *
 * @throws FederatedError `csv-unclosed-quote`, `csv-too-large` for an endless record; and what
 *   `onRecord` throws.
 */
export function createRecordReader(delimiter: string, onRecord: (record: CsvRecord) => void): RecordReader {
  const dialect = { delimiter, newline: '\n' } as const;
  // Inside quotes, a quote is followed by a second one or by what ends the cell: this one opens a cell.
  const indentedQuote = new RegExp(`(^|[${delimiter}\n]) +"(?=[^\\s"${delimiter}])`, 'g');
  const parser = new Papa.Parser({ ...dialect, step: onStep });
  /** What is not yet handed on, with the latest chunk. */
  let text = '';
  /** Offset in `text` at which the next record starts. */
  let start = 0;
  let line = 1;

  function onStep({ data, errors, meta }: Papa.ParseStepResult<string[][]>): void {
    checkQuotes(errors);
    const raw = text.slice(start, meta.cursor);
    const [cells = []] = data;
    if (cells.length > 1 || !BLANK.test(raw)) onRecord({ cells, line });
    line += countLineBreaks(raw);
    start = meta.cursor;
  }

  /** Refuses a quote without a closing one, or with text behind it. */
  function checkQuotes([error]: readonly Papa.ParseError[]): void {
    if (error?.index === undefined) return;
    const upToQuote = text.slice(start, error.index);
    const [cells = []] = Papa.parse<string[]>(upToQuote, dialect).data;
    throw new FederatedError('csv-unclosed-quote', 'a quoted cell is not closed', {
      line: line + countLineBreaks(upToQuote),
      column: cells.length,
    });
  }

  /** Hands on all complete records; with `final`, the last one as well. */
  function read(chunk: string, final: boolean): void {
    text += chunk;
    if (text.includes('\r')) text = text.replace(OTHER_LINE_BREAK, '\n');
    if (text.includes('"')) {
      text = text.replace(indentedQuote, '$1"');
      parser.parse(text, 0, !final);
    } else readUnquoted();
    text = text.slice(start);
    start = 0;
  }

  /** Hands on all complete records where no cell is quoted: a line is a record, which is faster to find. */
  function readUnquoted(): void {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const raw = text.slice(start, end);
      const cells = raw.split(delimiter);
      if (cells.length > 1 || !BLANK.test(raw)) onRecord({ cells, line });
      line++;
      start = end + 1;
    }
  }

  return {
    push(chunk) {
      read(chunk, false);
      if (text.length <= RECORD_LIMIT_CHARACTERS) return;
      checkQuotes(Papa.parse(text, dialect).errors);
      // A character takes a byte at least, so the record is longer than as many bytes.
      const details = { line, recordLimitBytes: RECORD_LIMIT_CHARACTERS };
      throw new FederatedError('csv-too-large', 'a record is too long', details);
    },
    end() {
      read('\n', true);
    },
  };
}

function countLineBreaks(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks++;
  return breaks;
}
