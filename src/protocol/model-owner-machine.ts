import { equalBytes, type Bytes } from '../base/index.ts';
import type {
  AbortReason,
  ContractBody,
  GuardName,
  ModelOwnerMessage,
  OfferBody,
  ReadyFromDataOwner,
  ReadyFromModelOwner,
  RequestBody,
  RosterBody,
  ToModelOwner,
} from './messages.ts';
import { inRosterOrder, type RosterEntry } from './roster.ts';

/**
 * The model owner's side of a session as a pure function: (state, event) -> { state, effects }. It
 * knows who is connected, what each owner offered, whose answers are in; the numbers themselves are
 * the optimiser's business. `owner` is always an invite index.
 */

export interface OwnerRecord {
  readonly connected: boolean;
  /** What this owner shows; null before Contribute and after Withdraw. */
  readonly offer: OfferBody | null;
  /** Whether a person is being asked for a second consent. */
  readonly asking: boolean;
}

export type Owners = Readonly<Record<number, OwnerRecord>>;

/** What is fixed once Train was pressed. */
interface Run {
  readonly contract: ContractBody;
  readonly contractHash: Bytes;
  /** Invite indexes that take part: frozen for the session. */
  readonly participants: readonly number[];
}

/** Answers that are in, by owner. */
type Answers = Readonly<Record<number, Bytes>>;

/** What is fixed once every participant accepted. */
interface Rostered extends Run {
  readonly roster: RosterBody;
  /** Invite indexes in the order of the roster, which tells nobody else who is who. */
  readonly order: readonly number[];
}

/** The owners of the one roster of a session, each with its mask key. */
export type FrozenRoster = Readonly<Record<number, Bytes>>;

/** Who ended its part, and why. */
interface Leaving {
  /** 0 where nobody did. */
  readonly owner: number;
  readonly reason: AbortReason;
  /** The limit of its own that this owner refused for. */
  readonly guard?: GuardName;
}

interface Kept {
  readonly owners: Owners;
  /** Null before every owner has confirmed a roster: from then on it is the only one. */
  readonly frozen: FrozenRoster | null;
}

export type ModelOwnerState = Kept &
  (
    | { readonly name: 'gathering' }
    | ({ readonly name: 'agreeing'; readonly accepted: Readonly<Record<number, RosterEntry>> } & Run)
    | ({
        readonly name: 'gathering-ready';
        /** H_r; null while it is being computed. */
        readonly rosterHash: Bytes | null;
        readonly readies: Readonly<Record<number, ReadyFromDataOwner>>;
      } & Rostered)
    | ({
        readonly name: 'gathering-base';
        /** What each owner is told of the others. */
        readonly ready: Readonly<Record<number, ReadyFromModelOwner>>;
        readonly answers: Answers;
      } & Run)
    /**
     * The sum is being decrypted, the next weights encrypted, or the model solved. `round` is the last
     * complete one, `asked` the last that was asked: later than `round` where the run ends early.
     */
    | ({
        readonly name: 'computing';
        readonly round: number;
        readonly asked: number;
        /** Who will not answer another round. */
        readonly leaving: Leaving | null;
      } & Run)
    | ({
        readonly name: 'round-open';
        readonly round: number;
        readonly question: Bytes;
        readonly answers: Answers;
      } & Run)
    | ({ readonly name: 'finished'; readonly round: number; readonly stopped: boolean } & Run)
    | ({ readonly name: 'failed' } & Omit<Leaving, 'owner'> & { readonly owner: number | null })
  );

export type ModelOwnerEvent =
  | { readonly type: 'connected'; readonly owner: number; readonly request: RequestBody }
  | { readonly type: 'disconnected'; readonly owner: number }
  | { readonly type: 'message'; readonly owner: number; readonly message: ToModelOwner }
  /** Something in the plan changed: every owner is told what will be asked. */
  | { readonly type: 'request-changed'; readonly request: RequestBody }
  | { readonly type: 'train'; readonly contract: ContractBody; readonly contractHash: Bytes }
  /** `rosterHash`: that of the body of the ROSTER that was sent. */
  | { readonly type: 'roster-hashed'; readonly roster: RosterBody; readonly rosterHash: Bytes }
  | { readonly type: 'weights-encrypted'; readonly ciphertexts: Bytes }
  | { readonly type: 'solved'; readonly stopped: boolean }
  | { readonly type: 'stop' }
  | { readonly type: 'work-failed'; readonly reason: AbortReason };

export type ModelOwnerEffect =
  | { readonly type: 'send'; readonly owner: number; readonly message: ModelOwnerMessage }
  | { readonly type: 'offers-changed' }
  /** Ends in the event 'roster-hashed': what owners confirm is held against it. */
  | { readonly type: 'hash-roster'; readonly roster: RosterBody }
  /** From here on this is the roster of the session: to be stored. */
  | { readonly type: 'roster-frozen'; readonly frozen: FrozenRoster }
  | { readonly type: 'sum-base'; readonly answers: readonly Bytes[] }
  | { readonly type: 'sum-gradients'; readonly round: number; readonly answers: readonly Bytes[] }
  /** Solve with what there is: the answers of all complete rounds. */
  | { readonly type: 'conclude' }
  | ({ readonly type: 'cancelled' } & Leaving);

export interface ModelOwnerStep {
  readonly state: ModelOwnerState;
  readonly effects: readonly ModelOwnerEffect[];
}

/** @param frozen the roster of the session, where a tab was loaded again after there was one. */
export function initialModelOwnerState(frozen: FrozenRoster | null = null): ModelOwnerState {
  return { name: 'gathering', owners: {}, frozen };
}

const NOBODY: OwnerRecord = { connected: false, offer: null, asking: false };

type Running = Exclude<Extract<ModelOwnerState, Run>, { name: 'finished' }>;

/** Whether a run is under way: between Train and its end. */
export function isRunning(state: ModelOwnerState): state is Running {
  return ['agreeing', 'gathering-ready', 'gathering-base', 'computing', 'round-open'].includes(state.name);
}

/** Participants of a run that are not connected, or whose person is being asked. */
export function awaited(state: ModelOwnerState): { away: readonly number[]; asking: readonly number[] } {
  if (!isRunning(state)) return { away: [], asking: [] };
  return {
    away: state.participants.filter((owner) => !ownerOf(state, owner).connected),
    asking: state.participants.filter((owner) => ownerOf(state, owner).asking),
  };
}

export function stepModelOwner(state: ModelOwnerState, event: ModelOwnerEvent): ModelOwnerStep {
  switch (event.type) {
    case 'connected': {
      const fresh = { connected: true, asking: false };
      // Outside of a run a tab offers again by itself, or has taken its offer back meanwhile.
      const next = withOwner(
        state,
        event.owner,
        takesPart(state, event.owner) ? fresh : { ...fresh, offer: null },
      );
      return { state: next, effects: greet(next, event.owner, event.request) };
    }
    case 'disconnected':
      return onDisconnected(state, event.owner);
    case 'message':
      return onMessage(state, event.owner, event.message);
    case 'request-changed':
      if (isRunning(state)) return stay(state);
      return { state, effects: connectedOwners(state).map((owner) => requestTo(owner, event.request)) };
    case 'train':
      return onTrain(state, event.contract, event.contractHash);
    case 'roster-hashed':
      if (state.name !== 'gathering-ready' || state.roster !== event.roster) return stay(state);
      return onConfirmations({ ...state, rosterHash: event.rosterHash });
    case 'weights-encrypted':
      return onWeights(state, event.ciphertexts);
    case 'solved':
      return onSolved(state, event.stopped);
    case 'stop':
      return onStop(state);
    case 'work-failed':
      return isRunning(state) ? fail(state, event.reason, null) : stay(state);
  }
}

/** A (re)connected owner gets the open question again, byte for byte. */
function greet(state: ModelOwnerState, owner: number, request: RequestBody): ModelOwnerEffect[] {
  const hello = requestTo(owner, request);
  if (state.name === 'finished') {
    return state.participants.includes(owner) ? [hello, finishTo(owner, state)] : [hello];
  }
  if (state.name === 'failed') return [hello, toOwner(owner, 'ABORT', { reason: state.reason })];
  // A tab that still is in a run which this one has lost hears that it is over.
  if (!takesPart(state, owner)) return [hello, toOwner(owner, 'ABORT', { reason: 'cancelled' })];
  if (state.name === 'agreeing') return [hello, toOwner(owner, 'CONTRACT', state.contract)];
  const question = openQuestion(state, owner);
  return question === null ? [hello] : [hello, question];
}

/** What `owner` has not answered yet; null if its answer is in. */
function openQuestion(state: Running, owner: number): ModelOwnerEffect | null {
  if (state.name === 'gathering-ready' && state.readies[owner] === undefined) {
    return toOwner(owner, 'ROSTER', state.roster);
  }
  if (state.name === 'gathering-base' && state.answers[owner] === undefined) {
    const ready = state.ready[owner];
    return ready === undefined ? null : toOwner(owner, 'READY', ready);
  }
  if (state.name === 'round-open' && state.answers[owner] === undefined) {
    return toOwner(owner, 'WEIGHTS', { ciphertexts: state.question }, state.round);
  }
  return null;
}

function onDisconnected(state: ModelOwnerState, owner: number): ModelOwnerStep {
  // Outside of a run an offer goes with its tab: a tab that comes back offers again by itself.
  const keep = takesPart(state, owner);
  const next = withOwner(state, owner, keep ? { connected: false } : { connected: false, offer: null });
  return { state: next, effects: keep ? [] : [{ type: 'offers-changed' }] };
}

function onMessage(state: ModelOwnerState, owner: number, message: ToModelOwner): ModelOwnerStep {
  switch (message.type) {
    case 'COLUMNS':
      // An owner that offers in the middle of a run waits for the next one.
      return {
        state: withOwner(state, owner, { offer: message.body }),
        effects: [{ type: 'offers-changed' }],
      };
    case 'WITHDRAW':
      return onWithdraw(state, owner);
    case 'ACCEPT':
      return onAccept(state, owner, message.body);
    case 'READY':
      return onReady(state, owner, message.body);
    case 'BASE':
      return onBase(state, owner, message.body.ciphertexts);
    case 'GRADIENT':
      return onGradient(state, owner, message.round, message.body.ciphertexts);
    case 'PAUSE':
      if (!takesPart(state, owner)) return stay(state);
      return stay(withOwner(state, owner, { asking: message.body.reason === 'consent' }));
    case 'RESUME':
      return stay(withOwner(state, owner, { asking: false }));
    case 'ABORT':
      return onAbort(state, { owner, ...message.body });
    // Scores are no part of a training: see `scoring.ts`.
    case 'SCORE':
      return stay(state);
  }
}

function onWithdraw(state: ModelOwnerState, owner: number): ModelOwnerStep {
  const next = withOwner(state, owner, { offer: null });
  if (takesPart(state, owner)) {
    return beforeTotals(state)
      ? cancel(next, { owner, reason: 'withdrawn' })
      : fail(next, 'message-unexpected', owner);
  }
  return { state: next, effects: [{ type: 'offers-changed' }] };
}

function onTrain(state: ModelOwnerState, contract: ContractBody, contractHash: Bytes): ModelOwnerStep {
  if (isRunning(state)) return stay(state);
  const { owners, frozen } = state;
  const offering = connectedOwners(state).filter((owner) => ownerOf(state, owner).offer !== null);
  // One roster in a session: who came later waits for another one.
  const participants = offering.filter((owner) => frozen === null || frozen[owner] !== undefined);
  const missing = frozen !== null && participants.length < Object.keys(frozen).length;
  if (participants.length === 0 || missing) return stay(state);
  return {
    state: { name: 'agreeing', owners, frozen, contract, contractHash, participants, accepted: {} },
    effects: participants.map((owner) => toOwner(owner, 'CONTRACT', contract)),
  };
}

function onAccept(
  state: ModelOwnerState,
  owner: number,
  { contractHash, ...entry }: { readonly contractHash: Bytes } & RosterEntry,
): ModelOwnerStep {
  if (!takesPart(state, owner)) return stay(state);
  if (!equalBytes(contractHash, state.contractHash)) {
    // Before ROSTER it may have crossed with the end of the contract before.
    return state.name === 'agreeing' ? stay(state) : fail(state, 'message-unexpected', owner);
  }
  if (state.name !== 'agreeing') return stay(state);
  // Its storage was lost: the other owners would take it for somebody else.
  const before = state.frozen?.[owner];
  if (before !== undefined && !equalBytes(before, entry.maskKey))
    return cancel(state, { owner, reason: 'roster-changed' });
  const settled = { ...state, owners: withOwner(state, owner, { asking: false }).owners };
  const accepted = { ...state.accepted, [owner]: entry };
  const entries = complete(state.participants, accepted);
  return entries === null ? stay({ ...settled, accepted }) : sendRoster(settled, entries);
}

function sendRoster(state: Running, entries: readonly RosterEntry[]): ModelOwnerStep {
  const { owners, frozen, contract, contractHash, participants } = state;
  const named = entries.map((entry, i) => ({ ...entry, owner: participants[i] ?? 0 }));
  const ordered = inRosterOrder(named);
  if (ordered === null) return cancel(state, { owner: 0, reason: 'roster-refused' });
  const roster: RosterBody = {
    contractHash,
    entries: ordered.map(({ maskKey, commitment }) => ({ maskKey, commitment })),
  };
  const order = ordered.map(({ owner }) => owner);
  const run = { owners, frozen, contract, contractHash, participants };
  return {
    state: { name: 'gathering-ready', ...run, roster, rosterHash: null, order, readies: {} },
    effects: [
      ...participants.map((owner) => toOwner(owner, 'ROSTER', roster)),
      { type: 'hash-roster', roster },
    ],
  };
}

function onReady(state: ModelOwnerState, owner: number, body: ReadyFromDataOwner): ModelOwnerStep {
  if (!takesPart(state, owner) || state.name === 'agreeing') return stay(state);
  // It repeats what it said before a reconnection.
  if (state.name !== 'gathering-ready') return stay(state);
  return onConfirmations({ ...state, readies: { ...state.readies, [owner]: body } });
}

/** Once all owners have confirmed one roster, each is told what the others said. */
function onConfirmations(state: Extract<ModelOwnerState, { name: 'gathering-ready' }>): ModelOwnerStep {
  const { rosterHash, readies } = state;
  if (rosterHash === null) return stay(state);
  const others = state.participants.length - 1;
  // Whoever confirms something else than was sent is the one to blame, not those who waited for it.
  const deviating = state.participants.find((owner) => {
    const said = readies[owner];
    return said !== undefined && (said.tags.length !== others || !equalBytes(said.rosterHash, rosterHash));
  });
  if (deviating !== undefined) return cancel(state, { owner: deviating, reason: 'roster-refused' });
  const all = complete(state.order, readies);
  if (all === null) return stay(state);
  const { owners, contract, contractHash, participants, order, roster } = state;
  const ready = Object.fromEntries(order.map((each, at) => [each, readyFor(at, all)]));
  const frozen = Object.fromEntries(
    order.map((each, at) => [each, roster.entries[at]?.maskKey ?? new Uint8Array()]),
  );
  const run = { owners, frozen, contract, contractHash, participants };
  return {
    state: { name: 'gathering-base', ...run, ready, answers: {} },
    effects: [
      { type: 'roster-frozen', frozen },
      ...order.map((each, at) => toOwner(each, 'READY', readyFor(at, all))),
    ],
  };
}

/** What the owner at `at` in the roster is told: of every other one its nonce, and its HMAC for this one. */
function readyFor(at: number, all: readonly ReadyFromDataOwner[]): ReadyFromModelOwner {
  const confirmations = all.flatMap(({ nonce, tags }, i) => {
    // Tags are in the order of the roster without their owner.
    const tag = tags[at < i ? at : at - 1];
    return i === at || tag === undefined ? [] : [{ nonce, tag }];
  });
  return { rosterHash: all[at]?.rosterHash ?? new Uint8Array(), confirmations };
}

function onBase(state: ModelOwnerState, owner: number, ciphertexts: Bytes): ModelOwnerStep {
  if (!takesPart(state, owner)) return stay(state);
  if (state.name !== 'gathering-base') return repeated(state, owner, 0);
  const answers = { ...state.answers, [owner]: ciphertexts };
  const all = complete(state.participants, answers);
  if (all === null) return stay({ ...state, answers });
  return { state: computing(state, 0, 0), effects: [{ type: 'sum-base', answers: all }] };
}

function onGradient(
  state: ModelOwnerState,
  owner: number,
  round: number,
  ciphertexts: Bytes,
): ModelOwnerStep {
  if (!takesPart(state, owner)) return stay(state);
  if (state.name !== 'round-open' || round !== state.round) return repeated(state, owner, round);
  const answers = { ...state.answers, [owner]: ciphertexts };
  const all = complete(state.participants, answers);
  if (all === null) return stay({ ...state, answers });
  return {
    state: computing(state, round, round),
    effects: [{ type: 'sum-gradients', round, answers: all }],
  };
}

/** An answer to a question that is closed: harmless if it repeats one, else the owner is out of step. */
function repeated(state: Running, owner: number, round: number): ModelOwnerStep {
  // Before ROSTER it may have crossed with the end of the run before.
  if (state.name === 'agreeing' || state.name === 'gathering-ready') return stay(state);
  return round <= lastClosedRound(state) ? stay(state) : fail(state, 'message-unexpected', owner);
}

/** -1 before BASE is in. */
function lastClosedRound(state: Running): number {
  if (state.name === 'computing') return state.asked;
  return state.name === 'round-open' ? state.round - 1 : -1;
}

function onWeights(state: ModelOwnerState, question: Bytes): ModelOwnerStep {
  if (state.name !== 'computing' || state.asked > state.round || isOneShot(state)) return stay(state);
  if (state.leaving !== null) return conclude(state, state.round, state.asked + 1, state.leaving);
  const { owners, frozen, contract, contractHash, participants } = state;
  const round = state.round + 1;
  return {
    state: {
      name: 'round-open',
      owners,
      frozen,
      contract,
      contractHash,
      participants,
      round,
      question,
      answers: {},
    },
    effects: participants.map((owner) => toOwner(owner, 'WEIGHTS', { ciphertexts: question }, round)),
  };
}

function onSolved(state: ModelOwnerState, stopped: boolean): ModelOwnerStep {
  if (state.name !== 'computing') return stay(state);
  const { owners, frozen, contract, contractHash, participants, round } = state;
  const run = { owners, frozen, contract, contractHash, participants };
  const next = { name: 'finished' as const, ...run, round, stopped };
  return {
    state: next,
    effects: participants
      .filter((owner) => ownerOf(next, owner).connected)
      .map((owner) => finishTo(owner, next)),
  };
}

function onStop(state: ModelOwnerState): ModelOwnerStep {
  if (beforeTotals(state)) return cancel(state, { owner: 0, reason: 'cancelled' });
  if (state.name === 'gathering-base') return fail(state, 'cancelled', null);
  if (state.name !== 'round-open') return stay(state);
  return conclude(state, state.round - 1, state.round, null);
}

/** Ends a run with its complete rounds: what comes late is let go. */
function conclude(state: Running, round: number, asked: number, leaving: Leaving | null): ModelOwnerStep {
  const told: ModelOwnerEffect[] = leaving === null ? [] : [{ type: 'cancelled', ...leaving }];
  return { state: computing(state, round, asked), effects: [...told, { type: 'conclude' }] };
}

/** An owner stops: before anything left, the run is taken back; afterwards the sum cannot be had. */
function onAbort(state: ModelOwnerState, leaving: Leaving): ModelOwnerStep {
  const { owner } = leaving;
  const next = withOwner(state, owner, { offer: null, asking: false });
  if (!takesPart(state, owner)) return { state: next, effects: [{ type: 'offers-changed' }] };
  if (beforeTotals(state)) return cancel(next, leaving);
  const { owners } = next;
  // The rounds so far stand: conclude with them, as Stop does.
  if (state.name === 'round-open' && state.round > 1) {
    return conclude({ ...state, owners }, state.round - 1, state.round, leaving);
  }
  // One shot is all there is to answer.
  if (state.name === 'computing' && (state.asked > 0 || isOneShot(state))) {
    return stay({ ...state, owners, leaving: state.leaving ?? leaving });
  }
  return fail(next, leaving.reason, owner, leaving.guard);
}

function isOneShot({ contract }: Running): boolean {
  return contract.contract.mode === 'one-shot';
}

/** Whether a run is under way in which no owner has sent totals, or was told to. */
function beforeTotals(state: ModelOwnerState): boolean {
  return state.name === 'agreeing' || state.name === 'gathering-ready';
}

/** Takes a run back before any total has left: everybody's offer stands. */
function cancel(state: ModelOwnerState, leaving: Leaving): ModelOwnerStep {
  if (!isRunning(state)) return stay(state);
  const told = state.participants.filter((each) => ownerOf(state, each).connected);
  return {
    state: {
      name: 'gathering',
      owners: mapOwners(state.owners, (record) => ({ ...record, asking: false })),
      frozen: state.frozen,
    },
    effects: [
      ...told.map((each) => toOwner(each, 'ABORT', { reason: 'cancelled' })),
      { type: 'cancelled', ...leaving },
      { type: 'offers-changed' },
    ],
  };
}

function fail(
  state: ModelOwnerState,
  reason: AbortReason,
  owner: number | null,
  guard?: GuardName,
): ModelOwnerStep {
  const participants = isRunning(state) ? state.participants : [];
  const told = participants.filter((each) => ownerOf(state, each).connected);
  // Who took no part goes on offering, and is told nothing.
  const owners = mapOwners(state.owners, (record, each) =>
    participants.includes(each) ? { ...record, offer: null, asking: false } : record,
  );
  return {
    state: { name: 'failed', owners, frozen: state.frozen, reason, owner, ...(guard && { guard }) },
    effects: told.map((each) => toOwner(each, 'ABORT', { reason })),
  };
}

function computing(state: Running, round: number, asked: number): ModelOwnerState {
  const { owners, frozen, contract, contractHash, participants } = state;
  return {
    name: 'computing',
    owners,
    frozen,
    contract,
    contractHash,
    participants,
    round,
    asked,
    leaving: null,
  };
}

/** What everybody said, in the order of `owners`; null while somebody has not. */
function complete<T>(owners: readonly number[], said: Readonly<Record<number, T>>): T[] | null {
  const list = owners.map((owner) => said[owner]);
  return list.every((each) => each !== undefined) ? list : null;
}

function takesPart(state: ModelOwnerState, owner: number): state is Running {
  return isRunning(state) && state.participants.includes(owner);
}

export function ownerOf(state: ModelOwnerState, owner: number): OwnerRecord {
  return state.owners[owner] ?? NOBODY;
}

function connectedOwners(state: ModelOwnerState): number[] {
  return Object.keys(state.owners)
    .map(Number)
    .filter((owner) => ownerOf(state, owner).connected);
}

function mapOwners(owners: Owners, change: (record: OwnerRecord, owner: number) => OwnerRecord): Owners {
  return Object.fromEntries(
    Object.entries(owners).map(([owner, record]) => [owner, change(record, Number(owner))]),
  );
}

function withOwner(state: ModelOwnerState, owner: number, change: Partial<OwnerRecord>): ModelOwnerState {
  return { ...state, owners: { ...state.owners, [owner]: { ...ownerOf(state, owner), ...change } } };
}

function requestTo(owner: number, request: RequestBody): ModelOwnerEffect {
  return toOwner(owner, 'REQUEST', request);
}

function finishTo(owner: number, state: { round: number; stopped: boolean }): ModelOwnerEffect {
  return toOwner(owner, 'FINISH', { stopped: state.stopped }, state.round);
}

function toOwner<T extends ModelOwnerMessage['type']>(
  owner: number,
  type: T,
  body: Extract<ModelOwnerMessage, { type: T }>['body'],
  round = 0,
): ModelOwnerEffect {
  return { type: 'send', owner, message: { type, body, round } as ModelOwnerMessage };
}

function stay(state: ModelOwnerState): ModelOwnerStep {
  return { state, effects: [] };
}
