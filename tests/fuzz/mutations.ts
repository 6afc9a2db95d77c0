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
import { disordered, exchanged, rearranged, refielded, relisted } from './containers.ts';
import type { Random } from './seed.ts';
import { floatOf, ODDITIES, relength, stranger } from './strangers.ts';
import { FRACTIONS, LENGTHS, NOT_UTF8, NUMBERS, TEXTS, WORDS } from './vocabulary.ts';

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
  if (random.chance(0.2)) return random.pick(ODDITIES)(random);
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

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}
