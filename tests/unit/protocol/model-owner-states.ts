import { equalBytes, type Bytes } from '../../../src/base/index.ts';
import type { Message, RosterBody, ToModelOwner } from '../../../src/protocol/messages.ts';
import {
  initialModelOwnerState,
  isRunning,
  ownerOf,
  stepModelOwner,
  type ModelOwnerEvent,
  type ModelOwnerState,
} from '../../../src/protocol/model-owner-machine.ts';
import type { RosterEntry } from '../../../src/protocol/roster.ts';
import {
  contractBody,
  fakeEntry,
  filled,
  offerBody,
  readyOf,
  requestBody,
  scoreBody,
  SID,
} from './bodies.ts';
import { ANY, type Labelled } from './state-tables.ts';

/**
 * A model owner with owners 1 and 2, who take part, 3, who has not contributed, and 4, whose tab is gone;
 * brought into each of its states by what happens. The key of owner 2 comes first in the roster.
 */
export const OFFER = offerBody();
export const REQUEST = requestBody();
const CONTRACT = contractBody();
export const CONTRACT_HASH = filled(32, 1);
export const QUESTION = filled(4, 3);
export const ROSTER_HASH = filled(32, 11);

type AbortBody = Extract<ToModelOwner, { type: 'ABORT' }>['body'];
type Incoming = Pick<ToModelOwner, 'type' | 'body'>;

function message(owner: number, incoming: Incoming, round = 0): ModelOwnerEvent {
  const whole = { v: 3, sid: SID, from: owner, seq: 0, round, ...incoming } as Message as ToModelOwner;
  return { type: 'message', owner, message: whole };
}

export const keyOf = (owner: number) => 10 - owner;
export const entryOf = (owner: number): RosterEntry => fakeEntry(keyOf(owner));
export const connected = (owner: number): ModelOwnerEvent => ({ type: 'connected', owner, request: REQUEST });
export const disconnected = (owner: number): ModelOwnerEvent => ({ type: 'disconnected', owner });
export const offers = (owner: number) => message(owner, { type: 'COLUMNS', body: OFFER });
export const withdraw = (owner: number) => message(owner, { type: 'WITHDRAW', body: {} });
export const accept = (owner: number, hash = CONTRACT_HASH, entry = entryOf(owner)) =>
  message(owner, { type: 'ACCEPT', body: { contractHash: hash, ...entry } });
const otherOf = (owner: number) => (owner === 1 ? 2 : 1);
export const ready = (owner: number, hash = ROSTER_HASH, others = [keyOf(otherOf(owner))]) =>
  message(owner, { type: 'READY', body: readyOf(hash, keyOf(owner), others) });
export const baseOf = (owner: number) =>
  message(owner, { type: 'BASE', body: { ciphertexts: filled(8, owner) } });
export const gradient = (owner: number, round: number) =>
  message(owner, { type: 'GRADIENT', body: { ciphertexts: filled(8, owner) } }, round);
export const pause = (owner: number, reason: 'consent' | 'away' = 'consent') =>
  message(owner, { type: 'PAUSE', body: { reason } });
export const resume = (owner: number) => message(owner, { type: 'RESUME', body: {} });
export const abort = (owner: number, body: AbortBody = { reason: 'left' }) =>
  message(owner, { type: 'ABORT', body });
export const train: ModelOwnerEvent = { type: 'train', contract: CONTRACT, contractHash: CONTRACT_HASH };
export const weights: ModelOwnerEvent = { type: 'weights-encrypted', ciphertexts: QUESTION };
export const solved: ModelOwnerEvent = { type: 'solved', stopped: true };
export const stop: ModelOwnerEvent = { type: 'stop' };
export const failure: ModelOwnerEvent = { type: 'work-failed', reason: 'integrity' };

export function after(state: ModelOwnerState, ...events: readonly ModelOwnerEvent[]): ModelOwnerState {
  return events.reduce((each, event) => stepModelOwner(each, event).state, state);
}

const initial = initialModelOwnerState();
const gathering = after(
  initial,
  connected(1),
  connected(2),
  connected(3),
  connected(4),
  disconnected(4),
  offers(1),
  offers(2),
);
const agreeing = after(gathering, train);
const hashing = after(agreeing, accept(2), accept(1));
/** The hash of the roster that a state has sent. */
export function hashed(state: ModelOwnerState, rosterHash = ROSTER_HASH): ModelOwnerEvent {
  if (state.name !== 'gathering-ready') throw new Error(`${state.name}: no roster`);
  return { type: 'roster-hashed', roster: state.roster, rosterHash };
}
const waitingForHash = after(hashing, ready(2), ready(1));
const deviatingEarly = after(hashing, ready(2), ready(1, filled(32, 12)));
const gatheringReady = after(hashing, hashed(hashing));
const gatheringBase = after(gatheringReady, ready(2), ready(1));
const computingBase = after(gatheringBase, baseOf(2), baseOf(1));
const firstRound = after(computingBase, weights);
const computing = after(firstRound, gradient(2, 1), gradient(1, 1), weights, gradient(2, 2), gradient(1, 2));
const open = after(computing, weights);
const finished = after(computing, solved);
const failed = after(open, failure);
const agreeingAgain = after(finished, train);
const trainOneShot: ModelOwnerEvent = {
  type: 'train',
  contract: contractBody({}, { mode: 'one-shot' }),
  contractHash: CONTRACT_HASH,
};
const agreedOnShot = after(gathering, trainOneShot, accept(2), accept(1));
/** Everything there is to answer has been answered. */
export const computingShot = after(
  agreedOnShot,
  hashed(agreedOnShot),
  ready(2),
  ready(1),
  baseOf(2),
  baseOf(1),
);

/** Every state by name, the most usual one first: a name that is new is missing here at compile time. */
export const STATES: Record<ModelOwnerState['name'], readonly ModelOwnerState[]> = {
  gathering: [gathering, initial, after(agreeing, stop), initialModelOwnerState({ 1: entryOf(1).maskKey })],
  agreeing: [agreeing, after(agreeing, accept(2)), agreeingAgain, after(agreeingAgain, accept(2))],
  'gathering-ready': [
    gatheringReady,
    after(gatheringReady, ready(2)),
    hashing,
    waitingForHash,
    deviatingEarly,
  ],
  'gathering-base': [gatheringBase, after(gatheringBase, baseOf(2))],
  computing: [computing, computingBase, after(open, stop), after(computing, abort(2)), computingShot],
  'round-open': [open, after(open, gradient(2, 3)), firstRound],
  finished: [finished],
  failed: [failed, after(failed, offers(1), offers(2))],
};

export const ALL_STATES = Object.values(STATES).flat();

export function usual<N extends ModelOwnerState['name']>(name: N): Extract<ModelOwnerState, { name: N }> {
  const state = STATES[name][0];
  if (state?.name !== name) throw new Error(`${name}: its first state is another one`);
  return state as Extract<ModelOwnerState, { name: N }>;
}

export const RUN_STATES = [...new Set(ALL_STATES.filter(isRunning).map(({ name }) => name))];

/** Whether what owner 1 says is the last that `said` waits for. */
function order(said: Readonly<Record<number, unknown>>): string {
  return said[2] === undefined ? 'not the last' : 'the last';
}

function accepts(state: ModelOwnerState, owner: number): Labelled<ModelOwnerEvent>[] {
  const copied = fakeEntry(keyOf(2));
  const variants: [string, Bytes, RosterEntry][] = [
    ['of this contract', CONTRACT_HASH, entryOf(owner)],
    ['of this contract, with the key of another owner', CONTRACT_HASH, copied],
    ['of another contract', filled(32, 9), entryOf(owner)],
  ];
  return variants.map(([label, hash, entry]) => {
    const event = accept(owner, hash, entry);
    if (!isRunning(state) || owner === 3) return { label: ANY, event };
    if (state.name !== 'agreeing') return { label: label.replace(/,.*/, ''), event };
    if (!equalBytes(hash, CONTRACT_HASH)) return { label, event };
    if (entry === copied) {
      if (state.frozen !== null) return { label: 'with another key than before', event };
      return {
        label: order(state.accepted) === 'the last' ? 'with the key of another owner' : 'not the last',
        event,
      };
    }
    return { label: order(state.accepted), event };
  });
}

function readies(state: ModelOwnerState, owner: number): Labelled<ModelOwnerEvent>[] {
  const said = state.name === 'gathering-ready' && owner !== 3 ? state.readies : null;
  const [good, other, short] = [ready(owner), ready(owner, filled(32, 12)), ready(owner, ROSTER_HASH, [])];
  if (said === null) return [good, other, short].map((event) => ({ label: ANY, event }));
  if (state.name === 'gathering-ready' && state.rosterHash === null) {
    return [good, other, short].map((event) => ({ label: 'before its hash is known here', event }));
  }
  return [
    { label: order(said), event: good },
    { label: 'of another roster', event: other },
    { label: 'with another number of tags', event: short },
  ];
}

function bases(state: ModelOwnerState, owner: number): Labelled<ModelOwnerEvent>[] {
  const label = state.name === 'gathering-base' && owner !== 3 ? order(state.answers) : ANY;
  return [{ label, event: baseOf(owner) }];
}

function gradients(state: ModelOwnerState, owner: number): Labelled<ModelOwnerEvent>[] {
  const labelFor = (round: number) => {
    if (owner === 3) return ANY;
    if (state.name === 'round-open' && round === state.round) return order(state.answers);
    if (state.name === 'round-open') return round < state.round ? 'of a closed round' : 'of a round to come';
    if (state.name === 'computing') return round <= state.asked ? 'of a closed round' : 'of a round to come';
    return ANY;
  };
  return [0, 1, 2, 3, 4].map((round) => ({ label: labelFor(round), event: gradient(owner, round) }));
}

function aborts(state: ModelOwnerState, owner: number): Labelled<ModelOwnerEvent>[] {
  const labelFor = () => {
    if (owner === 3) return ANY;
    if (state.name === 'round-open') return state.round === 1 ? 'in round 1' : 'later';
    if (state === computingShot) return 'later';
    if (state.name === 'computing') return state.asked === 0 ? 'before round 1' : 'later';
    return ANY;
  };
  return [{ label: labelFor(), event: abort(owner) }];
}

/** Every message that may come from `owner`, 1 or 3, by type, with what tells its variants apart. */
export function messagesFrom(
  owner: number,
  state: ModelOwnerState,
): Record<ToModelOwner['type'], readonly Labelled<ModelOwnerEvent>[]> {
  const one = (event: ModelOwnerEvent) => ({ label: ANY, event });
  return {
    COLUMNS: [one(offers(owner))],
    WITHDRAW: [one(withdraw(owner))],
    ACCEPT: accepts(state, owner),
    READY: readies(state, owner),
    BASE: bases(state, owner),
    GRADIENT: gradients(state, owner),
    PAUSE: [one(pause(owner)), one(pause(owner, 'away'))],
    RESUME: [one(resume(owner))],
    ABORT: aborts(state, owner),
    SCORE: [one(message(owner, { type: 'SCORE', body: scoreBody(2) }))],
  };
}

function connections(state: ModelOwnerState): Labelled<ModelOwnerEvent>[] {
  return [1, 2, 3, 4, 99].map((owner) => ({ label: connectedLabel(state, owner), event: connected(owner) }));
}

function connectedLabel(state: ModelOwnerState, owner: number): string {
  if (state.name === 'gathering' || state.name === 'failed') return 'of anybody';
  if (!('participants' in state) || !state.participants.includes(owner)) return 'of anybody else';
  if (state.name === 'computing') return 'of who takes part and has answered';
  const said = state.name === 'gathering-ready' ? state.readies : 'answers' in state ? state.answers : {};
  return `of who takes part${said[owner] === undefined ? '' : ' and has answered'}`;
}

function trains(state: ModelOwnerState): Labelled<ModelOwnerEvent>[] {
  const offering = Object.keys(state.owners).filter((owner) => {
    const { connected: there, offer } = ownerOf(state, Number(owner));
    return there && offer !== null;
  });
  const needed = state.frozen === null ? 1 : Object.keys(state.frozen).length;
  return [
    { label: offering.length >= needed ? 'with the offers that it takes' : 'without them', event: train },
  ];
}

function hashes(state: ModelOwnerState): Labelled<ModelOwnerEvent>[] {
  const strange: RosterBody = { contractHash: filled(32, 9), entries: [] };
  const other: ModelOwnerEvent = { type: 'roster-hashed', roster: strange, rosterHash: ROSTER_HASH };
  const labels = new Map<ModelOwnerState, string>([
    [waitingForHash, 'that all have confirmed'],
    [deviatingEarly, 'of which somebody has confirmed another'],
  ]);
  return [
    { label: 'of another run', event: other },
    ...(state.name === 'gathering-ready' && state.rosterHash === null
      ? [{ label: labels.get(state) ?? 'first', event: hashed(state) }]
      : []),
  ];
}

function weightsLabel(state: ModelOwnerState): string {
  if (state.name !== 'computing') return ANY;
  if (state === computingShot) return 'in one shot';
  if (state.asked > state.round) return 'after the end was settled';
  return state.leaving === null ? 'while everybody takes part' : 'after somebody left';
}

/** Every other event that may happen in `state`, by type. */
export function eventsIn(
  state: ModelOwnerState,
): Record<Exclude<ModelOwnerEvent['type'], 'message'>, readonly Labelled<ModelOwnerEvent>[]> {
  const one = (event: ModelOwnerEvent, label = ANY) => ({ label, event });
  const part = (owner: number) =>
    isRunning(state) && state.participants.includes(owner) ? 'of who takes part' : 'of anybody else';
  return {
    connected: connections(state),
    disconnected: [1, 2, 3, 4, 99].map((owner) => one(disconnected(owner), part(owner))),
    'request-changed': [one({ type: 'request-changed', request: REQUEST }, connectedCount(state))],
    train: trains(state),
    'roster-hashed': hashes(state),
    'weights-encrypted': [one(weights, weightsLabel(state))],
    solved: [one(solved), one({ type: 'solved', stopped: false })],
    stop: [one(stop)],
    'work-failed': [one(failure)],
  };
}

function connectedCount(state: ModelOwnerState): string {
  return Object.values(state.owners).some((owner) => owner.connected) ? ANY : 'with nobody connected';
}
