import { utf8 } from '../../src/base/index.ts';

/** Bytes after the first of a head, where it is to take more than it has to. */
export type Width = 0 | 1 | 2 | 4 | 8;

interface Length {
  readonly width?: Width;
  /** What the head says, where that is a lie. */
  readonly declared?: bigint;
  /** Of unstated length; strings in one chunk. */
  readonly open?: boolean;
}

/** CBOR before it is written (RFC 8949, section 3): everything that it can say, well-formed or not. */
export type Tree =
  | { readonly kind: 'int'; readonly value: number; readonly width?: Width }
  | ({ readonly kind: 'bytes' | 'text'; readonly bytes: Uint8Array } & Length)
  | ({ readonly kind: 'list'; readonly items: readonly Tree[] } & Length)
  | ({ readonly kind: 'map'; readonly entries: readonly Entry[]; readonly disorder?: boolean } & Length)
  /** Floats, simple values, tags and whatever else stands as it is. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array };

export type Entry = readonly [key: Tree, value: Tree];

export const NULL = raw(0xf6);
export const TRUE = raw(0xf5);
export const FALSE = raw(0xf4);

export function raw(...bytes: number[]): Tree {
  return { kind: 'raw', bytes: Uint8Array.from(bytes) };
}

export function text(value: string): Tree {
  return { kind: 'text', bytes: utf8(value) };
}

/** The shortest float of a number. */
export function float(value: number): Tree {
  const view = new DataView(new ArrayBuffer(8));
  const half = halfOf(value);
  if (half !== null) return raw(0xf9, half >> 8, half & 255);
  const single = Math.fround(value) === value;
  if (single) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return raw(single ? 0xfa : 0xfb, ...new Uint8Array(view.buffer, 0, single ? 4 : 8));
}

/** The 16 bits of a number in half precision (RFC 8949, appendix D the other way round); null if there are none. */
export function halfOf(value: number): number | null {
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return sign;
  if (!(magnitude <= 65_504)) return null;
  // Below 2^-14 digits have the weight 2^-24; above, the first of 11 digits is not written.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const digits = magnitude / 2 ** (exponent - 10);
  if (!Number.isInteger(digits)) return null;
  return digits < 1024 ? sign | digits : sign | ((exponent + 15) << 10) | (digits - 1024);
}

/** A plain value as deterministic encoding (RFC 8949, section 4.2.1) has it. */
export function treeOf(value: unknown): Tree {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { kind: 'int', value } : float(value);
  }
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (value === null) return NULL;
  if (value instanceof Uint8Array) return { kind: 'bytes', bytes: value };
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) };
  if (typeof value !== 'object') throw new TypeError('has no CBOR');
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return { kind: 'map', entries: entries.map(([key, each]) => [text(key), treeOf(each)]) };
}

/** The bytes of a tree; keys of maps in deterministic order unless they are in `disorder`. */
export function write(tree: Tree, prefix: readonly number[] = []): Uint8Array<ArrayBuffer> {
  length = 0;
  for (const byte of prefix) put(byte);
  append(tree);
  return buffer.slice(0, length);
}

// One buffer for all that is written: what is written is small and often.
let buffer = new Uint8Array(1 << 16);
let length = 0;

function room(bytes: number): void {
  if (length + bytes <= buffer.length) return;
  const grown = new Uint8Array(2 * (length + bytes));
  grown.set(buffer.subarray(0, length));
  buffer = grown;
}

function put(byte: number): void {
  room(1);
  buffer[length++] = byte;
}

function putAll(bytes: Uint8Array): void {
  room(bytes.length);
  buffer.set(bytes, length);
  length += bytes.length;
}

function append(tree: Tree): void {
  switch (tree.kind) {
    case 'int':
      putHead(tree.value < 0 ? 1 : 0, tree.value < 0 ? -1 - tree.value : tree.value, tree.width);
      return;
    case 'bytes':
    case 'text':
      if (tree.open === true) put(((tree.kind === 'text' ? 3 : 2) << 5) | 31);
      putHead(tree.kind === 'text' ? 3 : 2, tree.declared ?? tree.bytes.length, tree.width);
      putAll(tree.bytes);
      break;
    case 'list':
      if (tree.open === true) put(0x9f);
      else putHead(4, tree.declared ?? tree.items.length, tree.width);
      for (const item of tree.items) append(item);
      break;
    case 'map':
      if (tree.open === true) put(0xbf);
      else putHead(5, tree.declared ?? tree.entries.length, tree.width);
      for (const [key, value] of tree.disorder === true ? tree.entries : ordered(tree.entries)) {
        append(key);
        append(value);
      }
      break;
    case 'raw':
      putAll(tree.bytes);
      return;
  }
  if (tree.open === true) put(0xff);
}

function putHead(major: number, value: number | bigint, width: Width = 0): void {
  const shortest = value < 24 ? 0 : value < 256 ? 1 : value < 65_536 ? 2 : value < 2 ** 32 ? 4 : 8;
  const bytes = Math.max(shortest, width);
  const first = major << 5;
  if (bytes === 0) {
    put(first | Number(value));
    return;
  }
  put(first | (24 + Math.log2(bytes)));
  let rest = BigInt(value);
  room(bytes);
  for (let i = bytes - 1; i >= 0; i--) {
    buffer[length + i] = Number(rest & 255n);
    rest >>= 8n;
  }
  length += bytes;
}

/** Texts first by length, then by bytes: so are their heads. Other keys stay where they are. */
function ordered(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort(([a], [b]) =>
    a.kind === 'text' && b.kind === 'text' ? compare(a.bytes, b.bytes) : 0,
  );
}

export function compare(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
