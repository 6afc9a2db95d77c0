import { concatBytes, toHex, utf8 } from '../base/index.ts';

const PURPOSE = 'federated-trainer/v1/selection';

/** Which rows of a file go into totals, and with which values changed. */
export interface Selection {
  /** Notes whether the next row of the file is used. */
  addRow(used: boolean): void;
  /**
   * SHA-256, in hex, of the rows that are used and of the columns of which values were clipped, each with its name
   * and range: equal exactly where the same rows went in with the same values.
   */
  finish(
    clipped: readonly { readonly name: string; readonly range: readonly [number, number] }[],
  ): Promise<string>;
}

export function createSelection(): Selection {
  let bitmap = new Uint8Array(1024);
  let rows = 0;
  return {
    addRow(used) {
      const byte = rows >> 3;
      if (byte === bitmap.length) {
        const larger = new Uint8Array(2 * byte);
        larger.set(bitmap);
        bitmap = larger;
      }
      if (used) bitmap[byte] = (bitmap[byte] ?? 0) | (1 << (rows & 7));
      rows++;
    },
    async finish(clipped) {
      // Columns stand in any order in a contract; here in one.
      const columns = clipped
        .map(({ name, range }) => [name, ...range] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const head = utf8(JSON.stringify([PURPOSE, rows, columns]));
      const bytes = concatBytes(head, bitmap.subarray(0, Math.ceil(rows / 8)));
      return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    },
  };
}
