import { afterEach, describe, expect, test } from 'vitest';
import { createSharedSecret } from '../../src/protocol/index.ts';
import {
  contribute,
  createSessionKit,
  ended,
  problemsOf,
  settled,
  train,
  until,
  type Joined,
  type SessionKit,
} from './session-kit.ts';
import { expectModelOf, table } from './session-tables.ts';

let kit: SessionKit;
afterEach(() => kit.close());

/** Types of the messages that have left one tab, or all. */
function sent(from?: Joined): string[] {
  return kit.wire.messages
    .filter((each) => from === undefined || each.from === from.networkId)
    .map(({ message }) => message.type);
}

async function threeOwners(): Promise<[Joined, Joined, Joined]> {
  kit = await createSessionKit({ target: 'y' }, { owners: 3 });
  return [
    await contribute(kit, 1, table(1)),
    await contribute(kit, 2, table(2)),
    await contribute(kit, 3, table(3)),
  ];
}

const TABLES = [table(1), table(2), table(3)];

describe('a secret that the owners share', () => {
  test('the same for all: they train', async () => {
    const owners = await threeOwners();
    await owners[0].party.createSharedSecret();
    const words = owners[0].party.view.sharedSecret ?? '';
    await owners[1].party.setSharedSecret(words.toUpperCase());
    await owners[2].party.setSharedSecret(words.replaceAll(' ', ',\n'));
    expect(owners.map(({ party }) => party.view.sharedSecret)).toEqual([words, words, words]);
    await train(kit);
    await expectModelOf(TABLES, 'y', (await ended(kit)).result);
    for (const { party } of owners) expect(party.receipt()).not.toContain(words);
  });

  test.each(['none', 'another'])('%s with one of them: nobody answers, everybody reads why', async (kind) => {
    const owners = await threeOwners();
    const words = await createSharedSecret();
    await owners[0].party.setSharedSecret(words);
    await owners[1].party.setSharedSecret(words);
    if (kind === 'another') await owners[2].party.createSharedSecret();
    await train(kit);
    const { problems, result } = await ended(kit);
    expect(result).toBeNull();
    for (const { party } of owners) {
      await until(party, (view) => view.problems.length > 0);
      expect(problemsOf(party)).toContainEqual(['roster-refused', 'ready']);
      expect(JSON.parse(party.receipt())).toMatchObject({
        answers: [],
        refusals: [{ code: 'roster-refused', reason: 'ready' }],
      });
    }
    expect(sent()).not.toContain('BASE');
    expect(problems.map(({ code, details }) => [code, details['reason']])).toEqual([
      ['owner-left', 'roster-refused'],
    ]);
    expect([1, 2, 3]).toContain(problems[0]?.details['invite']);

    // Said again with the same words for all, the same owners train.
    await owners[2].party.setSharedSecret(words);
    for (const { party } of owners) await party.contribute(party.view.consentKey);
    await train(kit);
    await expectModelOf(TABLES, 'y', (await ended(kit)).result);
  });

  test('that is none is not taken, and the one before stays', async () => {
    kit = await createSessionKit();
    const { party } = await kit.join(1);
    await party.createSharedSecret();
    const before = party.view.sharedSecret;
    expect(before?.split(' ')).toHaveLength(9);
    await expect(party.setSharedSecret('one two three')).rejects.toMatchObject({
      code: 'shared-secret-invalid',
    });
    expect(party.view.sharedSecret).toBe(before);
    await party.setSharedSecret(null);
    expect(party.view.sharedSecret).toBeNull();
  });

  test('cannot change while a training goes on', async () => {
    const owners = await threeOwners();
    const [{ party }] = owners;
    party.setCompareFirst(true);
    await train(kit);
    await until(party, ({ training }) => training?.roster?.awaiting === true);
    await expect(party.createSharedSecret()).rejects.toMatchObject({ code: 'invalid-state' });
    expect(party.view.sharedSecret).toBeNull();
    party.confirmRoster();
    await expectModelOf(TABLES, 'y', (await ended(kit)).result);
  });
});

describe('comparing the roster code first', () => {
  /** Three owners, of which the first compares: its tab waits. */
  async function awaiting(): Promise<[Joined, Joined, Joined]> {
    const owners = await threeOwners();
    const [{ party }] = owners;
    party.setCompareFirst(true);
    await train(kit);
    await until(party, ({ training }) => training?.roster?.awaiting === true);
    await until(kit.modelOwner, ({ invites }) => invites[0]?.state === 'asking');
    await settled(kit.wire);
    return owners;
  }

  test('nothing leaves before this person says that it is the same', async () => {
    const owners = await awaiting();
    const [{ party }, two] = owners;
    expect(sent(owners[0])).toEqual(['COLUMNS', 'ACCEPT', 'READY', 'PAUSE']);
    expect(sent(two)).toContain('BASE');
    expect(party.view).toMatchObject({ phase: 'paused', training: { receipt: [], bytesSent: 0 } });
    expect(kit.modelOwner.view.phase).toBe('paused');
    expect(party.view.training?.roster?.code).toBe(two.party.view.training?.roster?.code);

    party.confirmRoster();
    expect(party.view.training?.roster).toMatchObject({ confirmed: true });
    await expectModelOf(TABLES, 'y', (await ended(kit)).result);
    expect(sent(owners[0]).slice(4, 6)).toEqual(['RESUME', 'BASE']);

    // The same owners again: it is known who they are.
    await train(kit);
    await expectModelOf(TABLES, 'y', (await ended(kit)).result);
    expect(sent(owners[0]).filter((type) => type === 'PAUSE')).toHaveLength(1);
  });

  test('another code ends it, and nothing has left', async () => {
    const owners = await awaiting();
    owners[0].party.rejectRoster();
    const { result, problems } = await ended(kit);
    expect(result).toBeNull();
    expect(problems).toMatchObject([
      { code: 'owner-left', details: { invite: 1, reason: 'roster-refused' } },
    ]);
    await until(owners[0].party, ({ phase }) => phase === 'failed');
    expect(problemsOf(owners[0].party)).toEqual([['roster-refused', 'person']]);
    expect(sent(owners[0])).toEqual(['COLUMNS', 'ACCEPT', 'READY', 'PAUSE', 'ABORT']);
    expect(JSON.parse(owners[0].party.receipt())).toMatchObject({
      answers: [],
      refusals: [{ code: 'roster-refused', reason: 'person' }],
    });
  });

  test('who wanted to see who takes part, and is alone, is asked all the same', async () => {
    kit = await createSessionKit({ target: 'y' });
    const joined = await contribute(kit, 1, table(1));
    joined.party.setCompareFirst(true);
    await train(kit);
    await until(joined.party, ({ training }) => training?.roster?.awaiting === true);
    await settled(kit.wire);
    expect(sent(joined)).toEqual(['COLUMNS', 'ACCEPT', 'READY', 'PAUSE']);
    joined.party.confirmRoster();
    await expectModelOf([table(1)], 'y', (await ended(kit)).result);
  });
});

describe('a training with one of several owners', () => {
  test('that never came is no question: this person was told of none', async () => {
    kit = await createSessionKit({ target: 'y' }, { owners: 3 });
    const joined = await contribute(kit, 1, table(1));
    expect(joined.party.view.request).toMatchObject({ owners: 3, present: 1 });
    await train(kit);
    await expectModelOf([table(1)], 'y', (await ended(kit)).result);
    expect(sent(joined).slice(0, 4)).toEqual(['COLUMNS', 'ACCEPT', 'READY', 'BASE']);
  });

  test('that have left waits for who knew of them: the sum would be its totals', async () => {
    kit = await createSessionKit({ target: 'y' }, { owners: 3 });
    const other = await contribute(kit, 2, table(2));
    const joined = await contribute(kit, 1, table(1));
    expect(joined.party.view.request).toMatchObject({ owners: 3, present: 2 });
    await other.party.close();
    await until(kit.modelOwner, ({ invites }) => invites[1]?.state === 'away');
    await train(kit);
    const { beyondLimits } = await until(joined.party, (view) => view.beyondLimits !== null);
    expect(beyondLimits).toMatchObject({ owners: 1, reasons: [{ kind: 'fewer-owners' }] });
    await settled(kit.wire);
    expect(sent(joined)).toEqual(['COLUMNS', 'PAUSE']);
    await joined.party.contribute(joined.party.view.consentKey);
    await expectModelOf([table(1)], 'y', (await ended(kit)).result);
  });

  test('is none under a shared secret, which nobody else would have to know', async () => {
    kit = await createSessionKit({ target: 'y' }, { owners: 3 });
    const joined = await contribute(kit, 1, table(1));
    await joined.party.createSharedSecret();
    await train(kit);
    await until(joined.party, ({ problems }) => problems.length > 0);
    expect(problemsOf(joined.party)).toEqual([['roster-refused', 'ready']]);
    await settled(kit.wire);
    expect(sent(joined)).toEqual(['COLUMNS', 'ACCEPT', 'ABORT']);
  });
});

describe('a key whose proof is wrong', () => {
  test('is refused before any data owner accepts', async () => {
    kit = await createSessionKit(
      { target: 'y' },
      {
        owners: 3,
        work: (work) => ({
          ...work,
          proveKey: async (seed, onProgress) => {
            const proof = await work.proveKey(seed, onProgress);
            // One root of eleven is another number.
            proof[proof.length - 1] = (proof.at(-1) ?? 0) ^ 1;
            return proof;
          },
        }),
      },
    );
    const owners: Joined[] = [];
    for (const invite of [1, 2, 3]) owners.push(await contribute(kit, invite, table(invite)));
    await train(kit);
    const view = await until(kit.modelOwner, ({ problems }) => problems.length > 0);
    expect(view.problems).toMatchObject([{ code: 'owner-left', details: { reason: 'contract-refused' } }]);
    await settled(kit.wire);
    // The first to find out ends it for all: whoever was still checking has nothing to refuse any more.
    const refusing = owners.filter(({ party }) => party.view.problems.length > 0);
    expect(refusing.length).toBeGreaterThan(0);
    for (const { party } of refusing) {
      expect(party.view.problems.map(({ code }) => code)).toEqual(['key-proof-invalid']);
      expect(JSON.parse(party.receipt())).toMatchObject({ refusals: [{ code: 'key-proof-invalid' }] });
    }
    expect(sent()).not.toContain('ACCEPT');
    expect(kit.modelOwner.view.frozenOwners).toBeNull();
  });
});
