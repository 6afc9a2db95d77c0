import { toHex, utf8 } from '../base/index.ts';
import type { CellKind } from './cells.ts';
import { murmur3 } from './murmur3.ts';
import { createNumberReader } from './numbers.ts';

/** The upper word of a float64 that is no finite number: it marks what else a cell may be. */
const MISSING = 0x7ff80000;
const TEXT = 0x7ff80001;
const PURPOSE = 'federated-trainer/v1/rows';

/** Takes the rows of a table in any order. */
export interface RowsHasher {
  /**
   * Adds a row.
   *
   * @param values where the kind is `number`, its value.
   */
  addRow(cells: readonly string[], kinds: readonly CellKind[], values: Float64Array): void;
  /** Everything that was added, as text that is equal for equal tables. */
  finish(rows: number): string;
}

/**
 * Sums up a table so that only its content counts: neither the order of rows or columns, nor how a value
 * is written. Values, names, and how often a row occurs do count.
 *
 * Rows are hashed each and the hashes added as integers (a multiset hash: Clarke, Devadas, van Dijk,
 * Gassend and Suh, ASIACRYPT 2003), with a hash that is not cryptographic: one that is takes most of the
 * time that reading takes. Whoever crafts rows can make two tables alike; that only brings the owner of
 * both one more question.
 */
export function createRowsHasher(names: readonly string[]): RowsHasher {
  const order = [...names.keys()].sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
  const anyMark = createNumberReader(true);
  const float = new Float64Array(1);
  const halves = new Int32Array(float.buffer);
  const digest = new Int32Array(4);
  /** Little-endian words of the sum. The last one counts overflows: no more than rows. */
  const sum = new Uint32Array(5);
  let words = new Int32Array(256);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= words.length) return;
    const larger = new Int32Array(2 * (length + more));
    larger.set(words);
    words = larger;
  }

  function addNumber(value: number): void {
    float[0] = value;
    words[length++] = halves[0] ?? 0;
    words[length++] = halves[1] ?? 0;
  }

  function addText(cell: string): void {
    const text = cell.trim();
    // A quoted 3,5 is text where the comma delimits, and a number in the same table with semicolons.
    const value = text.includes(',') ? anyMark.read(text) : NaN;
    if (Number.isFinite(value)) {
      addNumber(value);
      return;
    }
    reserve(text.length + 2 * order.length);
    words[length++] = text.length;
    words[length++] = TEXT;
    // Two code units to a word; behind the last one NaN stands for none, which is no bits.
    for (let i = 0; i < text.length; i += 2) {
      words[length++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    }
  }

  function addToSum(): void {
    let carry = 0;
    for (let i = 0; i < 5; i++) {
      const total = (sum[i] ?? 0) + (i < 4 ? (digest[i] ?? 0) >>> 0 : 0) + carry;
      sum[i] = total;
      carry = total > 0xffffffff ? 1 : 0;
    }
  }

  return {
    addRow(cells, kinds, values) {
      length = 0;
      reserve(2 * order.length);
      for (const column of order) {
        const kind = kinds[column];
        if (kind === 'number') addNumber(values[column] ?? 0);
        else if (kind === 'missing') {
          words[length++] = 0;
          words[length++] = MISSING;
        } else addText(cells[column] ?? '');
      }
      murmur3(words, length, digest);
      addToSum();
    },
    finish: (rows) => JSON.stringify([PURPOSE, order.map((column) => names[column]), rows, [...sum]]),
  };
}

/** SHA-256, in hex, of what {@link RowsHasher.finish} returned. */
export async function rowsHashOf(summary: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(summary))));
}
