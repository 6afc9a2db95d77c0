import {
  asFederatedError,
  checkInteger,
  equalBytes,
  FederatedError,
  isFederatedError,
  type Bytes,
} from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import {
  canonicalHash,
  initialScoreTakerState,
  mostScoredRows,
  scoringKeySeed,
  stepScoreTaker,
  type DataOwnerMessage,
  type ScoreBody,
  type ScoreTakerEffect,
  type ScoreTakerEvent,
} from '../protocol/index.ts';
import type { DataOwnerWork } from '../workers/index.ts';
import type { Progress } from './happenings.ts';
import type { ScoringView } from './views.ts';

type ScoreQuestion = Parameters<DataOwnerWork['askScores']>[1];

interface OwnScoresDeps {
  readonly sid: Bytes;
  readonly work: () => DataOwnerWork;
  /** Length of the keys of this session. */
  readonly keyBits: () => number;
  /** Headers of this person's file that stand for columns of other names, by these. */
  readonly columnNames: () => Readonly<Record<string, string>>;
  /** Returns the bytes sent, 0 while not connected. */
  readonly send: (message: DataOwnerMessage) => number;
  /** A question left: `number` counts them. */
  readonly onSent: (number: number, bytes: number) => void;
  readonly onTrouble: (error: unknown) => void;
  readonly onChange: () => void;
}

/**
 * Scores of a person's own rows. Nothing of it is stored: the key of a question lies in the worker alone, so that a
 * tab that is loaded again could not read the answer.
 */
export interface OwnScores {
  /** Null before the model owner gives any. */
  readonly view: ScoringView | null;
  connected(): void;
  receive(message: Extract<ScoreTakerEvent, { readonly type: 'message' }>['message']): void;
  /**
   * Asks for the scores of the first rows of a file that have all they need; the scores come later.
   *
   * @throws FederatedError what is wrong with the file, 'scores-refused' if none are given, 'invalid-state' while
   *   others are awaited.
   */
  score(file: Blob, mostRows: number): Promise<void>;
  /** @throws FederatedError 'invalid-state' before there are scores. */
  scoredCsv(): Promise<Blob>;
  /** The worker was replaced, and the key of the question is gone. */
  reset(): void;
}

interface FormOfScored {
  readonly form: ScoreQuestion['file'];
  /** Null where only scoring tells. */
  readonly rows: number | null;
}

/** The file that is being scored, or was. */
interface Asked {
  /** As the file has them. */
  readonly rows: number | null;
  readonly scores: readonly number[] | null;
}

export function createOwnScores(deps: OwnScoresDeps): OwnScores {
  const { sid, work } = deps;
  let state = initialScoreTakerState;
  let current: Asked | null = null;
  /** The model that was asked last. */
  let scored: Bytes | null = null;
  let working = false;
  let progress: Progress | null = null;
  /** Questions that left, or were to. */
  let questions = 0;
  /** Counts what makes a computation pointless. */
  let resets = 0;

  function dispatch(event: ScoreTakerEvent): void {
    const step = stepScoreTaker(state, event);
    state = step.state;
    for (const effect of step.effects) carryOut(effect);
    deps.onChange();
  }

  function carryOut(effect: ScoreTakerEffect): void {
    switch (effect.type) {
      case 'send': {
        const bytes = deps.send(effect.message);
        // What could not be sent is sent when the connection is back.
        if (bytes > 0) deps.onSent(questions, bytes);
        return;
      }
      case 'score-offered':
        // Scores of another model, of columns that are no longer named.
        if (!working && !equalBytes(effect.offered.model, scored ?? effect.offered.model)) end(null);
        return;
      case 'scored':
        void read(effect.ciphertexts);
        return;
      case 'score-refused':
        end(null);
        deps.onTrouble(refused(effect.code));
    }
  }

  async function read(ciphertexts: Bytes): Promise<void> {
    const before = resets;
    try {
      const scores = await work().readScores(ciphertexts);
      if (before === resets) end({ rows: current?.rows ?? null, scores });
    } catch (error) {
      if (before !== resets || isFederatedError(error, 'cancelled')) return;
      end(null);
      deps.onTrouble(asFederatedError(error, 'ciphertext-invalid'));
    }
    deps.onChange();
  }

  function end(asked: Asked | null): void {
    current = asked;
    working = false;
    progress = null;
  }

  async function ask(file: Blob, wanted: number): Promise<void> {
    const { offered } = state;
    if (offered === null || offered.left === 0) throw refused(offered === null ? 'model' : 'limit');
    const { model, contract, left } = offered;
    const before = resets;
    const keyBits = deps.keyBits();
    const { form, rows } = await formOf(file, contract);
    current = { rows, scores: null };
    scored = model;
    const mostRows = Math.min(wanted, left, mostScoredRows(contract, keyBits));
    const question: ScoreQuestion = { contract, file: form, mostRows, keyBits };
    const encrypted = await work().askScores(file, question, (done, total) => {
      if (before !== resets) return;
      progress = { task: 'encrypting', done, total };
      deps.onChange();
    });
    const keyProof = await work().proveScoreKey(await scoringKeySeed(sid));
    const body: ScoreBody = { model, keyProof, ...encrypted };
    const hash = await canonicalHash(body);
    if (before !== resets) return;
    progress = null;
    questions += 1;
    dispatch({ type: 'ask', body, question: hash });
  }

  /** How a file is written: it need not be the one of the training. */
  async function formOf(file: Blob, { missingMarks, features }: Contract): Promise<FormOfScored> {
    const profile = await work()
      .readProfile(file, missingMarks)
      .catch((error: unknown) => {
        // A model of categories alone needs no numbers.
        if (isFederatedError(error, 'csv-no-numeric-columns')) return null;
        throw error;
      });
    const headers = profile?.columns.map(({ name }) => name) ?? [];
    const own = deps.columnNames();
    const columnNames = Object.fromEntries(
      features.flatMap(({ name }): [string, string][] => {
        const header = Object.hasOwn(own, name) ? own[name] : undefined;
        return header !== undefined && headers.includes(header) && !headers.includes(name)
          ? [[name, header]]
          : [];
      }),
    );
    return {
      form: { decimalComma: profile?.decimalComma ?? false, columnNames },
      rows: profile?.rows ?? null,
    };
  }

  return {
    get view(): ScoringView | null {
      const { offered } = state;
      if (offered === null) return null;
      const { contract, left } = offered;
      const scores = current?.scores ?? null;
      return {
        left,
        columns: contract.features.map(({ name }) => name),
        target: contract.target.name,
        kind: contract.model.kind,
        rows: current?.rows ?? null,
        state: working ? 'working' : scores === null ? 'ready' : 'scored',
        progress,
        scores,
      };
    },
    connected: () => dispatch({ type: 'connected' }),
    receive: (message) => dispatch({ type: 'message', message }),

    async score(file, mostRows) {
      checkInteger(mostRows, 'mostRows', 1);
      if (working) throw new FederatedError('invalid-state', 'scores are awaited already');
      const before = resets;
      working = true;
      current = null;
      deps.onChange();
      try {
        await ask(file, mostRows);
      } catch (error) {
        if (before !== resets) return;
        end(null);
        deps.onChange();
        throw error;
      }
    },
    scoredCsv: () => work().scoredCsv(),
    reset() {
      resets += 1;
      end(null);
      dispatch({ type: 'forget' });
    },
  };
}

function refused(reason: string): FederatedError {
  return new FederatedError('scores-refused', 'the model owner gives no scores', { reason });
}
