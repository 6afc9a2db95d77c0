import type { ToModelOwner } from '../../src/protocol/messages.ts';
import {
  initialModelOwnerState,
  stepModelOwner,
  type ModelOwnerEvent,
  type ModelOwnerState,
} from '../../src/protocol/model-owner-machine.ts';
import { fakeEntry, readyOf, requestBody, SID } from '../unit/protocol/bodies.ts';
import { answerOf, CONTRACT, hashOf, OFFER, questionOf, ROSTER, SECOND, XS } from './corpus.ts';
import type { Random } from './seed.ts';

type Representatives = Record<ModelOwnerState['name'], readonly ModelOwnerState[]>;

/** Takes no part: it is connected and offers nothing. */
export const BYSTANDER = 4;
export const STRANGER = 9;

const train = (contract = CONTRACT): ModelOwnerEvent => ({
  type: 'train',
  contract,
  contractHash: hashOf(contract),
});

function says<T extends ToModelOwner['type']>(
  owner: number,
  type: T,
  body: Extract<ToModelOwner, { type: T }>['body'],
  round = 0,
): ModelOwnerEvent {
  const message = { v: 3, type, sid: SID, from: owner, seq: 0, round, body } as ToModelOwner;
  return { type: 'message', owner, message };
}

function after(state: ModelOwnerState, ...events: ModelOwnerEvent[]): ModelOwnerState {
  return events.reduce((at, event) => stepModelOwner(at, event).state, state);
}

/** The states on the way from `state`, `state` among them. */
function along(state: ModelOwnerState, events: readonly ModelOwnerEvent[]): ModelOwnerState[] {
  const states = [state];
  for (const event of events) states.push(after(states.at(-1) ?? state, event));
  return states;
}

/** Every state that the model owner's tab can be in, reached as it is reached in a session. */
export function modelOwnerStates(): Representatives {
  const empty = initialModelOwnerState();
  const present = after(
    empty,
    ...[...XS, BYSTANDER].map((owner): ModelOwnerEvent => ({
      type: 'connected',
      owner,
      request: requestBody(),
    })),
    ...XS.map((owner) => says(owner, 'COLUMNS', OFFER)),
  );
  const others = (owner: number) => XS.filter((x) => x !== owner);
  const agreeing = along(
    after(present, train()),
    XS.map((owner) => says(owner, 'ACCEPT', { contractHash: hashOf(CONTRACT), ...fakeEntry(owner) })),
  );
  const hashing = last(agreeing);
  const confirming = along(
    after(hashing, hashed(hashing)),
    XS.map((owner) => says(owner, 'READY', readyOf(hashOf(ROSTER), owner, others(owner)))),
  );
  const gathering = along(
    last(confirming),
    XS.map((owner) => says(owner, 'BASE', { ciphertexts: answerOf(owner) })),
  );
  const firstRound = roundOf(last(gathering), 1);
  const secondRound = roundOf(last(firstRound), 2);
  const [, open = empty] = secondRound;
  const computing = last(secondRound);
  const leaving = after(computing, says(3, 'ABORT', { reason: 'left' }));
  const finished = after(computing, { type: 'solved', stopped: false });
  const failed = after(last(gathering), { type: 'work-failed', reason: 'integrity' });
  return {
    gathering: [empty, present, initialModelOwnerState(finished.frozen)],
    agreeing: [...agreeing.slice(0, -1), after(finished, train(SECOND))],
    'gathering-ready': [...confirming.slice(0, -1), hashing],
    'gathering-base': gathering.slice(0, -1),
    computing: [last(gathering), last(firstRound), computing, leaving, after(open, { type: 'stop' })],
    'round-open': [...firstRound.slice(1, -1), open, after(open, { type: 'disconnected', owner: 2 })],
    finished: [finished],
    failed: [failed],
  };
}

/** The hash of the roster that a state has sent. */
function hashed(state: ModelOwnerState): ModelOwnerEvent {
  const roster = 'roster' in state ? state.roster : ROSTER;
  return { type: 'roster-hashed', roster, rosterHash: hashOf(roster) };
}

/** From `computing` over a round to `computing`. */
function roundOf(state: ModelOwnerState, round: number): ModelOwnerState[] {
  return along(state, [
    { type: 'weights-encrypted', ciphertexts: questionOf(round) },
    ...XS.map((owner) => says(owner, 'GRADIENT', { ciphertexts: answerOf(owner) }, round)),
  ]);
}

function last(states: readonly ModelOwnerState[]): ModelOwnerState {
  const found = states.at(-1);
  if (found === undefined) throw new Error('no state');
  return found;
}

/** Something other than a message, as the tab, its worker or its person may do at any time. */
export function ownEvent(state: ModelOwnerState, random: Random): ModelOwnerEvent {
  const owner = random.pick([...XS, BYSTANDER]);
  const likely: ModelOwnerEvent[] = [
    { type: 'connected', owner, request: requestBody() },
    { type: 'disconnected', owner },
    { type: 'request-changed', request: requestBody() },
    train(random.pick([CONTRACT, SECOND])),
    { type: 'weights-encrypted', ciphertexts: random.bytes(64) },
    hashed(state),
  ];
  const rare: ModelOwnerEvent[] = [
    { type: 'solved', stopped: random.chance(0.5) },
    { type: 'stop' },
    { type: 'work-failed', reason: 'integrity' },
  ];
  return random.pick(random.chance(0.95) ? likely : rare);
}
