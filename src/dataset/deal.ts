import { checkBytes, checkInteger, type Bytes } from '../base/index.ts';
import { MAX_ROWS, type Validation } from '../contract/index.ts';

/** Bytes of the seed of a deal: a key of AES-256. */
export const DEAL_SEED_BYTES = 32;

/** Bytes of keystream made at a time. */
const CHUNK_BYTES = 64 * 1024;
const BLOCK_BYTES = 16;

/** Parts into which a validation deals rows: of a hold-out, 0 is for training, 1 held out. */
export function partCountOf(validation: Validation): number {
  switch (validation.kind) {
    case 'none':
      return 1;
    case 'hold-out':
      return 2;
    case 'folds':
      return validation.folds;
  }
}

/** The fewest rows of a part that has any, before any row is dropped. */
export function smallestPartOf(validation: Validation, rows: number): number {
  switch (validation.kind) {
    case 'none':
      return rows;
    case 'hold-out': {
      const held = heldOut(validation.share, rows);
      return held === 0 || held === rows ? rows : Math.min(held, rows - held);
    }
    case 'folds':
      return rows < validation.folds ? Math.min(1, rows) : Math.floor(rows / validation.folds);
  }
}

function heldOut(share: number, rows: number): number {
  return Math.round(share * rows);
}

/**
 * Deals the rows of a file to the parts of a validation, the same way whenever seed and validation are the same, and
 * independently for any other validation, lest two hold-outs differ by one row: of a hold-out
 * exactly round(share * rows) rows are held out, folds differ by one row at most, and every such deal is as likely
 * as any other (Durstenfeld's shuffle, on words of the AES-CTR keystream of the seed; words that would favour a
 * row are rejected).
 *
 * @param seed from crypto randomness, for nothing else.
 * @returns the part of each row, by its place in the file.
 */
export async function dealRows(seed: Bytes, validation: Validation, rows: number): Promise<Uint8Array> {
  checkBytes(seed, 'seed', DEAL_SEED_BYTES);
  checkInteger(rows, 'rows', 0, MAX_ROWS);
  const parts = new Uint8Array(rows);
  if (validation.kind === 'none') return parts;
  if (validation.kind === 'hold-out') parts.fill(1, 0, heldOut(validation.share, rows));
  else for (let row = 0; row < rows; row++) parts[row] = row % validation.folds;

  const words = await createKeystream(seed, nonceOf(validation));
  let last = rows - 1;
  while (last > 0) {
    // A chunk at a time: a promise for each word would take most of the time.
    for (const word of await words()) {
      const mask = 2 ** (32 - Math.clz32(last)) - 1;
      const other = (word & mask) >>> 0;
      if (other > last) continue;
      const part = parts[last] ?? 0;
      parts[last] = parts[other] ?? 0;
      parts[other] = part;
      if (--last === 0) break;
    }
  }
  return parts;
}

/** What stands for a validation before the counter: the number of folds, or the share held out, which is below 1. */
function nonceOf(validation: Validation): number {
  if (validation.kind === 'none') return 0;
  return validation.kind === 'folds' ? validation.folds : validation.share;
}

/**
 * The keystream of AES-256-CTR with a counter from 0, as little-endian words, chunk by chunk.
 *
 * @param nonce the first 8 bytes of the counter's block, as a big-endian float64.
 */
async function createKeystream(seed: Bytes, nonce: number): Promise<() => Promise<Uint32Array>> {
  const key = await crypto.subtle.importKey('raw', seed, 'AES-CTR', false, ['encrypt']);
  const zeros = new Uint8Array(CHUNK_BYTES);
  let block = 0;
  return async () => {
    const counter = new Uint8Array(BLOCK_BYTES);
    const written = new DataView(counter.buffer);
    written.setFloat64(0, nonce);
    written.setBigUint64(8, BigInt(block));
    block += CHUNK_BYTES / BLOCK_BYTES;
    const stream = await crypto.subtle.encrypt({ name: 'AES-CTR', counter, length: 64 }, key, zeros);
    const view = new DataView(stream);
    return Uint32Array.from({ length: CHUNK_BYTES / 4 }, (_, i) => view.getUint32(4 * i, true));
  };
}
