import { equalBytes, type Bytes } from '../../../src/base/index.ts';
import {
  initialDataOwnerState,
  isTraining,
  stepDataOwner,
  type DataOwnerEvent,
  type DataOwnerState,
  type RosterIdentity,
  type Selection,
} from '../../../src/protocol/data-owner-machine.ts';
import type { RosterBody, ToDataOwner } from '../../../src/protocol/messages.ts';
import {
  contractBody,
  fakeEntry,
  fakeKey,
  fakeNonce,
  filled,
  offerBody,
  readyFor,
  readyOf,
  requestBody,
  rosterBody,
  scoringBody,
  SID,
} from './bodies.ts';
import type { Labelled } from './state-tables.ts';

/**
 * A data owner whose key has x = 2, with another one whose key has x = 1, brought into each of its states
 * by what happens; and everything that can happen then. Hashes are of the test's own making: the machine
 * compares them, and computes none.
 */
export const OFFER = offerBody();
/** A consent that the contract of {@link LONG} needs. */
export const WIDE = offerBody({ roundLimit: 11 });
export const CONTRACT = contractBody({}, { roundLimit: 3 });
export const CONTRACT_HASH = filled(32, 1);
/** Beyond the consent of {@link OFFER}. */
const LONG = contractBody({}, { roundLimit: 11 });
const LONG_HASH = filled(32, 3);
const REFUSED = contractBody({ slotBits: 3 });
const REFUSED_HASH = filled(32, 4);

export const IDENTITY: RosterIdentity = {
  maskKey: fakeKey(2),
  nonce: fakeNonce(2),
  commitment: filled(32, 2),
};
/** The rows that the contracts use. */
export const ROWS: Selection = { fingerprint: '5e1ec7ed', rows: 50 };
export const OTHER_ROWS: Selection = { fingerprint: 'd1ffe4e5', rows: 47 };
export const ROSTER = rosterBody(CONTRACT_HASH, [1, 2]);
export const ROSTER_HASH = filled(32, 11);
/** With somebody else in the first owner's place. */
export const OTHER_ROSTER = rosterBody(CONTRACT_HASH, [2, 3]);
const OTHER_ROSTER_HASH = filled(32, 12);
/** Not in order. */
export const BAD_ROSTER: RosterBody = { contractHash: CONTRACT_HASH, entries: [fakeEntry(2), fakeEntry(1)] };
const BAD_ROSTER_HASH = filled(32, 13);
export const { tags: TAGS } = readyOf(ROSTER_HASH, 2, [1]);
export const READY = readyFor(ROSTER_HASH, 2, [1]);
export const CODE = 'six words';

type Incoming = Pick<ToDataOwner, 'type' | 'body'> & { readonly round?: number };

export function message(incoming: Incoming, hash?: Bytes): DataOwnerEvent {
  const whole = { v: 3, sid: SID, from: 0, seq: 0, round: 0, ...incoming } as ToDataOwner;
  return { type: 'message', message: whole, ...(hash === undefined ? {} : { hash }) };
}

/** After a REQUEST that told of as many owners as take part. */
export const contributing = (offer = OFFER, ownersTold = 2): DataOwnerEvent => ({
  type: 'contribute',
  offer,
  ownersTold,
});
export const contribute = contributing();
export const sendsContract = message({ type: 'CONTRACT', body: CONTRACT }, CONTRACT_HASH);
export const sendsLong = message({ type: 'CONTRACT', body: LONG }, LONG_HASH);
const sendsRefused = message({ type: 'CONTRACT', body: REFUSED }, REFUSED_HASH);
export const checkedWith = (selection: Selection): DataOwnerEvent => ({
  type: 'contract-checked',
  identity: IDENTITY,
  selection,
});
export const checked = checkedWith(ROWS);
export const sendsRoster = message({ type: 'ROSTER', body: ROSTER }, ROSTER_HASH);
export const confirmed: DataOwnerEvent = { type: 'roster-confirmed', tags: TAGS };
export const sendsReady = message({ type: 'READY', body: READY });
export const readyChecked = (compare: boolean): DataOwnerEvent => ({
  type: 'ready-checked',
  code: CODE,
  compare,
});
export const compared = (same: boolean): DataOwnerEvent => ({ type: 'roster-compared', same });
export const baseEncrypted: DataOwnerEvent = { type: 'base-encrypted', ciphertexts: filled(8, 10) };
export const question = (round: number): Bytes => filled(4, round);
export const weights = (round: number, byte = round): DataOwnerEvent =>
  message({ type: 'WEIGHTS', round, body: { ciphertexts: filled(4, byte) } });
export const answered = (round: number): DataOwnerEvent => ({
  type: 'gradient-encrypted',
  round,
  ciphertexts: filled(8, 10 + round),
});
export const finish = message({ type: 'FINISH', body: { stopped: true } });
export const abort = message({ type: 'ABORT', body: { reason: 'integrity' } });
export const leave: DataOwnerEvent = { type: 'leave' };

export function after(state: DataOwnerState, ...events: readonly DataOwnerEvent[]): DataOwnerState {
  return events.reduce((each, event) => stepDataOwner(each, event).state, state);
}

const initial = initialDataOwnerState;
const offered = after(initial, contribute);
const checking = after(offered, sendsContract);
const accepted = after(checking, checked);
const confirming = after(accepted, sendsRoster);
const waitingForReady = after(confirming, confirmed);
const checkingReady = after(waitingForReady, sendsReady);
const comparing = after(checkingReady, readyChecked(true));
const computingBase = after(checkingReady, readyChecked(false));
const waitingAfterBase = after(computingBase, baseEncrypted);
const computingFirst = after(waitingAfterBase, weights(1));
const waiting = after(computingFirst, answered(1));
const computing = after(waiting, weights(2));
const waitingAfterAll = after(computing, answered(2), weights(3), answered(3));
const finished = after(waiting, finish);
/** A second run of the session. */
const acceptedAgain = after(finished, sendsContract, checked);

const acceptedTooOften: DataOwnerState = { ...after(checking, checked), rostersTried: 8 };
const offeredTooOften: DataOwnerState = { ...after(initial, contribute), contractsTried: 8 };
/** The second run uses other rows than the first. */
const askingRows = after(finished, sendsContract, checkedWith(OTHER_ROWS));
/** One-shot: there is nothing to ask after BASE. */
export const ONE_SHOT = contractBody({}, { mode: 'one-shot' });
const sendsOneShot = message({ type: 'CONTRACT', body: ONE_SHOT }, CONTRACT_HASH);
const offeredBoth = after(initial, contributing(offerBody({ modes: ['rounds', 'one-shot'] })));
const waitingAfterShot = after(
  offeredBoth,
  sendsOneShot,
  checked,
  sendsRoster,
  confirmed,
  sendsReady,
  readyChecked(false),
  baseEncrypted,
);

/** Every state by name, the most usual one first: a name that is new is missing here at compile time. */
export const STATES: Record<DataOwnerState['name'], readonly DataOwnerState[]> = {
  'waiting-for-offer': [initial, after(finished, { type: 'withdraw' })],
  offered: [offered, after(finished, contribute), offeredTooOften],
  'asking-consent': [after(offered, sendsLong), askingRows],
  'checking-contract': [checking, after(finished, sendsContract)],
  accepted: [accepted, acceptedAgain, acceptedTooOften],
  'confirming-roster': [confirming, after(acceptedAgain, sendsRoster)],
  'waiting-for-ready': [waitingForReady],
  'checking-ready': [checkingReady],
  'comparing-roster': [comparing],
  'computing-base': [computingBase],
  'waiting-for-weights': [waiting, waitingAfterBase, waitingAfterAll, waitingAfterShot],
  'computing-gradient': [computing, computingFirst],
  // Without an offer: as a run is stored that an older page has ended.
  finished: [finished, { ...initial, name: 'finished', rounds: 3, stopped: false, offer: null }],
  aborted: [after(waiting, leave), after(waiting, abort)],
};

export const ALL_STATES = Object.values(STATES).flat();

export function usual<N extends DataOwnerState['name']>(name: N): Extract<DataOwnerState, { name: N }> {
  const state = STATES[name][0];
  if (state?.name !== name) throw new Error(`${name}: its first state is another one`);
  return state as Extract<DataOwnerState, { name: N }>;
}

/** States of a run, as one box of the diagram. */
export const RUN_STATES = [
  ...new Set(
    ALL_STATES.filter((state) => isTraining(state) && state.name !== 'checking-contract').map(
      ({ name }) => name,
    ),
  ),
];

/** What may arrive in `state`: all that the model owner can say of its contract and roster, and of others. */
function contracts(state: DataOwnerState): Labelled<DataOwnerEvent>[] {
  const fresh: Labelled<DataOwnerEvent>[] = [
    { label: 'within the limits', event: sendsContract },
    { label: 'beyond the consent', event: sendsLong },
    { label: 'not as offered', event: sendsRefused },
  ];
  if (state === offeredTooOften) {
    return fresh.map(({ event }) => ({ label: 'after eight that came to nothing', event }));
  }
  if (state.name === 'finished' && state.offer === null) {
    return fresh.map(({ event }) => ({ label: 'without an offer', event }));
  }
  const again =
    'contract' in state ? message({ type: 'CONTRACT', body: state.contract }, state.contractHash) : null;
  if (again === null || !('contract' in state)) return fresh;
  return [
    { label: 'the same', event: again },
    ...fresh
      .filter(({ event }) => !equalBytes(hashOf(event), state.contractHash))
      .map(({ event }) => ({ label: 'another', event })),
  ];
}

function hashOf(event: DataOwnerEvent): Bytes {
  if (event.type !== 'message' || event.hash === undefined) throw new Error('without a hash');
  return event.hash;
}

function rosters(state: DataOwnerState): Labelled<DataOwnerEvent>[] {
  const other = message({ type: 'ROSTER', body: OTHER_ROSTER }, OTHER_ROSTER_HASH);
  const bad = message({ type: 'ROSTER', body: BAD_ROSTER }, BAD_ROSTER_HASH);
  const strange = message({ type: 'ROSTER', body: rosterBody(filled(32, 9), [1, 2]) }, filled(32, 14));
  if ('roster' in state) {
    return [
      { label: 'the same', event: sendsRoster },
      ...[other, bad, strange].map((event) => ({ label: 'another', event })),
    ];
  }
  const frozen = state.name === 'accepted' && state.frozen !== null;
  if (state === acceptedTooOften) {
    return [sendsRoster, other].map((event) => ({ label: 'after eight that came to nothing', event }));
  }
  return [
    { label: 'as it has to be', event: sendsRoster },
    { label: frozen ? 'with other keys than before' : 'as it has to be', event: other },
    { label: 'out of shape, or without the own key', event: bad },
    { label: 'of another contract', event: strange },
  ];
}

function readies(state: DataOwnerState): Labelled<DataOwnerEvent>[] {
  const other = message({ type: 'READY', body: readyFor(filled(32, 15), 2, [1]) });
  if (state.name === 'waiting-for-ready') {
    return [
      { label: 'of this roster', event: sendsReady },
      { label: 'of another', event: other },
    ];
  }
  const changed = message({ type: 'READY', body: readyFor(ROSTER_HASH, 2, [4]) });
  const again =
    state.name === 'waiting-for-weights' && state.last.round > 0 ? 'the same after round 1' : 'the same';
  return [
    { label: again, event: sendsReady },
    ...[other, changed].map((event) => ({ label: 'another', event })),
  ];
}

function questions(state: DataOwnerState): Labelled<DataOwnerEvent>[] {
  return [0, 1, 2, 3, 4].flatMap((round) =>
    [round, 99].map((byte) => ({
      label: weightsLabel(state, round, byte === round),
      event: weights(round, byte),
    })),
  );
}

function weightsLabel(state: DataOwnerState, round: number, same: boolean): string {
  if (state.name === 'computing-gradient') {
    return same && round === state.last.round + 1 ? 'the same' : 'any other';
  }
  if (state.name !== 'waiting-for-weights') return 'any';
  const { last, contract } = state;
  if (round === last.round && round > 0 && same) return 'of the last round, the same bytes';
  return contract.contract.mode === 'rounds' &&
    round === last.round + 1 &&
    round <= contract.contract.roundLimit
    ? 'of the next round'
    : 'any other';
}

/** Every message that may arrive in `state`, by type, with what tells its variants apart. */
export function messagesIn(
  state: DataOwnerState,
): Record<ToDataOwner['type'], readonly Labelled<DataOwnerEvent>[]> {
  const one = (event: DataOwnerEvent) => [{ label: 'any', event }];
  return {
    CONTRACT: contracts(state),
    ROSTER: rosters(state),
    READY: readies(state),
    WEIGHTS: questions(state),
    FINISH: one(finish),
    ABORT: [abort, message({ type: 'ABORT', body: { reason: 'cancelled' } })].flatMap(one),
    REQUEST: one(message({ type: 'REQUEST', body: requestBody() })),
    PAUSE: one(message({ type: 'PAUSE', body: { reason: 'away' } })),
    RESUME: one(message({ type: 'RESUME', body: {} })),
    SCORING: one(message({ type: 'SCORING', body: scoringBody() })),
    SCORED: one(
      message({
        type: 'SCORED',
        body: { question: filled(32, 5), left: 0, answer: { kind: 'refused', code: 'limit' } },
      }),
    ),
  };
}

/** Every other event that may happen in `state`, by type. */
export function eventsIn(
  state: DataOwnerState,
): Record<Exclude<DataOwnerEvent['type'], 'message'>, readonly Labelled<DataOwnerEvent>[]> {
  const one = (event: DataOwnerEvent, label = 'any') => ({ label, event });
  const asking = state.name === 'asking-consent';
  const otherRows = state.name === 'checking-contract' && state.selection !== null;
  const offer = (body: typeof OFFER, label: string) => one(contributing(body), asking ? label : 'any');
  const open = state.name === 'computing-gradient' ? state.last.round + 1 : 0;
  return {
    connected: [one({ type: 'connected' }, connectedLabel(state))],
    restored: [one({ type: 'restored' })],
    contribute: [
      offer(WIDE, 'as far as the contract goes'),
      offer(OFFER, state === askingRows ? 'as far as the contract goes' : 'not as far'),
      offer({ ...WIDE, columns: WIDE.columns.slice(0, 2) }, 'without a column that the contract needs'),
    ],
    withdraw: [one({ type: 'withdraw' })],
    leave: [one(leave)],
    'contract-checked': [
      one(checked, otherRows ? 'of the first rows' : 'any'),
      one(checkedWith(OTHER_ROWS), otherRows ? 'of other rows than the first' : 'any'),
    ],
    'roster-confirmed': [one(confirmed)],
    'ready-checked': [
      one(readyChecked(false), 'no person compares first'),
      one(readyChecked(true), 'a person compares first'),
    ],
    'roster-compared': [one(compared(true), 'the same'), one(compared(false), 'different')],
    'base-encrypted': [one(baseEncrypted)],
    'gradient-encrypted': [1, 2, 3].map((round) =>
      one(answered(round), round === open ? 'of the open round' : 'of another round'),
    ),
    'work-failed': [one({ type: 'work-failed', reason: 'data-refused' })],
  };
}

function connectedLabel(state: DataOwnerState): string {
  if (state.name === 'aborted')
    return state.by === 'self' ? 'ended by this side' : 'ended by the model owner';
  if (state.name === 'finished') return state.offer === null ? 'without an offer' : 'with an offer';
  return 'any';
}
