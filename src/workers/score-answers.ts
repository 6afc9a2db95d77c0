import { concatBytes, type Bytes } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import { designOf } from '../contract/index.ts';
import { decodeCiphertexts, decodePublicKey, decodeRoots, encodeCiphertexts } from '../encoding/index.ts';
import { checkPublicKey, createPaillier, verifyKeyProof } from '../paillier/index.ts';
import type { ModelOwnerWork } from './interfaces.ts';
import { nextTask } from './next-task.ts';
import { encryptedScore, scoreWeights } from './scores.ts';

interface ScoreAnswersDeps {
  readonly engine: Engine;
  readonly allowSmallKeys: boolean;
}

/** The model owner's side of {@link encryptedScore}, for all rows of a question. */
export function createScoreAnswers({
  engine,
  allowSmallKeys,
}: ScoreAnswersDeps): Pick<ModelOwnerWork, 'answerScores'> {
  return {
    async answerScores({ rows, n, keyBits, keyProof, proofSeed, ciphertexts }, model, onProgress) {
      const publicKey = checkPublicKey(decodePublicKey(n, keyBits), { allowSmall: allowSmallKeys });
      // A key that shares a factor with phi(n) would read more from an answer than the score.
      await verifyKeyProof(publicKey, proofSeed, decodeRoots(keyProof, keyBits), engine);
      const design = designOf(model.contract);
      const estimates = new Map(model.terms.map(({ term, estimate }) => [term, estimate]));
      const weights = scoreWeights(design, estimates);
      const paillier = createPaillier({ engine, publicKey });
      const slopes = design.terms.length - 1;
      const count = rows * slopes;
      const values = paillier.checkCiphertexts(decodeCiphertexts(ciphertexts, keyBits, count), count);
      const answers: Bytes[] = [];
      for (let row = 0; row < rows; row++) {
        const answer = encryptedScore(paillier, values.slice(row * slopes, (row + 1) * slopes), weights);
        answers.push(encodeCiphertexts(answer, keyBits));
        onProgress?.(row + 1, rows);
        await nextTask();
      }
      return concatBytes(...answers);
    },
  };
}
