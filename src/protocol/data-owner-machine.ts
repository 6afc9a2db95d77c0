import { equalBytes, type Bytes } from '../base/index.ts';
import { contractProblem, type ContractProblem } from './contract-check.ts';
import type {
  AbortReason,
  ContractBody,
  DataOwnerMessage,
  OfferBody,
  RequestBody,
  ToDataOwner,
} from './messages.ts';

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
}

/** An answer as it was sent: repeated byte for byte when it is asked for again. */
interface Answered {
  /** 0 for BASE. */
  readonly round: number;
  /** The ciphertexts that were asked about; empty for BASE. */
  readonly question: Bytes;
  readonly answer: Bytes;
}

export type DataOwnerState =
  | { readonly name: 'waiting-for-offer' }
  | { readonly name: 'offered'; readonly offer: OfferBody }
  | ({ readonly name: 'asking-consent' } & Session)
  | ({ readonly name: 'checking-contract' } & Session)
  | ({ readonly name: 'accepted' } & Session)
  | ({ readonly name: 'computing-base' } & Session)
  | ({ readonly name: 'waiting-for-weights'; readonly last: Answered } & Session)
  | ({ readonly name: 'computing-gradient'; readonly last: Answered; readonly question: Bytes } & Session)
  /** `offer` stands for the model owner's next contract, unless it was never made. */
  | {
      readonly name: 'finished';
      readonly rounds: number;
      readonly stopped: boolean;
      readonly offer: OfferBody | null;
    }
  | { readonly name: 'aborted'; readonly reason: AbortReason; readonly by: 'self' | 'model-owner' };

export type DataOwnerEvent =
  | { readonly type: 'connected' }
  | { readonly type: 'message'; readonly message: ToDataOwner; readonly contractHash?: Bytes }
  /** A person pressed Contribute: the first time, or for limits that a contract went beyond. */
  | { readonly type: 'contribute'; readonly offer: OfferBody }
  | { readonly type: 'withdraw' }
  | { readonly type: 'leave' }
  /** The rows were held against the contract and summed. */
  | { readonly type: 'contract-checked' }
  | { readonly type: 'base-encrypted'; readonly ciphertexts: Bytes }
  | { readonly type: 'gradient-encrypted'; readonly round: number; readonly ciphertexts: Bytes }
  | { readonly type: 'work-failed'; readonly reason: AbortReason };

export type DataOwnerEffect =
  | { readonly type: 'send'; readonly message: DataOwnerMessage }
  | { readonly type: 'show-request'; readonly request: RequestBody }
  | { readonly type: 'check-contract'; readonly contract: ContractBody }
  | { readonly type: 'encrypt-base'; readonly contract: ContractBody }
  | {
      readonly type: 'encrypt-gradient';
      readonly contract: ContractBody;
      readonly round: number;
      readonly question: Bytes;
    }
  /** A refusal that a person should read. */
  | { readonly type: 'refused'; readonly problem: ContractProblem };

export interface DataOwnerStep {
  readonly state: DataOwnerState;
  readonly effects: readonly DataOwnerEffect[];
}

export const initialDataOwnerState: DataOwnerState = { name: 'waiting-for-offer' };

/** Whether something derived from the rows has left or may leave without another click. */
export function isTraining(state: DataOwnerState): boolean {
  return [
    'checking-contract',
    'accepted',
    'computing-base',
    'waiting-for-weights',
    'computing-gradient',
  ].includes(state.name);
}

export function stepDataOwner(state: DataOwnerState, event: DataOwnerEvent): DataOwnerStep {
  switch (event.type) {
    case 'connected':
      return onConnected(state);
    case 'message':
      return onMessage(state, event.message, event.contractHash);
    case 'contribute':
      return onContribute(state, event.offer);
    case 'withdraw':
      if (state.name === 'offered' || state.name === 'finished') {
        return send({ name: 'waiting-for-offer' }, 'WITHDRAW', {});
      }
      if (state.name === 'asking-consent') return stop(state, 'withdrawn');
      return stay(state);
    case 'leave':
      return state.name === 'finished' || state.name === 'aborted' ? stay(state) : stop(state, 'left');
    case 'contract-checked':
      if (state.name !== 'checking-contract') return stay(state);
      return send({ ...state, name: 'accepted' }, 'ACCEPT', { contractHash: state.contractHash });
    case 'base-encrypted':
      if (state.name !== 'computing-base') return stay(state);
      return answer(state, { round: 0, question: new Uint8Array(0), answer: event.ciphertexts });
    case 'gradient-encrypted':
      if (state.name !== 'computing-gradient' || event.round !== state.last.round + 1) return stay(state);
      return answer(state, { round: event.round, question: state.question, answer: event.ciphertexts });
    case 'work-failed':
      return isTraining(state) ? stop(state, event.reason) : stay(state);
  }
}

/** After a (re)connection: what only this side can bring up again. M repeats its own open question. */
function onConnected(state: DataOwnerState): DataOwnerStep {
  if (state.name === 'aborted' && state.by === 'self') return send(state, 'ABORT', { reason: state.reason });
  const offer = 'offer' in state && !hasAnswered(state) ? state.offer : null;
  const told = offer === null ? [] : send(state, 'COLUMNS', offer).effects;
  return { state, effects: [...told, ...resumeWork(state)] };
}

/** What a tab that was reloaded while it computed has to compute again. */
function resumeWork(state: DataOwnerState): DataOwnerEffect[] {
  switch (state.name) {
    case 'checking-contract':
      return [{ type: 'check-contract', contract: state.contract }];
    case 'computing-base':
      return [{ type: 'encrypt-base', contract: state.contract }];
    case 'computing-gradient':
      return [gradientEffect(state, state.last.round + 1, state.question)];
    default:
      return [];
  }
}

function onContribute(state: DataOwnerState, offer: OfferBody): DataOwnerStep {
  switch (state.name) {
    case 'waiting-for-offer':
    case 'offered':
    case 'finished':
    case 'aborted':
      return send({ name: 'offered', offer }, 'COLUMNS', offer);
    case 'asking-consent':
      return onConsent(state, offer);
    default:
      return stay(state);
  }
}

/** A second consent: from now on its limits are what is offered. */
function onConsent(session: Session, { maximumRows, ...limits }: OfferBody): DataOwnerStep {
  // The contract counts on the rows that were declared before it.
  const offer = { ...limits, maximumRows: Math.min(maximumRows, session.offer.maximumRows) };
  const told = send({ name: 'offered', offer }, 'COLUMNS', offer);
  const held = holdContract({ ...session, offer });
  return { state: held.state, effects: [...told.effects, ...held.effects] };
}

function onMessage(state: DataOwnerState, message: ToDataOwner, contractHash?: Bytes): DataOwnerStep {
  switch (message.type) {
    case 'REQUEST':
      return { state, effects: [{ type: 'show-request', request: message.body }] };
    case 'CONTRACT':
      return contractHash === undefined ? stay(state) : onContract(state, message.body, contractHash);
    case 'ROSTER':
      return onRoster(state, message.body.contractHash);
    case 'WEIGHTS':
      return onWeights(state, message.round, message.body.ciphertexts);
    case 'PAUSE':
    case 'RESUME':
      return stay(state);
    case 'FINISH':
      // Of a run that this tab is not in, there is no end.
      if (!('contract' in state)) return stay(state);
      return stay({
        name: 'finished',
        rounds: lastRound(state),
        stopped: message.body.stopped,
        offer: state.offer,
      });
    case 'ABORT':
      return onAbort(state, message.body.reason);
  }
}

function onAbort(state: DataOwnerState, reason: AbortReason): DataOwnerStep {
  // There is no run of this side to end.
  if (!('contract' in state)) return stay(state);
  // Nothing has left before ROSTER: the offer stands for the next contract.
  if (!hasAnswered(state)) return send({ name: 'offered', offer: state.offer }, 'COLUMNS', state.offer);
  return stay({ name: 'aborted', reason, by: 'model-owner' });
}

function onContract(state: DataOwnerState, contract: ContractBody, contractHash: Bytes): DataOwnerStep {
  if ((state.name === 'offered' || state.name === 'finished') && state.offer !== null) {
    return holdContract({ offer: state.offer, contract, contractHash });
  }
  if (!('contract' in state)) return unexpected(state);
  // The same contract again, after a reconnection: whatever it led to stands.
  if (!equalBytes(state.contractHash, contractHash)) return unexpected(state);
  if (state.name === 'accepted') return send(state, 'ACCEPT', { contractHash });
  if (state.name === 'asking-consent') return send(state, 'PAUSE', { reason: 'consent' });
  return stay(state);
}

/** Holds a contract against the limits that were agreed to. */
function holdContract(session: Session): DataOwnerStep {
  const problem = contractProblem(session.contract, session.offer);
  if (problem === null) {
    return {
      state: { ...session, name: 'checking-contract' },
      effects: [{ type: 'check-contract', contract: session.contract }],
    };
  }
  if (problem.kind === 'beyond-consent') {
    return send({ ...session, name: 'asking-consent' }, 'PAUSE', { reason: 'consent' });
  }
  const refused = stop({ ...session, name: 'checking-contract' }, 'contract-refused');
  return { state: refused.state, effects: [...refused.effects, { type: 'refused', problem }] };
}

function onRoster(state: DataOwnerState, contractHash: Bytes): DataOwnerStep {
  if (!('contract' in state) || !equalBytes(state.contractHash, contractHash)) return unexpected(state);
  switch (state.name) {
    case 'accepted':
      return {
        state: { ...state, name: 'computing-base' },
        effects: [{ type: 'encrypt-base', contract: state.contract }],
      };
    case 'computing-base':
      return stay(state);
    case 'waiting-for-weights':
      return state.last.round === 0 ? repeat(state, state.last) : unexpected(state);
    default:
      return unexpected(state);
  }
}

function onWeights(state: DataOwnerState, round: number, question: Bytes): DataOwnerStep {
  if (state.name === 'computing-gradient') {
    const same = round === state.last.round + 1 && equalBytes(question, state.question);
    return same ? stay(state) : unexpected(state);
  }
  if (state.name !== 'waiting-for-weights') return unexpected(state);
  if (round === state.last.round && round > 0) {
    return equalBytes(question, state.last.question) ? repeat(state, state.last) : unexpected(state);
  }
  if (round !== state.last.round + 1 || round > state.contract.contract.roundLimit) return unexpected(state);
  return {
    state: { ...state, name: 'computing-gradient', question },
    effects: [gradientEffect(state, round, question)],
  };
}

function gradientEffect(session: Session, round: number, question: Bytes): DataOwnerEffect {
  return { type: 'encrypt-gradient', contract: session.contract, round, question };
}

function answer(session: Session, answered: Answered): DataOwnerStep {
  const { offer, contract, contractHash } = session;
  return repeat({ name: 'waiting-for-weights', offer, contract, contractHash, last: answered }, answered);
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

function stop(state: DataOwnerState, reason: AbortReason): DataOwnerStep {
  return send({ name: 'aborted', reason, by: 'self' }, 'ABORT', { reason }, lastRound(state));
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

function hasAnswered(state: DataOwnerState): boolean {
  return state.name === 'computing-base' || 'last' in state;
}

/** The last round that was answered: 0 before the first. */
export function lastRound(state: DataOwnerState): number {
  if (state.name === 'finished') return state.rounds;
  return 'last' in state ? state.last.round : 0;
}
