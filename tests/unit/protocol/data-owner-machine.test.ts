import { describe, expect, test } from 'vitest';
import { encodeMessage, decodeToModelOwner } from '../../../src/protocol/codec.ts';
import {
  isTraining,
  lastRound,
  stepDataOwner,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type DataOwnerState,
} from '../../../src/protocol/data-owner-machine.ts';
import type { DataOwnerMessage, Message, ToDataOwner } from '../../../src/protocol/messages.ts';
import { numeric } from '../contract/support.ts';
import { contractBody, filled, offerBody, requestBody, SID } from './bodies.ts';

const offer = offerBody();
const contract = contractBody({}, { roundLimit: 3 });
const contractHash = filled(32, 1);
const session = { offer, contract, contractHash };
const base = { round: 0, question: filled(0, 0), answer: filled(8, 10) };
const first = { round: 1, question: filled(4, 1), answer: filled(8, 11) };
const last = { round: 3, question: filled(4, 3), answer: filled(8, 13) };

const initial: DataOwnerState = { name: 'waiting-for-offer' };
const offered: DataOwnerState = { name: 'offered', offer };
const asking: DataOwnerState = { name: 'asking-consent', ...session };
const checking: DataOwnerState = { name: 'checking-contract', ...session };
const accepted: DataOwnerState = { name: 'accepted', ...session };
const computingBase: DataOwnerState = { name: 'computing-base', ...session };
const waiting: DataOwnerState = { name: 'waiting-for-weights', ...session, last: first };
const computing: DataOwnerState = {
  name: 'computing-gradient',
  ...session,
  last: first,
  question: filled(4, 2),
};
const finished: DataOwnerState = { name: 'finished', rounds: 3, stopped: false, offer };
const aborted: DataOwnerState = { name: 'aborted', reason: 'left', by: 'self' };

/** Every state by name: a new one is missing here at compile time. */
const STATES: Record<DataOwnerState['name'], DataOwnerState[]> = {
  'waiting-for-offer': [initial],
  offered: [offered],
  'asking-consent': [asking],
  'checking-contract': [checking],
  accepted: [accepted],
  'computing-base': [computingBase],
  'waiting-for-weights': [{ ...waiting, last: base }, waiting, { ...waiting, last }],
  'computing-gradient': [{ ...computing, last: base, question: filled(4, 1) }, computing],
  finished: [finished, { ...finished, offer: null }],
  aborted: [aborted, { name: 'aborted', reason: 'integrity', by: 'model-owner' }],
};

type Incoming = Pick<ToDataOwner, 'type' | 'body'> & { round?: number };

function message(incoming: Incoming, hash = contractHash): DataOwnerEvent {
  const whole = { v: 1, sid: SID, from: 0, seq: 0, round: 0, ...incoming } as ToDataOwner;
  return { type: 'message', message: whole, ...(whole.type === 'CONTRACT' ? { contractHash: hash } : {}) };
}

const sendsContract = message({ type: 'CONTRACT', body: contract });
const sendsRoster = message({ type: 'ROSTER', body: { contractHash } });
const weights = (round: number, byte = round) =>
  message({ type: 'WEIGHTS', round, body: { ciphertexts: filled(4, byte) } });
const abort = (reason: 'cancelled' | 'integrity') => message({ type: 'ABORT', body: { reason } });

const MESSAGES: Record<ToDataOwner['type'], DataOwnerEvent[]> = {
  REQUEST: [message({ type: 'REQUEST', body: requestBody() })],
  CONTRACT: [
    sendsContract,
    message({ type: 'CONTRACT', body: contract }, filled(32, 2)),
    message({ type: 'CONTRACT', body: contractBody({}, { roundLimit: 11 }) }, filled(32, 3)),
    message({ type: 'CONTRACT', body: contractBody({ slotBits: 3 }) }, filled(32, 4)),
    { type: 'message', message: (sendsContract as { message: ToDataOwner }).message },
  ],
  ROSTER: [sendsRoster, message({ type: 'ROSTER', body: { contractHash: filled(32, 9) } })],
  WEIGHTS: [0, 1, 2, 3, 4].flatMap((round) => [weights(round), weights(round, 99)]),
  PAUSE: [message({ type: 'PAUSE', body: { reason: 'away' } })],
  RESUME: [message({ type: 'RESUME', body: {} })],
  FINISH: [message({ type: 'FINISH', body: { stopped: true } })],
  ABORT: [abort('cancelled'), abort('integrity')],
};

const EVENTS: Record<DataOwnerEvent['type'], DataOwnerEvent[]> = {
  connected: [{ type: 'connected' }],
  message: Object.values(MESSAGES).flat(),
  contribute: [
    { type: 'contribute', offer },
    { type: 'contribute', offer: offerBody({ roundLimit: 100 }) },
  ],
  withdraw: [{ type: 'withdraw' }],
  leave: [{ type: 'leave' }],
  'contract-checked': [{ type: 'contract-checked' }],
  'base-encrypted': [{ type: 'base-encrypted', ciphertexts: filled(8, 20) }],
  'gradient-encrypted': [1, 2, 3].map((round) => ({
    type: 'gradient-encrypted' as const,
    round,
    ciphertexts: filled(8, 20 + round),
  })),
  'work-failed': [{ type: 'work-failed', reason: 'data-refused' }],
};

const pairs = Object.values(STATES)
  .flat()
  .flatMap((state) =>
    Object.values(EVENTS)
      .flat()
      .map((event) => ({ state, event })),
  );

/** "TYPE" of what is sent, the name of any other effect. */
function named(effect: DataOwnerEffect): string {
  return effect.type === 'send' ? effect.message.type : effect.type;
}

/** Name of the next state, and effects by name. */
function step(state: DataOwnerState, event: DataOwnerEvent): string {
  const next = stepDataOwner(state, event);
  return [next.state.name, ...next.effects.map(named)].join(' ');
}

function sentBy(state: DataOwnerState, event: DataOwnerEvent): DataOwnerMessage[] {
  return stepDataOwner(state, event).effects.flatMap((effect) =>
    effect.type === 'send' ? [effect.message] : [],
  );
}

describe('every state with every event', () => {
  test('leads to a state, and to effects that can be carried out', () => {
    for (const { state, event } of pairs) {
      const before = structuredClone(state);
      const result = stepDataOwner(state, event);
      expect(state).toEqual(before);
      expect(Object.keys(STATES)).toContain(result.state.name);
      expect(structuredClone(result.state)).toEqual(result.state);
      for (const sent of sentBy(state, event)) {
        const whole = { v: 1, sid: SID, from: 1, seq: 0, ...sent } as Message;
        expect(decodeToModelOwner(encodeMessage(whole))).toEqual(whole);
      }
    }
  });

  test('sends nothing that was derived from rows before ROSTER, nor without having been asked', () => {
    const before = ['waiting-for-offer', 'offered', 'asking-consent', 'checking-contract', 'accepted'];
    for (const { state, event } of pairs) {
      const names = stepDataOwner(state, event).effects.map(named);
      if (before.includes(state.name)) {
        expect(names).not.toContain('BASE');
        expect(names).not.toContain('GRADIENT');
        expect(names).not.toContain('encrypt-gradient');
        if (event !== sendsRoster || state.name !== 'accepted') expect(names).not.toContain('encrypt-base');
      }
      // A contract that was not accepted cannot be on its way to BASE.
      if (before.slice(0, 4).includes(state.name)) {
        expect(['computing-base', 'waiting-for-weights', 'computing-gradient']).not.toContain(
          stepDataOwner(state, event).state.name,
        );
      }
    }
  });

  test('never goes back a round, and never answers one round with two answers', () => {
    for (const { state, event } of pairs) {
      const next = stepDataOwner(state, event).state;
      if (!('last' in state) || !('last' in next)) continue;
      expect([0, 1]).toContain(next.last.round - state.last.round);
      if (next.last.round === state.last.round) expect(next.last).toEqual(state.last);
    }
  });

  test('is training exactly while something of the rows may leave without a click', () => {
    const training = Object.values(STATES).flat().filter(isTraining);
    expect(new Set(training.map(({ name }) => name))).toEqual(
      new Set([
        'checking-contract',
        'accepted',
        'computing-base',
        'waiting-for-weights',
        'computing-gradient',
      ]),
    );
  });
});

describe('the way through', () => {
  test('contribute, accept, BASE, rounds, finish', () => {
    const way: [DataOwnerEvent, string][] = [
      [{ type: 'contribute', offer }, 'offered COLUMNS'],
      [sendsContract, 'checking-contract check-contract'],
      [{ type: 'contract-checked' }, 'accepted ACCEPT'],
      [sendsRoster, 'computing-base encrypt-base'],
      [{ type: 'base-encrypted', ciphertexts: filled(8, 1) }, 'waiting-for-weights BASE'],
      [weights(1), 'computing-gradient encrypt-gradient'],
      [{ type: 'gradient-encrypted', round: 1, ciphertexts: filled(8, 2) }, 'waiting-for-weights GRADIENT'],
      [weights(2), 'computing-gradient encrypt-gradient'],
      [{ type: 'gradient-encrypted', round: 2, ciphertexts: filled(8, 3) }, 'waiting-for-weights GRADIENT'],
      [message({ type: 'FINISH', body: { stopped: false } }), 'finished'],
    ];
    let state = initial as DataOwnerState;
    for (const [event, expected] of way) {
      expect(step(state, event)).toBe(expected);
      state = stepDataOwner(state, event).state;
    }
    expect(state).toEqual({ name: 'finished', rounds: 2, stopped: false, offer });
    // The offer stands: the next contract is held against it without another click.
    expect(step(state, sendsContract)).toBe('checking-contract check-contract');
  });

  test('answers say which round they belong to', () => {
    const [sent] = sentBy(computing, { type: 'gradient-encrypted', round: 2, ciphertexts: filled(8, 5) });
    expect(sent).toEqual({ type: 'GRADIENT', round: 2, body: { ciphertexts: filled(8, 5) } });
    expect(sentBy(checking, { type: 'contract-checked' })).toEqual([
      { type: 'ACCEPT', round: 0, body: { contractHash } },
    ]);
  });
});

describe('consent', () => {
  const long = contractBody({}, { roundLimit: 11 });
  const sendsLong = message({ type: 'CONTRACT', body: long }, filled(32, 5));

  test('a contract beyond the limits asks the person, and tells the model owner so', () => {
    expect(step(offered, sendsLong)).toBe('asking-consent PAUSE');
    expect(sentBy(offered, sendsLong)).toEqual([{ type: 'PAUSE', round: 0, body: { reason: 'consent' } }]);
    const asked = stepDataOwner(offered, sendsLong).state;
    expect(step(asked, { type: 'contribute', offer: offerBody({ roundLimit: 11 }) })).toBe(
      'checking-contract COLUMNS check-contract',
    );
    expect(step(asked, { type: 'contribute', offer })).toBe('asking-consent COLUMNS PAUSE');
    expect(step(asked, { type: 'withdraw' })).toBe('aborted ABORT');
    // Asked again after a reconnection, it asks on.
    expect(step(asked, sendsLong)).toBe('asking-consent PAUSE');
    expect(step(asked, sendsRoster)).toBe('aborted ABORT');
  });

  test('a second consent takes back what it no longer shows, and declares no more rows than the first', () => {
    const asked = stepDataOwner(offered, sendsLong).state;
    const fewer = offerBody({ roundLimit: 11, columns: [numeric('y'), numeric('a')] });
    expect(step(asked, { type: 'contribute', offer: fewer })).toBe('aborted COLUMNS ABORT refused');
    const more = offerBody({ roundLimit: 11, maximumRows: 90 });
    expect(stepDataOwner(asked, { type: 'contribute', offer: more }).state).toMatchObject({
      offer: { roundLimit: 11, maximumRows: 50 },
    });
  });

  test('a contract that must be refused is refused, with the reason for the person alone', () => {
    const event = message({ type: 'CONTRACT', body: contractBody({ slotBits: 3 }) });
    const { state, effects } = stepDataOwner(offered, event);
    expect(state).toEqual({ name: 'aborted', reason: 'contract-refused', by: 'self' });
    expect(effects).toEqual([
      { type: 'send', message: { type: 'ABORT', round: 0, body: { reason: 'contract-refused' } } },
      { type: 'refused', problem: { kind: 'bound', details: { slotBits: 3, expected: 115 } } },
    ]);
  });

  test.each([
    [initial, 'waiting-for-offer'],
    [offered, 'waiting-for-offer WITHDRAW'],
    [finished, 'waiting-for-offer WITHDRAW'],
    [asking, 'aborted ABORT'],
    [accepted, 'accepted'],
    [waiting, 'waiting-for-weights'],
    [aborted, 'aborted'],
  ])('withdraw, case %#', (state, expected) => {
    expect(step(state, { type: 'withdraw' })).toBe(expected);
  });

  test.each([
    [offered, 'aborted ABORT'],
    [accepted, 'aborted ABORT'],
    [computingBase, 'aborted ABORT'],
    [computing, 'aborted ABORT'],
    [finished, 'finished'],
    [aborted, 'aborted'],
  ])('leave, case %#', (state, expected) => {
    expect(step(state, { type: 'leave' })).toBe(expected);
  });
});

describe('one answer a round', () => {
  test('the same question again: the same bytes again', () => {
    expect(sentBy(waiting, weights(1))).toEqual([
      { type: 'GRADIENT', round: 1, body: { ciphertexts: first.answer } },
    ]);
    expect(sentBy({ ...waiting, last: base }, sendsRoster)).toEqual([
      { type: 'BASE', round: 0, body: { ciphertexts: base.answer } },
    ]);
    expect(step(computing, weights(2))).toBe('computing-gradient');
    expect(step(computingBase, sendsRoster)).toBe('computing-base');
  });

  test('a different question for an answered or an open round ends the session', () => {
    for (const [state, event] of [
      [waiting, weights(1, 99)],
      [computing, weights(2, 99)],
    ] as const) {
      expect(stepDataOwner(state, event).state).toEqual({
        name: 'aborted',
        reason: 'message-unexpected',
        by: 'self',
      });
      expect(sentBy(state, event)).toEqual([
        { type: 'ABORT', round: 1, body: { reason: 'message-unexpected' } },
      ]);
    }
  });

  test.each([
    ['a round back', { ...waiting, last: { ...first, round: 2 } }, weights(1)],
    ['a round ahead', waiting, weights(3)],
    ['round 0', { ...waiting, last: base }, weights(0)],
    ['a round beyond the limit', { ...waiting, last }, weights(4)],
    ['BASE once more after the first round', waiting, sendsRoster],
    [
      'a roster of another contract',
      accepted,
      message({ type: 'ROSTER', body: { contractHash: filled(32, 9) } }),
    ],
    ['a roster before the contract was accepted', checking, sendsRoster],
    ['weights before BASE', accepted, weights(1)],
    ['weights without a contract', offered, weights(1)],
    ['another contract in the middle', waiting, message({ type: 'CONTRACT', body: contract }, filled(32, 2))],
  ] as [string, DataOwnerState, DataOwnerEvent][])('%s ends the session', (_, state, event) => {
    expect(step(state, event)).toBe('aborted ABORT');
    expect(stepDataOwner(state, event).state).toMatchObject({ reason: 'message-unexpected', by: 'self' });
  });

  test('a question where there is no session is answered with ABORT: nobody waits for this tab', () => {
    for (const event of [sendsRoster, weights(1)]) {
      expect(step(initial, event)).toBe('waiting-for-offer ABORT');
      expect(step(finished, event)).toBe('finished ABORT');
      expect(step(aborted, event)).toBe('aborted');
    }
    expect(step(initial, sendsContract)).toBe('waiting-for-offer ABORT');
  });

  test('work that is done late, for another round or state, is let go', () => {
    expect(step(computing, { type: 'gradient-encrypted', round: 1, ciphertexts: filled(8, 1) })).toBe(
      'computing-gradient',
    );
    expect(step(waiting, { type: 'gradient-encrypted', round: 2, ciphertexts: filled(8, 1) })).toBe(
      'waiting-for-weights',
    );
    expect(step(waiting, { type: 'base-encrypted', ciphertexts: filled(8, 1) })).toBe('waiting-for-weights');
    expect(step(offered, { type: 'contract-checked' })).toBe('offered');
  });
});

describe('coming back', () => {
  test.each([
    [initial, 'waiting-for-offer'],
    [offered, 'offered COLUMNS'],
    [asking, 'asking-consent COLUMNS'],
    [checking, 'checking-contract COLUMNS check-contract'],
    [accepted, 'accepted COLUMNS'],
    [computingBase, 'computing-base encrypt-base'],
    [waiting, 'waiting-for-weights'],
    [computing, 'computing-gradient encrypt-gradient'],
    [finished, 'finished COLUMNS'],
    [{ ...finished, offer: null }, 'finished'],
    [aborted, 'aborted ABORT'],
    [{ ...aborted, by: 'model-owner' }, 'aborted'],
  ] as [DataOwnerState, string][])(
    'case %#: says what only it knows, and takes its work up again',
    (state, expected) => {
      expect(step(state, { type: 'connected' })).toBe(expected);
      expect(stepDataOwner(state, { type: 'connected' }).state).toBe(state);
    },
  );

  test('the contract again: what it led to stands', () => {
    expect(step(accepted, sendsContract)).toBe('accepted ACCEPT');
    expect(step(checking, sendsContract)).toBe('checking-contract');
    expect(step(waiting, sendsContract)).toBe('waiting-for-weights');
  });

  test('the work taken up again is that of the open round', () => {
    expect(stepDataOwner(computing, { type: 'connected' }).effects).toEqual([
      { type: 'encrypt-gradient', contract, round: 2, question: filled(4, 2) },
    ]);
  });
});

describe('the end', () => {
  test.each([
    [initial, 'waiting-for-offer'],
    [offered, 'offered'],
    [asking, 'offered COLUMNS'],
    [checking, 'offered COLUMNS'],
    [accepted, 'offered COLUMNS'],
    [computingBase, 'aborted'],
    [waiting, 'aborted'],
    [computing, 'aborted'],
    [finished, 'finished'],
    [aborted, 'aborted'],
  ])('ABORT, case %#: before ROSTER the offer stands', (state, expected) => {
    for (const reason of ['cancelled', 'integrity'] as const) {
      expect(step(state, abort(reason))).toBe(expected);
    }
  });

  test('ABORT afterwards keeps the reason', () => {
    expect(stepDataOwner(waiting, abort('integrity')).state).toEqual({
      name: 'aborted',
      reason: 'integrity',
      by: 'model-owner',
    });
    expect(stepDataOwner(aborted, abort('integrity')).state).toEqual(aborted);
  });

  test('FINISH ends a run in every state of it, and counts what was answered; elsewhere it means nothing', () => {
    const finish = message({ type: 'FINISH', body: { stopped: true } });
    for (const state of Object.values(STATES).flat()) {
      const expected =
        'contract' in state
          ? { name: 'finished', rounds: lastRound(state), stopped: true, offer: state.offer }
          : state;
      expect(stepDataOwner(state, finish).state).toEqual(expected);
    }
  });

  test('work that fails ends a training, and nothing else', () => {
    const failure: DataOwnerEvent = { type: 'work-failed', reason: 'data-refused' };
    for (const state of Object.values(STATES).flat()) {
      const expected = isTraining(state) ? 'aborted ABORT' : state.name;
      expect(step(state, failure)).toBe(expected);
    }
    expect(sentBy(checking, failure)).toEqual([
      { type: 'ABORT', round: 0, body: { reason: 'data-refused' } },
    ]);
  });

  test('after an end, Contribute offers anew', () => {
    for (const state of [initial, offered, finished, aborted]) {
      expect(step(state, { type: 'contribute', offer })).toBe('offered COLUMNS');
    }
    for (const state of [checking, accepted, computingBase, waiting, computing]) {
      expect(step(state, { type: 'contribute', offer })).toBe(state.name);
    }
  });
});
