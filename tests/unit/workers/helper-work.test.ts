import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/index.ts';
import { bigintEngine, type Engine } from '../../../src/bignum/index.ts';
import { decodeCiphertexts, encodeCiphertexts } from '../../../src/encoding/index.ts';
import { createPaillierOwner, generateKeyPair } from '../../../src/paillier/index.ts';
import { createHelperWork } from '../../../src/workers/helper-work.ts';
import { refusal } from '../dataset/support.ts';
import { helperThread } from './crew-kit.ts';
import { KEY_BITS } from './kit.ts';

const owner = createPaillierOwner({
  engine: bigintEngine,
  privateKey: generateKeyPair(KEY_BITS, { allowSmall: true }),
});
const { publicKey } = owner;
const read = (bytes: Bytes, count: number) => decodeCiphertexts(bytes, KEY_BITS, count);

describe("a helper's arithmetic", () => {
  test('behind a channel makes what the worker makes itself', async () => {
    const { work, terminate } = helperThread();
    expect(await work.engine()).toBe('bigint');
    const matrix = [[3n, -5n, 0n], [1n << 38n, -(1n << 39n), 7n]]; // prettier-ignore
    const question = owner.encrypt([11n, -12n, 13n]);
    const bytes = encodeCiphertexts(question, KEY_BITS);
    const rows = read(await work.matrixRows(publicKey, bytes, matrix, 40), 2);
    expect(rows).toEqual(owner.matrixRows(question, { matrix, scalarBits: 40 }));
    // What is asked with is not handed over.
    expect(bytes).toHaveLength(3 * (KEY_BITS / 4));

    const randomizers = read(await work.randomizers(publicKey, 5), 5);
    expect(new Set(randomizers).size).toBe(5);
    // r^n encrypts zero.
    expect(owner.decrypt(randomizers)).toEqual([0n, 0n, 0n, 0n, 0n]);

    const answers = [owner.encrypt([1n, 2n]), owner.encrypt([30n, 40n])];
    const sums = await work.sum(
      publicKey,
      answers.map((answer) => encodeCiphertexts(answer, KEY_BITS)),
    );
    expect(owner.decrypt(read(sums, 2))).toEqual([31n, 42n]);
    terminate();
  });

  test('refuses ciphertexts that are none', async () => {
    const work = createHelperWork({ engine: bigintEngine });
    const good = encodeCiphertexts(owner.encrypt([1n]), KEY_BITS);
    await refusal(work.sum(publicKey, [good, new Uint8Array(good.length)]), 'ciphertext-invalid');
    await refusal(work.sum(publicKey, [good, good.slice(1)]), 'message-malformed');
    await refusal(work.matrixRows(publicKey, good, [[1n, 2n]], 8), 'message-malformed');
    await expect(work.matrixRows(publicKey, good, [[1n << 8n]], 8)).rejects.toBeInstanceOf(RangeError);
  });

  test('sets up for a key once, and lets the one before go', async () => {
    const bases: bigint[] = [];
    const engine: Engine = {
      ...bigintEngine,
      squareOf(base) {
        bases.push(base);
        return bigintEngine.squareOf(base);
      },
    };
    const work = createHelperWork({ engine });
    const other = generateKeyPair(KEY_BITS, { allowSmall: true }).publicKey;
    await work.randomizers(publicKey, 1);
    const once = bases.length;
    // Every message brings a key object of its own.
    await work.randomizers({ ...publicKey }, 1);
    expect(bases.length).toBe(once);
    await work.randomizers(other, 1);
    await work.randomizers(publicKey, 1);
    expect(bases.length).toBe(3 * once);
    expect(new Set(bases)).toEqual(new Set([publicKey.n, other.n]));
  });
});
