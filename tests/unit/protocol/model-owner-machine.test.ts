import { describe, expect, test } from 'vitest';
import { decodeToDataOwner, encodeMessage } from '../../../src/protocol/codec.ts';
import type { Message } from '../../../src/protocol/messages.ts';
import {
  awaited,
  initialModelOwnerState,
  isRunning,
  ownerOf,
  stepModelOwner,
  type ModelOwnerEffect,
  type ModelOwnerEvent,
  type ModelOwnerState,
} from '../../../src/protocol/model-owner-machine.ts';
import { fakeEntry, fakeKey, fakeNonce, filled, readyFor, SID } from './bodies.ts';
import {
  abort,
  accept,
  after,
  ALL_STATES,
  baseOf,
  computingShot,
  connected,
  CONTRACT_HASH,
  disconnected,
  entryOf,
  eventsIn,
  failure,
  gradient,
  hashed,
  keyOf,
  messagesFrom,
  OFFER,
  offers,
  pause,
  QUESTION,
  ready,
  REQUEST,
  resume,
  ROSTER_HASH,
  solved,
  STATES,
  stop,
  train,
  usual,
  weights,
  withdraw,
} from './model-owner-states.ts';

const gathering = usual('gathering');
const agreeing = usual('agreeing');
const gatheringReady = usual('gathering-ready');
const gatheringBase = usual('gathering-base');
const computing = usual('computing');
const open = usual('round-open');
const finished = usual('finished');
const failed = usual('failed');
const COMPUTING_BASE = after(gatheringBase, baseOf(1), baseOf(2));
const FIRST_ROUND = after(COMPUTING_BASE, weights);
const running = [agreeing, gatheringReady, gatheringBase, computing, open];
const FROZEN = { 1: entryOf(1).maskKey, 2: entryOf(2).maskKey };
/** As the owners' keys are ordered. */
const ROSTER = { contractHash: CONTRACT_HASH, entries: [entryOf(2), entryOf(1)] };

const pairs = ALL_STATES.flatMap((state) =>
  [
    ...Object.values(messagesFrom(1, state)),
    ...Object.values(messagesFrom(2, state)),
    ...Object.values(messagesFrom(3, state)),
    ...Object.values(eventsIn(state)),
  ]
    .flat()
    .map(({ event }) => ({ state, event })),
);

/** "TYPE>owner" of what is sent, the name of any other effect. */
function named(effect: ModelOwnerEffect): string {
  return effect.type === 'send' ? `${effect.message.type}>${effect.owner}` : effect.type;
}

/** Name of the next state, and effects by name. */
function step(state: ModelOwnerState, ...events: ModelOwnerEvent[]): string {
  let next = { state, effects: [] as readonly ModelOwnerEffect[] };
  for (const event of events) next = stepModelOwner(next.state, event);
  return [next.state.name, ...next.effects.map(named)].join(' ');
}

const FAILED_TELLS_ALL = 'failed ABORT>1 ABORT>2';

describe('every state with every event', () => {
  test('leads to a state, and to effects that can be carried out', () => {
    for (const { state, event } of pairs) {
      const before = structuredClone(state);
      const result = stepModelOwner(state, event);
      expect(state).toEqual(before);
      expect(Object.keys(STATES)).toContain(result.state.name);
      expect(structuredClone(result.state)).toEqual(result.state);
      for (const effect of result.effects) {
        if (effect.type !== 'send') continue;
        expect(ownerOf(result.state, effect.owner).connected).toBe(true);
        const whole = { v: 3, sid: SID, from: 0, seq: 0, ...effect.message } as Message;
        expect(decodeToDataOwner(encodeMessage(whole))).toEqual(whole);
      }
    }
  });

  test('never goes back a round, asks one question a round, and asks all who take part the same', () => {
    for (const { state, event } of pairs) {
      const { state: next, effects } = stepModelOwner(state, event);
      if (state.name === 'round-open' && next.name === 'round-open') {
        expect(next).toMatchObject({ round: state.round, question: state.question });
      }
      if (state.name === 'computing' && next.name === 'round-open') expect(next.round).toBe(state.round + 1);
      if (isRunning(state) && isRunning(next)) expect(next.participants).toEqual(state.participants);
      const asked = effects.flatMap((effect) =>
        effect.type === 'send' && effect.message.type === 'WEIGHTS' ? [effect.message] : [],
      );
      for (const each of asked) expect(each).toEqual(asked[0]);
    }
  });

  test('tells nobody to send totals before everybody has confirmed one roster, which is stored first', () => {
    for (const { state, event } of pairs) {
      const { state: next, effects } = stepModelOwner(state, event);
      const told = effects.flatMap((effect) => (effect.type === 'send' ? [effect] : []));
      const readies = told.filter(({ message: { type } }) => type === 'READY');
      if (readies.length > 0) expect(next.name).toBe('gathering-base');
      if (next.name === 'gathering-base' && state.name !== 'gathering-base') {
        expect(state.name).toBe('gathering-ready');
        expect(effects[0]).toEqual({ type: 'roster-frozen', frozen: FROZEN });
        expect(readies.map(({ owner }) => owner)).toEqual([2, 1]);
        expect(next.frozen).toEqual(FROZEN);
      }
      if (state.frozen !== null) expect(next.frozen).toEqual(state.frozen);
      else if (next.frozen !== null && event.type !== 'roster-hashed') {
        expect(event).toMatchObject({ message: { type: 'READY' } });
      }
    }
  });

  test('sums only what everybody who takes part has answered', () => {
    for (const { state, event } of pairs) {
      for (const effect of stepModelOwner(state, event).effects) {
        if (effect.type === 'sum-base') expect(state.name).toBe('gathering-base');
        if (effect.type === 'sum-gradients') expect(state.name).toBe('round-open');
        if (effect.type === 'sum-base' || effect.type === 'sum-gradients') {
          expect(effect.answers).toEqual([filled(8, 1), filled(8, 2)]);
        }
      }
    }
  });
});

describe('the way through', () => {
  test('offers, train, accept, BASE, rounds, finish', () => {
    const way: [ModelOwnerEvent | typeof hashed, string][] = [
      [connected(1), 'gathering REQUEST>1 ABORT>1'],
      [connected(2), 'gathering REQUEST>2 ABORT>2'],
      [offers(1), 'gathering offers-changed'],
      [offers(2), 'gathering offers-changed'],
      [train, 'agreeing CONTRACT>1 CONTRACT>2'],
      [accept(2), 'agreeing'],
      [accept(2), 'agreeing'],
      [accept(1), 'gathering-ready ROSTER>1 ROSTER>2 hash-roster'],
      [hashed, 'gathering-ready'],
      [ready(1), 'gathering-ready'],
      [ready(1), 'gathering-ready'],
      [ready(2), 'gathering-base roster-frozen READY>2 READY>1'],
      [baseOf(2), 'gathering-base'],
      [baseOf(1), 'computing sum-base'],
      [weights, 'round-open WEIGHTS>1 WEIGHTS>2'],
      [gradient(1, 1), 'round-open'],
      [gradient(1, 1), 'round-open'],
      [gradient(2, 1), 'computing sum-gradients'],
      [weights, 'round-open WEIGHTS>1 WEIGHTS>2'],
      [gradient(1, 2), 'round-open'],
      [gradient(2, 2), 'computing sum-gradients'],
      [{ type: 'solved', stopped: false }, 'finished FINISH>1 FINISH>2'],
      [train, 'agreeing CONTRACT>1 CONTRACT>2'],
    ];
    let state = initialModelOwnerState();
    for (const [each, expected] of way) {
      const event = typeof each === 'function' ? each(state) : each;
      expect(step(state, event)).toBe(expected);
      state = after(state, event);
    }
  });

  test('one shot: BASE is all; who leaves afterwards takes nothing away', () => {
    expect(computingShot).toMatchObject({ name: 'computing', round: 0, asked: 0 });
    expect(step(computingShot, solved)).toBe('finished FINISH>1 FINISH>2');
    expect(step(computingShot, abort(1))).toBe('computing');
    expect(step(computingShot, abort(1), abort(2), solved)).toBe('finished FINISH>1 FINISH>2');
    expect(step(computingShot, weights)).toBe('computing');
    expect(step(computingShot, gradient(1, 1))).toBe(FAILED_TELLS_ALL);
  });

  test('answers are summed in the order of the owners, whoever came first', () => {
    expect(stepModelOwner(after(open, gradient(2, 3)), gradient(1, 3)).effects).toEqual([
      { type: 'sum-gradients', round: 3, answers: [filled(8, 1), filled(8, 2)] },
    ]);
  });

  test('Train takes those who are connected and have contributed, and nobody else', () => {
    expect(after(gathering, train)).toMatchObject({ name: 'agreeing', participants: [1, 2] });
    expect(step(initialModelOwnerState(), train)).toBe('gathering');
    const gone = after(gathering, disconnected(1));
    expect(after(gone, train)).toMatchObject({ participants: [2] });
    for (const state of running) expect(step(state, train)).toBe(state.name);
  });

  test('a plan that changes is told to everybody, except in the middle of a run', () => {
    const changed: ModelOwnerEvent = { type: 'request-changed', request: REQUEST };
    for (const state of [gathering, finished, failed]) {
      expect(step(state, changed)).toBe(`${state.name} REQUEST>1 REQUEST>2 REQUEST>3`);
    }
    for (const state of running) expect(step(state, changed)).toBe(state.name);
  });
});

describe('the roster', () => {
  const sent = (state: ModelOwnerState, event: ModelOwnerEvent) =>
    stepModelOwner(state, event).effects.flatMap((effect) => (effect.type === 'send' ? [effect] : []));

  test('has keys and commitments in the order of the keys, the same for all', () => {
    const told = sent(after(agreeing, accept(2)), accept(1));
    expect(told.map(({ owner }) => owner)).toEqual([1, 2]);
    for (const { message: each } of told) expect(each).toEqual({ type: 'ROSTER', round: 0, body: ROSTER });
  });

  test('an ACCEPT that is repeated replaces the one before', () => {
    const other = { ...entryOf(2), commitment: filled(32, 77) };
    const told = sent(after(agreeing, accept(2), accept(2, CONTRACT_HASH, other)), accept(1));
    expect(told[0]?.message.body).toEqual({ ...ROSTER, entries: [other, entryOf(1)] });
  });

  test('two equal keys, or a key and its negative, cancel the run', () => {
    for (const maskKey of [fakeKey(keyOf(2)), fakeKey(keyOf(2), 1)]) {
      const event = accept(1, CONTRACT_HASH, { ...fakeEntry(1), maskKey });
      expect(step(agreeing, accept(2), event)).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
      expect(stepModelOwner(after(agreeing, accept(2)), event).effects).toContainEqual({
        type: 'cancelled',
        owner: 0,
        reason: 'roster-refused',
      });
    }
  });

  test('READY hands to each owner what the others said to it, in the order of the roster', () => {
    const three = [connected(3), offers(3), train].reduce(
      (state, event) => after(state, event),
      after(gathering, stop),
    );
    const sentOut = after(three, accept(1), accept(2), accept(3));
    const agreed = after(sentOut, hashed(sentOut));
    expect(agreed).toMatchObject({ name: 'gathering-ready', order: [3, 2, 1] });
    const others = (owner: number) => [3, 2, 1].filter((each) => each !== owner).map(keyOf);
    const says = (owner: number) => ready(owner, ROSTER_HASH, others(owner));
    const told = sent(after(agreed, says(2), says(1)), says(3));
    expect(told.map(({ owner }) => owner)).toEqual([3, 2, 1]);
    for (const { owner, message: each } of told) {
      expect(each).toEqual({
        type: 'READY',
        round: 0,
        // Tags and nonces are made of the keys of who said them, and to whom.
        body: readyFor(ROSTER_HASH, keyOf(owner), others(owner)),
      });
    }
    expect(told[0]?.message.body).toMatchObject({
      confirmations: [{ nonce: fakeNonce(keyOf(2)) }, { nonce: fakeNonce(keyOf(1)) }],
    });
  });

  test.each([
    ['with too few tags', ready(1, ROSTER_HASH, [])],
    ['with too many tags', ready(1, ROSTER_HASH, [1, 2])],
    ['of another roster', ready(1, filled(32, 12))],
  ] as [string, ModelOwnerEvent][])('READY %s cancels the run', (_, event) => {
    const state = after(gatheringReady, ready(2));
    expect(step(state, event)).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
    expect(after(state, event).frozen).toBeNull();
    expect(stepModelOwner(state, event).effects).toContainEqual({
      type: 'cancelled',
      owner: 1,
      reason: 'roster-refused',
    });
  });

  test('who confirms another one than was sent is to blame, whoever was heard first', () => {
    const strange = ready(1, filled(32, 12));
    const early = usual('gathering-ready');
    const hashing = { ...early, rosterHash: null };
    for (const [state, event] of [
      [early, strange],
      [after(early, ready(2)), strange],
      [after(hashing, strange, ready(2)), hashed(hashing)],
      [after(hashing, ready(2), strange), hashed(hashing)],
    ] as const) {
      expect(stepModelOwner(state, event).effects).toContainEqual({
        type: 'cancelled',
        owner: 1,
        reason: 'roster-refused',
      });
    }
    // Nobody is believed before it is known what was sent.
    expect(step(hashing, ready(1), ready(2))).toBe('gathering-ready');
    expect(step(hashing, ready(1), ready(2), hashed(hashing))).toBe(
      'gathering-base roster-frozen READY>2 READY>1',
    );
  });

  test('is frozen from READY on: nobody joins, nobody may be missing', () => {
    const again = (...events: ModelOwnerEvent[]) => after(finished, connected(3), offers(3), ...events);
    expect(again(train)).toMatchObject({ name: 'agreeing', participants: [1, 2], frozen: FROZEN });
    expect(again(disconnected(1), train)).toMatchObject({ name: 'finished' });
    expect(again(withdraw(1), train)).toMatchObject({ name: 'finished' });
    for (const event of [stop, abort(1), failure]) expect(after(gatheringBase, event).frozen).toEqual(FROZEN);
    for (const event of [stop, abort(1)]) expect(after(gatheringReady, event).frozen).toBeNull();
    // In a tab that was loaded again, it comes from storage.
    const reloaded = after(initialModelOwnerState(FROZEN), connected(3), offers(3), connected(1), offers(1));
    expect(step(reloaded, train)).toBe('gathering');
    expect(after(reloaded, connected(2), offers(2), train)).toMatchObject({ participants: [1, 2] });
  });

  test('an owner that comes back with another key cancels the run, and the next one still knows the first', () => {
    const again = after(finished, train);
    const strange = accept(1, CONTRACT_HASH, fakeEntry(7));
    expect(step(again, strange)).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
    expect(stepModelOwner(again, strange).effects).toContainEqual({
      type: 'cancelled',
      owner: 1,
      reason: 'roster-changed',
    });
    expect(after(again, strange).frozen).toEqual(FROZEN);
    // Another commitment is what every run has.
    expect(step(again, accept(1, CONTRACT_HASH, { ...entryOf(1), commitment: filled(32, 70) }))).toBe(
      'agreeing',
    );
  });
});

describe('coming back', () => {
  test.each([
    [gathering, 'gathering REQUEST>1 ABORT>1'],
    [agreeing, 'agreeing REQUEST>1 CONTRACT>1'],
    [after(agreeing, accept(1)), 'agreeing REQUEST>1 CONTRACT>1'],
    [gatheringReady, 'gathering-ready REQUEST>1 ROSTER>1'],
    [after(gatheringReady, ready(1)), 'gathering-ready REQUEST>1'],
    [gatheringBase, 'gathering-base REQUEST>1 READY>1'],
    [after(gatheringBase, baseOf(1)), 'gathering-base REQUEST>1'],
    [computing, 'computing REQUEST>1'],
    [open, 'round-open REQUEST>1 WEIGHTS>1'],
    [after(open, gradient(1, 3)), 'round-open REQUEST>1'],
    [finished, 'finished REQUEST>1 FINISH>1'],
    [failed, 'failed REQUEST>1 ABORT>1'],
  ])('case %#: exactly the open question is asked again', (state, expected) => {
    expect(step(state, disconnected(1), connected(1))).toBe(expected);
  });

  test('the question is the same, byte for byte', () => {
    const { effects } = stepModelOwner(open, connected(2));
    expect(effects[1]).toEqual({
      type: 'send',
      owner: 2,
      message: { type: 'WEIGHTS', round: 3, body: { ciphertexts: QUESTION } },
    });
    const first = stepModelOwner(after(gatheringReady, ready(2)), ready(1)).effects;
    expect(first).toContainEqual(stepModelOwner(gatheringBase, connected(2)).effects[1]);
    expect(stepModelOwner(gatheringReady, connected(2)).effects[1]).toMatchObject({
      message: { body: ROSTER },
    });
  });

  test('who takes no part in the run is told that there is none', () => {
    for (const state of running) {
      expect(step(state, connected(3))).toBe(`${state.name} REQUEST>3 ABORT>3`);
    }
  });

  test('an offer goes with its tab, but stands for the run it is in', () => {
    for (const state of [gathering, finished, failed]) {
      expect(ownerOf(after(state, disconnected(1)), 1).offer).toBeNull();
    }
    for (const state of running) {
      expect(ownerOf(after(state, disconnected(1)), 1)).toEqual({
        connected: false,
        offer: OFFER,
        asking: false,
      });
    }
    // Withdrawn while it was away: the tab does not offer again.
    expect(ownerOf(after(gathering, connected(1)), 1).offer).toBeNull();
  });

  test('who is away, and who is asking', () => {
    const asking = after(agreeing, disconnected(1), pause(2));
    expect(awaited(asking)).toEqual({ away: [1], asking: [2] });
    expect(awaited(after(asking, resume(2)))).toEqual({
      away: [1],
      asking: [],
    });
    expect(awaited(after(asking, accept(2)))).toEqual({ away: [1], asking: [] });
    expect(awaited(after(asking, connected(2), connected(1)))).toEqual({ away: [], asking: [] });
    // Also while a person compares the roster code.
    expect(awaited(after(gatheringBase, pause(1)))).toEqual({ away: [], asking: [1] });
    expect(awaited(after(gatheringBase, pause(1), resume(1)))).toEqual({ away: [], asking: [] });
    expect(awaited(finished)).toEqual({ away: [], asking: [] });
    expect(ownerOf(after(agreeing, pause(3)), 3).asking).toBe(false);
  });
});

describe('what comes late or out of place', () => {
  test.each([
    ['BASE again', open, baseOf(1)],
    ['an answer to an earlier round', open, gradient(1, 2)],
    ['an answer while its sum is decrypted', computing, gradient(1, 2)],
    ['an answer to the round that Stop closed', { ...computing, asked: 3 }, gradient(1, 3)],
    ['an ACCEPT of the contract that was cancelled', agreeing, accept(1, filled(32, 9))],
    ['an ACCEPT again', gatheringReady, accept(1)],
    ['an ACCEPT again, later', gatheringBase, accept(1)],
    ['READY again', gatheringBase, ready(1)],
    ['READY again, later', open, ready(1)],
    ['READY of the run before', agreeing, ready(1)],
    ['READY of who takes no part', gatheringReady, ready(3)],
    ['BASE of who takes no part', gatheringBase, baseOf(3)],
    ['an answer to the run before', agreeing, gradient(1, 3)],
    ['an answer after the end', finished, gradient(1, 3)],
    ['an answer of who takes no part', open, gradient(3, 3)],
    ['weights after Stop', { ...computing, asked: 3 }, weights],
    ['weights after the end', finished, weights],
    ['a solution after the end', failed, solved],
  ] as [string, ModelOwnerState, ModelOwnerEvent][])('%s is let go', (_, state, event) => {
    expect(stepModelOwner(state, event)).toEqual({ state, effects: [] });
  });

  test.each([
    ['a gradient before BASE', gatheringBase, gradient(1, 1)],
    ['a gradient of a round to come', open, gradient(1, 4)],
    ['a gradient that was not asked for', computing, gradient(1, 3)],
    ['an ACCEPT of another contract after ROSTER', gatheringReady, accept(1, filled(32, 9))],
    ['an ACCEPT of another contract after READY', gatheringBase, accept(1, filled(32, 9))],
    ['a withdrawal after READY', open, withdraw(1)],
  ] as [string, ModelOwnerState, ModelOwnerEvent][])('%s fails the run', (_, state, event) => {
    expect(step(state, event)).toBe(FAILED_TELLS_ALL);
    expect(after(state, event)).toMatchObject({ reason: 'message-unexpected', owner: 1 });
  });
});

describe('the end', () => {
  test('before READY a run is taken back: offers stand, and everybody hears of it', () => {
    for (const state of [agreeing, gatheringReady]) {
      for (const event of [stop, abort(1), withdraw(1)]) {
        expect(step(state, event)).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
      }
    }
    expect(ownerOf(after(agreeing, stop), 1).offer).toEqual(OFFER);
    expect(ownerOf(after(agreeing, withdraw(1)), 1).offer).toBeNull();
    expect(ownerOf(after(agreeing, withdraw(1)), 2).offer).toEqual(OFFER);
    const { effects } = stepModelOwner(agreeing, abort(1));
    expect(effects).toContainEqual({ type: 'cancelled', owner: 1, reason: 'left' });
    // The limit of its own for which an owner refuses is told along.
    const guarded = { reason: 'data-refused', guard: 'leastRows' } as const;
    expect(stepModelOwner(agreeing, abort(1, guarded)).effects).toContainEqual({
      type: 'cancelled',
      owner: 1,
      ...guarded,
    });
    expect(after(gatheringBase, abort(1, guarded))).toMatchObject({ name: 'failed', owner: 1, ...guarded });
    expect(stepModelOwner(open, abort(1, guarded)).effects).toContainEqual({
      type: 'cancelled',
      owner: 1,
      ...guarded,
    });
  });

  test('Stop ends with the complete rounds', () => {
    expect(step(open, stop)).toBe('computing conclude');
    expect(after(open, stop)).toMatchObject({ round: 2, asked: 3 });
    expect(step(open, stop, solved)).toBe('finished FINISH>1 FINISH>2');
    expect(after(open, stop, solved)).toMatchObject({ round: 2, stopped: true });
    expect(step(computing, stop)).toBe('computing');
    expect(step(gatheringBase, stop)).toBe(FAILED_TELLS_ALL);
    expect(after(gatheringBase, stop)).toMatchObject({ reason: 'cancelled', owner: null });
    for (const state of [gathering, finished, failed]) expect(step(state, stop)).toBe(state.name);
  });

  test('an owner who leaves after the first round ends the run with the complete rounds', () => {
    expect(step(open, abort(1))).toBe('computing cancelled conclude');
    expect(after(open, abort(1))).toMatchObject({ round: 2, asked: 3 });
    expect(step(open, abort(1), abort(2))).toBe('computing');
    // In the middle of a computation: once it is done, if another round would be needed.
    expect(step(computing, abort(1))).toBe('computing');
    expect(step(computing, abort(1), weights)).toBe('computing cancelled conclude');
    expect(step(computing, abort(1), weights, weights)).toBe('computing');
    expect(step(computing, abort(1), solved)).toBe('finished FINISH>1 FINISH>2');
  });

  test('an owner who leaves before the first round is complete fails the run', () => {
    expect(step(gatheringBase, abort(1))).toBe(FAILED_TELLS_ALL);
    expect(step(FIRST_ROUND, abort(1))).toBe(FAILED_TELLS_ALL);
    expect(step(COMPUTING_BASE, abort(1))).toBe(FAILED_TELLS_ALL);
    expect(after(gatheringBase, abort(1))).toMatchObject({ reason: 'left', owner: 1 });
  });

  test('a failed run takes the offers of those who took part, and of nobody else', () => {
    const joined = after(open, offers(3));
    const end = after(joined, failure);
    expect(end).toMatchObject({ name: 'failed', reason: 'integrity', owner: null });
    expect([1, 2, 3].map((owner) => ownerOf(end, owner).offer)).toEqual([null, null, OFFER]);
    // The roster was frozen: without those two, there is no other run.
    expect(step(end, train)).toBe('failed');
    expect(after(end, offers(1), offers(2), train)).toMatchObject({ name: 'agreeing', participants: [1, 2] });
  });

  test('failing work fails a run, and nothing else', () => {
    for (const state of ALL_STATES) {
      expect(step(state, failure)).toBe(isRunning(state) ? FAILED_TELLS_ALL : state.name);
    }
  });

  test('who withdraws or leaves outside of a run takes only the offer along', () => {
    for (const event of [withdraw(1), abort(1)]) {
      expect(step(gathering, event)).toBe('gathering offers-changed');
      expect(ownerOf(after(gathering, event), 1).offer).toBeNull();
      expect(step(finished, event)).toBe('finished offers-changed');
    }
    expect(step(open, abort(3))).toBe('round-open offers-changed');
  });

  test('who took part hears of the end, nobody else', () => {
    expect(step(computing, solved)).toBe('finished FINISH>1 FINISH>2');
    expect(stepModelOwner(computing, solved).effects[0]).toMatchObject({
      message: { type: 'FINISH', round: 2, body: { stopped: true } },
    });
  });
});
