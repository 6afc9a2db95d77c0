import { expect, test, vi } from 'vitest';
import type { Bytes } from '../../../src/base/index.ts';
import type { ModelFile } from '../../../src/learning/index.ts';
import { createScoreGiving } from '../../../src/parties/score-giving.ts';
import type { Outgoing, ToDataOwner } from '../../../src/protocol/index.ts';
import { contractOf, numeric } from '../contract/support.ts';
import { filled } from '../protocol/bodies.ts';

const KEY_BYTES = 256;
const contract = contractOf({ features: [numeric('a')] });
const fileOf = (estimate: number) => ({ contract, terms: [{ term: 'a', estimate }] }) as unknown as ModelFile;

/** A model owner that gives scores of whichever model it has at the time. */
function giving(limit: number) {
  const sent: Outgoing<ToDataOwner>[] = [];
  const used: unknown[] = [];
  const current = { model: fileOf(1) };
  const scores = createScoreGiving(
    {
      sid: filled(16, 1),
      model: () => current.model,
      work: () => ({
        answerScores: (_question, model) => {
          used.push(model);
          return Promise.resolve(filled(2 * KEY_BYTES, 3));
        },
      }),
      send: (_owner, message) => void sent.push(message),
      connected: () => [1],
      store: () => Promise.resolve(),
      onTrouble: (error) => {
        throw error;
      },
    },
    null,
  );
  scores.offer(limit);
  const offered = async (): Promise<Bytes> => {
    await vi.waitFor(() => expect(sent.some(({ type }) => type === 'SCORING')).toBe(true));
    const last = sent.findLast((message) => message.type === 'SCORING');
    if (last === undefined) throw new Error('nothing is offered');
    return last.body.model;
  };
  const answers = () => sent.flatMap((message) => (message.type === 'SCORED' ? [message.body] : []));
  const ask = (model: Bytes, rows: number) =>
    scores.asked(1, {
      ...{ model, rows, keyBits: 8 * KEY_BYTES, n: filled(KEY_BYTES, 0xff) },
      keyProof: filled(11 * KEY_BYTES, 2),
      ciphertexts: filled(rows * 2 * KEY_BYTES, rows),
    });
  return { scores, current, used, offered, answers, ask };
}

test('a question about a model that is no longer offered is not answered with another', async () => {
  const { scores, current, used, offered, answers, ask } = giving(5);
  const before = await offered();
  // The question is counted and stored first; meanwhile a refit takes the place of the model.
  ask(before, 1);
  const second = fileOf(2);
  current.model = second;
  scores.offer(5);
  await vi.waitFor(() => expect(answers()).toHaveLength(1));
  expect(answers()[0]?.answer).toEqual({ kind: 'refused', code: 'model' });
  expect(used).toEqual([]);
  const now = await offered();
  expect(now).not.toEqual(before);
  ask(now, 2);
  await vi.waitFor(() => expect(answers()).toHaveLength(2));
  expect(answers()[1]?.answer.kind).toBe('scores');
  expect(used).toEqual([second]);
});

test('no more scores than the limit, whatever the model', async () => {
  const { scores, offered, answers, ask } = giving(3);
  const model = await offered();
  ask(model, 2);
  await vi.waitFor(() => expect(answers()).toHaveLength(1));
  expect([scores.given, scores.left]).toEqual([2, 1]);
  ask(model, 3);
  await vi.waitFor(() => expect(answers()).toHaveLength(2));
  expect(answers()[1]).toMatchObject({ left: 1, answer: { kind: 'refused', code: 'limit' } });
});
