import { describe, expect, test } from 'vitest';
import { decodeToDataOwner, encodeMessage } from '../../../src/protocol/codec.ts';
import type { Message, ToModelOwner } from '../../../src/protocol/messages.ts';
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
import { contractBody, filled, offerBody, requestBody, SID } from './bodies.ts';

const offer = offerBody();
const request = requestBody();
const contract = contractBody();
const contractHash = filled(32, 1);
const question = filled(4, 3);

/** Owners 1 and 2 take part, 3 came too late, 4 has left its tab. */
const owners = {
  1: { connected: true, offer, asking: false },
  2: { connected: true, offer, asking: false },
  3: { connected: true, offer: null, asking: false },
  4: { connected: false, offer: null, asking: false },
};
const run = { owners, contract, contractHash, participants: [1, 2] };
const gathering: ModelOwnerState = { name: 'gathering', owners };
const agreeing: ModelOwnerState = { name: 'agreeing', ...run, accepted: [] };
const gatheringBase: ModelOwnerState = { name: 'gathering-base', ...run, answers: {} };
const computing: ModelOwnerState = { name: 'computing', ...run, round: 2, asked: 2, leaving: null };
const open: ModelOwnerState = { name: 'round-open', ...run, round: 3, question, answers: {} };
const finished: ModelOwnerState = { name: 'finished', ...run, round: 3, stopped: false };
const failed: ModelOwnerState = { name: 'failed', owners, reason: 'integrity', owner: 2 };

/** Every state by name: a new one is missing here at compile time. */
const STATES: Record<ModelOwnerState['name'], ModelOwnerState[]> = {
  gathering: [initialModelOwnerState, gathering],
  agreeing: [agreeing, { ...agreeing, accepted: [2] }],
  'gathering-base': [gatheringBase, { ...gatheringBase, answers: { 2: filled(8, 2) } }],
  computing: [
    { ...computing, round: 0, asked: 0 },
    computing,
    { ...computing, asked: 3 },
    { ...computing, leaving: { owner: 1, reason: 'left' } },
  ],
  'round-open': [{ ...open, round: 1 }, open, { ...open, answers: { 1: filled(8, 1) } }],
  finished: [finished],
  failed: [failed],
};

function message(owner: number, incoming: Pick<ToModelOwner, 'type' | 'body'>, round = 0): ModelOwnerEvent {
  const whole = { v: 1, sid: SID, from: owner, seq: 0, round, ...incoming } as ToModelOwner;
  return { type: 'message', owner, message: whole };
}

const accept = (owner: number, hash = contractHash) =>
  message(owner, { type: 'ACCEPT', body: { contractHash: hash } });
const baseOf = (owner: number) => message(owner, { type: 'BASE', body: { ciphertexts: filled(8, owner) } });
const gradient = (owner: number, round: number) =>
  message(owner, { type: 'GRADIENT', body: { ciphertexts: filled(8, owner) } }, round);
const abort = (owner: number) => message(owner, { type: 'ABORT', body: { reason: 'left' } });
const withdraw = (owner: number) => message(owner, { type: 'WITHDRAW', body: {} });
const train: ModelOwnerEvent = { type: 'train', contract, contractHash };
const weights: ModelOwnerEvent = { type: 'weights-encrypted', ciphertexts: question };
const solved: ModelOwnerEvent = { type: 'solved', stopped: true };
const stop: ModelOwnerEvent = { type: 'stop' };
const connected = (owner: number): ModelOwnerEvent => ({ type: 'connected', owner, request });

const MESSAGES: Record<ToModelOwner['type'], (owner: number) => ModelOwnerEvent[]> = {
  COLUMNS: (owner) => [message(owner, { type: 'COLUMNS', body: offer })],
  WITHDRAW: (owner) => [withdraw(owner)],
  ACCEPT: (owner) => [accept(owner), accept(owner, filled(32, 9))],
  BASE: (owner) => [baseOf(owner)],
  GRADIENT: (owner) => [0, 1, 2, 3, 4].map((round) => gradient(owner, round)),
  PAUSE: (owner) => [
    message(owner, { type: 'PAUSE', body: { reason: 'consent' } }),
    message(owner, { type: 'PAUSE', body: { reason: 'away' } }),
  ],
  RESUME: (owner) => [message(owner, { type: 'RESUME', body: {} })],
  ABORT: (owner) => [abort(owner)],
};

const ALL_OWNERS = [1, 2, 3, 4, 99];
const EVENTS: Record<ModelOwnerEvent['type'], ModelOwnerEvent[]> = {
  connected: ALL_OWNERS.map(connected),
  disconnected: ALL_OWNERS.map((owner) => ({ type: 'disconnected', owner })),
  message: ALL_OWNERS.flatMap((owner) => Object.values(MESSAGES).flatMap((each) => each(owner))),
  'request-changed': [{ type: 'request-changed', request }],
  train: [train],
  'weights-encrypted': [weights],
  solved: [solved, { type: 'solved', stopped: false }],
  stop: [stop],
  'work-failed': [{ type: 'work-failed', reason: 'integrity' }],
};

const pairs = Object.values(STATES)
  .flat()
  .flatMap((state) =>
    Object.values(EVENTS)
      .flat()
      .map((event) => ({ state, event })),
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

function after(state: ModelOwnerState, ...events: ModelOwnerEvent[]): ModelOwnerState {
  return events.reduce((each, event) => stepModelOwner(each, event).state, state);
}

const FAILED_TELLS_ALL = 'failed ABORT>1 ABORT>2';

describe('every state with every event', () => {
  test('leads to a state, and to effects that can be carried out', () => {
    for (const { state, event } of pairs) {
      const before = structuredClone(state);
      const result = stepModelOwner(state, event);
      expect(state).toEqual(before);
      expect(Object.keys(STATES)).toContain(result.state.name);
      for (const effect of result.effects) {
        if (effect.type !== 'send') continue;
        expect(ownerOf(result.state, effect.owner).connected).toBe(true);
        const whole = { v: 1, sid: SID, from: 0, seq: 0, ...effect.message } as Message;
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
    const way: [ModelOwnerEvent, string][] = [
      [connected(1), 'gathering REQUEST>1 ABORT>1'],
      [connected(2), 'gathering REQUEST>2 ABORT>2'],
      [message(1, { type: 'COLUMNS', body: offer }), 'gathering offers-changed'],
      [message(2, { type: 'COLUMNS', body: offer }), 'gathering offers-changed'],
      [train, 'agreeing CONTRACT>1 CONTRACT>2'],
      [accept(2), 'agreeing'],
      [accept(2), 'agreeing'],
      [accept(1), 'gathering-base ROSTER>1 ROSTER>2'],
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
    let state = initialModelOwnerState;
    for (const [event, expected] of way) {
      expect(step(state, event)).toBe(expected);
      state = after(state, event);
    }
  });

  test('answers are summed in the order of the owners, whoever came first', () => {
    expect(stepModelOwner({ ...open, answers: { 2: filled(8, 2) } }, gradient(1, 3)).effects).toEqual([
      { type: 'sum-gradients', round: 3, answers: [filled(8, 1), filled(8, 2)] },
    ]);
  });

  test('Train takes those who are connected and have contributed, and nobody else', () => {
    expect(after(gathering, train)).toMatchObject({ name: 'agreeing', participants: [1, 2] });
    expect(step(initialModelOwnerState, train)).toBe('gathering');
    const gone = after(gathering, { type: 'disconnected', owner: 1 });
    expect(after(gone, train)).toMatchObject({ participants: [2] });
    for (const state of [agreeing, gatheringBase, computing, open])
      expect(step(state, train)).toBe(state.name);
  });

  test('a plan that changes is told to everybody, except in the middle of a run', () => {
    const changed: ModelOwnerEvent = { type: 'request-changed', request };
    for (const state of [gathering, finished, failed]) {
      expect(step(state, changed)).toBe(`${state.name} REQUEST>1 REQUEST>2 REQUEST>3`);
    }
    for (const state of [agreeing, gatheringBase, computing, open])
      expect(step(state, changed)).toBe(state.name);
  });
});

describe('coming back', () => {
  test.each([
    [gathering, 'gathering REQUEST>1 ABORT>1'],
    [agreeing, 'agreeing REQUEST>1 CONTRACT>1'],
    [gatheringBase, 'gathering-base REQUEST>1 ROSTER>1'],
    [{ ...gatheringBase, answers: { 1: filled(8, 1) } }, 'gathering-base REQUEST>1'],
    [computing, 'computing REQUEST>1'],
    [open, 'round-open REQUEST>1 WEIGHTS>1'],
    [{ ...open, answers: { 1: filled(8, 1) } }, 'round-open REQUEST>1'],
    [finished, 'finished REQUEST>1 FINISH>1'],
    [failed, 'failed REQUEST>1 ABORT>1'],
  ])('case %#: exactly the open question is asked again', (state, expected) => {
    expect(step(state, { type: 'disconnected', owner: 1 }, connected(1))).toBe(expected);
  });

  test('the question is the same, byte for byte', () => {
    const { effects } = stepModelOwner(open, connected(2));
    expect(effects[1]).toEqual({
      type: 'send',
      owner: 2,
      message: { type: 'WEIGHTS', round: 3, body: { ciphertexts: question } },
    });
  });

  test('who takes no part in the run is told that there is none', () => {
    for (const state of [agreeing, gatheringBase, computing, open]) {
      expect(step(state, connected(3))).toBe(`${state.name} REQUEST>3 ABORT>3`);
    }
  });

  test('an offer goes with its tab, but stands for the run it is in', () => {
    for (const state of [gathering, finished, failed]) {
      expect(ownerOf(after(state, { type: 'disconnected', owner: 1 }), 1).offer).toBeNull();
    }
    for (const state of [agreeing, gatheringBase, computing, open]) {
      expect(ownerOf(after(state, { type: 'disconnected', owner: 1 }), 1)).toEqual({
        connected: false,
        offer,
        asking: false,
      });
    }
    // Withdrawn while it was away: the tab does not offer again.
    expect(ownerOf(after(gathering, connected(1)), 1).offer).toBeNull();
  });

  test('who is away, and who is asking', () => {
    const asking = after(
      agreeing,
      { type: 'disconnected', owner: 1 },
      message(2, { type: 'PAUSE', body: { reason: 'consent' } }),
    );
    expect(awaited(asking)).toEqual({ away: [1], asking: [2] });
    expect(awaited(after(asking, message(2, { type: 'RESUME', body: {} })))).toEqual({
      away: [1],
      asking: [],
    });
    expect(awaited(after(asking, accept(2)))).toEqual({ away: [1], asking: [] });
    expect(awaited(after(asking, connected(2), connected(1)))).toEqual({ away: [], asking: [] });
    expect(awaited(finished)).toEqual({ away: [], asking: [] });
    const pause = message(3, { type: 'PAUSE', body: { reason: 'consent' } });
    expect(ownerOf(after(agreeing, pause), 3).asking).toBe(false);
  });
});

describe('what comes late or out of place', () => {
  test.each([
    ['BASE again', open, baseOf(1)],
    ['an answer to an earlier round', open, gradient(1, 2)],
    ['an answer while its sum is decrypted', computing, gradient(1, 2)],
    ['an answer to the round that Stop closed', { ...computing, asked: 3 }, gradient(1, 3)],
    ['an ACCEPT of the contract that was cancelled', agreeing, accept(1, filled(32, 9))],
    ['an ACCEPT again', gatheringBase, accept(1)],
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
    ['an ACCEPT of another contract after ROSTER', gatheringBase, accept(1, filled(32, 9))],
    ['a withdrawal after ROSTER', open, withdraw(1)],
  ] as [string, ModelOwnerState, ModelOwnerEvent][])('%s fails the run', (_, state, event) => {
    expect(step(state, event)).toBe(FAILED_TELLS_ALL);
    expect(after(state, event)).toMatchObject({ reason: 'message-unexpected', owner: 1 });
  });
});

describe('the end', () => {
  test('before ROSTER a run is taken back: offers stand, and everybody hears of it', () => {
    expect(step(agreeing, stop)).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
    expect(step(agreeing, abort(1))).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
    expect(step(agreeing, withdraw(1))).toBe('gathering ABORT>1 ABORT>2 cancelled offers-changed');
    expect(ownerOf(after(agreeing, stop), 1).offer).toEqual(offer);
    expect(ownerOf(after(agreeing, withdraw(1)), 1).offer).toBeNull();
    expect(ownerOf(after(agreeing, withdraw(1)), 2).offer).toEqual(offer);
    const { effects } = stepModelOwner(agreeing, abort(1));
    expect(effects).toContainEqual({ type: 'cancelled', owner: 1, reason: 'left' });
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
    expect(step({ ...open, round: 1 }, abort(1))).toBe(FAILED_TELLS_ALL);
    expect(step({ ...computing, round: 0, asked: 0 }, abort(1))).toBe(FAILED_TELLS_ALL);
    expect(after(gatheringBase, abort(1))).toMatchObject({ reason: 'left', owner: 1 });
  });

  test('a failed run takes the offers of those who took part, and of nobody else', () => {
    const joined = after(open, message(3, { type: 'COLUMNS', body: offer }));
    const end = after(joined, { type: 'work-failed', reason: 'integrity' });
    expect(end).toMatchObject({ name: 'failed', reason: 'integrity', owner: null });
    expect([1, 2, 3].map((owner) => ownerOf(end, owner).offer)).toEqual([null, null, offer]);
    expect(after(end, train)).toMatchObject({ name: 'agreeing', participants: [3] });
  });

  test('failing work fails a run, and nothing else', () => {
    const failure: ModelOwnerEvent = { type: 'work-failed', reason: 'failed' };
    for (const state of Object.values(STATES).flat()) {
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
