import { describe, expect, test, vi } from 'vitest';
import { FederatedError } from '../../../src/base/index.ts';
import { readProfile } from '../../../src/dataset/index.ts';
import { createOwnScores } from '../../../src/parties/own-scores.ts';
import {
  canonicalHash,
  scoringKeySeed,
  type DataOwnerMessage,
  type ScoreBody,
  type ScoredBody,
  type ToDataOwner,
} from '../../../src/protocol/index.ts';
import type { DataOwnerWork } from '../../../src/workers/index.ts';
import { csv } from '../dataset/support.ts';
import { filled, KEY_BITS, SID, scoringBody } from '../protocol/bodies.ts';

const FILE = csv(`a,B,y\n${Array.from({ length: 9 }, (_, i) => `${i / 10},${10 + i},${i}`).join('\n')}\n`);

type Incoming = Extract<ToDataOwner, { type: 'SCORING' | 'SCORED' }>;
const incoming = (type: Incoming['type'], body: Incoming['body']) =>
  ({ v: 3, type, sid: SID, from: 0, seq: 0, round: 0, body }) as Incoming;

/** A tab to which scores are given, with an arithmetic that keeps what it is asked for. */
function setUp() {
  const sent: DataOwnerMessage[] = [];
  const calls = {
    readProfile: vi.fn((file: Blob) => readProfile(file)),
    askScores: vi.fn<DataOwnerWork['askScores']>((_file, { mostRows, keyBits }) => {
      const rows = Math.min(4, mostRows);
      return Promise.resolve({ rows, keyBits, n: filled(16, 255), ciphertexts: filled(rows * 2 * 32, 1) });
    }),
    proveScoreKey: vi.fn(() => Promise.resolve(filled(176, 2))),
    readScores: vi.fn((answers: Uint8Array) => Promise.resolve([...answers].slice(0, answers.length / 32))),
    scoredCsv: vi.fn(() => Promise.resolve(new Blob(['scored']))),
  };
  const told = { onSent: vi.fn(), onTrouble: vi.fn(), onChange: vi.fn() };
  const connection = { open: true };
  const scores = createOwnScores({
    ...{ sid: SID, keyBits: () => KEY_BITS, columnNames: () => ({ b: 'B', y: 'z' }), ...told },
    work: () => calls as unknown as DataOwnerWork,
    send(message) {
      if (!connection.open) return 0;
      sent.push(message);
      return 70;
    },
  });
  const offer = (left = 5, model = 21) =>
    scores.receive(incoming('SCORING', scoringBody({ left, model: filled(32, model) })));
  const question = (): ScoreBody => {
    const last = sent.at(-1);
    if (last?.type !== 'SCORE') throw new Error('no question');
    return last.body;
  };
  async function answer(body: ScoredBody['answer'], left = 1): Promise<void> {
    scores.receive(incoming('SCORED', { question: await canonicalHash(question()), left, answer: body }));
    await new Promise((wake) => setTimeout(wake));
  }
  return { scores, sent, offer, question, answer, connection, ...calls, ...told };
}

const scored = (rows: number): ScoredBody['answer'] => ({
  kind: 'scores',
  ciphertexts: filled(rows * 32, 7),
});

describe('scores of own rows', () => {
  test('are there to be asked for once the model owner gives them', async () => {
    const { scores, offer } = setUp();
    expect(scores.view).toBeNull();
    await expect(scores.score(FILE, 3)).rejects.toMatchObject({
      code: 'scores-refused',
      details: { reason: 'model' },
    });
    offer();
    expect(scores.view).toEqual({
      ...{ left: 5, columns: ['a', 'b'], target: 'y', kind: 'linear' },
      ...{ rows: null, state: 'ready', progress: null, scores: null },
    });
  });

  test('are asked for under the length of key of the session, with a proof bound to scoring', async () => {
    const { scores, offer, question, askScores, proveScoreKey, onSent } = setUp();
    offer();
    await scores.score(FILE, 100);
    const { contract, model } = scoringBody();
    expect(askScores.mock.calls[0]?.slice(0, 2)).toEqual([
      FILE,
      {
        // The header stands for b in this file too; there is no z.
        ...{ contract, keyBits: KEY_BITS, file: { decimalComma: false, columnNames: { b: 'B' } } },
        // No more than are left.
        mostRows: 5,
      },
    ]);
    expect(proveScoreKey).toHaveBeenCalledWith(await scoringKeySeed(SID));
    expect(question()).toMatchObject({ model, rows: 4, keyBits: KEY_BITS, keyProof: filled(176, 2) });
    expect(onSent.mock.calls).toEqual([[1, 70]]);
    expect(scores.view).toMatchObject({ state: 'working', rows: 9 });
    await expect(scores.score(FILE, 1)).rejects.toMatchObject({ code: 'invalid-state' });
  });

  test('are read when they come', async () => {
    const { scores, offer, answer } = setUp();
    offer();
    await scores.score(FILE, 4);
    await answer(scored(4));
    expect(scores.view).toMatchObject({ left: 1, state: 'scored', rows: 9, scores: [7, 7, 7, 7] });
    expect(await (await scores.scoredCsv()).text()).toBe('scored');
    // Of the same model they stay; of another one they would be of other columns.
    offer(1);
    expect(scores.view?.state).toBe('scored');
    offer(5, 22);
    expect(scores.view).toMatchObject({ state: 'ready', scores: null });
  });

  test('that are refused are told with the reason', async () => {
    const { scores, offer, answer, onTrouble } = setUp();
    offer();
    await scores.score(FILE, 4);
    await answer({ kind: 'refused', code: 'limit' }, 0);
    expect(scores.view).toMatchObject({ left: 0, state: 'ready' });
    expect(onTrouble.mock.calls).toMatchObject([[{ code: 'scores-refused', details: { reason: 'limit' } }]]);
    await expect(scores.score(FILE, 1)).rejects.toMatchObject({ details: { reason: 'limit' } });
  });

  test('an answer that cannot be read is told', async () => {
    const { scores, offer, answer, readScores, onTrouble } = setUp();
    offer();
    await scores.score(FILE, 2);
    readScores.mockRejectedValueOnce(new FederatedError('ciphertext-invalid', 'no'));
    await answer(scored(2));
    expect(onTrouble.mock.calls).toMatchObject([[{ code: 'ciphertext-invalid' }]]);
    expect(scores.view?.state).toBe('ready');
  });

  test('a file that cannot be scored leaves everything as it was', async () => {
    const { scores, offer, sent, askScores } = setUp();
    offer();
    await expect(scores.score(csv('a,b\n1\n'), 3)).rejects.toMatchObject({ code: 'csv-ragged' });
    askScores.mockRejectedValueOnce(new FederatedError('data-too-few-rows', 'none'));
    await expect(scores.score(FILE, 3)).rejects.toMatchObject({ code: 'data-too-few-rows' });
    expect(scores.view).toMatchObject({ state: 'ready', rows: null });
    for (const rows of [0, -1, 1.5, NaN]) await expect(scores.score(FILE, rows)).rejects.toThrow();
    expect(sent).toEqual([]);
    // Of categories alone, no column needs numbers.
    await scores.score(csv('a,b\nx,y\nx,z\n'), 3);
    expect(scores.view).toMatchObject({ state: 'working', rows: null });
  });

  test('wait for the connection, and are asked for again in the same bytes', async () => {
    const { scores, offer, sent, connection, onSent } = setUp();
    offer();
    connection.open = false;
    await scores.score(FILE, 2);
    expect(sent).toEqual([]);
    connection.open = true;
    scores.connected();
    scores.connected();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(onSent.mock.calls).toEqual([
      [1, 70],
      [1, 70],
    ]);
  });

  test('whose key is gone are forgotten, while they are asked for and after', async () => {
    const { scores, offer, sent, answer, askScores, readScores } = setUp();
    offer();
    await scores.score(FILE, 2);
    scores.reset();
    expect(scores.view?.state).toBe('ready');
    await answer(scored(2));
    expect(readScores).not.toHaveBeenCalled();
    // What an ended thread was at comes to nothing.
    let fail: (error: unknown) => void = () => undefined;
    askScores.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
    const asking = scores.score(FILE, 2);
    await vi.waitFor(() => expect(askScores).toHaveBeenCalledTimes(2));
    scores.reset();
    fail(new FederatedError('cancelled', 'ended'));
    await asking;
    expect([sent.length, scores.view?.state]).toEqual([1, 'ready']);
  });
});
