import { FALSE, NULL, raw, text, treeOf, TRUE, type Tree, type Width } from './cbor-tree.ts';
import type { Random } from './seed.ts';
import { FIELDS, LENGTHS, NUMBERS, WORDS } from './vocabulary.ts';

/** A value without others in it. */
export function leaf(random: Random): Tree {
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

/** What does not belong in the place of `tree`, or `tree` in something around it. */
export function stranger(tree: Tree, random: Random): Tree {
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

/** An integer as a float. */
export function floatOf(value: number, random: Random): Tree {
  const view = new DataView(new ArrayBuffer(8));
  const double = random.chance(0.5);
  if (double) view.setFloat64(0, value);
  else view.setFloat32(0, value);
  return raw(double ? 0xfb : 0xfa, ...new Uint8Array(view.buffer, 0, double ? 8 : 4));
}

/** With a longer head, a length that is not stated, or one that is not true. */
export function relength<T extends Exclude<Tree, { kind: 'int' | 'raw' }>>(
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

/** What CBOR has or seems to have, and no message may. */
export const ODDITIES: readonly ((random: Random) => Tree)[] = [
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
  (random) => raw(...new Uint8Array(random.pick([500, 5000, 20_000])).fill(0x81)),
  (random) => raw(...new Uint8Array(random.pick([500, 5000, 20_000])).fill(0x81), 0),
];
