import { createNumberReader } from './numbers.ts';
import type { Delimiter } from './delimiter.ts';

/** Characters of text that are gathered before they become bytes. */
const BATCH_CHARACTERS = 1024 * 1024;
const LINE_END = '\r\n';
/** What a reader may take for the end of a cell, whichever delimiter it expects. */
const TO_QUOTE = /[",;\t|\r\n]|^\s|\s$/;
/** What makes a spreadsheet run a cell as a formula, full-width signs among them (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/;
/** Signs that stand alone are no formula; one of them is usual for a missing value. */
const LONE_SIGN = /^\s*[+-]\s*$/;

export interface CsvWriter {
  addRow(cells: readonly string[]): void;
  /** All rows, in UTF-8. */
  finish(): Blob;
}

/** Writes CSV (RFC 4180) that a spreadsheet shows and does not run. */
export function createCsvWriter(delimiter: Delimiter): CsvWriter {
  const numbers = createNumberReader(true);
  const parts: Blob[] = [];
  let text = '';

  function written(cell: string): string {
    const runs = FORMULA.test(cell) && !LONE_SIGN.test(cell) && Number.isNaN(numbers.read(cell));
    const shown = runs ? `'${cell}` : cell;
    return TO_QUOTE.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
  }

  function flush(): void {
    // Bytes of a Blob may be kept outside the memory of the page.
    if (text !== '') parts.push(new Blob([text]));
    text = '';
  }

  return {
    addRow(cells) {
      // A lone empty cell would read as a blank line.
      text +=
        cells.length === 1 && cells[0] === ''
          ? `""${LINE_END}`
          : cells.map(written).join(delimiter) + LINE_END;
      if (text.length > BATCH_CHARACTERS) flush();
    },
    finish() {
      flush();
      return new Blob(parts, { type: 'text/csv' });
    },
  };
}
