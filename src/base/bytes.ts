import { checkBytes, checkInteger } from './checks.ts';

/** Bytes over an ordinary (not shared) buffer: what WebCrypto, IndexedDB and data channels take. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** @throws TypeError if `bytes` are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

/** Compares without stopping at the first difference; lengths are not secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const rest = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const symbols = [word >> 18, (word >> 12) & 63, (word >> 6) & 63, word & 63];
    text += symbols
      .slice(0, Math.min(rest, 3) + 1)
      .map((s) => BASE64URL[s])
      .join('');
  }
  return text;
}

/**
 * Reads base64url without padding. Only the canonical spelling is accepted.
 *
 * @throws RangeError for any other character, length or spare bit.
 */
export function fromBase64Url(text: string): Bytes {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let length = 0;
  for (const character of text) {
    const symbol = BASE64URL.indexOf(character);
    if (symbol < 0) throw new RangeError('base64url: unexpected character');
    word = ((word << 6) | symbol) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (word >> bits) & 255;
    }
  }
  if (toBase64Url(bytes) !== text) throw new RangeError('base64url: not canonical');
  return bytes;
}

/**
 * A non-negative integer as `length` big-endian bytes.
 *
 * @throws RangeError if it is negative or does not fit.
 */
export function bigintToBytes(value: bigint, length: number): Bytes {
  checkInteger(length, 'length', 0);
  if (value < 0n) throw new RangeError('value: expected a non-negative integer');
  const hex = value.toString(16);
  if (value !== 0n && hex.length > 2 * length) throw new RangeError(`value: does not fit ${length} bytes`);
  const padded = value === 0n ? ''.padStart(2 * length, '0') : hex.padStart(2 * length, '0');
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = Number.parseInt(padded.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Big-endian bytes as a non-negative integer; no bytes are zero. */
export function bytesToBigint(bytes: Uint8Array): bigint {
  checkBytes(bytes, 'bytes');
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** Number of bits of |value|; zero has none. */
export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}
