import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/index.ts';
import type { ScoreBody, ScoredBody } from '../../../src/protocol/messages.ts';
import {
  initialScoreGiverState,
  initialScoreTakerState,
  mostScoredRows,
  scoresLeft,
  scoringKeySeed,
  stepScoreGiver,
  stepScoreTaker,
  type ScoreGiverEvent,
  type ScoreGiverState,
  type ScoreTakerEvent,
  type ScoreTakerState,
} from '../../../src/protocol/scoring.ts';
import { SIZE_LIMITS } from '../../../src/protocol/messages.ts';
import { contractOf, numeric } from '../contract/support.ts';
import { filled, KEY_BITS, scoreBody, scoringBody } from './bodies.ts';

const { model, contract } = scoringBody();
const MODEL_2 = filled(32, 22);
const hashes = { first: filled(32, 1), second: filled(32, 2), third: filled(32, 3) };
const scoresOf = (rows: number, byte = 9): ScoredBody['answer'] => ({
  kind: 'scores',
  ciphertexts: filled((rows * 2 * KEY_BITS) / 8, byte),
});
const no = (code: Extract<ScoredBody['answer'], { kind: 'refused' }>['code']): ScoredBody['answer'] => ({
  kind: 'refused',
  code,
});

describe('the model owner', () => {
  const offer = (limit = 5, connected: number[] = []): ScoreGiverEvent => ({
    type: 'offer',
    model,
    contract,
    limit,
    connected,
  });
  const asks = (owner: number, body: ScoreBody, question = hashes.first): ScoreGiverEvent => ({
    type: 'asked',
    owner,
    body,
    question,
  });
  const computes = (
    owner: number,
    answer: ScoredBody['answer'],
    question = hashes.first,
  ): ScoreGiverEvent => ({
    type: 'computed',
    owner,
    question,
    answer,
  });
  const after = (state: ScoreGiverState, ...events: ScoreGiverEvent[]) =>
    events.reduce((each, event) => stepScoreGiver(each, event).state, state);
  /** What owners are told: left, and an answer if it is one. */
  const told = (state: ScoreGiverState, event: ScoreGiverEvent) =>
    stepScoreGiver(state, event).effects.map((effect) =>
      effect.type === 'send' ? [effect.owner, effect.message.type, effect.message.body] : effect,
    );
  const on = after(initialScoreGiverState, offer());

  test('offers scores to those who are there, and to who comes back; with nothing on, it says nothing', () => {
    expect(told(initialScoreGiverState, { type: 'connected', owner: 1 })).toEqual([]);
    const body = scoringBody();
    expect(told(initialScoreGiverState, offer(5, [1, 3]))).toEqual([
      [1, 'SCORING', body],
      [3, 'SCORING', body],
    ]);
    expect(told(on, { type: 'connected', owner: 2 })).toEqual([[2, 'SCORING', body]]);
    expect(told(on, { type: 'end', connected: [1] })).toEqual([[1, 'SCORING', { ...body, left: 0 }]]);
    const off = after(on, { type: 'end', connected: [] });
    expect(told(off, { type: 'connected', owner: 1 })).toEqual([]);
    expect(scoresLeft(off)).toBe(0);
    expect(scoresLeft(after(initialScoreGiverState, offer(1e6)))).toBe(1000);
  });

  test('counts rows before they are scored, over all owners', () => {
    const step = stepScoreGiver(on, asks(1, scoreBody(2)));
    expect(step.effects).toEqual([
      { type: 'score-asked', owner: 1, question: hashes.first, body: scoreBody(2) },
    ]);
    expect(scoresLeft(step.state)).toBe(3);
    const both = after(step.state, asks(2, scoreBody(3), hashes.second));
    expect(scoresLeft(both)).toBe(0);
    expect(told(both, asks(3, scoreBody(1), hashes.third))).toEqual([
      [3, 'SCORED', { question: hashes.third, left: 0, answer: no('limit') }],
    ]);
    expect(told(both, computes(1, scoresOf(2)))).toEqual([
      [1, 'SCORED', { question: hashes.first, left: 0, answer: scoresOf(2) }],
    ]);
  });

  test('more rows than are left get no score at all, and cost none', () => {
    const { state, effects } = stepScoreGiver(on, asks(1, scoreBody(6)));
    expect(effects).toHaveLength(1);
    expect(state).toEqual(on);
    expect(scoresLeft(after(on, asks(1, scoreBody(5))))).toBe(0);
  });

  test('the same question again is counted once and has one answer', () => {
    const asked = after(on, asks(1, scoreBody(2)));
    expect(stepScoreGiver(asked, asks(1, scoreBody(2)))).toEqual({ state: asked, effects: [] });
    const answered = after(asked, computes(1, scoresOf(2)));
    const again = stepScoreGiver(answered, asks(1, scoreBody(2)));
    expect(again.state).toBe(answered);
    expect(again.effects).toMatchObject([{ message: { body: { left: 3, answer: scoresOf(2) } } }]);
    // What is computed a second time is no second answer.
    expect(stepScoreGiver(answered, computes(1, scoresOf(2, 10)))).toEqual({ state: answered, effects: [] });
    // The question of another owner is another one, whatever its bytes.
    expect(scoresLeft(after(answered, asks(2, scoreBody(2))))).toBe(1);
  });

  test('a reloaded tab takes open questions up again, counts none anew, and has forgotten nothing', () => {
    const asked = after(on, asks(1, scoreBody(2)), asks(2, scoreBody(1), hashes.second));
    const half = structuredClone(after(asked, computes(2, scoresOf(1), hashes.second)));
    const { state, effects } = stepScoreGiver(half, { type: 'restored' });
    expect(state).toEqual(half);
    expect(effects).toEqual([{ type: 'score-asked', owner: 1, question: hashes.first, body: scoreBody(2) }]);
    expect(scoresLeft(state)).toBe(2);
  });

  test('an open question about a model that there is no more is refused after a reload', () => {
    const asked = after(on, asks(1, scoreBody(2)));
    const another: ScoreGiverEvent = { type: 'offer', model: MODEL_2, contract, limit: 5, connected: [] };
    for (const state of [after(asked, another), after(asked, { type: 'end', connected: [] })]) {
      expect(told(state, { type: 'restored' })).toEqual([
        [1, 'SCORED', { question: hashes.first, left: scoresLeft(state), answer: no('model') }],
      ]);
      const restored = after(state, { type: 'restored' });
      expect(told(restored, { type: 'restored' })).toEqual([]);
      expect(restored.given).toBe(2);
    }
  });

  test('a new question takes the place of an open one, both counted', () => {
    const twice = after(on, asks(1, scoreBody(2)), asks(1, scoreBody(1), hashes.second));
    expect(scoresLeft(twice)).toBe(2);
    expect(stepScoreGiver(twice, computes(1, scoresOf(2))).effects).toEqual([]);
    expect(stepScoreGiver(twice, computes(1, scoresOf(1), hashes.second)).effects).toHaveLength(1);
  });

  test('what was given stays given when it is switched off and on, or the model is another', () => {
    const used = after(on, asks(1, scoreBody(4)), { type: 'end', connected: [] });
    expect(scoresLeft(after(used, offer()))).toBe(1);
    const another: ScoreGiverEvent = { type: 'offer', model: MODEL_2, contract, limit: 5, connected: [] };
    expect(scoresLeft(after(used, another))).toBe(1);
    expect(scoresLeft(after(used, offer(3)))).toBe(0);
    expect(scoresLeft(after(used, offer(9)))).toBe(5);
  });

  test.each([
    ['of another model', scoreBody(1, { model: MODEL_2 }), 'model'],
    ['with a key of another length', scoreBody(1, { keyBits: KEY_BITS + 8 }), 'shape'],
    ['with a proof of another length', scoreBody(1, { keyProof: filled(16, 1) }), 'shape'],
    ['with values of another number of terms', scoreBody(1, { ciphertexts: filled(3 * 32, 1) }), 'shape'],
    ['with values of fewer rows', scoreBody(3, { ciphertexts: scoreBody(2).ciphertexts }), 'shape'],
    ['with values of more rows', scoreBody(1, { ciphertexts: scoreBody(2).ciphertexts }), 'shape'],
  ] as const)('a question %s is refused, and costs nothing', (_, body, code) => {
    expect(stepScoreGiver(on, asks(1, body)).state).toBe(on);
    expect(told(on, asks(1, body))).toEqual([
      [1, 'SCORED', { question: hashes.first, left: 5, answer: no(code) }],
    ]);
  });

  test('nobody is scored before it is switched on, or afterwards', () => {
    for (const state of [initialScoreGiverState, after(on, { type: 'end', connected: [] })]) {
      expect(told(state, asks(1, scoreBody(1)))).toEqual([
        [1, 'SCORED', { question: hashes.first, left: 0, answer: no('model') }],
      ]);
    }
  });

  test('a key that does not hold is told, and what was counted stays counted', () => {
    const asked = after(on, asks(1, scoreBody(2)));
    expect(told(asked, computes(1, no('key')))).toEqual([
      [1, 'SCORED', { question: hashes.first, left: 3, answer: no('key') }],
    ]);
  });
});

describe('a data owner', () => {
  const offered = (change = {}): ScoreTakerEvent => ({
    type: 'message',
    message: {
      v: 3,
      sid: filled(16, 7),
      from: 0,
      seq: 0,
      round: 0,
      type: 'SCORING',
      body: scoringBody(change),
    },
  });
  const answers = (answer: ScoredBody['answer'], question = hashes.first, left = 3): ScoreTakerEvent => ({
    type: 'message',
    message: {
      ...{ v: 3, sid: filled(16, 7), from: 0, seq: 0, round: 0 },
      type: 'SCORED',
      body: { question, left, answer },
    },
  });
  const ask = (body: ScoreBody, question: Bytes = hashes.first): ScoreTakerEvent => ({
    type: 'ask',
    body,
    question,
  });
  const after = (state: ScoreTakerState, ...events: ScoreTakerEvent[]) =>
    events.reduce((each, event) => stepScoreTaker(each, event).state, state);
  const ready = after(initialScoreTakerState, offered());
  const asking = after(ready, ask(scoreBody(2)));
  const sends = [{ type: 'send', message: { type: 'SCORE', round: 0, body: scoreBody(2) } }];
  const refuses = (code: string) => [{ type: 'score-refused', code }];

  test('hears what is offered, asks, and has its answer', () => {
    expect(stepScoreTaker(initialScoreTakerState, offered()).effects).toEqual([
      { type: 'score-offered', offered: scoringBody() },
    ]);
    expect(stepScoreTaker(ready, ask(scoreBody(2)))).toEqual({ state: asking, effects: sends });
    expect(stepScoreTaker(asking, answers(scoresOf(2)))).toEqual({
      state: { asked: null, offered: scoringBody({ left: 3 }) },
      effects: [{ type: 'scored', question: hashes.first, ciphertexts: filled(64, 9) }],
    });
  });

  test('has one question open, and repeats it byte for byte on a new connection', () => {
    expect(stepScoreTaker(asking, ask(scoreBody(1), hashes.second))).toEqual({ state: asking, effects: [] });
    expect(stepScoreTaker(asking, { type: 'connected' })).toEqual({ state: asking, effects: sends });
    expect(stepScoreTaker(ready, { type: 'connected' }).effects).toEqual([]);
    expect(after(asking, { type: 'forget' })).toEqual(ready);
  });

  test('does not ask for what is not offered', () => {
    const other = scoreBody(1, { model: MODEL_2 });
    expect(stepScoreTaker(initialScoreTakerState, ask(scoreBody(1))).effects).toEqual(refuses('model'));
    expect(stepScoreTaker(ready, ask(other)).effects).toEqual(refuses('model'));
    expect(stepScoreTaker(ready, ask(scoreBody(6))).effects).toEqual(refuses('limit'));
    expect(stepScoreTaker(after(ready, offered({ left: 0 })), ask(scoreBody(1))).effects).toEqual(
      refuses('limit'),
    );
  });

  test('takes no answer to another question, and none of another length', () => {
    for (const state of [ready, after(asking, { type: 'forget' })]) {
      expect(stepScoreTaker(state, answers(scoresOf(2)))).toEqual({ state, effects: [] });
    }
    expect(stepScoreTaker(asking, answers(scoresOf(2), hashes.second))).toEqual({
      state: asking,
      effects: [],
    });
    for (const rows of [1, 3]) {
      expect(stepScoreTaker(asking, answers(scoresOf(rows))).effects).toEqual(refuses('shape'));
    }
  });

  test('is told why there is no answer, and how many are left', () => {
    const { state, effects } = stepScoreTaker(asking, answers(no('limit'), hashes.first, 1));
    expect(effects).toEqual(refuses('limit'));
    expect(state).toEqual({ asked: null, offered: scoringBody({ left: 1 }) });
  });

  test('lets go of an offer that no rows can be scored by', () => {
    const none = contractOf({ features: [numeric('a', [-1, 1])], derived: [{ kind: 'log', of: ['a'] }] });
    const event = offered({ contract: none });
    expect(stepScoreTaker(initialScoreTakerState, event)).toEqual({
      state: initialScoreTakerState,
      effects: [],
    });
  });
});

test('the proof of a key for questions is of its session, and no proof of anything else', async () => {
  const [one, again, other] = await Promise.all(
    [filled(16, 7), filled(16, 7), filled(16, 8)].map(scoringKeySeed),
  );
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
  expect(one).toHaveLength(32);
});

test('a question and its answer fit a message, whatever the terms and the key', () => {
  const wide = (terms: number) =>
    contractOf({ features: Array.from({ length: terms }, (_, i) => numeric(`x${i}`)) });
  for (const terms of [1, 50, 400]) {
    for (const keyBits of [2048, 4096]) {
      const rows = mostScoredRows(wide(terms), keyBits);
      expect(rows).toBeGreaterThan(10);
      const bytes = (count: number) => (count * 2 * keyBits) / 8;
      const key = (13 * keyBits) / 8;
      expect(bytes(rows * terms) + key + 1024).toBeLessThan(SIZE_LIMITS.SCORE);
      expect(bytes(rows) + 1024).toBeLessThan(SIZE_LIMITS.SCORED);
      // No fewer than need be: all that may be given, or a message full but for what stands beside.
      const full = bytes((rows + 1) * terms) > SIZE_LIMITS.SCORE - 16 * 1024 - 1;
      expect(rows === 1000 || full || bytes(rows + 1) > SIZE_LIMITS.SCORED - 16 * 1024 - 1).toBe(true);
    }
  }
});
