import { describe, expect, it } from 'vitest';
import { isFederatedError } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { designOf, type Contract } from '../../../src/contract/index.ts';
import { createPaillierOwner, generateKeyPair, type PaillierOwner } from '../../../src/paillier/index.ts';
import {
  encryptedScore,
  SCORE_BITS,
  scoreOf,
  scoreValues,
  scoreWeights,
} from '../../../src/workers/scores.ts';
import { contractOf, numeric } from '../dataset/support.ts';

const owner: PaillierOwner = createPaillierOwner({
  engine: bigintEngine,
  privateKey: generateKeyPair(512, { allowSmall: true }),
});

const contract: Contract = {
  ...contractOf(numeric('y', [25, 346]), [numeric('a', [-1, 3]), numeric('b', [1000, 1010])]),
  features: [
    numeric('a', [-1, 3]),
    numeric('b', [1000, 1010]),
    {
      name: 'c',
      type: 'nominal',
      categories: ['x', 'y', 'z'],
      reference: 'x',
      missing: { policy: 'drop' },
      outside: 'refuse',
    },
  ],
};
const design = designOf(contract);
/** The term c=z was dropped. */
const estimates = new Map([
  ['(intercept)', -3000.25],
  ['a', 12.5],
  ['b', 3.1],
  ['c=y', -7],
]);
const weights = scoreWeights(design, estimates);

function localScore([, a = 0, b = 0, y = 0]: readonly number[]): number {
  return -3000.25 + 12.5 * a + 3.1 * b - 7 * y;
}

/** One row through both sides. */
function scored(values: readonly bigint[], random?: (length: number) => Uint8Array<ArrayBuffer>): bigint {
  const [plaintext = 0n] = owner.decrypt(
    encryptedScore(owner, owner.encryptAsOwner(values), weights, random),
  );
  return plaintext;
}

describe('scores', () => {
  it.each([
    [1, 0.3, 1004.4, 0, 1],
    [1, -1, 1000, 1, 0],
    [1, 3, 1010, 0, 0],
    // Outside the range, as rows to be predicted may be.
    [1, 8.9, 990, 1, 0],
  ])('are those of the model: %s %s %s', (...row) => {
    const values = scoreValues(design, row);
    if (values === null) throw new Error('refused');
    const score = scoreOf(scored(values), design);
    expect(Math.abs(score - localScore(row))).toBeLessThan(1e-9 * 320);
  });

  it('refuses rows that lie too far outside the ranges', () => {
    expect(scoreValues(design, [1, 9, 1000, 0, 0])).toBeNull();
    expect(scoreValues(design, [1, NaN, 1000, 0, 0])).toBeNull();
    expect(() => scoreValues(design, [1, 2])).toThrow(RangeError);
  });

  it('refuses models of weights that do not fit', () => {
    let error: unknown;
    try {
      scoreWeights(design, new Map([['b', 1e9]]));
    } catch (cause) {
      error = cause;
    }
    expect(isFederatedError(error, 'encoding-overflow')).toBe(true);
  });

  it('hide all but S bits of what a crafted question asks for', () => {
    // Powers of 2^70 in place of values: without a mask each weight stands in digits of its own.
    const crafted = weights.weights.map((_, i) => 1n << BigInt(70 * (i + 1)));
    const plain = crafted.reduce(
      (sum, value, i) => sum + value * (weights.weights[i] ?? 0n),
      weights.constant,
    );
    const answers = Array.from({ length: 8 }, () => scored(crafted));
    const low = BigInt.asUintN(SCORE_BITS, plain);
    const n = owner.publicKey.n;
    for (const answer of answers) {
      expect(answer).not.toBe(plain);
      // What is left is the question modulo 2^S, with the wrap-around of n or without.
      const seen = BigInt.asUintN(SCORE_BITS, answer);
      expect([0n, n, -n].map((wrap) => BigInt.asUintN(SCORE_BITS, low + wrap))).toContain(seen);
    }
    // High digits are different every time.
    expect(new Set(answers.map((answer) => answer >> BigInt(SCORE_BITS))).size).toBe(answers.length);
  });

  it('are the same for every draw of the mask', () => {
    const values = scoreValues(design, [1, 1, 1001, 0, 0]) ?? [];
    const zeros = (length: number) => new Uint8Array(length);
    const first = scoreOf(scored(values, zeros), design);
    expect(scoreOf(scored(values), design)).toBe(first);
  });
});
