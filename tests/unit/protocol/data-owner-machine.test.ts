import { describe, expect, test } from 'vitest';
import { encodeMessage, decodeToModelOwner } from '../../../src/protocol/codec.ts';
import {
  awaits,
  isTraining,
  lastRound,
  stepDataOwner,
  withoutSession,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type DataOwnerState,
} from '../../../src/protocol/data-owner-machine.ts';
import type { DataOwnerMessage, Message, RosterBody } from '../../../src/protocol/messages.ts';
import { numeric } from '../contract/support.ts';
import { contractBody, fakeEntry, fakeKey, filled, offerBody, readyFor, rosterBody, SID } from './bodies.ts';
import {
  abort,
  after,
  ALL_STATES,
  answered,
  BAD_ROSTER,
  baseEncrypted,
  checked,
  checkedWith,
  CODE,
  compared,
  confirmed,
  CONTRACT,
  CONTRACT_HASH,
  contribute,
  contributing,
  eventsIn,
  finish,
  IDENTITY,
  leave,
  message,
  messagesIn,
  OFFER,
  ONE_SHOT,
  OTHER_ROSTER,
  OTHER_ROWS,
  question,
  READY,
  readyChecked,
  ROSTER,
  ROSTER_HASH,
  ROWS,
  sendsContract,
  sendsLong,
  sendsReady,
  sendsRoster,
  STATES,
  TAGS,
  usual,
  weights,
  WIDE,
} from './data-owner-states.ts';

const initial = usual('waiting-for-offer');
const offered = usual('offered');
const asking = usual('asking-consent');
const checking = usual('checking-contract');
const accepted = usual('accepted');
const confirming = usual('confirming-roster');
const waitingForReady = usual('waiting-for-ready');
const checkingReady = usual('checking-ready');
const comparing = usual('comparing-roster');
const computingBase = usual('computing-base');
const waiting = usual('waiting-for-weights');
const computing = usual('computing-gradient');
const finished = usual('finished');
const aborted = usual('aborted');
const waitingAfterBase = after(computingBase, baseEncrypted);
const acceptedAgain = after(finished, sendsContract, checked);

const FROZEN = [fakeKey(1), fakeKey(2)];
/** What outlasts a run that was answered. */
const KEPT = { frozen: FROZEN, selection: ROWS, ownersTold: 2, rostersTried: 0, contractsTried: 0 };
/** Of a run that was not, after as many rosters, and contracts that led to none. */
const unanswered = (rostersTried: number, contractsTried = 0) => ({
  ...{ frozen: null, selection: null, ownersTold: 2 },
  ...{ rostersTried, contractsTried },
});
/** Before anybody has confirmed the roster. */
const EARLY: readonly DataOwnerState[] = [
  asking,
  checking,
  accepted,
  confirming,
  waitingForReady,
  checkingReady,
  comparing,
];

const pairs = ALL_STATES.flatMap((state) =>
  [...Object.values(messagesIn(state)), ...Object.values(eventsIn(state))]
    .flat()
    .map(({ event }) => ({ state, event })),
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
        const whole = { v: 3, sid: SID, from: 1, seq: 0, ...sent } as Message;
        expect(decodeToModelOwner(encodeMessage(whole))).toEqual(whole);
      }
    }
  });

  test('encrypts totals only once everybody has confirmed the roster, and nobody has been asked in vain', () => {
    const answers = ['encrypt-base', 'encrypt-gradient', 'BASE', 'GRADIENT'];
    for (const { state, event } of pairs) {
      const names = stepDataOwner(state, event).effects.map(named);
      if (!names.some((name) => answers.includes(name))) continue;
      const begins =
        (state.name === 'checking-ready' && event.type === 'ready-checked' && !event.compare) ||
        (state.name === 'comparing-roster' && event.type === 'roster-compared' && event.same);
      const goesOn = ['computing-base', 'waiting-for-weights', 'computing-gradient'].includes(state.name);
      expect([state.name, event.type, begins || goesOn]).toEqual([state.name, event.type, true]);
    }
  });

  test('takes no step to an answer without the step before it', () => {
    const way = [
      'checking-contract',
      'accepted',
      'confirming-roster',
      'waiting-for-ready',
      'checking-ready',
      'comparing-roster',
      'computing-base',
      'waiting-for-weights',
      'computing-gradient',
    ];
    for (const { state, event } of pairs) {
      const [from, to] = [way.indexOf(state.name), way.indexOf(stepDataOwner(state, event).state.name)];
      // The comparison of the code can be left out.
      const step =
        state.name === 'checking-ready' && event.type === 'ready-checked' && !event.compare ? 2 : 1;
      if (to > from) expect(to - from).toBe(step);
      if (to >= 0 && to < from) expect([state.name, to]).toEqual(['computing-gradient', to]);
    }
  });

  test('starts work on entering a state, and when a tab was loaded again; a connection starts none', () => {
    for (const { state, event } of pairs) {
      const { state: next, effects } = stepDataOwner(state, event);
      const work = effects.filter(({ type }) => /^(check|confirm|encrypt)-/.test(type));
      const restored = stepDataOwner(next, { type: 'restored' });
      expect(restored.state).toBe(next);
      // Whatever the next state waits for is under way already, or is what coming back starts.
      const entered = next.name !== state.name || event.type === 'restored';
      expect(work).toEqual(entered ? restored.effects : []);
      if (event.type === 'connected') expect(effects.every(({ type }) => type === 'send')).toBe(true);
    }
  });

  test('keeps the keys that it once answered under, whatever happens', () => {
    for (const { state, event } of pairs) {
      const { frozen } = stepDataOwner(state, event).state;
      if (state.frozen !== null) expect(frozen).toEqual(state.frozen);
      else if (frozen !== null) expect([state.name, frozen]).toEqual([state.name, FROZEN]);
      const { selection, ownersTold, rostersTried, contractsTried } = state;
      expect(withoutSession(state)).toEqual({
        name: 'waiting-for-offer',
        frozen: state.frozen,
        selection,
        ownersTold,
        rostersTried,
        contractsTried,
      });
    }
    for (const name of ['computing-base', 'waiting-for-weights', 'computing-gradient'] as const) {
      for (const state of STATES[name]) expect(state.frozen).toEqual(FROZEN);
    }
    for (const state of EARLY) expect(state.frozen).toBeNull();
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
    const idle = ['waiting-for-offer', 'offered', 'asking-consent', 'finished', 'aborted'];
    for (const state of ALL_STATES)
      expect([state.name, isTraining(state)]).toEqual([state.name, !idle.includes(state.name)]);
  });
});

describe('the way through', () => {
  const way = (compare: boolean): [DataOwnerEvent, string][] => [
    [contribute, 'offered COLUMNS'],
    [sendsContract, 'checking-contract check-contract'],
    [checked, 'accepted ACCEPT'],
    [sendsRoster, 'confirming-roster confirm-roster'],
    [confirmed, 'waiting-for-ready READY'],
    [sendsReady, 'checking-ready check-ready'],
    ...(compare
      ? ([
          [readyChecked(true), 'comparing-roster PAUSE'],
          [compared(true), 'computing-base RESUME encrypt-base'],
        ] as [DataOwnerEvent, string][])
      : ([[readyChecked(false), 'computing-base encrypt-base']] as [DataOwnerEvent, string][])),
    [baseEncrypted, 'waiting-for-weights BASE'],
    [weights(1), 'computing-gradient encrypt-gradient'],
    [answered(1), 'waiting-for-weights GRADIENT'],
    [weights(2), 'computing-gradient encrypt-gradient'],
    [answered(2), 'waiting-for-weights GRADIENT'],
    [finish, 'finished'],
  ];

  test.each([false, true])(
    'contribute, accept, roster, BASE, rounds, finish; compared first: %s',
    (compare) => {
      let state: DataOwnerState = initial;
      for (const [event, expected] of way(compare)) {
        expect(step(state, event)).toBe(expected);
        state = after(state, event);
      }
      expect(state).toEqual({ name: 'finished', rounds: 2, stopped: true, offer: OFFER, ...KEPT });
      // The offer stands: the next contract is held against it without another click.
      expect(step(state, sendsContract)).toBe('checking-contract check-contract');
    },
  );

  test('answers say which round they belong to', () => {
    expect(sentBy(computing, answered(2))).toEqual([
      { type: 'GRADIENT', round: 2, body: { ciphertexts: filled(8, 12) } },
    ]);
    const { maskKey, commitment } = IDENTITY;
    expect(sentBy(checking, checked)).toEqual([
      { type: 'ACCEPT', round: 0, body: { contractHash: CONTRACT_HASH, maskKey, commitment } },
    ]);
    expect(sentBy(confirming, confirmed)).toEqual([
      { type: 'READY', round: 0, body: { rosterHash: ROSTER_HASH, nonce: IDENTITY.nonce, tags: TAGS } },
    ]);
  });

  test('the nonce stays here until the roster is confirmed', () => {
    const { nonce } = IDENTITY;
    for (const { state, event } of pairs) {
      for (const sent of sentBy(state, event)) {
        if (sent.type === 'READY') expect(['confirming-roster', 'waiting-for-ready']).toContain(state.name);
        else expect(Object.values(sent.body)).not.toContainEqual(nonce);
      }
    }
  });

  test('work is done under the contract, roster and key that were agreed', () => {
    const terms = { contract: CONTRACT, roster: ROSTER, identity: IDENTITY };
    expect(stepDataOwner(accepted, sendsRoster).effects).toEqual([{ type: 'confirm-roster', ...terms }]);
    expect(stepDataOwner(waitingForReady, sendsReady).effects).toEqual([
      { type: 'check-ready', ready: READY, ...terms },
    ]);
    expect(stepDataOwner(checkingReady, readyChecked(false)).effects).toEqual([
      { type: 'encrypt-base', ...terms },
    ]);
    expect(stepDataOwner(waiting, weights(2)).effects).toEqual([
      { type: 'encrypt-gradient', round: 2, question: question(2), ...terms },
    ]);
    expect(after(checkingReady, readyChecked(false))).toMatchObject({ code: CODE, ready: READY });
  });
});

describe('the roster', () => {
  const rosters = (body: RosterBody, byte = 30) => message({ type: 'ROSTER', body }, filled(32, byte));

  test.each([
    ['not in order', BAD_ROSTER, 'shape'],
    ['with one owner fewer than the contract says', rosterBody(CONTRACT_HASH, [2]), 'shape'],
    ['with one owner more than the contract says', rosterBody(CONTRACT_HASH, [1, 2, 3]), 'shape'],
    ['with the own key twice', rosterBody(CONTRACT_HASH, [2, 2]), 'shape'],
    [
      'with the negative of the own key',
      { contractHash: CONTRACT_HASH, entries: [fakeEntry(2), { ...fakeEntry(2), maskKey: fakeKey(2, 1) }] },
      'shape',
    ],
    ['without the own key', rosterBody(CONTRACT_HASH, [1, 3]), 'own-key'],
    [
      'with another commitment to the own key',
      {
        contractHash: CONTRACT_HASH,
        entries: [fakeEntry(1), { ...fakeEntry(2), commitment: filled(32, 9) }],
      },
      'own-key',
    ],
  ] as [string, RosterBody, string][])('%s is refused, and the person reads why', (_, body, reason) => {
    const { state, effects } = stepDataOwner(accepted, rosters(body));
    expect(state).toEqual({ name: 'aborted', reason: 'roster-refused', by: 'self', ...unanswered(0, 1) });
    expect(effects).toEqual([
      { type: 'send', message: { type: 'ABORT', round: 0, body: { reason: 'roster-refused' } } },
      { type: 'roster-refused', reason },
    ]);
  });

  test('of another contract has no place, whatever is in it', () => {
    const strange = rosters(rosterBody(filled(32, 9), [1, 2]));
    expect(step(accepted, strange)).toBe('aborted ABORT');
    expect(after(accepted, strange)).toMatchObject({ reason: 'message-unexpected' });
  });

  test('is one for the session: with others, nothing is answered', () => {
    expect(acceptedAgain.frozen).toEqual(FROZEN);
    const { state, effects } = stepDataOwner(acceptedAgain, rosters(OTHER_ROSTER));
    expect(state).toEqual({
      name: 'aborted',
      reason: 'roster-changed',
      by: 'self',
      ...KEPT,
      contractsTried: 1,
    });
    expect(effects.map(named)).toEqual(['ABORT', 'roster-refused']);
    expect(effects[1]).toEqual({ type: 'roster-refused', reason: 'changed' });
    // The same owners again commit themselves to other nonces.
    const again = {
      contractHash: CONTRACT_HASH,
      entries: [{ ...fakeEntry(1), commitment: filled(32, 8) }, fakeEntry(2)],
    };
    expect(step(acceptedAgain, rosters(again))).toBe('confirming-roster confirm-roster');
    // It stays the one after the tab has lost its file, and after it has left.
    for (const event of [{ type: 'withdraw' } as const, leave]) {
      const back = after(finished, event, contribute, sendsContract, checked);
      expect(
        after(withoutSession(back), contribute, sendsContract, checked, rosters(OTHER_ROSTER)),
      ).toMatchObject({
        name: 'aborted',
        reason: 'roster-changed',
      });
    }
  });

  test('that came to nothing binds nobody', () => {
    for (const state of [confirming, waitingForReady, checkingReady, comparing]) {
      const again = after(state, abort, sendsContract, checked);
      expect(again).toMatchObject({ name: 'accepted', frozen: null });
      expect(step(again, rosters(OTHER_ROSTER))).toBe('confirming-roster confirm-roster');
    }
  });

  test('a second one in a run has no place', () => {
    for (const state of [
      confirming,
      waitingForReady,
      checkingReady,
      comparing,
      computingBase,
      waiting,
      computing,
    ]) {
      expect(step(state, rosters(OTHER_ROSTER))).toBe('aborted ABORT');
    }
  });

  test('again, after a reconnection: what it led to stands', () => {
    expect(step(confirming, sendsRoster)).toBe('confirming-roster');
    expect(sentBy(waitingForReady, sendsRoster)).toEqual(sentBy(confirming, confirmed));
    for (const state of [checkingReady, comparing, computingBase, waiting, computing]) {
      expect(stepDataOwner(state, sendsRoster)).toEqual({ state, effects: [] });
    }
  });

  test('READY of another roster, or changed afterwards, ends the session', () => {
    const other = message({ type: 'READY', body: readyFor(filled(32, 12), 2, [1]) });
    const changed = message({ type: 'READY', body: readyFor(ROSTER_HASH, 2, [3]) });
    expect(step(waitingForReady, other)).toBe('aborted ABORT');
    for (const state of [checkingReady, comparing, computingBase, waitingAfterBase, computing]) {
      expect(step(state, other)).toBe('aborted ABORT');
      expect(step(state, changed)).toBe('aborted ABORT');
    }
    for (const state of [accepted, confirming]) expect(step(state, sendsReady)).toBe('aborted ABORT');
  });

  test('what the check of READY finds ends the session', () => {
    const refused: DataOwnerEvent = { type: 'work-failed', reason: 'roster-refused' };
    expect(sentBy(checkingReady, refused)).toEqual([
      { type: 'ABORT', round: 0, body: { reason: 'roster-refused' } },
    ]);
    expect(after(checkingReady, refused)).toMatchObject({
      name: 'aborted',
      reason: 'roster-refused',
      frozen: null,
    });
  });

  test('while a person compares the code nothing leaves, and the model owner hears that it waits', () => {
    expect(sentBy(checkingReady, readyChecked(true))).toEqual([
      { type: 'PAUSE', round: 0, body: { reason: 'consent' } },
    ]);
    expect(step(comparing, sendsReady)).toBe('comparing-roster PAUSE');
    expect(step(comparing, { type: 'connected' })).toBe('comparing-roster PAUSE');
    expect(step(comparing, baseEncrypted)).toBe('comparing-roster');
    expect(comparing.frozen).toBeNull();
  });

  test('a code that differs ends the session, whenever it is noticed', () => {
    for (const state of [comparing, computingBase, waiting, computing]) {
      const { state: next, effects } = stepDataOwner(state, compared(false));
      expect(next).toMatchObject({ name: 'aborted', reason: 'roster-refused', by: 'self' });
      expect(effects[1]).toEqual({ type: 'roster-refused', reason: 'person' });
    }
    for (const state of [initial, offered, accepted, checkingReady, finished, aborted]) {
      expect(stepDataOwner(state, compared(false))).toEqual({ state, effects: [] });
    }
    // Confirmed once more, after the fact: nothing to do.
    for (const state of [computingBase, waiting, computing]) {
      expect(stepDataOwner(state, compared(true))).toEqual({ state, effects: [] });
    }
  });
});

describe('consent', () => {
  test('a contract beyond the limits asks the person, and tells the model owner so', () => {
    expect(step(offered, sendsLong)).toBe('asking-consent PAUSE');
    expect(sentBy(offered, sendsLong)).toEqual([{ type: 'PAUSE', round: 0, body: { reason: 'consent' } }]);
    const asked = stepDataOwner(offered, sendsLong).state;
    expect(step(asked, contributing(WIDE))).toBe('checking-contract COLUMNS check-contract');
    expect(step(asked, contribute)).toBe('asking-consent COLUMNS PAUSE');
    expect(asked).toMatchObject({ why: [{ kind: 'round-limit' }] });
    expect(step(asked, { type: 'withdraw' })).toBe('aborted ABORT');
    // Asked again after a reconnection, it asks on.
    expect(step(asked, sendsLong)).toBe('asking-consent PAUSE');
    expect(step(asked, sendsRoster)).toBe('aborted ABORT');
  });

  test('a second consent takes back what it no longer shows, and declares no more rows than the first', () => {
    const asked = stepDataOwner(offered, sendsLong).state;
    const fewer = offerBody({ roundLimit: 11, columns: [numeric('y'), numeric('a')] });
    expect(step(asked, contributing(fewer))).toBe('aborted COLUMNS ABORT refused');
    const more = offerBody({ roundLimit: 11, maximumRows: 90 });
    expect(stepDataOwner(asked, contributing(more)).state).toMatchObject({
      offer: { roundLimit: 11, maximumRows: 50 },
    });
  });

  test('a contract that must be refused is refused, with the reason for the person alone', () => {
    const event = message({ type: 'CONTRACT', body: contractBody({ slotBits: 3 }) }, filled(32, 4));
    const { state, effects } = stepDataOwner(offered, event);
    expect(state).toEqual({ name: 'aborted', reason: 'contract-refused', by: 'self', ...unanswered(0, 1) });
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
    expect(step(state, leave)).toBe(expected);
  });
});

describe('the rows that are used', () => {
  const again = after(finished, sendsContract);
  const asked = after(again, checkedWith(OTHER_ROWS));

  test('are those of the first run of the session from its answer on, whatever is run afterwards', () => {
    for (const state of EARLY) expect(state.selection).toBeNull();
    expect(computingBase.selection).toEqual(ROWS);
    // A run that came to nothing binds nobody.
    const given = after(comparing, abort, sendsContract, checkedWith(OTHER_ROWS));
    expect(given).toMatchObject({ name: 'accepted', selection: null, using: OTHER_ROWS });
    expect(after(again, checkedWith({ ...ROWS, rows: 51 }))).toMatchObject({ name: 'accepted' });
  });

  test('of another run are asked about, with how many they are, and the model owner hears only that it waits', () => {
    expect(step(again, checkedWith(OTHER_ROWS))).toBe('asking-consent PAUSE');
    expect(asked).toMatchObject({ why: [{ kind: 'rows-differ', before: 50, now: 47 }], selection: ROWS });
    expect(sentBy(again, checkedWith(OTHER_ROWS))).toEqual([
      { type: 'PAUSE', round: 0, body: { reason: 'consent' } },
    ]);
    expect(step(asked, { type: 'connected' })).toBe('asking-consent COLUMNS');
    expect(step(asked, sendsContract)).toBe('asking-consent PAUSE');
    expect(step(asked, checkedWith(OTHER_ROWS))).toBe('asking-consent');
  });

  test('that a person agreed to are checked once more, and are good for that contract alone', () => {
    expect(step(asked, contribute)).toBe('checking-contract COLUMNS check-contract');
    const agreed = after(asked, contribute);
    expect(step(agreed, checkedWith(OTHER_ROWS))).toBe('accepted ACCEPT');
    expect(step(agreed, checked)).toBe('accepted ACCEPT');
    // The file was changed meanwhile.
    expect(step(agreed, checkedWith({ fingerprint: 'e15e', rows: 9 }))).toBe('asking-consent PAUSE');
    const answering = after(
      agreed,
      checkedWith(OTHER_ROWS),
      sendsRoster,
      confirmed,
      sendsReady,
      readyChecked(false),
    );
    expect(answering).toMatchObject({ name: 'computing-base', selection: ROWS });
    for (const end of [finish, abort]) {
      const next = after(answering, baseEncrypted, end, contribute, sendsContract);
      expect(step(next, checkedWith(OTHER_ROWS))).toBe('asking-consent PAUSE');
      expect(step(next, checked)).toBe('accepted ACCEPT');
    }
    // Taken back before anybody answered: the next contract asks again.
    expect(step(after(asked, abort, sendsContract), checkedWith(OTHER_ROWS))).toBe('asking-consent PAUSE');
  });

  test('outlast file and offer', () => {
    const back = after(withoutSession(finished), contribute, sendsContract);
    expect(step(back, checkedWith(OTHER_ROWS))).toBe('asking-consent PAUSE');
  });

  test('are no reason to run what is beyond the consent', () => {
    const scant = offerBody({ roundLimit: 2 });
    expect(step(asked, contributing(scant))).toBe('asking-consent COLUMNS PAUSE');
    expect(after(asked, contributing(scant))).toMatchObject({ why: [{ kind: 'round-limit' }] });
  });
});

describe('how many owners there are', () => {
  const three = after(initial, contributing(OFFER, 3));

  test('fewer than this person was told of are asked about, more are not', () => {
    expect(step(three, sendsContract)).toBe('asking-consent PAUSE');
    expect(after(three, sendsContract)).toMatchObject({ why: [{ kind: 'fewer-owners' }] });
    for (const told of [1, 2]) {
      expect(step(after(initial, contributing(OFFER, told)), sendsContract)).toBe(
        'checking-contract check-contract',
      );
    }
    const alone = message({ type: 'CONTRACT', body: contractBody({ owners: 1 }) }, filled(32, 6));
    expect(step(offered, alone)).toBe('asking-consent PAUSE');
  });

  test('that a person agreed to are what it was told of from then on', () => {
    const agreed = after(three, sendsContract, contributing(OFFER, 1000));
    expect(agreed).toMatchObject({ name: 'checking-contract', ownersTold: 2 });
    expect(step(after(agreed, abort), sendsContract)).toBe('checking-contract check-contract');
  });

  test('stand among everything else that is asked', () => {
    const told = after(initial, contributing(OFFER, 3), sendsLong);
    expect(told).toMatchObject({ why: [{ kind: 'round-limit' }, { kind: 'fewer-owners' }] });
    expect(step(told, contributing(WIDE))).toBe('checking-contract COLUMNS check-contract');
  });
});

describe('rosters that come to nothing', () => {
  /** Proposed, confirmed, and taken back before anything is answered. */
  const round = [sendsContract, checked, sendsRoster, confirmed, sendsReady, abort];

  test('are confirmed eight times without a person', () => {
    let state = offered;
    for (let i = 0; i < 8; i++) {
      expect(step(after(state, sendsContract, checked), sendsRoster)).toBe(
        'confirming-roster confirm-roster',
      );
      state = after(state, ...round) as typeof offered;
    }
    const { state: end, effects } = stepDataOwner(after(state, sendsContract, checked), sendsRoster);
    expect(end).toEqual({ name: 'aborted', reason: 'roster-refused', by: 'self', ...unanswered(8, 1) });
    expect(effects.at(-1)).toEqual({ type: 'roster-refused', reason: 'too-many' });
    // A person who agrees again, or an answer, begins anew.
    expect(after(end, contribute)).toMatchObject({ rostersTried: 0 });
    expect(computingBase.rostersTried).toBe(0);
    expect(after(state, sendsLong, contributing(WIDE))).toMatchObject({
      name: 'checking-contract',
      rostersTried: 0,
    });
  });
});

describe('contracts that come to nothing', () => {
  const tooMany = { kind: 'too-many', details: { contracts: 8 } };

  test('are held against the rows eight times without a person, accepted or asked about', () => {
    for (const round of [
      [sendsContract, checked, abort],
      [sendsContract, abort],
      [sendsLong, abort],
      [sendsContract, checked, finish],
    ]) {
      let state = offered as DataOwnerState;
      for (let i = 0; i < 8; i++) {
        expect(state).toMatchObject({ contractsTried: i });
        expect(after(state, sendsContract).name).toBe('checking-contract');
        state = after(state, ...round);
      }
      for (const sent of [sendsContract, sendsLong]) {
        const { state: end, effects } = stepDataOwner(state, sent);
        expect(end).toEqual({ name: 'aborted', reason: 'contract-refused', by: 'self', ...unanswered(0, 8) });
        expect(effects.map(named)).toEqual(['ABORT', 'refused']);
        expect(effects.at(-1)).toEqual({ type: 'refused', problem: tooMany });
        // Only a person goes on from there.
        expect(step(end, sendsContract)).toBe('aborted');
        expect(after(end, contribute)).toMatchObject({ name: 'offered', contractsTried: 0 });
      }
    }
  });

  test('begin anew with a second consent and with an answer that has left, not before', () => {
    const tried = { ...after(offered), contractsTried: 7 } as DataOwnerState;
    expect(after(tried, sendsLong, contributing(WIDE))).toMatchObject({ contractsTried: 0 });
    const ready = [sendsContract, checked, sendsRoster, confirmed, sendsReady, readyChecked(false)];
    expect(after(tried, ...ready)).toMatchObject({ name: 'computing-base', contractsTried: 7 });
    expect(after(tried, ...ready, finish)).toMatchObject({ name: 'finished', contractsTried: 7 });
    expect(after(tried, ...ready, baseEncrypted)).toMatchObject({ contractsTried: 0 });
  });
});

describe('one shot', () => {
  const both = offerBody({ modes: ['rounds', 'one-shot'] });
  const sends = message({ type: 'CONTRACT', body: ONE_SHOT }, CONTRACT_HASH);
  const way = [sends, checked, sendsRoster, confirmed, sendsReady, readyChecked(false), baseEncrypted];
  const shot = after(initial, contributing(both), ...way);

  test('is asked about unless it was agreed to', () => {
    expect(step(offered, sends)).toBe('asking-consent PAUSE');
    expect(step(after(initial, contributing(both)), sends)).toBe('checking-contract check-contract');
  });

  test('BASE is the one answer: no question has a place after it', () => {
    expect(shot.name).toBe('waiting-for-weights');
    for (const round_ of [0, 1, 2]) expect(step(shot, weights(round_))).toBe('aborted ABORT');
    expect(step(shot, sendsReady)).toBe('waiting-for-weights BASE');
    expect(step(shot, finish)).toBe('finished');
  });
});

describe('one answer a round', () => {
  test('the same question again: the same bytes again', () => {
    expect(sentBy(waiting, weights(1))).toEqual([
      { type: 'GRADIENT', round: 1, body: { ciphertexts: filled(8, 11) } },
    ]);
    expect(sentBy(waitingAfterBase, sendsReady)).toEqual([
      { type: 'BASE', round: 0, body: { ciphertexts: filled(8, 10) } },
    ]);
    expect(step(computing, weights(2))).toBe('computing-gradient');
    expect(step(computingBase, sendsReady)).toBe('computing-base');
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
        ...KEPT,
      });
      expect(sentBy(state, event)).toEqual([
        { type: 'ABORT', round: 1, body: { reason: 'message-unexpected' } },
      ]);
    }
  });

  test.each([
    ['a round back', after(waiting, weights(2), answered(2)), weights(1)],
    ['a round ahead', waiting, weights(3)],
    ['round 0', waitingAfterBase, weights(0)],
    [
      'a round beyond the limit',
      after(waiting, weights(2), answered(2), weights(3), answered(3)),
      weights(4),
    ],
    ['BASE once more after the first round', waiting, sendsReady],
    ['a roster before the contract was accepted', checking, sendsRoster],
    ['weights before the roster', accepted, weights(1)],
    ['weights before READY', waitingForReady, weights(1)],
    ['weights while a person compares the code', comparing, weights(1)],
    ['weights before BASE', computingBase, weights(1)],
    ['weights without a contract', offered, weights(1)],
    ['another contract in the middle', waiting, message({ type: 'CONTRACT', body: CONTRACT }, filled(32, 2))],
  ] as [string, DataOwnerState, DataOwnerEvent][])('%s ends the session', (_, state, event) => {
    expect(step(state, event)).toBe('aborted ABORT');
    expect(stepDataOwner(state, event).state).toMatchObject({ reason: 'message-unexpected', by: 'self' });
  });

  test('a question where there is no session is answered with ABORT: nobody waits for this tab', () => {
    for (const event of [sendsRoster, sendsReady, weights(1)]) {
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
    expect(step(offered, checked)).toBe('offered');
  });
});

describe('work', () => {
  /** A message is decoded anew every time. */
  const again = (event: DataOwnerEvent) => structuredClone(event);

  test('is waited for from the state that asks for it to its end, and by no other run', () => {
    for (const state of ALL_STATES) {
      for (const effect of stepDataOwner(state, { type: 'restored' }).effects) {
        expect(awaits(state, effect)).toBe(true);
        for (const other of ALL_STATES) {
          if (other.name !== state.name) expect(awaits(other, effect)).toBe(false);
        }
        const next = after(state, abort, contribute, again(sendsContract));
        expect(next.name).toBe('checking-contract');
        expect(awaits(next, effect)).toBe(false);
        const far = after(
          next,
          checked,
          again(sendsRoster),
          confirmed,
          again(sendsReady),
          readyChecked(false),
        );
        expect(awaits(far, effect)).toBe(false);
        expect(awaits(after(far, baseEncrypted, weights(1)), effect)).toBe(false);
        expect(awaits(after(far, baseEncrypted, weights(1), answered(1), weights(2)), effect)).toBe(false);
      }
    }
  });

  test('that has begun is waited for after a reconnection, and not after a reload: that begins it anew', () => {
    const asked = stepDataOwner(waiting, weights(2));
    expect(
      asked.effects.every((each) =>
        awaits(after(asked.state, { type: 'connected' }, again(weights(2))), each),
      ),
    ).toBe(true);
    expect(asked.effects.some((each) => awaits(structuredClone(asked.state), each))).toBe(false);
  });

  test('is not what is sent or shown', () => {
    expect(stepDataOwner(initial, contribute).effects.some((each) => awaits(offered, each))).toBe(false);
  });
});

describe('coming back', () => {
  const connected: DataOwnerEvent = { type: 'connected' };
  const restored: DataOwnerEvent = { type: 'restored' };

  test.each([
    [initial, '', ''],
    [offered, ' COLUMNS', ''],
    [asking, ' COLUMNS', ''],
    [checking, ' COLUMNS', ' check-contract'],
    [accepted, ' COLUMNS', ''],
    [confirming, '', ' confirm-roster'],
    [waitingForReady, '', ''],
    [checkingReady, '', ' check-ready'],
    [comparing, ' PAUSE', ''],
    [computingBase, '', ' encrypt-base'],
    [waiting, '', ''],
    [computing, '', ' encrypt-gradient'],
    [finished, ' COLUMNS', ''],
    [{ ...finished, offer: null }, '', ''],
    [aborted, ' ABORT', ''],
    [{ ...aborted, by: 'model-owner' }, '', ''],
  ] as [DataOwnerState, string, string][])(
    'case %#: a connection has it say what only it knows, a reload has it take its work up again',
    (state, said, done) => {
      expect(step(state, connected)).toBe(state.name + said);
      expect(step(state, restored)).toBe(state.name + done);
      for (const event of [connected, restored]) expect(stepDataOwner(state, event).state).toBe(state);
    },
  );

  test('the contract again: what it led to stands', () => {
    expect(step(accepted, sendsContract)).toBe('accepted ACCEPT');
    expect(step(checking, sendsContract)).toBe('checking-contract');
    expect(step(waiting, sendsContract)).toBe('waiting-for-weights');
  });

  test('the work taken up again is that of the open question', () => {
    expect(stepDataOwner(computing, restored).effects).toEqual(stepDataOwner(waiting, weights(2)).effects);
    expect(stepDataOwner(checkingReady, restored).effects).toEqual(
      stepDataOwner(waitingForReady, sendsReady).effects,
    );
    expect(stepDataOwner(checking, restored).effects).toEqual([
      { type: 'check-contract', contract: CONTRACT, contractHash: CONTRACT_HASH },
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
    [confirming, 'offered COLUMNS'],
    [waitingForReady, 'offered COLUMNS'],
    [checkingReady, 'offered COLUMNS'],
    [comparing, 'offered COLUMNS'],
    [computingBase, 'aborted'],
    [waiting, 'aborted'],
    [computing, 'aborted'],
    [finished, 'finished'],
    [aborted, 'aborted'],
  ])('ABORT, case %#: before BASE the offer stands', (state, expected) => {
    for (const reason of ['cancelled', 'integrity'] as const) {
      expect(step(state, message({ type: 'ABORT', body: { reason } }))).toBe(expected);
    }
  });

  test('ABORT afterwards keeps the reason', () => {
    expect(stepDataOwner(waiting, abort).state).toEqual({
      name: 'aborted',
      reason: 'integrity',
      by: 'model-owner',
      ...KEPT,
    });
    expect(stepDataOwner(aborted, abort).state).toEqual(aborted);
  });

  test('FINISH ends a run in every state of it, and counts what was answered; elsewhere it means nothing', () => {
    for (const state of ALL_STATES) {
      const expected =
        'contract' in state
          ? {
              name: 'finished',
              rounds: lastRound(state),
              stopped: true,
              offer: state.offer,
              frozen: state.frozen,
              selection: state.selection,
              ownersTold: state.ownersTold,
              rostersTried: state.rostersTried,
              contractsTried: state.contractsTried,
            }
          : state;
      expect(stepDataOwner(state, finish).state).toEqual(expected);
    }
  });

  test('work that fails ends a training, also before its person agreed, and nothing else', () => {
    const failure: DataOwnerEvent = { type: 'work-failed', reason: 'data-refused' };
    for (const state of ALL_STATES) {
      const ends = isTraining(state) || state.name === 'asking-consent';
      const expected = ends ? 'aborted ABORT' : state.name;
      expect(step(state, failure)).toBe(expected);
    }
    expect(sentBy(checking, failure)).toEqual([
      { type: 'ABORT', round: 0, body: { reason: 'data-refused' } },
    ]);
    // The limit of its own that it refused for is told, and told again.
    const guarded = { reason: 'data-refused', guard: 'leastMembers' } as const;
    const told = [{ type: 'ABORT', round: 0, body: guarded }];
    expect(sentBy(checking, { type: 'work-failed', ...guarded })).toEqual(told);
    expect(sentBy(after(checking, { type: 'work-failed', ...guarded }), { type: 'connected' })).toEqual(told);
  });

  test('after an end, Contribute offers anew', () => {
    for (const state of [initial, offered, finished, aborted]) {
      expect(step(state, contribute)).toBe('offered COLUMNS');
    }
    for (const state of ALL_STATES.filter(isTraining)) {
      expect(step(state, contribute)).toBe(state.name);
    }
  });
});
