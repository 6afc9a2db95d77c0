import { asFederatedError, FederatedError } from '../base/index.ts';

/** What a long reading reports to, and is stopped by. */
export interface ReadControl {
  /** Called after each chunk. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes read at a time: large enough to be fast, small enough to cancel and to fit memory. */
export const CHUNK_BYTES = 1024 * 1024;

/**
 * The bytes of a file from `offset` on, in chunks.
 *
 * @throws FederatedError `cancelled`; `storage-failed` if the browser can no longer read the file.
 */
export async function* readChunks(
  file: Blob,
  offset: number,
  control: ReadControl = {},
): AsyncGenerator<{ bytes: Uint8Array; final: boolean }> {
  for (let start = offset; start < file.size; start += CHUNK_BYTES) {
    if (control.signal?.aborted === true) throw new FederatedError('cancelled', 'reading was cancelled');
    const end = Math.min(start + CHUNK_BYTES, file.size);
    yield { bytes: await readSlice(file, start, end), final: end === file.size };
    control.onProgress?.(end, file.size);
  }
}

/** Bytes [start, end) of a file. @throws FederatedError `storage-failed`. */
export async function readSlice(file: Blob, start: number, end: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (error) {
    throw asFederatedError(error, 'storage-failed');
  }
}
