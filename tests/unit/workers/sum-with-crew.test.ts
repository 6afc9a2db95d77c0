import { describe, expect, test } from 'vitest';
import { randomBelow, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { ciphertextLength, encodeCiphertexts } from '../../../src/encoding/index.ts';
import { createPaillier, generateKeyPair } from '../../../src/paillier/index.ts';
import { createCrew } from '../../../src/workers/index.ts';
import { sumAnswers } from '../../../src/workers/sum-answers.ts';
import { sumWithCrew } from '../../../src/workers/sum-with-crew.ts';
import { refusal } from '../dataset/support.ts';
import { eagerCrew } from './crew-kit.ts';
import { KEY_BITS } from './kit.ts';

const OWNERS = 24;
/** Enough, with so many owners, to be a job for several threads: see `effort.ts`. */
const COUNT = 96;

const { publicKey } = generateKeyPair(KEY_BITS, { allowSmall: true });
const paillier = createPaillier({ engine: bigintEngine, publicKey });
const LENGTH = ciphertextLength(KEY_BITS);

/** Uniform below n^2: all but a negligible part of these are ciphertexts. */
const drawn = Array.from({ length: OWNERS }, () =>
  Array.from({ length: COUNT }, () => randomBelow(publicKey.nSquared)),
);
const ANSWERS = drawn.map((list) => encodeCiphertexts(list, KEY_BITS));

const sum = (answers: readonly Bytes[], crew = createCrew()) =>
  sumWithCrew({ engine: bigintEngine, crew, paillier, answers, count: COUNT });

/** The answers, one of them changed. */
function withAnswer(index: number, change: (answer: Bytes) => Bytes): Bytes[] {
  return ANSWERS.map((answer, i) => (i === index ? change(answer.slice()) : answer));
}

describe("a sum of many owners' answers", () => {
  test('is the product of their ciphertexts, with helpers or without', async () => {
    const products = drawn.reduce((all, list) =>
      all.map((product, i) => (product * (list[i] ?? 0n)) % publicKey.nSquared),
    );
    const crew = eagerCrew();
    expect(await sum(ANSWERS)).toEqual(products);
    expect(await sum(ANSWERS, crew)).toEqual(products);
    expect(crew.asked()).toEqual(['sum']);
    expect(await sum(ANSWERS, eagerCrew({ fails: true }))).toEqual(products);
  });

  test('of few stays in this thread', async () => {
    const crew = eagerCrew();
    const few = ANSWERS.slice(0, 3);
    expect(await sum(few, crew)).toEqual(sumAnswers(paillier, few, COUNT));
    expect(crew.asked()).toEqual([]);
  });

  test('is refused for the same reason, with helpers or without', async () => {
    const cases: [Bytes[], Record<string, unknown>][] = [
      // The first and the last ciphertext of an answer are never in one part.
      [
        withAnswer(5, (answer) => answer.copyWithin((COUNT - 1) * LENGTH, 0, LENGTH)),
        { reason: 'repeated', index: COUNT - 1 },
      ],
      [
        withAnswer(OWNERS - 1, (answer) => answer.fill(0, 90 * LENGTH, 91 * LENGTH)),
        { reason: 'range', index: 90 },
      ],
      [withAnswer(0, (answer) => answer.fill(255, LENGTH, 2 * LENGTH)), { reason: 'range', index: 1 }],
    ];
    for (const [answers, details] of cases) {
      for (const crew of [createCrew(), eagerCrew()]) {
        expect(await refusal(sum(answers, crew), 'ciphertext-invalid')).toEqual(details);
      }
    }
    for (const length of [0, LENGTH, COUNT * LENGTH - 1, COUNT * LENGTH + 1]) {
      const resized = withAnswer(2, (answer) => {
        const other = new Uint8Array(length);
        other.set(answer.subarray(0, length));
        return other;
      });
      await refusal(sum(resized, eagerCrew()), 'message-malformed');
    }
  });
});
