import { FederatedError } from '../base/index.ts';
import { decodeWindows1252 } from './windows-1252.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, 0 if there is none. */
  readonly markBytes: number;
}

/** How much of the beginning is looked at for the NUL pattern of UTF-16. */
const SAMPLE_BYTES = 4096;
/** ASCII digits, delimiters and line breaks make at least this share of a CSV in UTF-16 half zero. */
const LEAST_ZERO_SHARE = 0.3;

/**
 * Tells the encoding from the first bytes of a file: by its byte order mark, else UTF-16 by where its
 * zero bytes stand, else UTF-8 (which only reading all of it can confirm).
 *
 * @throws FederatedError `csv-encoding` for UTF-32.
 */
export function detectEncoding(head: Uint8Array): DetectedEncoding {
  const starts = (...mark: number[]) => mark.every((byte, i) => head[i] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) {
    throw new FederatedError('csv-encoding', 'UTF-32 is not read', { encoding: 'utf-32', line: 1 });
  }
  if (starts(0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', markBytes: 3 };
  if (starts(0xff, 0xfe)) return { encoding: 'utf-16le', markBytes: 2 };
  if (starts(0xfe, 0xff)) return { encoding: 'utf-16be', markBytes: 2 };

  const zeros = [0, 0];
  const length = Math.min(head.length, SAMPLE_BYTES);
  for (let i = 0; i < length; i++) if (head[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) > (LEAST_ZERO_SHARE * length) / 2) {
    if (even < odd / 10) return { encoding: 'utf-16le', markBytes: 0 };
    if (odd < even / 10) return { encoding: 'utf-16be', markBytes: 0 };
  }
  return { encoding: 'utf-8', markBytes: 0 };
}

/** Turns the bytes of a file, chunk by chunk, into text; `final` with the last chunk. */
export type Decoder = (chunk: Uint8Array, final: boolean) => string;

/** A decoder that throws a TypeError if the bytes are not of the encoding. */
export function createDecoder(encoding: Encoding): Decoder {
  if (encoding === 'windows-1252') return (chunk) => decodeWindows1252(chunk);
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (chunk, final) => decoder.decode(chunk, { stream: !final });
}

/** Like {@link createDecoder}, but what cannot be decoded becomes U+FFFD: to find and show it. */
export function createLenientDecoder(encoding: Encoding): Decoder {
  if (encoding === 'windows-1252') return (chunk) => decodeWindows1252(chunk, '\ufffd');
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (chunk, final) => decoder.decode(chunk, { stream: !final });
}
