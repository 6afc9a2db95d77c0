import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { isFederatedError } from '../../../src/base/index.ts';
import { cellLine, createRecordReader, RECORD_LIMIT_CHARACTERS } from '../../../src/dataset/records.ts';

interface Read {
  readonly cells: readonly string[];
  readonly line: number;
  readonly lines: number[];
}

/** All records of `text`, handed over in chunks that end at the `cuts`. */
function read(text: string, delimiter = ',', cuts: readonly number[] = []): Read[] {
  const records: Read[] = [];
  const reader = createRecordReader(delimiter, (record) => {
    records.push({ ...record, lines: record.cells.map((_, i) => cellLine(record, i)) });
  });
  const ends = [...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  let start = 0;
  for (const end of ends) {
    reader.push(text.slice(start, end));
    start = end;
  }
  reader.end();
  return records;
}

const cells = (text: string, delimiter?: string, cuts?: readonly number[]) =>
  read(text, delimiter, cuts).map((record) => record.cells);

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isFederatedError(error) ? { code: error.code, ...error.details } : error;
  }
  return undefined;
}

const unit = fc.constantFrom('a', '7', '"', ',', ';', '\n', '\r', ' ', 'é', '𝄞', '\t', '|');
const cell = fc.oneof(fc.string({ unit }), fc.string({ unit: 'grapheme' }));
const table = fc
  .integer({ min: 1, max: 6 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
  );
const delimiters = fc.constantFrom(',', ';', '\t', '|');
const lineBreaks = fc.constantFrom('\n', '\r\n', '\r');
const cutting = fc.array(fc.nat(), { maxLength: 5 });

function write(row: readonly string[], delimiter: string): string {
  return row.map((c) => `"${c.replaceAll('"', '""')}"`).join(delimiter);
}

/** As records hold them: with LF for every line break inside a cell. */
function normalised(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.map((c) => c.replaceAll(/\r\n|\r/g, '\n')));
}

describe('reading records', () => {
  it('reads back any table that was written with quotes, mixed line breaks too, however it is cut', () => {
    const breaks = fc.array(lineBreaks, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(table, delimiters, breaks, cutting, fc.boolean(), (rows, d, ends, cuts, end) => {
        const last = rows.length - 1;
        const lines = rows.map((row, r) => write(row, d) + (r < last || end ? (ends[r] ?? '') : ''));
        expect(cells(lines.join(''), d, cuts)).toEqual(normalised(rows));
      }),
      { numRuns: 300 },
    );
  });

  it('reads back any table that was written with quotes where they are needed, however it is cut', () => {
    fc.assert(
      fc.property(table, delimiters, lineBreaks, cutting, (rows, delimiter, newline, cuts) => {
        // A row of one empty cell is written as a blank line, and those are skipped.
        const kept = rows.filter((row) => row.length > 1 || row[0] !== '');
        const text = Papa.unparse(kept, { delimiter, newline });
        expect(cells(text, delimiter, cuts)).toEqual(normalised(kept));
      }),
      { numRuns: 300 },
    );
  });

  it('reads or refuses any text alike, however it is cut', () => {
    const piece = fc.oneof(unit, fc.constantFrom('"', '","', '"\n', '""', ',"', '" ', '\r\n'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), cutting, (pieces, cuts) => {
        const text = pieces.join('');
        const outcome = (at: readonly number[]) => {
          let records: unknown;
          const error = codeOf(() => (records = read(text, ',', at)));
          return { records, error };
        };
        expect(outcome(cuts)).toEqual(outcome([]));
      }),
      { numRuns: 500 },
    );
  });

  it('counts physical lines through quoted line breaks of every kind', () => {
    fc.assert(
      fc.property(table, lineBreaks, cutting, (rows, lineBreak, cuts) => {
        const lineOf = (upTo: string) => upTo.split(/\r\n|\n|\r/).length;
        const records = read(rows.map((row) => write(row, ',')).join(lineBreak), ',', cuts);
        let before = '';
        rows.forEach((row, r) => {
          expect(records[r]?.line).toBe(lineOf(before));
          row.forEach((_, c) => {
            expect(records[r]?.lines[c]).toBe(lineOf(before + write(row.slice(0, c), ',')));
          });
          before += write(row, ',') + lineBreak;
        });
      }),
    );
  });

  it('reads LF, CRLF and CR, mixed too, with or without one at the end', () => {
    const expected = [
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ];
    for (const text of ['a,b\n1,2\n3,4', 'a,b\r\n1,2\r\n3,4\r\n', 'a,b\r1,2\r3,4\r', 'a,b\r\n1,2\n3,4\r']) {
      expect(cells(text)).toEqual(expected);
    }
  });

  it('skips blank lines and counts them, but keeps a quoted empty cell', () => {
    expect(read('\na,b\n\n1,2\n   \n3,4\n\n\n').map(({ cells: c, line }) => [line, ...c])).toEqual([
      [2, 'a', 'b'],
      [4, '1', '2'],
      [6, '3', '4'],
    ]);
    expect(cells('a\n""\n1')).toEqual([['a'], [''], ['1']]);
  });

  it('allows spaces around quotes and quotes inside a cell that does not start with one', () => {
    expect(cells('a, "b, c" ,d"e"\n')).toEqual([['a', 'b, c', 'd"e"']]);
    expect(cells(' "a\nb";"c; ""d"""\n', ';')).toEqual([['a\nb', 'c; "d"']]);
    expect(cells('1|  "2|3"\n', '|')).toEqual([['1', '2|3']]);
  });

  it('reads a trailing delimiter as an empty last cell', () => {
    expect(cells('1,2,')).toEqual([['1', '2', '']]);
  });

  it('refuses a quote that is never closed, at the line where it opened', () => {
    const expected = { code: 'csv-unclosed-quote', line: 4, column: 2 };
    expect(codeOf(() => cells('a,b\n"x\ny",1\n2,"never\nclosed\n'))).toEqual(expected);
    expect(codeOf(() => cells('"a'))).toEqual({ code: 'csv-unclosed-quote', line: 1, column: 1 });
  });

  it('refuses text after a closing quote', () => {
    expect(codeOf(() => cells('a,b\n1,"2"3\n'))).toEqual({ code: 'csv-unclosed-quote', line: 2, column: 2 });
    const later = 'a,b,c\n1,2,3\r\n"x\r\n,y",2,"3"4,"5\n';
    expect(codeOf(() => cells(later))).toEqual({ code: 'csv-unclosed-quote', line: 4, column: 3 });
  });

  it('gives up on a quote that swallows megabytes, before the end of the file', () => {
    const reader = createRecordReader(',', () => undefined);
    const chunk = 'x'.repeat(RECORD_LIMIT_CHARACTERS / 2);
    reader.push('a\n1\n2,"');
    reader.push(chunk);
    const error = codeOf(() => {
      reader.push(chunk);
    });
    expect(error).toEqual({ code: 'csv-unclosed-quote', line: 3, column: 2 });
  });

  it('refuses an endless record', () => {
    const reader = createRecordReader(',', () => undefined);
    reader.push('a\n');
    const error = codeOf(() => {
      reader.push('x'.repeat(RECORD_LIMIT_CHARACTERS + 1));
    });
    expect(error).toEqual({ code: 'csv-too-large', line: 2, recordLimitBytes: RECORD_LIMIT_CHARACTERS });
  });
});
