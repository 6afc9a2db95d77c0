import { equalBytes, isFederatedError, type Bytes } from '../base/index.ts';
import { designOf, type Contract } from '../contract/index.ts';
import { ciphertextLength } from '../encoding/index.ts';
import {
  KEY_PROOF_ROOTS,
  MAX_SCORES,
  SIZE_LIMITS,
  type DataOwnerMessage,
  type ModelOwnerMessage,
  type ScoreBody,
  type ScoredBody,
  type ScoringBody,
  type ToDataOwner,
} from './messages.ts';
import { taggedHash } from './tagged-hash.ts';

/**
 * Scores of a data owner's own rows under the model owner's model, beside the training and after it. Both sides
 * are pure functions as the machines of the training are: (state, event) -> { state, effects }.
 *
 * A model of d terms is known from d scores, and a crafted question can ask for more than a score: so scores are
 * counted, over all data owners together, before they are given. The party stores the state before it carries
 * an effect out, so that a reloaded tab forgets no score that it gave.
 */

export type ScoreRefusal = Extract<ScoredBody['answer'], { kind: 'refused' }>['code'];

/** What the proof of a data owner's key for its questions is bound to besides n (PROTOCOL 5). */
export function scoringKeySeed(sid: Bytes): Promise<Bytes> {
  return taggedHash('scoring-key', sid);
}

/** Bytes of the values of as many rows: of each a ciphertext for every term but the intercept. */
function valuesLength(contract: Contract, rows: number, keyBits: number): number {
  return rows * (designOf(contract).terms.length - 1) * ciphertextLength(keyBits);
}

/** Room in a message beside the ciphertexts: key, proof and envelope. */
const OTHER_BYTES = 16 * 1024;

/** The most rows that one question can be about: its ciphertexts and those of the answer fit a message. */
export function mostScoredRows(contract: Contract, keyBits: number): number {
  const asked = (SIZE_LIMITS.SCORE - OTHER_BYTES) / valuesLength(contract, 1, keyBits);
  const answered = (SIZE_LIMITS.SCORED - OTHER_BYTES) / ciphertextLength(keyBits);
  return Math.min(MAX_SCORES, Math.floor(asked), Math.floor(answered));
}

// ---- model owner ---------------------------------------------------------------------------------

/** The last question of a data owner, whose rows have been counted. */
type CountedQuestion = {
  /** SHA-256 of the body of SCORE. */
  readonly question: Bytes;
} & (
  | { readonly answer: null; readonly body: ScoreBody }
  /** Repeated byte for byte when it is asked for again. */
  | { readonly answer: ScoredBody['answer'] }
);

export interface ScoreGiverState {
  /** The model that scores are given of; null while none are. */
  readonly offered: { readonly model: Bytes; readonly contract: Contract } | null;
  /** Scores to be given in this session, whatever the model: at most {@link MAX_SCORES}. */
  readonly limit: number;
  /** Scores that were given, or are being computed. */
  readonly given: number;
  /** By invite. */
  readonly questions: Readonly<Record<number, CountedQuestion>>;
}

export type ScoreGiverEvent =
  /** A person switched it on, or changed model or limit. `connected`: invites whose tabs are there. */
  | {
      readonly type: 'offer';
      readonly model: Bytes;
      readonly contract: Contract;
      readonly limit: number;
      readonly connected: readonly number[];
    }
  /** A person switched it off, or there is another model. */
  | { readonly type: 'end'; readonly connected: readonly number[] }
  | { readonly type: 'connected'; readonly owner: number }
  /** SCORE came; `question` is the hash of its body. */
  | { readonly type: 'asked'; readonly owner: number; readonly body: ScoreBody; readonly question: Bytes }
  | {
      readonly type: 'computed';
      readonly owner: number;
      readonly question: Bytes;
      readonly answer: ScoredBody['answer'];
    }
  /** The tab was loaded again, with the state that was stored. */
  | { readonly type: 'restored' };

export type ScoreGiverEffect =
  | { readonly type: 'send'; readonly owner: number; readonly message: ModelOwnerMessage }
  /** Check the key, its proof and the ciphertexts, and compute the scores: ends in 'computed'. */
  | {
      readonly type: 'score-asked';
      readonly owner: number;
      readonly question: Bytes;
      readonly body: ScoreBody;
    };

export interface ScoreGiverStep {
  readonly state: ScoreGiverState;
  readonly effects: readonly ScoreGiverEffect[];
}

export const initialScoreGiverState: ScoreGiverState = { offered: null, limit: 0, given: 0, questions: {} };

/** Scores that are left, for all data owners together. */
export function scoresLeft({ offered, limit, given }: ScoreGiverState): number {
  return offered === null ? 0 : Math.max(0, limit - given);
}

export function stepScoreGiver(state: ScoreGiverState, event: ScoreGiverEvent): ScoreGiverStep {
  switch (event.type) {
    case 'offer': {
      const { model, contract } = event;
      const next = { ...state, offered: { model, contract }, limit: Math.min(event.limit, MAX_SCORES) };
      return { state: next, effects: event.connected.flatMap((owner) => offerTo(next, owner)) };
    }
    case 'end':
      return {
        state: { ...state, offered: null },
        effects: event.connected.flatMap((owner) => offerTo({ ...state, limit: 0 }, owner)),
      };
    case 'connected':
      return { state, effects: offerTo(state, event.owner) };
    case 'asked':
      return onAsked(state, event.owner, event.body, event.question);
    case 'computed':
      return onComputed(state, event.owner, event.question, event.answer);
    case 'restored':
      return onRestored(state);
  }
}

function onAsked(state: ScoreGiverState, owner: number, body: ScoreBody, question: Bytes): ScoreGiverStep {
  const before = state.questions[owner];
  if (before !== undefined && equalBytes(before.question, question)) {
    // The same again, after a reconnection: it is counted, and has one answer.
    return {
      state,
      effects: before.answer === null ? [] : [answerTo(state, owner, question, before.answer)],
    };
  }
  const code = refusalOf(state, body);
  if (code !== null) {
    return { state, effects: [answerTo(state, owner, question, { kind: 'refused', code })] };
  }
  const counted: CountedQuestion = { question, body, answer: null };
  return {
    state: {
      ...state,
      given: state.given + body.rows,
      questions: { ...state.questions, [owner]: counted },
    },
    effects: [{ type: 'score-asked', owner, question, body }],
  };
}

/** Takes open questions up again; those about a model that there is no more are refused. */
function onRestored(state: ScoreGiverState): ScoreGiverStep {
  let step: ScoreGiverStep = { state, effects: [] };
  for (const [owner, open] of Object.entries(state.questions)) {
    if (open.answer !== null) continue;
    const { question, body } = open;
    const again: ScoreGiverStep = isOffered(state, body)
      ? { state: step.state, effects: [{ type: 'score-asked', owner: Number(owner), question, body }] }
      : onComputed(step.state, Number(owner), question, { kind: 'refused', code: 'model' });
    step = { state: again.state, effects: [...step.effects, ...again.effects] };
  }
  return step;
}

function isOffered({ offered }: ScoreGiverState, { model }: ScoreBody): boolean {
  return offered !== null && equalBytes(offered.model, model);
}

function refusalOf(state: ScoreGiverState, body: ScoreBody): ScoreRefusal | null {
  const { offered } = state;
  const { rows, keyBits, n, keyProof, ciphertexts } = body;
  if (offered === null || !isOffered(state, body)) return 'model';
  const fits =
    8 * n.length === keyBits &&
    keyProof.length === KEY_PROOF_ROOTS * n.length &&
    ciphertexts.length === valuesLength(offered.contract, rows, keyBits);
  if (!fits) return 'shape';
  // Without this line as many scores are given as it takes to know the model.
  if (rows > scoresLeft(state)) return 'limit';
  return null;
}

function onComputed(
  state: ScoreGiverState,
  owner: number,
  question: Bytes,
  answer: ScoredBody['answer'],
): ScoreGiverStep {
  const counted = state.questions[owner];
  // It has asked something else since, as after a reload.
  if (counted === undefined || counted.answer !== null || !equalBytes(counted.question, question)) {
    return { state, effects: [] };
  }
  const next = { ...state, questions: { ...state.questions, [owner]: { question, answer } } };
  return { state: next, effects: [answerTo(next, owner, question, answer)] };
}

function offerTo(state: ScoreGiverState, owner: number): ScoreGiverEffect[] {
  const { offered } = state;
  if (offered === null) return [];
  const body: ScoringBody = { ...offered, left: scoresLeft(state) };
  return [{ type: 'send', owner, message: { type: 'SCORING', body, round: 0 } }];
}

function answerTo(
  state: ScoreGiverState,
  owner: number,
  question: Bytes,
  answer: ScoredBody['answer'],
): ScoreGiverEffect {
  const body: ScoredBody = { question, left: scoresLeft(state), answer };
  return { type: 'send', owner, message: { type: 'SCORED', body, round: 0 } };
}

// ---- data owner ----------------------------------------------------------------------------------

export interface ScoreTakerState {
  /** What the model owner offers; null before it does. With nothing left, it is as good as none. */
  readonly offered: ScoringBody | null;
  /** The one question that is open. */
  readonly asked: { readonly question: Bytes; readonly body: ScoreBody } | null;
}

export type ScoreTakerEvent =
  | {
      readonly type: 'message';
      readonly message: Extract<ToDataOwner, { readonly type: 'SCORING' | 'SCORED' }>;
    }
  /** The rows are encrypted; `question` is the hash of the body. */
  | { readonly type: 'ask'; readonly body: ScoreBody; readonly question: Bytes }
  | { readonly type: 'connected' }
  /** A person no longer wants to know, or has lost the key. */
  | { readonly type: 'forget' };

export type ScoreTakerEffect =
  | { readonly type: 'send'; readonly message: DataOwnerMessage }
  | { readonly type: 'score-offered'; readonly offered: ScoringBody }
  /** Decrypt, row by row. */
  | { readonly type: 'scored'; readonly question: Bytes; readonly ciphertexts: Bytes }
  | { readonly type: 'score-refused'; readonly code: ScoreRefusal };

export interface ScoreTakerStep {
  readonly state: ScoreTakerState;
  readonly effects: readonly ScoreTakerEffect[];
}

export const initialScoreTakerState: ScoreTakerState = { offered: null, asked: null };

export function stepScoreTaker(state: ScoreTakerState, event: ScoreTakerEvent): ScoreTakerStep {
  switch (event.type) {
    case 'message':
      return event.message.type === 'SCORING'
        ? onOffered(state, event.message.body)
        : onScored(state, event.message.body);
    case 'ask':
      return onAsk(state, event.body, event.question);
    case 'connected':
      return { state, effects: state.asked === null ? [] : [scoreOf(state.asked.body)] };
    case 'forget':
      return { state: { ...state, asked: null }, effects: [] };
  }
}

function onOffered(state: ScoreTakerState, offered: ScoringBody): ScoreTakerStep {
  // Of a contract without a design matrix there are no rows to be scored.
  if (!hasDesign(offered.contract)) return { state, effects: [] };
  return { state: { ...state, offered }, effects: [{ type: 'score-offered', offered }] };
}

function onAsk(state: ScoreTakerState, body: ScoreBody, question: Bytes): ScoreTakerStep {
  const { offered, asked } = state;
  if (asked !== null) return { state, effects: [] };
  if (offered === null || !equalBytes(offered.model, body.model)) return refused(state, 'model');
  if (body.rows > offered.left) return refused(state, 'limit');
  return { state: { ...state, asked: { question, body } }, effects: [scoreOf(body)] };
}

function onScored(state: ScoreTakerState, { question, left, answer }: ScoredBody): ScoreTakerStep {
  const { asked, offered } = state;
  // An answer to what nobody asks any more.
  if (asked === null || !equalBytes(asked.question, question)) return { state, effects: [] };
  const next: ScoreTakerState = {
    asked: null,
    offered: offered === null ? null : { ...offered, left },
  };
  if (answer.kind === 'refused') return refused(next, answer.code);
  const { rows, keyBits } = asked.body;
  if (answer.ciphertexts.length !== rows * ciphertextLength(keyBits)) return refused(next, 'shape');
  return { state: next, effects: [{ type: 'scored', question, ciphertexts: answer.ciphertexts }] };
}

function refused(state: ScoreTakerState, code: ScoreRefusal): ScoreTakerStep {
  return { state, effects: [{ type: 'score-refused', code }] };
}

function scoreOf(body: ScoreBody): ScoreTakerEffect {
  return { type: 'send', message: { type: 'SCORE', body, round: 0 } };
}

function hasDesign(contract: Contract): boolean {
  try {
    designOf(contract);
    return true;
  } catch (error) {
    if (isFederatedError(error, 'contract-invalid')) return false;
    throw error;
  }
}
