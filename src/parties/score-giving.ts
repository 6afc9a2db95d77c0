import { cryptoRandom, equalBytes, isFederatedError, type Bytes } from '../base/index.ts';
import type { ModelFile } from '../learning/index.ts';
import {
  canonicalHash,
  initialScoreGiverState,
  scoresLeft,
  scoringKeySeed,
  stepScoreGiver,
  type Outgoing,
  type ScoreBody,
  type ScoreGiverEvent,
  type ScoreGiverState,
  type ScoreRefusal,
  type ToDataOwner,
} from '../protocol/index.ts';
import type { ModelOwnerWork } from '../workers/index.ts';

interface ScoreGivingDeps {
  readonly sid: Bytes;
  readonly work: () => Pick<ModelOwnerWork, 'answerScores'>;
  /** The model of the result; null while there is none. */
  readonly model: () => ModelFile | null;
  readonly send: (owner: number, message: Outgoing<ToDataOwner>) => void;
  /** Data owners whose tabs are there. */
  readonly connected: () => readonly number[];
  /** Stores the state: no score is given before it is counted. */
  readonly store: (state: ScoreGiverState) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/** Gives data owners scores of their own rows: counted, and never more than the model owner allows. */
export interface ScoreGiving {
  /** Takes model and limit into use, after either changed; 0 switches it off. */
  offer(limit: number): void;
  connected(owner: number): void;
  asked(owner: number, body: ScoreBody): void;
  readonly given: number;
  readonly left: number;
}

export function createScoreGiving(deps: ScoreGivingDeps, stored: ScoreGiverState | null): ScoreGiving {
  let state = stored ?? initialScoreGiverState;
  /** What is offered now: the same model under the same name. */
  let offered: { readonly file: ModelFile; readonly limit: number; readonly name: Bytes } | null = null;
  let queue: Promise<void> = Promise.resolve();

  function dispatch(make: () => ScoreGiverEvent | Promise<ScoreGiverEvent>): void {
    queue = queue
      .then(async () => {
        const { state: next, effects } = stepScoreGiver(state, await make());
        if (next !== state) {
          await deps.store(next);
          state = next;
        }
        for (const effect of effects) {
          if (effect.type === 'send') deps.send(effect.owner, effect.message);
          else void compute(effect.owner, effect.question, effect.body);
        }
      })
      .catch(deps.onTrouble);
  }

  async function compute(owner: number, question: Bytes, body: ScoreBody): Promise<void> {
    // A question is about the model that it names: another one may have taken its place meanwhile.
    const model = offered !== null && equalBytes(offered.name, body.model) ? offered.file : null;
    if (model === null) {
      dispatch(() => ({ type: 'computed', owner, question, answer: { kind: 'refused', code: 'model' } }));
      return;
    }
    try {
      const proofSeed = await scoringKeySeed(deps.sid);
      const ciphertexts = await deps.work().answerScores({ ...body, proofSeed }, model);
      dispatch(() => ({ type: 'computed', owner, question, answer: { kind: 'scores', ciphertexts } }));
    } catch (error) {
      const code = refusalOf(error);
      if (code === 'failed') deps.onTrouble(error);
      dispatch(() => ({ type: 'computed', owner, question, answer: { kind: 'refused', code } }));
    }
  }

  if (stored !== null) dispatch(() => ({ type: 'restored' }));

  return {
    offer(limit) {
      const file = deps.model();
      if (file === null || limit === 0) {
        if (offered === null && state.offered === null) return;
        offered = null;
        dispatch(() => ({ type: 'end', connected: deps.connected() }));
        return;
      }
      if (offered?.file === file && offered.limit === limit) return;
      const name = offered?.file === file ? offered.name : cryptoRandom(32);
      offered = { file, limit, name };
      const { contract } = file;
      dispatch(() => ({ type: 'offer', model: name, contract, limit, connected: deps.connected() }));
    },
    connected: (owner) => dispatch(() => ({ type: 'connected', owner })),
    asked: (owner, body) =>
      dispatch(async () => ({ type: 'asked', owner, body, question: await canonicalHash(body) })),
    get given() {
      return state.given;
    },
    get left() {
      return scoresLeft(state);
    },
  };
}

function refusalOf(error: unknown): ScoreRefusal {
  if (isFederatedError(error, 'key-invalid') || isFederatedError(error, 'key-proof-invalid')) return 'key';
  return isFederatedError(error, 'ciphertext-invalid') ? 'key' : 'failed';
}
