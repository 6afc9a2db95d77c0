import { beforeAll, describe, expect, test } from 'vitest';
import { bitLength, bytesToBigint, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { ciphertextLength } from '../../../src/encoding/index.ts';
import { createModelOwnerWork, type ModelOwnerWork } from '../../../src/workers/index.ts';
import { refusal } from '../dataset/support.ts';
import {
  anything,
  encryptedBy,
  FILES,
  KEY_BITS,
  plainTotals,
  smallDataOwner,
  smallModelOwner,
  terms,
} from './kit.ts';

const LENGTH = ciphertextLength(KEY_BITS);
let work: ModelOwnerWork;
let n: Bytes;
beforeAll(async () => {
  work = smallModelOwner();
  n = await work.generateKey(KEY_BITS);
});

describe("the model owner's arithmetic", () => {
  test('makes a key of the length asked for', async () => {
    expect(n).toHaveLength(KEY_BITS / 8);
    expect(bitLength(bytesToBigint(n))).toBe(KEY_BITS);
    expect(await work.engine()).toBe('bigint');
    expect(await smallModelOwner().generateKey(KEY_BITS)).not.toEqual(n);
  });

  test('decrypts what it encrypted, with its sign, afresh each time', async () => {
    const plaintexts = [0n, 1n, -1n, 1n << 120n, -(1n << 120n)];
    const ciphertexts = await work.encrypt(plaintexts);
    expect(ciphertexts).toHaveLength(plaintexts.length * LENGTH);
    expect(await work.sumAndDecrypt([ciphertexts], anything(5))).toEqual(plaintexts);
    expect(await work.encrypt(plaintexts)).not.toEqual(ciphertexts);
  });

  test('sums three owners, BASE and gradient alike', async () => {
    const owners = await Promise.all(
      FILES.map(async (file) => {
        const owner = smallDataOwner();
        await owner.checkContract(file, terms(n));
        return { owner, plain: await plainTotals(file) };
      }),
    );
    const weights = [5n << 40n, -(3n << 39n), 12_345n];
    const question = await work.encrypt(weights);
    const answers = await Promise.all(owners.map(({ owner }) => owner.encryptGradient(question)));
    const expected = weights.map((_, i) =>
      owners.reduce(
        (sum, { plain }) =>
          weights.reduce((dot, w, j) => dot + (plain.gram[i]?.[j] ?? 0n) * w, sum) - (plain.xty[i] ?? 0n),
        0n,
      ),
    );
    expect(await work.sumAndDecrypt(answers, anything(3))).toEqual(expected);

    const bases = await Promise.all(owners.map(({ owner }) => owner.encryptBase()));
    const [rows, dropped, yty] = await work.sumAndDecrypt(bases, anything(10));
    expect([rows, dropped]).toEqual([9n, 1n]);
    expect(yty).toBe(owners.reduce((sum, { plain }) => sum + plain.yty, 0n));
  });
});

describe('what the model owner refuses', () => {
  test('sums out of their bound, as no honest owner makes them', async () => {
    const answers = [encryptedBy(n, [600n, -5n]), encryptedBy(n, [400n, -5n])];
    expect(await work.sumAndDecrypt(answers, [1000n, 10n])).toEqual([1000n, -10n]);
    expect(await refusal(work.sumAndDecrypt(answers, [999n, 10n]), 'integrity')).toEqual({
      step: 'sum',
      boundBits: 10,
    });
    await refusal(work.sumAndDecrypt(answers, [1000n, 9n]), 'integrity');
    // A plaintext of half of n is no small negative number either.
    const huge = encryptedBy(n, [bytesToBigint(n) >> 1n]);
    await refusal(work.sumAndDecrypt([huge], [1n << 200n]), 'integrity');
  });

  test('answers that are malformed, whichever owner they are from', async () => {
    const good = encryptedBy(n, [1n, 2n]);
    const repeated = good.slice();
    repeated.copyWithin(LENGTH, 0, LENGTH);
    for (const bad of [new Uint8Array(2 * LENGTH), new Uint8Array(2 * LENGTH).fill(0xff), repeated]) {
      await refusal(work.sumAndDecrypt([bad, good], anything(2)), 'ciphertext-invalid');
      await refusal(work.sumAndDecrypt([good, bad], anything(2)), 'ciphertext-invalid');
    }
    for (const length of [0, LENGTH, 2 * LENGTH - 1]) {
      await refusal(work.sumAndDecrypt([good, good.slice(0, length)], anything(2)), 'message-malformed');
    }
  });

  test('anything before there is a key, and keys that protect nothing', async () => {
    const fresh = smallModelOwner();
    await refusal(fresh.encrypt([1n]), 'invalid-state');
    await refusal(fresh.sumAndDecrypt([encryptedBy(n, [1n])], [1n]), 'invalid-state');
    const product = createModelOwnerWork({ engine: bigintEngine });
    expect(await refusal(product.generateKey(KEY_BITS), 'key-invalid')).toMatchObject({ reason: 'size' });
  });

  test('plaintexts that have no sign any more', async () => {
    await expect(work.encrypt([bytesToBigint(n)])).rejects.toBeInstanceOf(RangeError);
    await expect(work.encrypt([-(bytesToBigint(n) >> 1n) - 1n])).rejects.toBeInstanceOf(RangeError);
  });
});
