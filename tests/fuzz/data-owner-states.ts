import type { OfferBody, ToDataOwner } from '../../src/protocol/messages.ts';
import {
  initialDataOwnerState,
  stepDataOwner,
  type DataOwnerEvent,
  type DataOwnerState,
} from '../../src/protocol/data-owner-machine.ts';
import { fakeEntry, filled, SID } from '../unit/protocol/bodies.ts';
import {
  answerOf,
  CONTRACT,
  hashOf,
  LONG,
  OFFER,
  ONE_SHOT,
  questionOf,
  READY,
  ROSTER,
  ROUND_LIMIT,
  SECOND,
  SECOND_ROSTER,
  SELF,
} from './corpus.ts';
import type { Random } from './seed.ts';

/** One state by every name: the compiler asks for those that are missing. */
type Representatives = Record<DataOwnerState['name'], readonly DataOwnerState[]>;

const ROWS = { fingerprint: '5e1ec7ed', rows: 40 };
const OTHER_ROWS = { fingerprint: 'd1ffe4e5', rows: 39 };
const identity = { ...fakeEntry(SELF), nonce: filled(32, SELF) };

/** A message as the party hands it in, with the hash of the body where the machine asks for it. */
export function arrival(message: ToDataOwner): DataOwnerEvent {
  const hashed = message.type === 'CONTRACT' || message.type === 'ROSTER';
  return { type: 'message', message, ...(hashed ? { hash: hashOf(message.body) } : {}) };
}

function told<T extends ToDataOwner['type']>(
  type: T,
  body: Extract<ToDataOwner, { type: T }>['body'],
  round = 0,
): DataOwnerEvent {
  return arrival({ v: 3, type, sid: SID, from: 0, seq: 0, round, body } as ToDataOwner);
}

function after(state: DataOwnerState, ...events: DataOwnerEvent[]): DataOwnerState {
  return events.reduce((at, event) => stepDataOwner(at, event).state, state);
}

/** Every state that a data owner's tab can be in, reached as it is reached in a session. */
export function dataOwnerStates(): Representatives {
  const offered = after(initialDataOwnerState, { type: 'contribute', offer: OFFER, ownersTold: 3 });
  const checking = after(offered, told('CONTRACT', CONTRACT));
  const accepted = after(checking, { type: 'contract-checked', identity, selection: ROWS });
  const confirming = after(accepted, told('ROSTER', ROSTER));
  const waiting = after(confirming, { type: 'roster-confirmed', tags: [filled(32, 1), filled(32, 3)] });
  const checkingReady = after(waiting, told('READY', READY));
  const comparing = after(checkingReady, { type: 'ready-checked', code: 'one two', compare: true });
  const base = after(checkingReady, { type: 'ready-checked', code: 'one two', compare: false });
  const answered = [after(base, { type: 'base-encrypted', ciphertexts: answerOf(0) })];
  const asked: DataOwnerState[] = [];
  for (let round = 1; round <= ROUND_LIMIT; round++) {
    const next = after(
      answered[round - 1] ?? base,
      told('WEIGHTS', { ciphertexts: questionOf(round) }, round),
    );
    asked.push(next);
    answered.push(after(next, { type: 'gradient-encrypted', round, ciphertexts: answerOf(round) }));
  }
  const last = answered[2] ?? base;
  const finished = after(last, told('FINISH', { stopped: false }));
  const again = after(finished, told('CONTRACT', SECOND));
  const acceptedAgain = after(again, { type: 'contract-checked', identity, selection: ROWS });
  const both: OfferBody = { ...OFFER, modes: ['rounds', 'one-shot'] };
  const shot = after(
    initialDataOwnerState,
    { type: 'contribute', offer: both, ownersTold: 3 },
    told('CONTRACT', ONE_SHOT),
    { type: 'contract-checked', identity, selection: ROWS },
    told('ROSTER', { ...ROSTER, contractHash: hashOf(ONE_SHOT) }),
    { type: 'roster-confirmed', tags: [filled(32, 1), filled(32, 3)] },
    told('READY', { ...READY, rosterHash: hashOf({ ...ROSTER, contractHash: hashOf(ONE_SHOT) }) }),
    { type: 'ready-checked', code: 'one two', compare: false },
    { type: 'base-encrypted', ciphertexts: answerOf(0) },
  );
  return {
    'waiting-for-offer': [initialDataOwnerState, after(finished, { type: 'withdraw' })],
    offered: [offered, after(finished, { type: 'contribute', offer: OFFER, ownersTold: 3 })],
    'asking-consent': [
      after(offered, told('CONTRACT', LONG)),
      after(finished, told('CONTRACT', LONG)),
      after(again, { type: 'contract-checked', identity, selection: OTHER_ROWS }),
    ],
    'checking-contract': [checking, again],
    accepted: [accepted, acceptedAgain],
    'confirming-roster': [confirming, after(acceptedAgain, told('ROSTER', SECOND_ROSTER))],
    'waiting-for-ready': [waiting],
    'checking-ready': [checkingReady],
    'comparing-roster': [comparing],
    'computing-base': [base],
    'waiting-for-weights': [...answered, shot],
    'computing-gradient': asked,
    finished: [finished, after(accepted, told('FINISH', { stopped: true }))],
    aborted: [after(last, { type: 'leave' }), after(last, told('ABORT', { reason: 'integrity' }))],
  };
}

/** Something other than a message, as a tab, its worker or its person may do at any time. */
export function ownEvent(state: DataOwnerState, random: Random): DataOwnerEvent {
  const offer: OfferBody = random.chance(0.5) ? OFFER : { ...OFFER, roundLimit: 100 };
  const round = 'last' in state ? state.last.round + 1 : 1;
  const likely: DataOwnerEvent[] = [
    { type: 'contract-checked', identity, selection: random.chance(0.8) ? ROWS : OTHER_ROWS },
    { type: 'roster-confirmed', tags: [filled(32, 1), filled(32, 3)] },
    { type: 'ready-checked', code: 'one two', compare: random.chance(0.5) },
    { type: 'roster-compared', same: random.chance(0.8) },
    { type: 'base-encrypted', ciphertexts: random.bytes(32) },
    { type: 'gradient-encrypted', round, ciphertexts: random.bytes(32) },
    { type: 'contribute', offer, ownersTold: random.chance(0.9) ? 3 : 4 },
    { type: 'connected' },
    { type: 'restored' },
  ];
  const rare: DataOwnerEvent[] = [
    { type: 'withdraw' },
    { type: 'leave' },
    { type: 'work-failed', reason: 'failed' },
    { type: 'gradient-encrypted', round: random.below(6), ciphertexts: random.bytes(32) },
  ];
  return random.pick(random.chance(0.95) ? likely : rare);
}
