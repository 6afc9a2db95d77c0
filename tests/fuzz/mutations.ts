import { utf8 } from '../../src/base/index.ts';
import {
  FALSE,
  float,
  NULL,
  raw,
  text,
  treeOf,
  TRUE,
  type Entry,
  type Tree,
  type Width,
} from './cbor-tree.ts';
import type { Random } from './seed.ts';
import { FIELDS, FRACTIONS, LENGTHS, NOT_UTF8, NUMBERS, TEXTS, WORDS } from './vocabulary.ts';

/** A change of one place in a tree. */
type Change = (tree: Tree, random: Random) => Tree;

/** Another value of the kind that stands there: often still a message, but another one. */
export const anotherValue: Change = (tree, random) => {
  switch (tree.kind) {
    case 'int':
      return { ...tree, value: random.chance(0.6) ? near(tree.value, random) : random.pick(NUMBERS) };
    case 'bytes':
      return { ...tree, bytes: flipped(tree.bytes, random) };
    case 'text':
      return random.chance(0.6) ? text(random.pick(WORDS)) : { ...tree, bytes: letters(tree.bytes, random) };
    case 'list':
      return { ...tree, items: rearranged(tree.items, random) };
    case 'map':
      return { ...tree, entries: exchanged(tree.entries, random) };
    case 'raw':
      return random.pick([TRUE, FALSE, NULL, float(random.pick(FRACTIONS))]);
  }
};

/** Another shape: types, lengths, fields. Still CBOR in the one spelling. */
export const anotherShape: Change = (tree, random) => {
  if (random.chance(0.3)) return stranger(tree, random);
  switch (tree.kind) {
    case 'int':
      return random.chance(0.5) ? float(random.pick(FRACTIONS)) : { ...tree, value: random.pick(NUMBERS) };
    case 'bytes':
      return { ...tree, bytes: resized(tree.bytes, random) };
    case 'text':
      return text(random.pick(TEXTS));
    case 'list':
      return { ...tree, items: relisted(tree.items, random) };
    case 'map':
      return { ...tree, entries: refielded(tree.entries, random) };
    case 'raw':
      return treeOf(random.pick([0, 1, '', 'true', 'null', -1]));
  }
};

/** Another spelling, or what is no CBOR at all. */
export const anotherSpelling: Change = (tree, random) => {
  if (random.chance(0.2)) return random.pick(ODDITIES)(tree, random);
  const width = random.pick<Width>([1, 2, 4, 8]);
  switch (tree.kind) {
    case 'int':
      return random.chance(0.5) ? { ...tree, width } : floatOf(tree.value, random);
    case 'bytes':
    case 'text': {
      const length = BigInt(tree.bytes.length);
      if (tree.kind === 'text' && random.chance(0.3)) return { ...tree, bytes: random.pick(NOT_UTF8) };
      return relength(tree, length, width, random);
    }
    case 'list':
      return relength(tree, BigInt(tree.items.length), width, random);
    case 'map': {
      const [first] = tree.entries;
      if (first !== undefined && random.chance(0.5)) return disordered(tree, first, random);
      return relength(tree, BigInt(tree.entries.length), width, random);
    }
    case 'raw':
      return raw(0xf8, random.below(256));
  }
};

/** How many places a tree has: itself, and the values in it. */
export function placesOf(tree: Tree): number {
  if (tree.kind === 'list') return tree.items.reduce((sum, item) => sum + placesOf(item), 1);
  if (tree.kind === 'map') return tree.entries.reduce((sum, [, value]) => sum + placesOf(value), 1);
  return 1;
}

/** The tree with one place changed; places are counted from its root, 0, in the order of writing. */
export function changedAt(tree: Tree, place: number, change: (tree: Tree) => Tree): Tree {
  if (place === 0) return change(tree);
  let left = place - 1;
  const inside = (value: Tree): Tree => {
    if (left < 0) return value;
    const size = placesOf(value);
    const at = left;
    left -= size;
    return at < size ? changedAt(value, at, change) : value;
  };
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(inside) };
  if (tree.kind === 'map') {
    return { ...tree, entries: tree.entries.map(([key, value]): Entry => [key, inside(value)]) };
  }
  return tree;
}

/** Bytes changed without regard to what they mean. */
export function scrambled(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length);
  const some = random.bytes(1 + random.below(4));
  switch (random.below(6)) {
    case 0:
      return joined(bytes.subarray(0, at));
    case 1:
      return joined(bytes.subarray(0, at), some, bytes.subarray(at));
    case 2:
      return joined(bytes.subarray(0, at), bytes.subarray(at + some.length));
    case 3:
      return joined(bytes, some);
    case 4:
      return joined(bytes.subarray(0, 1), random.bytes(random.below(60)));
    default:
      return flipped(bytes, random);
  }
}

// ---- values --------------------------------------------------------------------------------------

function near(value: number, random: Random): number {
  const other = value + random.pick([1, -1, 2, -2, 8]);
  return Number.isSafeInteger(other) ? other : 0;
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  if (copy.length > 0) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (random.chance(0.5) ? 1 << random.below(8) : 1 + random.below(255));
  }
  return copy;
}

/** Keeps to letters, so that what comes out is UTF-8 if `bytes` were ASCII. */
function letters(bytes: Uint8Array, random: Random): Uint8Array {
  const letter = Uint8Array.of(97 + random.below(26));
  const at = random.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), letter, bytes.subarray(random.chance(0.5) ? at : at + 1));
}

function resized(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.chance(0.5)
    ? random.pick(LENGTHS)
    : Math.max(0, bytes.length + random.pick([1, -1, 16]));
  const other = new Uint8Array(length);
  other.set(bytes.subarray(0, length));
  return other;
}

// ---- lists and maps ------------------------------------------------------------------------------

/** As many items. */
function rearranged(items: readonly Tree[], random: Random): Tree[] {
  const copy = [...items];
  if (copy.length === 0) return copy;
  const from = random.below(copy.length);
  const to = random.below(copy.length);
  const [a = NULL, b = NULL] = [copy[from], copy[to]];
  copy[to] = a;
  if (random.chance(0.7)) copy[from] = b;
  return copy;
}

function relisted(items: readonly Tree[], random: Random): Tree[] {
  const at = random.below(items.length + 1);
  const item = items[at] ?? items[0] ?? NULL;
  switch (random.below(6)) {
    case 0:
      return [];
    case 1:
      return items.filter((_, i) => i !== at);
    case 2:
      return [...items.slice(0, at), item, ...items.slice(at)];
    case 3:
      return [...items.slice(0, at), leaf(random), ...items.slice(at)];
    case 4:
      return items.slice(0, at);
    default: {
      // Rarely as many as may be, or one more: that takes time.
      const many = random.chance(0.05) ? random.pick([50, 51, 200, 201, 400, 401, 402, 999, 1000, 1001]) : 2;
      return Array.from({ length: many }, () => item);
    }
  }
}

/** Values at each other's keys. */
function exchanged(entries: readonly Entry[], random: Random): Entry[] {
  const copy = [...entries];
  const [from, to] = [random.below(copy.length + 1), random.below(copy.length + 1)];
  const [a, b] = [copy[from], copy[to]];
  if (a === undefined || b === undefined) return copy;
  copy[from] = [a[0], b[1]];
  copy[to] = [b[0], a[1]];
  return copy;
}

function refielded(entries: readonly Entry[], random: Random): Entry[] {
  const at = random.below(entries.length + 1);
  const unknown = random.pick(FIELDS);
  const without = entries.filter(([key], i) => i !== at && !isText(key, unknown));
  const [, value = leaf(random)] = entries[at] ?? [];
  switch (random.below(4)) {
    case 0:
      return entries.filter((_, i) => i !== at);
    case 1:
      return [...without, [text(unknown), value]];
    case 2:
      return [...entries.filter(([key]) => !isText(key, unknown)), [text(unknown), leaf(random)]];
    default:
      // Everything that is required, but by inheritance.
      return [[text('__proto__'), { kind: 'map', entries }], ...entries.slice(0, at)];
  }
}

function isText(key: Tree, name: string): boolean {
  return key.kind === 'text' && Buffer.from(key.bytes).equals(utf8(name));
}

function disordered(tree: Tree & { kind: 'map' }, first: Entry, random: Random): Tree {
  const { entries } = tree;
  const key = random.pick([NULL, TRUE, treeOf(0), treeOf(-1), treeOf(new Uint8Array(2)), treeOf([])]);
  switch (random.below(4)) {
    case 0:
      return { ...tree, entries: [...entries].reverse(), disorder: true };
    case 1:
      return { ...tree, entries: [...entries].sort(() => random.below(3) - 1), disorder: true };
    case 2:
      return { ...tree, entries: [first, ...entries] };
    default:
      return { ...tree, entries: [...entries, [key, first[1]]], disorder: true };
  }
}

// ---- what does not belong there ------------------------------------------------------------------

function leaf(random: Random): Tree {
  const leaves = [NULL, TRUE, FALSE, treeOf([]), treeOf({}), treeOf(new Uint8Array())];
  switch (random.below(4)) {
    case 0:
      return treeOf(random.pick(NUMBERS));
    case 1:
      return text(random.pick(WORDS));
    case 2:
      return treeOf(random.bytes(random.pick(LENGTHS.slice(0, 12))));
    default:
      return random.pick(leaves);
  }
}

function stranger(tree: Tree, random: Random): Tree {
  switch (random.below(5)) {
    case 0:
      return { kind: 'list', items: [tree] };
    case 1:
      return { kind: 'map', entries: [[text(random.pick(FIELDS)), tree]] };
    case 2:
      return nested(tree, 1 + random.below(60));
    default:
      return leaf(random);
  }
}

function nested(tree: Tree, depth: number): Tree {
  let around = tree;
  for (let i = 0; i < depth; i++) around = { kind: 'list', items: [around] };
  return around;
}

function floatOf(value: number, random: Random): Tree {
  const view = new DataView(new ArrayBuffer(8));
  const double = random.chance(0.5);
  if (double) view.setFloat64(0, value);
  else view.setFloat32(0, value);
  return raw(double ? 0xfb : 0xfa, ...new Uint8Array(view.buffer, 0, double ? 8 : 4));
}

function relength<T extends Exclude<Tree, { kind: 'int' | 'raw' }>>(
  tree: T,
  length: bigint,
  width: Width,
  random: Random,
): T {
  const lies = [length + 1n, 0n, 2n ** 16n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n];
  switch (random.below(3)) {
    case 0:
      return { ...tree, width };
    case 1:
      return { ...tree, open: true };
    default:
      return { ...tree, declared: random.pick(lies) };
  }
}

const ODDITIES: readonly Change[] = [
  // Not a number in each width, infinities, minus zero.
  () => raw(0xf9, 0x7e, 0),
  () => raw(0xfa, 0x7f, 0xc0, 0, 0),
  () => raw(0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 1),
  () => raw(0xf9, 0x7c, 0),
  () => raw(0xf9, 0xfc, 0),
  () => raw(0xf9, 0x80, 0),
  () => raw(0xfb, 0x80, 0, 0, 0, 0, 0, 0, 0),
  // undefined, an end where nothing is open, simple values that are not assigned, reserved lengths.
  () => raw(0xf7),
  () => raw(0xff),
  () => raw(0xe0),
  () => raw(0xf8, 0x18),
  () => raw(0x1c),
  () => raw(0x5f, 0xff),
  // Integers beyond 2^53, as such and as bignums; a date; a tag of tags.
  () => raw(0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0),
  () => raw(0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  () => raw(0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  () => raw(0xc2, 0x41, 7),
  () => raw(0xc3, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0),
  () => raw(0xc1, 0x00),
  () => raw(0xc0, 0xc0, 0xc0, 0x60),
  () => raw(0xd8, 0x2a, 0x41, 0),
  // Lists in lists, without end and with one.
  (_, random) => raw(...new Uint8Array(random.pick([500, 5000, 20_000])).fill(0x81)),
  (_, random) => raw(...new Uint8Array(random.pick([500, 5000, 20_000])).fill(0x81), 0),
];

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}
