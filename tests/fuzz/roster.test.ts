import { beforeAll, describe, expect, test } from 'vitest';
import { equalBytes, isFederatedError, type Bytes } from '../../src/base/index.ts';
import { canonicalBytes, decodeToDataOwner } from '../../src/protocol/codec.ts';
import type { Masker } from '../../src/protocol/masks.ts';
import type { Message, ReadyFromModelOwner, RosterBody } from '../../src/protocol/messages.ts';
import { rosterDefect } from '../../src/protocol/roster.ts';
import { SID } from '../unit/protocol/bodies.ts';
import {
  confirmationsOf,
  createMembers,
  inOrder,
  maskerOf,
  maskersOf,
  rosterOf,
  type Member,
} from '../unit/protocol/masks-kit.ts';
import { createMutator } from './generator.ts';
import { counter, failure } from './guard.ts';
import { createRandom, SEED } from './seed.ts';
import { isWellFormed } from './shape-rules.ts';

const MESSAGES = 2000;

describe(`rosters and READY, FUZZ_SEED=${SEED}`, () => {
  let members: Member[];
  let self: Member;
  let masker: Masker;
  /** What this owner is told if nobody cheats. */
  let honest: ReadyFromModelOwner;

  beforeAll(async () => {
    members = await createMembers(3);
    const [, second] = members;
    const maskers = await maskersOf(members);
    const [, told] = await confirmationsOf(members, maskers);
    const [, own] = maskers;
    if (second === undefined || own === undefined || told === undefined) throw new Error('too few');
    [self, masker, honest] = [second, own, { ...told, rosterHash: own.rosterHash }];
  });

  /** Messages that pass the guard, and differ from `message` in their body. */
  function* tampered<T extends 'ROSTER' | 'READY'>(
    label: string,
    message: Message & { type: T },
    ...others: Message[]
  ) {
    const mutate = createMutator(createRandom(label), [[message, ...others]], [message]);
    for (let index = 0; index < MESSAGES;) {
      const bytes = mutate();
      if (!isWellFormed('data-owner', bytes)) continue;
      const { type, body } = decodeToDataOwner(bytes);
      if (type !== message.type || equalBytes(canonicalBytes(body), canonicalBytes(message.body))) continue;
      yield { index: index++, bytes, body: body as Extract<Message, { type: T }>['body'] };
    }
  }
  const envelope = { v: 3, sid: SID, from: 0, seq: 1, round: 0 } as const;

  test('a roster that was tampered with is refused, or cannot be confirmed', async () => {
    const outcomes = counter<string>();
    const message = { ...envelope, type: 'ROSTER' as const, body: rosterOf(members) };
    // The same size, this owner in it, and somebody else who is real.
    const [first = self] = members;
    const another = { ...message, body: rosterOf(inOrder([first, self, ...(await createMembers(1))])) };
    for (const { index, bytes, body: roster } of tampered('rosters', message, another)) {
      const own = { maskKey: self.ownKey, commitment: self.entry.commitment };
      const sound = isSoundRoster(roster, self);
      const defect = rosterDefect(roster.entries, own, members.length);
      if (sound !== (defect === null)) throw failure(index, bytes, defect ?? 'no defect');
      if (defect !== null) {
        outcomes.add(defect);
        continue;
      }
      try {
        const other = await maskerOf(self, roster);
        outcomes.add('computed');
        expect(await other.readyTags()).toHaveLength(2);
        // The others confirmed another one.
        await other.checkReady(honest);
        throw new Error('confirmed');
      } catch (error) {
        if (!isFederatedError(error, 'roster-refused')) throw failure(index, bytes, error);
        outcomes.add(`refused: ${String(error.details['reason'])}`);
      }
    }
    for (const outcome of ['shape', 'own-key', 'computed', 'refused: shape', 'refused: ready']) {
      expect([outcome, outcomes.of(outcome) > 20]).toEqual([outcome, true]);
    }
  }, 120_000);

  test('a READY that was tampered with is refused', async () => {
    expect(await masker.checkReady(honest)).toMatch(/^([a-z]+ ){5}[a-z]+$/);
    const outcomes = counter<string>();
    const message = { ...envelope, type: 'READY' as const, body: honest };
    for (const { index, bytes, body } of tampered('ready', message)) {
      const ready = body as ReadyFromModelOwner;
      const same = sameConfirmations(ready, honest);
      const outcome = await masker.checkReady(ready).then(
        () => 'accepted',
        (error: unknown) => {
          if (isFederatedError(error, 'roster-refused')) return String(error.details['reason']);
          throw failure(index, bytes, error);
        },
      );
      outcomes.add(outcome);
      // The hash of the roster is the state machine's to compare.
      if (same !== (outcome === 'accepted')) throw failure(index, bytes, outcome);
    }
    for (const outcome of ['shape', 'ready', 'commitment', 'accepted']) {
      expect([outcome, outcomes.of(outcome) > 20]).toEqual([outcome, true]);
    }
  }, 120_000);
});

/** Three keys that grow by x, this owner's with its commitment among them. */
function isSoundRoster({ entries }: RosterBody, { ownKey, entry }: Member): boolean {
  const xs = entries.map(({ maskKey }) => Buffer.from(maskKey.subarray(1, 33)).toString('hex'));
  const growing = xs.every((x, i) => i === 0 || (xs[i - 1] ?? '') < x);
  const own = entries.filter(({ maskKey }) => equalBytes(maskKey, ownKey));
  const [mine] = own;
  return (
    entries.length === 3 &&
    growing &&
    own.length === 1 &&
    mine !== undefined &&
    equalBytes(mine.commitment, entry.commitment)
  );
}

function sameConfirmations(a: ReadyFromModelOwner, b: ReadyFromModelOwner): boolean {
  const flat = ({ confirmations }: ReadyFromModelOwner): Bytes[] =>
    confirmations.flatMap(({ nonce, tag }) => [nonce, tag]);
  const [left, right] = [flat(a), flat(b)];
  return (
    left.length === right.length && left.every((bytes, i) => equalBytes(bytes, right[i] ?? new Uint8Array()))
  );
}
