import { describe, expect, test } from 'vitest';
import { FederatedError, type Bytes } from '../../../src/base/index.ts';
import { baseToIntegers, encodingBound } from '../../../src/encoding/index.ts';
import { termNames } from '../../../src/contract/index.ts';
import { baseOfTotals, fit, plainAnswer, plainOracle, toOriginalUnits } from '../../../src/learning/index.ts';
import type { EncryptedSums, TrainingTerms } from '../../../src/workers/interfaces.ts';
import { createModelOwnerLearning } from '../../../src/workers/model-owner-learning.ts';
import { refusal } from '../dataset/support.ts';
import { trainingFacts } from '../learning/support.ts';
import { CONTRACT, FILES, MAXIMUM_ROWS, plainTotals } from './kit.ts';

const DIMENSION = 3;
const BOUND = encodingBound({ ...CONTRACT.scales, dimension: DIMENSION, maximumRows: MAXIMUM_ROWS });
const CONTRACT_TERMS: TrainingTerms = {
  contract: { ...CONTRACT, roundLimit: 10 },
  maximumRows: MAXIMUM_ROWS,
  slotBits: BOUND.slotBits,
  optimiser: 'conjugate-gradients',
  learningRate: 0,
};
const NOTHING: Bytes[] = [];
const REQUEST = { kind: 'linear', penalty: 0, l1Share: 0, level: 0.95 } as const;

/** Learning whose owners answer from one file in plain; what was asked, and in which layout. */
async function learningFrom(file: Blob) {
  const plain = await plainTotals(file);
  const totals = { ...plain, scales: CONTRACT.scales };
  const base = baseToIntegers(baseOfTotals(totals));
  const asked: (readonly bigint[])[] = [];
  const layouts: Parameters<EncryptedSums['sumAndDecrypt']>[1][] = [];
  const sums = {
    answer: (integers: readonly bigint[]) => [...integers],
    encrypt: (plaintexts: readonly bigint[]) => {
      asked.push(plaintexts);
      return Promise.resolve(Uint8Array.of(asked.length));
    },
    sumAndDecrypt: (_answers: readonly Bytes[], layout: (typeof layouts)[number]) => {
      layouts.push(layout);
      const question = asked.at(-1);
      return Promise.resolve(sums.answer(question === undefined ? base : plainAnswer(totals, question)));
    },
  };
  const learning = createModelOwnerLearning({
    encrypt: sums.encrypt,
    sumAndDecrypt: (answers, layout) => sums.sumAndDecrypt(answers, layout),
  });
  return { learning, sums, totals, asked, layouts, forget: () => void asked.splice(0) };
}

describe("the model owner's optimiser beside its page", () => {
  test('asks, takes and solves: the least squares of the totals', async () => {
    const { learning, totals, asked, layouts } = await learningFrom(FILES[0]);
    expect(await learning.beginTraining(CONTRACT_TERMS, NOTHING)).toEqual({
      converged: false,
      finished: false,
    });
    const states = [];
    while ((await learning.nextQuestion()) !== null) states.push(await learning.takeAnswers(NOTHING));
    expect(asked).toHaveLength(DIMENSION - 1);
    expect(states.map(({ finished }) => finished)).toEqual([false, true]);
    expect(states.at(-1)?.converged).toBe(true);
    const { terms, metrics } = (await learning.conclude(REQUEST, trainingFacts({ rounds: 2 }))).model;
    const { weights, weightBits, rss } = plainOracle(totals);
    const expected = toOriginalUnits(weights, weightBits, CONTRACT);
    expect(terms.map(({ term }) => term)).toEqual(termNames(CONTRACT));
    for (const [i, { estimate }] of terms.entries()) expect(estimate).toBeCloseTo(expected[i] ?? NaN, 9);
    expect(metrics.rows).toBe(totals.rows);
    // The target's range of 100 is mapped to [-1, 1].
    expect(states.at(-1)?.mse).toBeCloseTo((rss / totals.rows) * 50 ** 2, 9);
    expect(layouts).toHaveLength(DIMENSION);
    expect(layouts.map(({ slotBits }) => slotBits)).toEqual(layouts.map(() => BOUND.slotBits));
    expect(layouts[1]?.bounds).toEqual([1, 2, 3].map(() => BOUND.gradientBound));
  });

  test('a question is the same until it is answered, and a model can be had at any time', async () => {
    const { learning, asked } = await learningFrom(FILES[2]);
    await learning.beginTraining(CONTRACT_TERMS, NOTHING);
    await learning.nextQuestion();
    await learning.nextQuestion();
    expect(asked[0]).toEqual(asked[1]);
    await learning.takeAnswers(NOTHING);
    const { model, fit, known } = await learning.conclude(
      REQUEST,
      trainingFacts({ rounds: 1, stopped: true }),
    );
    expect(model.terms).toHaveLength(DIMENSION);
    expect(model.terms.every(({ stdError }) => stdError === undefined)).toBe(true);
    expect(model.training.stopped).toBe(true);
    // Nothing can be refitted from a part of the Gram matrix.
    expect([fit, known]).toEqual([null, null]);
  });

  test('gradient descent, where the terms say so', async () => {
    const { learning } = await learningFrom(FILES[0]);
    await learning.beginTraining(
      { ...CONTRACT_TERMS, optimiser: 'gradient-descent', learningRate: 0.5 },
      NOTHING,
    );
    let rounds = 0;
    const losses: number[] = [];
    for (; (await learning.nextQuestion()) !== null; rounds++) {
      losses.push((await learning.takeAnswers(NOTHING)).mse);
    }
    expect(rounds).toBe(10);
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
  });

  test('one training takes the place of the one before, also where it cannot begin', async () => {
    const { learning, sums, asked, forget } = await learningFrom(FILES[0]);
    await learning.beginTraining(CONTRACT_TERMS, NOTHING);
    await learning.nextQuestion();
    await learning.takeAnswers(NOTHING);
    forget();
    await learning.beginTraining(CONTRACT_TERMS, NOTHING);
    await learning.nextQuestion();
    expect((await learning.takeAnswers(NOTHING)).finished).toBe(false);
    forget();
    sums.sumAndDecrypt = () => Promise.reject(new FederatedError('integrity', 'out of bounds'));
    await refusal(learning.beginTraining(CONTRACT_TERMS, NOTHING), 'integrity');
    await refusal(learning.nextQuestion(), 'invalid-state');
    await refusal(learning.takeAnswers(NOTHING), 'invalid-state');
    await refusal(learning.conclude(REQUEST, trainingFacts({})), 'invalid-state');
    expect(asked).toEqual([]);
  });

  test('an answer that contradicts what is known is refused', async () => {
    const { learning, sums } = await learningFrom(FILES[0]);
    await learning.beginTraining(CONTRACT_TERMS, NOTHING);
    await learning.nextQuestion();
    sums.answer = ([first = 0n, ...rest]) => [first + 1n, ...rest];
    await refusal(learning.takeAnswers(NOTHING), 'integrity');
  });

  test('nothing before a training', async () => {
    const { learning } = await learningFrom(FILES[0]);
    await refusal(learning.nextQuestion(), 'invalid-state');
    await refusal(learning.conclude(REQUEST, trainingFacts({})), 'invalid-state');
  });

  test('refits fewer columns and another target from what it knows, and nothing that it does not', async () => {
    const { learning } = await learningFrom(FILES[0]);
    await learning.beginTraining(CONTRACT_TERMS, NOTHING);
    while ((await learning.nextQuestion()) !== null) await learning.takeAnswers(NOTHING);
    const { known } = await learning.conclude(REQUEST, trainingFacts({}));
    if (known === null) throw new Error('nothing is known');
    const [a, b] = known.contract.features;
    if (a === undefined || b === undefined) throw new Error('columns are missing');

    const fewer = { ...known.contract, features: [b] };
    const { gram, ...plain } = await plainTotals(FILES[0], fewer);
    const direct = fit({ ...plain, gram, scales: fewer.scales }, fewer, REQUEST);
    const refitted = await learning.refit(known, fewer, REQUEST, trainingFacts({}));
    expect(refitted?.model.terms.map(({ term }) => term)).toEqual(['(intercept)', 'b']);
    for (const [i, { estimate }] of direct.terms.entries()) {
      expect(refitted?.model.terms[i]?.estimate).toBeCloseTo(estimate, 9);
    }
    const turned = { ...known.contract, target: a, features: [known.contract.target, b] };
    const other = await learning.refit(known, turned, REQUEST, trainingFacts({}));
    expect(other?.model.terms.map(({ term }) => term)).toEqual(['(intercept)', 'y', 'b']);
    const unknown = { ...known.contract, derived: [{ kind: 'square' as const, of: ['a'] as [string] }] };
    expect(await learning.refit(known, unknown, REQUEST, trainingFacts({}))).toBeNull();
  });
});
