import { afterEach, describe, expect, test } from 'vitest';
import type { DataOwnerState, Message } from '../../src/protocol/index.ts';
import { createMemoryStorage } from '../../src/storage/index.ts';
import {
  contribute,
  createSessionKit,
  ended,
  train,
  until,
  type Joined,
  type SessionKit,
} from './session-kit.ts';
import { fullStorage, mortalStorage, spellingsOf, timesSent } from './session-mortal.ts';
import { expectModelOf, table } from './session-tables.ts';
import type { WireMessage } from './session-wire.ts';

let kit: SessionKit;
afterEach(() => kit.close());

const TABLES = [table(1), table(2)];

/** The same model as without the interruption, and no answer spelled in two ways. */
async function expectSameEnd(owners: readonly Joined[]): Promise<void> {
  const { result, problems } = await ended(kit);
  expect(problems).toEqual([]);
  await expectModelOf(TABLES, 'y', result);
  const codes = new Set<string | undefined>();
  for (const { party } of owners) {
    const { training } = await until(party, ({ phase }) => phase === 'finished');
    codes.add(training?.roster?.code);
    expect(training?.receipt.map(({ what, round }) => [what, round])).toEqual(
      Array.from({ length: 1 + (result?.model.training.rounds ?? NaN) }, (_, i) => [
        i === 0 ? 'base' : 'round',
        i,
      ]),
    );
    expect(party.view.problems).toEqual([]);
  }
  expect(codes.size).toBe(1);
  const spellings = spellingsOf(kit.wire);
  expect(spellings.size).toBe(2 * (1 + (result?.model.training.rounds ?? NaN)));
  for (const [answer, { size }] of spellings) expect([answer, size]).toEqual([answer, 1]);
}

describe('a data owner that is loaded again', () => {
  const states = [
    'checking-contract',
    'accepted',
    'confirming-roster',
    'waiting-for-ready',
    'checking-ready',
    'comparing-roster',
    'computing-base',
    'waiting-for-weights',
    'computing-gradient',
  ] as const satisfies readonly DataOwnerState['name'][];

  test.each(states)('after it stored "%s": the session ends with the same model', async (name) => {
    kit = await createSessionKit({ target: 'y' }, { owners: 2 });
    const storage = createMemoryStorage();
    const mortal = mortalStorage(storage, name);
    const first = await contribute(kit, 1, table(1), { storage: mortal });
    const other = await contribute(kit, 2, table(2));
    if (name === 'comparing-roster') first.party.setCompareFirst(true);
    await train(kit);
    await mortal.died;
    await first.party.close();
    await until(kit.modelOwner, ({ invites }) => invites[0]?.state === 'away');
    const again = await kit.join(1, { storage });
    if (name === 'comparing-roster') {
      await until(again.party, ({ training }) => training?.roster?.awaiting === true);
      await until(kit.modelOwner, ({ invites }) => invites[0]?.state === 'asking');
      expect(timesSent(kit.wire, 'BASE', 1)).toBe(0);
      again.party.confirmRoster();
    }
    await expectSameEnd([again, other]);
  });

  test.each(['data-owner-checkpoint', 'ledger'])(
    'a browser without room for its %s: nothing leaves before there is, and the session ends with the same model',
    async (box) => {
      kit = await createSessionKit({ target: 'y' }, { owners: 2 });
      const storage = fullStorage(createMemoryStorage(), box, 7);
      const first = await contribute(kit, 1, table(1), { storage });
      const other = await contribute(kit, 2, table(2));
      await train(kit);
      await expectSameEnd([first, other]);
      expect(storage.refused).toBe(7);
    },
  );

  const messages = ['ACCEPT', 'READY', 'BASE', 'GRADIENT'] as const satisfies readonly Message['type'][];

  test.each(messages)('after it said %s', async (type) => {
    kit = await createSessionKit({ target: 'y' }, { owners: 2 });
    const first = await contribute(kit, 1, table(1));
    const other = await contribute(kit, 2, table(2));
    const said = new Promise<void>((resolve) =>
      kit.wire.onMessage(({ from, message }) => {
        if (from === first.networkId && message.type === type) resolve();
      }),
    );
    await train(kit);
    await said;
    await first.party.close();
    const again = await kit.join(1, { storage: first.storage });
    await expectSameEnd([again, other]);
  });
});

describe('a connection that is cut', () => {
  /** Cuts it once, at this message, which is lost. */
  function cutAt(owner: Joined, type: Message['type'], by: 'data owner' | 'model owner'): Promise<void> {
    return new Promise((resolve) => {
      let over = false;
      kit.wire.onMessage(({ from, to, message }: WireMessage) => {
        const sender = by === 'data owner' ? from : to;
        if (over || message.type !== type || sender !== owner.networkId) return;
        over = true;
        kit.hub.sever(from, to);
        resolve();
      });
    });
  }

  test.each([
    ['CONTRACT', 'model owner'],
    ['ACCEPT', 'data owner'],
    ['ROSTER', 'model owner'],
    ['READY', 'data owner'],
    ['READY', 'model owner'],
    ['BASE', 'data owner'],
    ['WEIGHTS', 'model owner'],
    ['GRADIENT', 'data owner'],
  ] as const)('as %s of the %s is lost: it is said again', async (type, by) => {
    kit = await createSessionKit({ target: 'y' }, { owners: 2 });
    const first = await contribute(kit, 1, table(1));
    const other = await contribute(kit, 2, table(2));
    const cut = cutAt(first, type, by);
    await train(kit);
    await cut;
    await until(kit.modelOwner, ({ phase }) => phase === 'paused');
    await expectSameEnd([first, other]);
    if (by === 'data owner') expect(timesSent(kit.wire, type, 1)).toBeGreaterThan(1);
  });

  test('with both owners at once, before READY', async () => {
    kit = await createSessionKit({ target: 'y' }, { owners: 2 });
    const owners = [await contribute(kit, 1, table(1)), await contribute(kit, 2, table(2))];
    const cuts = owners.map((owner) => cutAt(owner, 'READY', 'data owner'));
    await train(kit);
    await Promise.all(cuts);
    await expectSameEnd(owners);
  });
});
