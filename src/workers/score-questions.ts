import { concatBytes, FederatedError, type Bytes } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import { designOf, type Design } from '../contract/index.ts';
import { csvWithPredictions, scanDesign } from '../dataset/index.ts';
import { decodeCiphertexts, encodeCiphertexts, encodePublicKey, encodeRoots } from '../encoding/index.ts';
import { createPaillierOwner, generateKeyPair, proveKey, type PaillierOwner } from '../paillier/index.ts';
import type { ScoreQuestion, ScoreQuestions } from './interfaces.ts';
import { nextTask } from './next-task.ts';
import { scoreOf, scoreValues } from './scores.ts';

interface ScoreQuestionsDeps {
  readonly engine: Engine;
  readonly allowSmallKeys: boolean;
}

/** What was asked last. */
interface Asked {
  readonly owner: PaillierOwner;
  readonly file: Blob;
  readonly question: ScoreQuestion;
  readonly design: Design;
  /** Rows that were asked about: the first of the file. */
  readonly rows: number;
  /** Places of those among them that can be scored, in order; the others were asked about as zeros. */
  readonly places: readonly number[];
  scores: readonly number[] | null;
}

/** The data owner's side of `encryptedScore`. The key pair, the values and the scores never leave it. */
export function createScoreQuestions({ engine, allowSmallKeys }: ScoreQuestionsDeps): ScoreQuestions {
  let asked: Asked | null = null;

  function asking(): Asked {
    if (asked === null) throw new FederatedError('invalid-state', 'no rows to score');
    return asked;
  }

  return {
    async askScores(file, question, onProgress) {
      asked = null;
      const { contract, mostRows, keyBits } = question;
      const design = designOf(contract);
      const rows: bigint[][] = [];
      const places: number[] = [];
      const nothing = design.terms.slice(1).map(() => 0n);
      await scanDesign(file, contract, question.file, ({ index, problem, values }) => {
        if (index >= mostRows) return;
        const scaled = problem === null ? scoreValues(design, values) : null;
        // Without this line the number of rows tells how many of them meet what the contract asks of a row.
        rows.push(scaled ?? nothing);
        if (scaled !== null) places.push(index);
      });
      if (places.length === 0) {
        throw new FederatedError('data-too-few-rows', 'no row can be scored', { rows: 0, dropped: 0 });
      }
      const privateKey = generateKeyPair(keyBits, { engine, allowSmall: allowSmallKeys });
      const owner = createPaillierOwner({ engine, privateKey });
      const encrypted: Bytes[] = [];
      for (const [done, row] of rows.entries()) {
        encrypted.push(encodeCiphertexts(owner.encryptAsOwner(row), keyBits));
        onProgress?.(done + 1, rows.length);
        await nextTask();
      }
      asked = { owner, file, question, design, rows: rows.length, places, scores: null };
      const n = encodePublicKey(privateKey.publicKey.n, keyBits);
      return { rows: rows.length, n, keyBits, ciphertexts: concatBytes(...encrypted) };
    },

    async proveScoreKey(seed) {
      const { privateKey } = asking().owner;
      return encodeRoots(await proveKey(privateKey, seed, undefined, engine), privateKey.publicKey.bits);
    },

    readScores(answers) {
      return Promise.resolve().then(() => {
        const current = asking();
        const { owner, design, question, places } = current;
        const ciphertexts = owner.checkCiphertexts(
          decodeCiphertexts(answers, owner.publicKey.bits, current.rows),
          current.rows,
        );
        const plaintexts = owner.decrypt(places.map((place) => ciphertexts[place] ?? 0n));
        const isLogistic = question.contract.model.kind === 'logistic';
        const scores = plaintexts.map((plaintext) => {
          const score = scoreOf(plaintext, design);
          return isLogistic ? 1 / (1 + Math.exp(-score)) : score;
        });
        current.scores = scores;
        return scores;
      });
    },

    async scoredCsv() {
      const { file, question, places, scores } = asking();
      if (scores === null) throw new FederatedError('invalid-state', 'no scores yet');
      const byPlace = new Map(places.map((place, i) => [place, scores[i] ?? NaN]));
      const { csv } = await csvWithPredictions(
        file,
        question.contract,
        question.file,
        ({ index }) => byPlace.get(index) ?? NaN,
      );
      return csv;
    },
  };
}
