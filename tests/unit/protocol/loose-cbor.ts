import { concatBytes, utf8, type Bytes } from '../../../src/base/index.ts';

/** Spellings that RFC 8949 allows and its section 4.2.1 (deterministic encoding) does not. */
export interface Spelling {
  /** Every length and integer takes this many bytes after its head, where the value would fit fewer. */
  readonly width?: 1 | 2 | 4 | 8;
  /** Lists and maps, or byte strings, whose length is not stated. */
  readonly indefinite?: 'containers' | 'bytes';
  readonly order?: (keys: string[]) => string[];
  /** Writes the first key of every map twice. */
  readonly duplicate?: boolean;
}

/** CBOR of plain values, as somebody else might write it (RFC 8949, section 3). */
export function spell(value: unknown, spelling: Spelling = {}): Bytes {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return head(0, value, spelling);
  if (typeof value === 'string') return concatBytes(head(3, utf8(value).length, spelling), utf8(value));
  if (value instanceof Uint8Array) {
    if (spelling.indefinite !== 'bytes') return concatBytes(head(2, value.length, spelling), value);
    return concatBytes(Uint8Array.of(0x5f), head(2, value.length, {}), value, Uint8Array.of(0xff));
  }
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (Array.isArray(value)) {
    return container(
      4,
      value.length,
      value.map((each) => spell(each, spelling)),
      spelling,
    );
  }
  if (typeof value !== 'object' || value === null) throw new Error('cannot be spelled here');
  const { order = canonicalOrder, duplicate = false } = spelling;
  const keys = order(Object.keys(value));
  const written = duplicate ? [...keys.slice(0, 1), ...keys] : keys;
  const items = written.flatMap((key) => [
    spell(key, spelling),
    spell((value as Record<string, unknown>)[key], spelling),
  ]);
  return container(5, written.length, items, spelling);
}

function canonicalOrder(keys: string[]): string[] {
  return keys.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

function container(major: number, length: number, items: Bytes[], spelling: Spelling): Bytes {
  if (spelling.indefinite !== 'containers') return concatBytes(head(major, length, spelling), ...items);
  return concatBytes(Uint8Array.of((major << 5) | 31), ...items, Uint8Array.of(0xff));
}

function head(major: number, value: number, { width }: Spelling): Bytes {
  const shortest = value < 24 ? 0 : value < 256 ? 1 : value < 65_536 ? 2 : 4;
  const bytes = Math.max(shortest, width ?? 0);
  const info = { 0: value, 1: 24, 2: 25, 4: 26, 8: 27 }[bytes] ?? 0;
  const rest = Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);
  return Uint8Array.of((major << 5) | info, ...rest);
}
