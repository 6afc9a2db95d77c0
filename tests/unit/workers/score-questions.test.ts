import { describe, expect, test } from 'vitest';
import { bigintEngine } from '../../../src/bignum/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import { ciphertextLength } from '../../../src/encoding/index.ts';
import { createScoreAnswers } from '../../../src/workers/score-answers.ts';
import { createScoreQuestions } from '../../../src/workers/score-questions.ts';
import { contractOf, csv, numeric, refusal } from '../dataset/support.ts';
import { KEY_BITS, SEED } from './kit.ts';

const SMALL = { engine: bigintEngine, allowSmallKeys: true };
const contract: Contract = contractOf(numeric('y', [0, 100]), [numeric('a', [0, 10]), numeric('b', [-1, 1])]);
const terms = [
  { term: '(intercept)', estimate: 3.5 },
  { term: 'a', estimate: 2.25 },
  { term: 'b', estimate: -7 },
];
const model = { contract, terms };
const question = { contract, file: { decimalComma: false, columnNames: {} }, keyBits: KEY_BITS };
/** Of the first four rows one has a gap, and one lies far outside. */
const FILE = csv('a,b\n1,0.5\n,1\n9999,0\n10,-1\n2,0\n');

describe('questions for scores', () => {
  test('are as long for rows that cannot be scored, and answered for the others', async () => {
    const asker = createScoreQuestions(SMALL);
    const asked = await asker.askScores(FILE, { ...question, mostRows: 4 });
    // Otherwise their number would tell how many rows meet what a contract asks of them.
    expect(asked.rows).toBe(4);
    expect(asked.ciphertexts).toHaveLength(4 * 2 * ciphertextLength(KEY_BITS));
    const keyProof = await asker.proveScoreKey(SEED);
    const { answerScores } = createScoreAnswers(SMALL);
    const answers = await answerScores({ ...asked, keyProof, proofSeed: SEED }, model);
    const scores = await asker.readScores(answers);
    expect(scores).toHaveLength(2);
    expect(scores[0]).toBeCloseTo(3.5 + 2.25 - 3.5, 9);
    expect(scores[1]).toBeCloseTo(3.5 + 22.5 + 7, 9);
    const lines = (await (await asker.scoredCsv()).text()).trim().split(/\r?\n/);
    expect(lines.map((line) => line.split(',')[2] !== '')).toEqual([true, true, false, false, true, false]);
  });

  test('need a key that is proved, values that are ciphertexts, and a row that can be scored', async () => {
    const asker = createScoreQuestions(SMALL);
    await refusal(asker.askScores(csv('a,b\n,1\n'), { ...question, mostRows: 1 }), 'data-too-few-rows');
    await refusal(asker.readScores(new Uint8Array(1)), 'invalid-state');
    const asked = await asker.askScores(FILE, { ...question, mostRows: 1 });
    const keyProof = await asker.proveScoreKey(SEED);
    const { answerScores } = createScoreAnswers(SMALL);
    const other = answerScores({ ...asked, keyProof, proofSeed: SEED.slice(1) }, model);
    await refusal(other, 'key-proof-invalid');
    const ciphertexts = new Uint8Array(asked.ciphertexts.length);
    await refusal(
      answerScores({ ...asked, ciphertexts, keyProof, proofSeed: SEED }, model),
      'ciphertext-invalid',
    );
  });
});
