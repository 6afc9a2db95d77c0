import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OfferBody } from '../../../src/protocol/messages.ts';
import { isRunning, ownerOf } from '../../../src/protocol/model-owner-machine.ts';
import { stepDataOwner } from '../../../src/protocol/data-owner-machine.ts';
import { numeric } from '../contract/support.ts';
import { createWalk, GENEROUS, ROUNDS, SCANT, standingOffer, type Walk } from './walk.ts';
import { keyOf, workNameOf } from './walk-work.ts';

const people = fc.record({
  ownerCount: fc.integer({ min: 1, max: 3 }),
  /** Who wants to compare the roster code first. */
  comparing: fc.subarray([1, 2, 3]),
});

/** Tabs come and go; nobody clicks. */
const disturbance = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('advance' as const), choice: fc.nat({ max: 20 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('connect' as const, 'disconnect' as const, 'reload' as const),
      choice: fc.nat({ max: 2 }),
    }),
  },
);
/** People change their minds, too. */
const anything = fc.oneof(
  { weight: 3, arbitrary: disturbance },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'train' as const,
        'train-longer' as const,
        'train-other-rows' as const,
        'train-one-shot' as const,
        'stop' as const,
        'contribute' as const,
        'consent' as const,
        'compared-same' as const,
        'compared-different' as const,
        'withdraw' as const,
        'leave' as const,
        'fail' as const,
        'lose' as const,
        'reload-model-owner' as const,
      ),
      choice: fc.nat({ max: 2 }),
    }),
  },
);
type Action = typeof anything extends fc.Arbitrary<infer T> ? T : never;

/** Having been told of all owners, some of whom may not take part. */
function contribute(walk: Walk, owner: number, offer: OfferBody): void {
  walk.user(owner, { type: 'contribute', offer, ownersTold: walk.owners.length });
}

function act(walk: Walk, action: Action): void {
  const owner = walk.owners[action.choice % walk.owners.length] ?? 1;
  switch (action.do) {
    case 'advance':
      walk.advance(action.choice);
      return;
    case 'connect':
      walk.connect(owner);
      return;
    case 'disconnect':
      walk.disconnect(owner);
      return;
    case 'reload':
      walk.reload(owner);
      return;
    case 'lose':
      walk.lose(owner);
      return;
    case 'reload-model-owner':
      walk.reloadModelOwner();
      return;
    case 'train':
      walk.train();
      return;
    case 'train-longer':
      walk.train({ roundLimit: 2 * ROUNDS });
      return;
    case 'train-other-rows':
      walk.train({ features: [numeric('a')] });
      return;
    case 'train-one-shot':
      walk.train({ mode: 'one-shot' });
      return;
    case 'stop':
      walk.stop();
      return;
    case 'contribute':
      contribute(walk, owner, SCANT);
      return;
    case 'consent':
      contribute(walk, owner, GENEROUS);
      return;
    case 'compared-same':
      walk.user(owner, { type: 'roster-compared', same: true });
      return;
    case 'compared-different':
      walk.user(owner, { type: 'roster-compared', same: false });
      return;
    case 'withdraw':
      walk.user(owner, { type: 'withdraw' });
      return;
    case 'leave':
      walk.user(owner, { type: 'leave' });
      return;
    case 'fail':
      walk.user(owner, { type: 'work-failed', reason: 'data-refused' });
      return;
  }
}

function settle(walk: Walk): void {
  for (const owner of walk.owners) walk.connect(owner);
  walk.drain();
}

/** Whoever compares the roster code finds it the same. */
function confirmCodes(walk: Walk): void {
  for (const owner of walk.owners) {
    if (walk.dataOwner(owner).name === 'comparing-roster') {
      walk.user(owner, { type: 'roster-compared', same: true });
    }
  }
  walk.drain();
}

/** What a tab's state waits for is being computed there, once. */
function expectWork(walk: Walk): void {
  for (const owner of walk.owners) {
    const { effects } = stepDataOwner(walk.dataOwner(owner), { type: 'restored' });
    for (const awaited of effects.map(workNameOf)) {
      expect(walk.working(owner).filter((what) => what === awaited)).toHaveLength(1);
    }
  }
}

/** Nobody answers under two rosters, and nobody finds fault with what honest owners say. */
function expectOneRoster(walk: Walk): void {
  for (const owner of walk.owners) {
    const rosters = walk.sent.filter((answer) => answer.owner === owner).map(({ roster }) => roster);
    expect(new Set(rosters).size).toBeLessThanOrEqual(1);
  }
  for (const { run } of walk.sums) {
    const hashes = walk.sent.filter((answer) => answer.run === run).map(({ rosterHash }) => rosterHash);
    expect(new Set(hashes).size).toBe(1);
  }
  for (const read of walk.codes.values()) expect(read.size).toBe(1);
  expect(walk.refusals).toEqual([]);
}

/** No question is answered twice, and no sum is made twice or of anything but each owner's one answer. */
function expectHonestSums(walk: Walk): void {
  const key = ({ owner, run, round }: { owner?: number; run: number; round: number }) =>
    `${owner ?? ''}/${run}/${round}`;
  const answers = new Map<string, number>();
  for (const answer of walk.sent) {
    const before = answers.get(key(answer));
    if (before !== undefined) expect(answer.fresh).toBe(before);
    answers.set(key(answer), answer.fresh);
  }
  expect(new Set(walk.sums.map(key)).size).toBe(walk.sums.length);
  for (const { run, round, answers: summed } of walk.sums) {
    const taking = summed.map(({ owner }) => owner);
    expect(new Set(taking).size).toBe(taking.length);
    for (const answer of summed) {
      expect(answer).toMatchObject({ run, round });
      expect(answers.get(key(answer))).toBe(answer.fresh);
    }
  }
  for (const run of new Set(walk.sums.map((sum) => sum.run))) {
    const ofRun = walk.sums.filter((sum) => sum.run === run);
    expect(ofRun.map(({ round }) => round)).toEqual(ofRun.map((_, i) => i));
    const rosters = ofRun.map((sum) => sum.answers.map(({ owner }) => owner).join());
    expect(new Set(rosters).size).toBe(1);
  }
}

/** Whatever was answered used the rows of the first answer, or a person was asked. */
function expectSameRows(walk: Walk): void {
  for (const owner of walk.owners) {
    const { selection, frozen } = walk.dataOwner(owner);
    expect(selection === null).toBe(frozen === null);
    for (const each of walk.sent.filter((answer) => answer.owner === owner)) {
      if (each.rows !== selection?.fingerprint) expect(each.agreedRows).toBe(each.rows);
    }
  }
}

/** With nothing under way, both sides mean the same by where they stand. */
function expectAgreement(walk: Walk): void {
  const { modelOwner } = walk;
  const taking = isRunning(modelOwner) ? modelOwner.participants : [];
  if (isRunning(modelOwner)) {
    // Only a person can be waited for.
    const [waits, done] =
      modelOwner.name === 'agreeing'
        ? ['asking-consent', 'accepted']
        : ['comparing-roster', 'waiting-for-weights'];
    expect(['agreeing', 'gathering-base']).toContain(modelOwner.name);
    const names = taking.map((owner) => walk.dataOwner(owner).name);
    expect(names).toContain(waits);
    for (const name of names) expect([waits, done]).toContain(name);
    for (const owner of taking) {
      expect(ownerOf(modelOwner, owner).asking).toBe(walk.dataOwner(owner).name === waits);
    }
  }
  for (const owner of walk.owners.filter((each) => !taking.includes(each))) {
    const state = walk.dataOwner(owner);
    expect(['waiting-for-offer', 'offered', 'finished', 'aborted']).toContain(state.name);
    expect(ownerOf(modelOwner, owner)).toEqual({
      connected: true,
      offer: standingOffer(state),
      asking: false,
    });
  }
}

function finishFrom(walk: Walk): void {
  for (const owner of walk.owners) {
    const state = walk.dataOwner(owner);
    // After eight contracts or rosters that came to nothing a person has to agree again.
    const tried = Math.max(state.rostersTried, state.contractsTried);
    if (standingOffer(state)?.roundLimit !== GENEROUS.roundLimit || tried >= 8) {
      contribute(walk, owner, GENEROUS);
    }
  }
  walk.drain();
  // With the roster of the session, once there is one.
  const { frozen } = walk.modelOwner;
  const taking = walk.owners.filter((owner) => frozen === null || frozen[owner] !== undefined);
  walk.train();
  walk.drain();
  // To fewer owners than there were, and to other rows than in a run before.
  for (let times = 0; times < 2; times++) {
    for (const owner of taking) {
      if (walk.dataOwner(owner).name === 'asking-consent') contribute(walk, owner, GENEROUS);
    }
    walk.drain();
  }
  confirmCodes(walk);
  expect(walk.modelOwner).toMatchObject({ name: 'finished', round: ROUNDS, stopped: false });
  for (const owner of walk.owners) {
    expect(walk.dataOwner(owner)).toMatchObject(
      taking.includes(owner) ? { name: 'finished', rounds: ROUNDS, stopped: false } : { name: 'offered' },
    );
  }
}

function begin(walk: Walk): void {
  for (const owner of walk.owners) {
    walk.connect(owner);
    contribute(walk, owner, SCANT);
  }
  walk.drain();
}

describe('one model owner and one to three data owners', () => {
  test('however lines break and tabs reload, every round is summed once and of the same answers', () => {
    fc.assert(
      fc.property(people, fc.array(disturbance, { maxLength: 150 }), (who, actions) => {
        const walk = createWalk(who);
        begin(walk);
        walk.train();
        for (const [i, action] of actions.entries()) {
          act(walk, action);
          expectWork(walk);
          // People take their time.
          if (i % 20 === 19)
            for (const owner of walk.owners) act(walk, { do: 'compared-same', choice: owner - 1 });
        }
        settle(walk);
        confirmCodes(walk);
        expect(walk.modelOwner).toMatchObject({ name: 'finished', round: ROUNDS, stopped: false });
        const frozen = walk.owners.map(keyOf).reverse();
        for (const owner of walk.owners) {
          expect(walk.dataOwner(owner)).toEqual({
            name: 'finished',
            rounds: ROUNDS,
            stopped: false,
            offer: SCANT,
            frozen,
            selection: { fingerprint: 'a,b', rows: 50 },
            ownersTold: walk.owners.length,
            rostersTried: 0,
            contractsTried: 0,
          });
        }
        expect(walk.sums.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
        for (const { answers } of walk.sums) {
          expect(answers.map(({ owner }) => owner)).toEqual(walk.owners);
        }
        expectHonestSums(walk);
        expectOneRoster(walk);
        expectSameRows(walk);
      }),
      { numRuns: 250 },
    );
  });

  test('whatever people do meanwhile, nobody waits in vain, and the next training goes through', () => {
    fc.assert(
      fc.property(people, fc.array(anything, { maxLength: 120 }), (who, actions) => {
        const walk = createWalk(who);
        begin(walk);
        for (const action of actions) {
          act(walk, action);
          expectWork(walk);
        }
        settle(walk);
        expectAgreement(walk);
        if (isRunning(walk.modelOwner)) {
          walk.stop();
          walk.drain();
          expectAgreement(walk);
        }
        finishFrom(walk);
        expectHonestSums(walk);
        expectOneRoster(walk);
        expectSameRows(walk);
      }),
      { numRuns: 500 },
    );
  });
});
