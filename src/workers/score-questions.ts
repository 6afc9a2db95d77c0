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
  /** Places in the file of the rows that were asked about, in order. */
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
      await scanDesign(file, contract, question.file, ({ index, problem, values }) => {
        if (problem !== null || rows.length >= mostRows) return;
        const scaled = scoreValues(design, values);
        if (scaled === null) return;
        rows.push(scaled);
        places.push(index);
      });
      if (rows.length === 0) {
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
      asked = { owner, file, question, design, places, scores: null };
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
        const count = places.length;
        const ciphertexts = decodeCiphertexts(answers, owner.publicKey.bits, count);
        const plaintexts = owner.decrypt(owner.checkCiphertexts(ciphertexts, count));
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
