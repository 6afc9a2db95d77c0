import { utf8 } from '../../src/base/index.ts';
import { NULL, text, treeOf, TRUE, type Entry, type Tree } from './cbor-tree.ts';
import { leaf } from './strangers.ts';
import type { Random } from './seed.ts';
import { FIELDS } from './vocabulary.ts';

/** As many items. */
export function rearranged(items: readonly Tree[], random: Random): Tree[] {
  const copy = [...items];
  if (copy.length === 0) return copy;
  const from = random.below(copy.length);
  const to = random.below(copy.length);
  const [a = NULL, b = NULL] = [copy[from], copy[to]];
  copy[to] = a;
  if (random.chance(0.7)) copy[from] = b;
  return copy;
}

/** More items, fewer, or others. */
export function relisted(items: readonly Tree[], random: Random): Tree[] {
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
export function exchanged(entries: readonly Entry[], random: Random): Entry[] {
  const copy = [...entries];
  const [from, to] = [random.below(copy.length + 1), random.below(copy.length + 1)];
  const [a, b] = [copy[from], copy[to]];
  if (a === undefined || b === undefined) return copy;
  copy[from] = [a[0], b[1]];
  copy[to] = [b[0], a[1]];
  return copy;
}

/** A field more, less, or by another name. */
export function refielded(entries: readonly Entry[], random: Random): Entry[] {
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

/** Keys in another order, twice, or of another type. */
export function disordered(tree: Tree & { kind: 'map' }, first: Entry, random: Random): Tree {
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
