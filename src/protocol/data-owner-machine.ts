import { equalBytes, type Bytes } from '../base/index.ts';
import { roundLimitOf } from './answer-sizes.ts';
import { canonicalBytes } from './codec.ts';
import type { ConsentDifference } from './consent.ts';
import { contractProblem, type ContractRefusal } from './contract-check.ts';
import type {
  AbortReason,
  ContractBody,
  DataOwnerMessage,
  GuardName,
  OfferBody,
  ReadyFromModelOwner,
  RequestBody,
  RosterBody,
  ToDataOwner,
} from './messages.ts';
import { rosterDefect, sameRoster, type RosterDefect } from './roster.ts';

/**
 * The data owner's side of a session as a pure function: (state, event) -> { state, effects }. The
 * state is plain data: the party stores it before it carries an effect out, so that a reloaded tab
 * goes on where it was and never answers one question twice with different bytes.
 */

/** What is fixed once a contract came. */
interface Session {
  readonly offer: OfferBody;
  readonly contract: ContractBody;
  readonly contractHash: Bytes;
  /** Fingerprint of the rows that this person agreed to for this contract, though they are others than in the first run. */
  readonly agreedRows: string | null;
}

/** Which rows a contract uses. */
export interface Selection {
  /** Equal for two contracts exactly where they use the same rows, with the same values clipped. */
  readonly fingerprint: string;
  /** How many they are. */
  readonly rows: number;
}

/** What this owner takes part as: its key for the masks, and the nonce it committed itself to. */
export interface RosterIdentity {
  readonly maskKey: Bytes;
  readonly nonce: Bytes;
  readonly commitment: Bytes;
}

/** What is fixed once this owner accepted. */
interface Accepted extends Session {
  readonly identity: RosterIdentity;
  /** The rows that the contract uses. */
  readonly using: Selection;
}

/** What is fixed once a roster came that this owner is in. */
interface Rostered extends Accepted {
  readonly roster: RosterBody;
  readonly rosterHash: Bytes;
}

/** What is fixed once every other owner has confirmed the same roster. */
interface Confirmed extends Rostered {
  /** What the others said. */
  readonly ready: ReadyFromModelOwner;
  /** The roster code. */
  readonly code: string;
}

/** An answer as it was sent: repeated byte for byte when it is asked for again. */
interface Answered {
  /** 0 for BASE. */
  readonly round: number;
  /** The ciphertexts that were asked about; empty for BASE. */
  readonly question: Bytes;
  readonly answer: Bytes;
}

/** Kept over all runs of a session. */
interface Kept {
  /** The mask keys of the one roster that this owner answers in this session; null before its first answer. */
  readonly frozen: readonly Bytes[] | null;
  /** The rows of the first run that was answered; null before. Totals of other rows could be subtracted from theirs. */
  readonly selection: Selection | null;
  /** How many owners this person was told of when it last agreed to something; 0 before. */
  readonly ownersTold: number;
  /** Rosters that were confirmed since, or since the last answer: each shows the model owner another code. */
  readonly rostersTried: number;
  /** Contracts that came since, or since the last answer, and led to no roster: what becomes of each tells of the rows. */
  readonly contractsTried: number;
}

/** Rosters that a tab confirms before its person has to agree to something again: a code cannot be searched for. */
const MOST_ROSTERS = 8;
/** Contracts that come to nothing before its person has to agree to something again: they are questions to the rows. */
const MOST_CONTRACTS = 8;

export type DataOwnerState = Kept &
  (
    | { readonly name: 'waiting-for-offer' }
    | { readonly name: 'offered'; readonly offer: OfferBody }
    /** `why`: what the contract asks beyond what was agreed to. */
    | ({ readonly name: 'asking-consent'; readonly why: readonly ConsentDifference[] } & Session)
    | ({ readonly name: 'checking-contract' } & Session)
    | ({ readonly name: 'accepted' } & Accepted)
    /** The HMACs for the others are being made. */
    | ({ readonly name: 'confirming-roster' } & Rostered)
    | ({ readonly name: 'waiting-for-ready'; readonly tags: readonly Bytes[] } & Rostered)
    | ({ readonly name: 'checking-ready'; readonly ready: ReadyFromModelOwner } & Rostered)
    /** A person compares the roster code before anything leaves. */
    | ({ readonly name: 'comparing-roster' } & Confirmed)
    | ({ readonly name: 'computing-base' } & Confirmed)
    | ({ readonly name: 'waiting-for-weights'; readonly last: Answered } & Confirmed)
    | ({ readonly name: 'computing-gradient'; readonly last: Answered; readonly question: Bytes } & Confirmed)
    /** `offer` stands for the model owner's next contract, unless it was never made. */
    | {
        readonly name: 'finished';
        readonly rounds: number;
        readonly stopped: boolean;
        readonly offer: OfferBody | null;
      }
    | ({ readonly name: 'aborted'; readonly by: 'self' | 'model-owner' } & Ending)
  );

/** Why a session ended before its time. */
interface Ending {
  readonly reason: AbortReason;
  /** The limit of its own that this owner refused for. */
  readonly guard?: GuardName;
}

type StateOf<N extends DataOwnerState['name']> = Extract<DataOwnerState, { name: N }>;

export type DataOwnerEvent =
  | { readonly type: 'connected' }
  /** The tab was loaded again, with the state that was stored. */
  | { readonly type: 'restored' }
  /** `hash` is that of the body: of a CONTRACT or a ROSTER. */
  | { readonly type: 'message'; readonly message: ToDataOwner; readonly hash?: Bytes }
  /**
   * A person pressed Contribute: the first time, having been told of `ownersTold` owners by the last REQUEST, or for
   * what a contract went beyond.
   */
  | { readonly type: 'contribute'; readonly offer: OfferBody; readonly ownersTold: number }
  | { readonly type: 'withdraw' }
  | { readonly type: 'leave' }
  /** The key was proved, the rows were held against the contract and summed. */
  | {
      readonly type: 'contract-checked';
      readonly identity: RosterIdentity;
      readonly selection: Selection;
    }
  | { readonly type: 'roster-confirmed'; readonly tags: readonly Bytes[] }
  /** `compare`: a person wants to see the code before anything leaves. */
  | { readonly type: 'ready-checked'; readonly code: string; readonly compare: boolean }
  /** A person compared the code with the other owners. */
  | { readonly type: 'roster-compared'; readonly same: boolean }
  | { readonly type: 'base-encrypted'; readonly ciphertexts: Bytes }
  | { readonly type: 'gradient-encrypted'; readonly round: number; readonly ciphertexts: Bytes }
  | ({ readonly type: 'work-failed' } & Ending);

/** What an answer is made under. */
export interface AnswerTerms {
  readonly contract: ContractBody;
  readonly roster: RosterBody;
  readonly identity: RosterIdentity;
}

export type DataOwnerEffect =
  | { readonly type: 'send'; readonly message: DataOwnerMessage }
  | { readonly type: 'show-request'; readonly request: RequestBody }
  | { readonly type: 'check-contract'; readonly contract: ContractBody; readonly contractHash: Bytes }
  | ({ readonly type: 'confirm-roster' } & AnswerTerms)
  | ({ readonly type: 'check-ready'; readonly ready: ReadyFromModelOwner } & AnswerTerms)
  | ({ readonly type: 'encrypt-base' } & AnswerTerms)
  | ({ readonly type: 'encrypt-gradient'; readonly round: number; readonly question: Bytes } & AnswerTerms)
  /** Refusals that a person should read. */
  | { readonly type: 'refused'; readonly problem: ContractRefusal }
  | { readonly type: 'roster-refused'; readonly reason: RosterRefusal };

/** Why this tab does not take part under a roster. */
export type RosterRefusal =
  | RosterDefect
  /** With other owners than before in the session. */
  | 'changed'
  /** One proposal too many since a person last agreed to something. */
  | 'too-many';

export interface DataOwnerStep {
  readonly state: DataOwnerState;
  readonly effects: readonly DataOwnerEffect[];
}

export const initialDataOwnerState: DataOwnerState = {
  name: 'waiting-for-offer',
  frozen: null,
  selection: null,
  ownersTold: 0,
  rostersTried: 0,
  contractsTried: 0,
};

/** A person has just agreed to something: what was tried before counts no more. */
const NOTHING_TRIED = { rostersTried: 0, contractsTried: 0 } as const;

/** The state of a tab that has nothing to answer from any more: what it answered before still counts. */
export function withoutSession(state: DataOwnerState): DataOwnerState {
  return { name: 'waiting-for-offer', ...kept(state) };
}

function kept({ frozen, selection, ownersTold, rostersTried, contractsTried }: Kept): Kept {
  return { frozen, selection, ownersTold, rostersTried, contractsTried };
}

const TOO_MANY: ContractRefusal = { kind: 'too-many', details: { contracts: MOST_CONTRACTS } };

const TRAINING: readonly DataOwnerState['name'][] = [
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

/** Whether something derived from the rows has left or may leave without another click. */
export function isTraining(state: DataOwnerState): boolean {
  return TRAINING.includes(state.name);
}

export function stepDataOwner(state: DataOwnerState, event: DataOwnerEvent): DataOwnerStep {
  switch (event.type) {
    case 'connected':
      return onConnected(state);
    case 'restored':
      return { state, effects: workOf(state) };
    case 'message':
      return onMessage(state, event.message, event.hash);
    case 'contribute':
      return onContribute(state, event.offer, event.ownersTold);
    case 'withdraw':
      if (state.name === 'offered' || state.name === 'finished') {
        return send(withoutSession(state), 'WITHDRAW', {});
      }
      return state.name === 'asking-consent' ? stop(state, 'withdrawn') : stay(state);
    case 'leave':
      return state.name === 'finished' || state.name === 'aborted' ? stay(state) : stop(state, 'left');
    case 'contract-checked':
      if (state.name !== 'checking-contract') return stay(state);
      return onChecked(state, event.identity, event.selection);
    case 'roster-confirmed':
      if (state.name !== 'confirming-roster') return stay(state);
      return sendReady({ ...state, name: 'waiting-for-ready', tags: event.tags });
    case 'ready-checked':
      return onReadyChecked(state, event.code, event.compare);
    case 'roster-compared':
      return onCompared(state, event.same);
    case 'base-encrypted':
      if (state.name !== 'computing-base') return stay(state);
      return answer(state, { round: 0, question: new Uint8Array(0), answer: event.ciphertexts });
    case 'gradient-encrypted':
      if (state.name !== 'computing-gradient' || event.round !== state.last.round + 1) return stay(state);
      return answer(state, { round: event.round, question: state.question, answer: event.ciphertexts });
    case 'work-failed':
      // A guard may refuse what a person would otherwise be asked for.
      return isTraining(state) || state.name === 'asking-consent'
        ? stop(state, event.reason, event.guard)
        : stay(state);
  }
}

/** After a (re)connection: what only this side can bring up again. M repeats its own open question. */
function onConnected(state: DataOwnerState): DataOwnerStep {
  if (state.name === 'aborted' && state.by === 'self') return send(state, 'ABORT', endingOf(state));
  if (state.name === 'comparing-roster') return send(state, 'PAUSE', { reason: 'consent' });
  return 'offer' in state && state.offer !== null && !('roster' in state)
    ? send(state, 'COLUMNS', state.offer)
    : stay(state);
}

/** What a state waits for this tab to compute. */
function workOf(state: DataOwnerState): DataOwnerEffect[] {
  switch (state.name) {
    case 'checking-contract':
      return [{ type: 'check-contract', contract: state.contract, contractHash: state.contractHash }];
    case 'confirming-roster':
      return [{ type: 'confirm-roster', ...termsOf(state) }];
    case 'checking-ready':
      return [{ type: 'check-ready', ready: state.ready, ...termsOf(state) }];
    case 'computing-base':
      return [{ type: 'encrypt-base', ...termsOf(state) }];
    case 'computing-gradient': {
      const { question, last } = state;
      return [{ type: 'encrypt-gradient', round: last.round + 1, question, ...termsOf(state) }];
    }
    default:
      return [];
  }
}

/** Whether a state still waits for what an effect computes: what is done late, for a run that has ended, is let go. */
export function awaits(state: DataOwnerState, effect: DataOwnerEffect): boolean {
  // A run that has ended does not come back: its contract is another object, even if it were spelled the same.
  return workOf(state).some((awaited) =>
    Object.entries(awaited).every(([name, value]) => value === effect[name as keyof DataOwnerEffect]),
  );
}

/** Enters a state that computes. */
function work(state: DataOwnerState): DataOwnerStep {
  return { state, effects: workOf(state) };
}

function onContribute(state: DataOwnerState, offer: OfferBody, ownersTold: number): DataOwnerStep {
  switch (state.name) {
    case 'waiting-for-offer':
    case 'offered':
    case 'finished':
    case 'aborted':
      return send({ ...kept(state), name: 'offered', offer, ownersTold, ...NOTHING_TRIED }, 'COLUMNS', offer);
    case 'asking-consent':
      return onConsent(state, offer);
    default:
      return stay(state);
  }
}

/** A second consent, to all that the person was told: from now on its limits are what is offered. */
function onConsent(state: StateOf<'asking-consent'>, { maximumRows, ...limits }: OfferBody): DataOwnerStep {
  const { contract, contractHash, agreedRows } = state;
  // The contract counts on the rows that were declared before it.
  const offer = { ...limits, maximumRows: Math.min(maximumRows, state.offer.maximumRows) };
  const told = send(state, 'COLUMNS', offer);
  const agreed = { ...kept(state), ownersTold: contract.owners, ...NOTHING_TRIED };
  const held = holdContract({ ...agreed, offer, contract, contractHash, agreedRows });
  return { state: held.state, effects: [...told.effects, ...held.effects] };
}

function onMessage(state: DataOwnerState, message: ToDataOwner, hash?: Bytes): DataOwnerStep {
  switch (message.type) {
    case 'REQUEST':
      return { state, effects: [{ type: 'show-request', request: message.body }] };
    case 'CONTRACT':
      return hash === undefined ? stay(state) : onContract(state, message.body, hash);
    case 'ROSTER':
      return hash === undefined ? stay(state) : onRoster(state, message.body, hash);
    case 'READY':
      return onReady(state, message.body);
    case 'WEIGHTS':
      return onWeights(state, message.round, message.body.ciphertexts);
    case 'PAUSE':
    case 'RESUME':
    // Scores are no part of a training: see `scoring.ts`.
    case 'SCORING':
    case 'SCORED':
      return stay(state);
    case 'FINISH':
      // Of a run that this tab is not in, there is no end.
      if (!('contract' in state)) return stay(state);
      return stay({
        name: 'finished',
        rounds: lastRound(state),
        stopped: message.body.stopped,
        offer: state.offer,
        ...kept(state),
      });
    case 'ABORT':
      return onAbort(state, message.body.reason);
  }
}

function onAbort(state: DataOwnerState, reason: AbortReason): DataOwnerStep {
  // There is no run of this side to end.
  if (!('contract' in state)) return stay(state);
  const { offer } = state;
  // Nothing has left before BASE: the offer stands for the next contract.
  if (!mayHaveAnswered(state)) return send({ ...kept(state), name: 'offered', offer }, 'COLUMNS', offer);
  return stay({ ...kept(state), name: 'aborted', reason, by: 'model-owner' });
}

function onContract(state: DataOwnerState, contract: ContractBody, contractHash: Bytes): DataOwnerStep {
  if ((state.name === 'offered' || state.name === 'finished') && state.offer !== null) {
    const contractsTried = state.contractsTried + 1;
    const session = { ...kept(state), offer: state.offer, contract, contractHash, agreedRows: null };
    // Without this line contracts that are never answered are questions to the rows, as many as one likes.
    if (state.contractsTried >= MOST_CONTRACTS) return refuseContract(session, TOO_MANY);
    return holdContract({ ...session, contractsTried });
  }
  if (!('contract' in state)) return unexpected(state);
  // The same contract again, after a reconnection: whatever it led to stands.
  if (!equalBytes(state.contractHash, contractHash)) return unexpected(state);
  if (state.name === 'accepted') return accept(state);
  if (state.name === 'asking-consent') return send(state, 'PAUSE', { reason: 'consent' });
  return stay(state);
}

/** Holds a contract against what was agreed to. */
function holdContract(session: Session & Kept): DataOwnerStep {
  const { contract, offer, ownersTold } = session;
  const problem = contractProblem(contract, offer);
  if (problem !== null && problem.kind !== 'beyond-consent') {
    return refuseContract(session, problem);
  }
  const fewer: ConsentDifference[] = contract.owners < ownersTold ? [{ kind: 'fewer-owners' }] : [];
  const why = [...(problem?.differences ?? []), ...fewer];
  return why.length > 0 ? askPerson(session, why) : work({ ...session, name: 'checking-contract' });
}

function refuseContract(session: Session & Kept, problem: ContractRefusal): DataOwnerStep {
  const refused = stop({ ...session, name: 'checking-contract' }, 'contract-refused');
  return { state: refused.state, effects: [...refused.effects, { type: 'refused', problem }] };
}

function askPerson(session: Session & Kept, why: readonly ConsentDifference[]): DataOwnerStep {
  return send({ ...session, name: 'asking-consent', why }, 'PAUSE', { reason: 'consent' });
}

/** The rows fit the contract: unless they are others than in the first run, this owner takes part. */
function onChecked(
  state: StateOf<'checking-contract'>,
  identity: RosterIdentity,
  using: Selection,
): DataOwnerStep {
  // Without this line two contracts that differ in the rows they drop tell these rows by subtraction.
  if (!usesKnownRows(state, using)) return askRows(state, using);
  return accept({ ...state, name: 'accepted', identity, using });
}

/** Whether nothing was answered yet, or with these rows, or a person agreed to others: to these. */
function usesKnownRows(
  { selection, agreedRows }: Pick<StateOf<'checking-contract'>, 'selection' | 'agreedRows'>,
  { fingerprint }: Selection,
): boolean {
  return selection === null || [selection.fingerprint, agreedRows].includes(fingerprint);
}

/** The answer counts for these rows only: they are held against the contract once more. */
function askRows(state: StateOf<'checking-contract'>, using: Selection): DataOwnerStep {
  const before = state.selection?.rows ?? 0;
  const why: ConsentDifference[] = [{ kind: 'rows-differ', before, now: using.rows }];
  return askPerson({ ...state, agreedRows: using.fingerprint }, why);
}

function accept(state: StateOf<'accepted'>): DataOwnerStep {
  const { contractHash, identity } = state;
  const { maskKey, commitment } = identity;
  return send(state, 'ACCEPT', { contractHash, maskKey, commitment });
}

function onRoster(state: DataOwnerState, roster: RosterBody, rosterHash: Bytes): DataOwnerStep {
  if (!('identity' in state) || !equalBytes(state.contractHash, roster.contractHash))
    return unexpected(state);
  if (state.name === 'accepted') {
    const { entries } = roster;
    const defect = rosterDefect(entries, state.identity, state.contract.owners);
    if (defect !== null) return refuseRoster(state, defect);
    // One roster in a session: with another one, the totals of the two could be subtracted.
    if (state.frozen !== null && !sameRoster(entries, state.frozen)) return refuseRoster(state, 'changed');
    // Without this line whoever invents owners tries rosters until one has the code that others read.
    if (state.rostersTried >= MOST_ROSTERS) return refuseRoster(state, 'too-many');
    // From here on its contract counts as this roster, not twice.
    const tried = {
      rostersTried: state.rostersTried + 1,
      contractsTried: Math.max(0, state.contractsTried - 1),
    };
    return work({ ...state, ...tried, name: 'confirming-roster', roster, rosterHash });
  }
  // The same one again, after a reconnection.
  if (!('rosterHash' in state) || !equalBytes(state.rosterHash, rosterHash)) return unexpected(state);
  return state.name === 'waiting-for-ready' ? sendReady(state) : stay(state);
}

function refuseRoster(state: DataOwnerState, reason: RosterRefusal): DataOwnerStep {
  const stopped = stop(state, reason === 'changed' ? 'roster-changed' : 'roster-refused');
  return { state: stopped.state, effects: [...stopped.effects, { type: 'roster-refused', reason }] };
}

function sendReady(state: StateOf<'waiting-for-ready'>): DataOwnerStep {
  const { rosterHash, tags, identity } = state;
  return send(state, 'READY', { rosterHash, nonce: identity.nonce, tags: [...tags] });
}

function onReady(state: DataOwnerState, ready: ReadyFromModelOwner): DataOwnerStep {
  if (state.name === 'waiting-for-ready' && equalBytes(ready.rosterHash, state.rosterHash)) {
    return work({ ...kept(state), ...rosteredOf(state), name: 'checking-ready', ready });
  }
  // The same again, after a reconnection: it asks for BASE.
  if (!('ready' in state) || !equalReady(ready, state.ready)) return unexpected(state);
  if (state.name === 'comparing-roster') return send(state, 'PAUSE', { reason: 'consent' });
  if (state.name !== 'waiting-for-weights') return stay(state);
  return state.last.round === 0 ? repeat(state, state.last) : unexpected(state);
}

function equalReady(a: ReadyFromModelOwner, b: ReadyFromModelOwner): boolean {
  return equalBytes(canonicalBytes(a), canonicalBytes(b));
}

function onReadyChecked(state: DataOwnerState, code: string, compare: boolean): DataOwnerStep {
  if (state.name !== 'checking-ready') return stay(state);
  if (!compare) return startAnswering({ ...state, name: 'comparing-roster', code });
  return send({ ...state, name: 'comparing-roster', code }, 'PAUSE', { reason: 'consent' });
}

function onCompared(state: DataOwnerState, same: boolean): DataOwnerStep {
  if (!same) return isTraining(state) && 'code' in state ? refuseRoster(state, 'person') : stay(state);
  if (state.name !== 'comparing-roster') return stay(state);
  const told = send(state, 'RESUME', {});
  const started = startAnswering(state);
  return { state: started.state, effects: [...told.effects, ...started.effects] };
}

/** From here on the roster is the one of this session, and the first rows are those that others are held against. */
function startAnswering(state: StateOf<'comparing-roster'>): DataOwnerStep {
  const frozen = state.roster.entries.map(({ maskKey }) => maskKey);
  const selection = state.selection ?? state.using;
  return work({ ...state, name: 'computing-base', frozen, selection, rostersTried: 0 });
}

function onWeights(state: DataOwnerState, round: number, question: Bytes): DataOwnerStep {
  if (state.name === 'computing-gradient') {
    const same = round === state.last.round + 1 && equalBytes(question, state.question);
    return same ? stay(state) : unexpected(state);
  }
  if (state.name !== 'waiting-for-weights') return unexpected(state);
  if (round === state.last.round && round > 0) {
    // One question a round: another one under its number would be an answer that nobody counts.
    if (!equalBytes(question, state.last.question)) return unexpected(state);
    return repeat(state, state.last);
  }
  const next = state.last.round + 1;
  if (round !== next || round > roundLimitOf(state.contract.contract)) return unexpected(state);
  return work({ ...state, name: 'computing-gradient', question });
}

function termsOf({ contract, roster, identity }: Rostered): AnswerTerms {
  return { contract, roster, identity };
}

function rosteredOf(state: Rostered): Rostered {
  const { offer, contract, contractHash, agreedRows, identity, using, roster, rosterHash } = state;
  return { offer, contract, contractHash, agreedRows, identity, using, roster, rosterHash };
}

function answer(state: StateOf<'computing-base' | 'computing-gradient'>, last: Answered): DataOwnerStep {
  const { ready, code } = state;
  const confirmed = { ...kept(state), contractsTried: 0, ...rosteredOf(state), ready, code };
  return repeat({ ...confirmed, name: 'waiting-for-weights', last }, last);
}

function repeat(state: DataOwnerState, { round, answer: ciphertexts }: Answered): DataOwnerStep {
  return send(state, round === 0 ? 'BASE' : 'GRADIENT', { ciphertexts }, round);
}

/** A message that has no place here ends the session: no answer is better than a wrong one. */
function unexpected(state: DataOwnerState): DataOwnerStep {
  switch (state.name) {
    case 'aborted':
      return stay(state);
    case 'waiting-for-offer':
    case 'finished':
      // There is no session here, as after a file was lost: M must not wait for an answer.
      return send(state, 'ABORT', { reason: 'message-unexpected' });
    default:
      return stop(state, 'message-unexpected');
  }
}

function stop(state: DataOwnerState, reason: AbortReason, guard?: GuardName): DataOwnerStep {
  const ending: Ending = guard === undefined ? { reason } : { reason, guard };
  const aborted: DataOwnerState = { ...kept(state), name: 'aborted', by: 'self', ...ending };
  return send(aborted, 'ABORT', ending, lastRound(state));
}

function endingOf({ reason, guard }: Ending): Ending {
  return guard === undefined ? { reason } : { reason, guard };
}

function stay(state: DataOwnerState): DataOwnerStep {
  return { state, effects: [] };
}

function send<T extends DataOwnerMessage['type']>(
  state: DataOwnerState,
  type: T,
  body: Extract<DataOwnerMessage, { type: T }>['body'],
  round = lastRound(state),
): DataOwnerStep {
  return { state, effects: [{ type: 'send', message: { type, body, round } as DataOwnerMessage }] };
}

/** Whether the totals have left or are being encrypted. */
function mayHaveAnswered(state: DataOwnerState): boolean {
  return state.name === 'computing-base' || 'last' in state;
}

/** The last round that was answered: 0 before the first. */
export function lastRound(state: DataOwnerState): number {
  if (state.name === 'finished') return state.rounds;
  return 'last' in state ? state.last.round : 0;
}
