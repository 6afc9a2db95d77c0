import { compare, halfOf } from './cbor-tree.ts';

/** Maps keep their type, so that no key can be taken for something else. */
export type Value = null | boolean | number | string | Uint8Array | Value[] | Map<string, Value>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the deterministic CBOR of one value by the letter of RFC 8949, sections 3 and 4.2.1, and nothing else: an
 * implementation that shares nothing with the one that is tested. Integers are those that a float64 holds; no
 * tags, no `undefined`, no infinity; keys are texts.
 *
 * @throws Error with what is wrong.
 */
export function readStrictly(bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function take(length: number): number {
    if (length > bytes.length - at) throw new Error('ends early');
    at += length;
    return at - length;
  }

  /** The argument of a head in its shortest form. */
  function argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new Error('length not stated, or reserved');
    const width = 2 ** (info - 24);
    const start = take(width);
    let value = 0;
    for (let i = 0; i < width; i++) value = 256 * value + view.getUint8(start + i);
    const least = [24, 2 ** 8, 2 ** 16, 2 ** 32][info - 24] ?? Infinity;
    if (value < least) throw new Error('longer than it must be');
    if (value > Number.MAX_SAFE_INTEGER) throw new Error('beyond safe integers');
    return value;
  }

  function value(): Value {
    const first = view.getUint8(take(1));
    const major = first >> 5;
    if (major === 7) return simple(first & 31);
    if (major === 6) throw new Error('tag');
    const n = argument(first & 31);
    switch (major) {
      case 0:
        return n;
      case 1:
        if (n === Number.MAX_SAFE_INTEGER) throw new Error('beyond safe integers');
        return -1 - n;
      case 2: {
        const start = take(n);
        return bytes.subarray(start, at);
      }
      case 3:
        return string(n);
      case 4: {
        const items: Value[] = [];
        for (let i = 0; i < n; i++) items.push(value());
        return items;
      }
      default:
        return map(n);
    }
  }

  function string(length: number): string {
    const start = take(length);
    const read = utf8.decode(bytes.subarray(start, at));
    // The decoder that is tested takes it off: such a text has no spelling that says it.
    if (read.startsWith('\ufeff')) throw new Error('byte order mark');
    return read;
  }

  function map(size: number): Map<string, Value> {
    const read = new Map<string, Value>();
    let before: Uint8Array | null = null;
    for (let i = 0; i < size; i++) {
      const start = at;
      const key = value();
      if (typeof key !== 'string') throw new Error('key that is no text');
      const written = bytes.subarray(start, at);
      // Whole keys with their heads: what is longer has the greater head.
      if (before !== null && compare(before, written) >= 0) throw new Error('keys in disorder');
      before = written;
      read.set(key, value());
    }
    return read;
  }

  function simple(info: number): Value {
    if (info === 20) return false;
    if (info === 21) return true;
    if (info === 22) return null;
    if (info < 25 || info > 27) throw new Error('simple value');
    const start = take(2 ** (info - 24));
    if (info === 25) return shortest(half(view.getUint16(start)), 25);
    return shortest(info === 26 ? view.getFloat32(start) : view.getFloat64(start), info);
  }

  const read = value();
  if (at !== bytes.length) throw new Error('more behind the end');
  return read;
}

function half(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 31;
  const digits = word & 1023;
  if (exponent === 31) return digits === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * digits * 2 ** -24 : sign * (1024 + digits) * 2 ** (exponent - 25);
}

/** A number that an integer would say is written as one; any other float in the shortest form. */
function shortest(value: number, info: number): number {
  if (!Number.isFinite(value)) throw new Error('no number');
  if (Number.isSafeInteger(value)) throw new Error('an integer as a float');
  const needed = halfOf(value) !== null ? 25 : Math.fround(value) === value ? 26 : 27;
  if (info !== needed) throw new Error('longer than it must be');
  return value;
}
