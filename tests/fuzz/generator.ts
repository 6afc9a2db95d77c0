import type { Bytes } from '../../src/base/index.ts';
import { encodeMessage } from '../../src/protocol/codec.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { treeOf, write, type Tree } from './cbor-tree.ts';
import { anotherShape, anotherSpelling, anotherValue, changedAt, placesOf, scrambled } from './mutations.ts';
import type { Random } from './seed.ts';

interface Template {
  readonly bytes: Bytes;
  readonly tree: Tree;
}

/**
 * An endless supply of messages that have all been tampered with.
 *
 * @param templates messages to tamper with, in groups of which one comes as often as the other.
 * @param strangers messages that are meant for the other side: now and then.
 */
export function createMutator(
  random: Random,
  templates: readonly (readonly Message[])[],
  strangers: readonly Message[],
): () => Bytes {
  const groups = templates.map((group) => group.map(templateOf));
  const foreign = strangers.map(templateOf);

  function mutated(): { bytes: Bytes; from: Template } {
    const from = random.chance(0.02) ? random.pick(foreign) : random.pick(random.pick(groups));
    if (random.chance(0.12)) return { from, bytes: scrambled(from.bytes, random) };
    let { tree } = from;
    let lead = from.bytes[0] ?? 0;
    if (random.chance(0.04)) {
      // The body of one message in the envelope of another, under the first byte of either.
      const other = random.pick(random.pick(groups));
      tree = withBody(tree, bodyOf(other.tree));
      if (random.chance(0.3)) lead = other.bytes[0] ?? 0;
    }
    if (random.chance(0.01)) lead = random.below(20);
    for (let changes = random.pick([1, 1, 1, 1, 2, 3]); changes > 0; changes--) {
      const at = random.below(placesOf(tree));
      const kind = random.below(100);
      const change = kind < 60 ? anotherValue : kind < 85 ? anotherShape : anotherSpelling;
      tree = changedAt(tree, at, (place) => change(place, random));
    }
    return { from, bytes: write(tree, [lead]) };
  }

  return () => {
    for (;;) {
      const { bytes, from } = mutated();
      // A change may change nothing, such as two equal items for each other.
      if (!Buffer.from(bytes).equals(from.bytes)) return bytes;
    }
  };
}

function templateOf(message: Message): Template {
  const bytes = encodeMessage(message);
  const tree = treeOf(message);
  if (!Buffer.from(write(tree, [bytes[0] ?? 0])).equals(bytes)) throw new Error('written in another way');
  return { bytes, tree };
}

function bodyOf(tree: Tree): Tree {
  const body = tree.kind === 'map' ? tree.entries.find(([key]) => isBody(key)) : undefined;
  if (body === undefined) throw new Error('no body');
  return body[1];
}

function withBody(tree: Tree, body: Tree): Tree {
  if (tree.kind !== 'map') throw new Error('no envelope');
  return { ...tree, entries: tree.entries.map(([key, value]) => [key, isBody(key) ? body : value]) };
}

function isBody(key: Tree): boolean {
  return key.kind === 'text' && Buffer.from(key.bytes).toString() === 'body';
}
