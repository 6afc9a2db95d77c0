import { afterEach, describe, expect, test } from 'vitest';
import { dataOwnerBoxes } from '../../src/parties/index.ts';
import { createKeyPair, dataOwnerIdOf, parseFragment } from '../../src/protocol/index.ts';
import { createMemoryStorage } from '../../src/storage/index.ts';
import {
  contribute,
  createSessionKit,
  ended,
  problemsOf,
  train,
  until,
  type Joined,
  type SessionKit,
} from './session-kit.ts';
import { expectModelOf, table } from './session-tables.ts';

let kit: SessionKit;
afterEach(() => kit.close());

const codeOf = ({ party }: Joined): string | undefined => party.view.training?.roster?.code;
const confirmedBy = ({ party }: Joined): boolean | undefined => party.view.training?.roster?.confirmed;

/** Two owners that have trained once, for y. */
async function trainedOnce(): Promise<[Joined, Joined]> {
  kit = await createSessionKit({ target: 'y' }, { owners: 3 });
  const owners: [Joined, Joined] = [await contribute(kit, 1, table(1)), await contribute(kit, 2, table(2))];
  await train(kit);
  const { result } = await ended(kit);
  await expectModelOf([table(1), table(2)], 'y', result);
  for (const { party } of owners) await until(party, ({ phase }) => phase === 'finished');
  return owners;
}

describe('a second training in one session', () => {
  test('is of the same owners, for what they consented to, under a code of its own', async () => {
    const owners = await trainedOnce();
    const [first, second] = owners.map(codeOf);
    expect(first).toMatch(/^([a-z]+ ){5}[a-z]+$/);
    expect(second).toBe(first);
    expect(owners.map(confirmedBy)).toEqual([false, false]);
    owners[0].party.confirmRoster();
    expect(owners.map(confirmedBy)).toEqual([true, false]);

    const offers = kit.wire.messages.filter(({ message }) => message.type === 'COLUMNS').length;
    // In rounds nobody would be asked: the totals are there.
    kit.modelOwner.setPlan({ target: 'b', mode: 'one-shot' });
    expect(kit.modelOwner.view.refit).toBe(false);
    await train(kit);
    await expectModelOf([table(1), table(2)], 'b', (await ended(kit)).result);
    for (const { party } of owners) await until(party, ({ phase }) => phase === 'finished');
    expect(kit.wire.messages.filter(({ message }) => message.type === 'COLUMNS')).toHaveLength(offers);
    const [third, fourth] = owners.map(codeOf);
    expect(third).toBe(fourth);
    expect(third).not.toBe(first);
    // Whoever compared the words of these owners once knows them: the keys are the same.
    expect(owners.map(confirmedBy)).toEqual([true, false]);
    expect(JSON.parse(owners[0].party.receipt())).toMatchObject({ rosterCode: third, rosterCompared: true });
  });

  test('is without who joined later, and waits for nobody but the first', async () => {
    const [one] = await trainedOnce();
    expect(kit.modelOwner.view.frozenOwners).toEqual([1, 2]);
    const late = await kit.join(3);
    await until(kit.modelOwner, ({ invites }) => invites[2]?.state === 'connected');
    expect(kit.modelOwner.view.trainBlock).toBeNull();
    await late.party.useFile(table(3));
    await until(late.party, (view) => view.canContribute);
    await late.party.contribute(late.party.view.consentKey);
    await until(kit.modelOwner, ({ invites }) => invites[2]?.state === 'contributed');
    await train(kit);
    const { result, training } = await ended(kit);
    await expectModelOf([table(1), table(2)], 'y', result);
    expect(training?.owners).toEqual([1, 2]);
    expect(late.party.view.training).toBeNull();
    expect(
      kit.wire.messages.filter(({ to, message }) => to === late.networkId && message.type === 'CONTRACT'),
    ).toEqual([]);

    await one.party.close();
    await until(kit.modelOwner, ({ trainBlock }) => trainBlock === 'roster-frozen');
    kit.modelOwner.train();
    expect(kit.modelOwner.view.trainBlock).toBe('roster-frozen');
  });
});

describe('a data owner whose storage was lost', () => {
  test('cannot use its link again, and blocks the session', async () => {
    const [one] = await trainedOnce();
    await one.party.close();
    const again = await kit.join(1);
    const view = await until(again.party, ({ problems }) => problems.length > 0);
    expect(view.problems.map(({ code }) => code)).toEqual(['link-used']);
    expect(kit.modelOwner.view.trainBlock).toBe('roster-frozen');
  });

  test('with another key for its masks it is not answered with', async () => {
    const [one, two] = await trainedOnce();
    await one.party.close();
    const again = await withNewMaskKey(one);
    const answers = () =>
      kit.wire.messages.filter(({ message: { type } }) => ['ROSTER', 'BASE', 'GRADIENT'].includes(type))
        .length;
    const before = answers();
    await train(kit);
    await until(kit.modelOwner, ({ problems }) => problems.length > 0);
    expect(kit.modelOwner.view.problems).toMatchObject([
      { code: 'owner-left', details: { invite: 1, reason: 'roster-changed' } },
    ]);
    expect(answers()).toBe(before);
    for (const { party } of [again, two]) {
      await until(party, ({ phase }) => phase === 'ready');
      expect(problemsOf(party)).toEqual([]);
    }
  });
});

/** The tab of an owner, opened again where nothing but its key for the channel is left. */
async function withNewMaskKey({ storage }: Joined): Promise<Joined> {
  const destination = parseFragment(kit.modelOwner.view.invites[0]?.link ?? '');
  if (destination.kind !== 'data-owner-link') throw new Error('no link');
  const id = await dataOwnerIdOf(destination.link.sid, 1);
  const record = await dataOwnerBoxes(storage).records.load(id);
  if (record === undefined) throw new Error('not stored');
  const fresh = createMemoryStorage();
  await dataOwnerBoxes(fresh).records.save(id, { ...record, maskKey: await createKeyPair() });
  return contribute(kit, 1, table(1), { storage: fresh });
}
