import { beforeAll, describe, expect, test } from 'vitest';
import { bitLength, bytesToBigint, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { baseLength, ciphertextLength, decodeRoots } from '../../../src/encoding/index.ts';
import { checkPublicKey, verifyKeyProof } from '../../../src/paillier/index.ts';
import { createCrew, createModelOwnerWork } from '../../../src/workers/index.ts';
import { refusal } from '../dataset/support.ts';
import { eagerCrew, idleSteps, resultsOf } from './crew-kit.ts';
import {
  BASE,
  encryptedBy,
  FILES,
  GRADIENT,
  KEY_BITS,
  keyedModelOwner,
  masksOf,
  plainBase,
  plainTotals,
  SEED,
  smallDataOwner,
  smallModelOwner,
  type KeyedModelOwner,
  type OpenModelOwner,
} from './kit.ts';

const LENGTH = ciphertextLength(KEY_BITS);
let work: OpenModelOwner;
let n: Bytes;
let terms: KeyedModelOwner['terms'];
beforeAll(async () => {
  ({ work, n, terms } = await keyedModelOwner());
});

/** One value in each plaintext: what a question looks like. */
const unpacked = (count: number, bound = 1n << 200n) => ({
  slotBits: KEY_BITS - 2,
  bounds: Array.from({ length: count }, () => bound),
});

describe("the model owner's arithmetic", () => {
  test('makes a key of the length asked for', async () => {
    expect(n).toHaveLength(KEY_BITS / 8);
    expect(bitLength(bytesToBigint(n))).toBe(KEY_BITS);
    expect(await work.engine()).toBe('bigint');
    expect(await smallModelOwner().generateKey(KEY_BITS)).not.toEqual(n);
  });

  test('proves its key for a seed, and says how far it is', async () => {
    const publicKey = checkPublicKey(bytesToBigint(n), { allowSmall: true });
    const seen: string[] = [];
    const proof = await work.proveKey(SEED, (done, total) => void seen.push(`${done}/${total}`));
    expect(proof).toHaveLength((11 * KEY_BITS) / 8);
    await verifyKeyProof(publicKey, SEED, decodeRoots(proof, KEY_BITS));
    expect([seen[0], seen.at(-1), seen.length]).toEqual(['1/11', '11/11', 11]);
    const other = verifyKeyProof(publicKey, SEED.slice(1), decodeRoots(proof, KEY_BITS));
    await refusal(other, 'key-proof-invalid');
  });

  test('decrypts what it encrypted, with its sign, afresh each time', async () => {
    const plaintexts = [0n, 1n, -1n, 1n << 120n, -(1n << 120n)];
    const ciphertexts = await work.encrypt(plaintexts);
    expect(ciphertexts).toHaveLength(plaintexts.length * LENGTH);
    expect(await work.sumAndDecrypt([ciphertexts], unpacked(5))).toEqual(plaintexts);
    expect(await work.encrypt(plaintexts)).not.toEqual(ciphertexts);
  });

  test('sums three owners behind their masks, BASE and gradient alike', async () => {
    const owners = await Promise.all(
      FILES.map(async (file) => {
        const owner = smallDataOwner();
        await owner.checkContract(file, terms());
        return { owner, plain: await plainTotals(file), base: await plainBase(file) };
      }),
    );
    const weights = [5n << 40n, -(3n << 39n), 12_345n];
    const question = await work.encrypt(weights);
    const masks = masksOf(3, 3, n);
    const answers = await Promise.all(
      owners.map(({ owner }, i) => owner.encryptGradient(question, masks[i] ?? [])),
    );
    const expected = weights.map((_, i) =>
      owners.reduce(
        (sum, { plain }) =>
          weights.reduce((dot, w, j) => dot + (plain.gram[i]?.[j] ?? 0n) * w, sum) - (plain.xty[i] ?? 0n),
        0n,
      ),
    );
    expect(await work.sumAndDecrypt(answers, GRADIENT)).toEqual(expected);

    const baseMasks = masksOf(3, baseLength(3), n);
    const bases = await Promise.all(owners.map(({ owner }, i) => owner.encryptBase(baseMasks[i] ?? [])));
    const sums = owners
      .map(({ base }) => base)
      .reduce((all, base) => all.map((sum, i) => sum + (base[i] ?? 0n)));
    expect(await work.sumAndDecrypt(bases, BASE)).toEqual(sums);
    expect(sums.slice(0, 2)).toEqual([9n, 1n]);
    // Without the third nothing adds up: any part of the owners is uniform.
    await refusal(work.sumAndDecrypt(bases.slice(0, 2), BASE), 'integrity');
    await refusal(work.sumAndDecrypt(answers.slice(1), GRADIENT), 'integrity');
  });

  test('random factors are made ahead, for its own key only', async () => {
    const { steps, idle } = idleSteps();
    const crew = createCrew();
    const jobs = resultsOf(crew);
    const owner = createModelOwnerWork({ engine: bigintEngine, crew, allowSmallKeys: true, idle });
    await owner.generateKey(KEY_BITS);
    steps.shift()?.();
    expect((await jobs()).flat(2)).toHaveLength(32);
    expect(steps).toHaveLength(0);
    const first = await owner.encrypt([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    expect(await owner.sumAndDecrypt([first], unpacked(7))).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    steps.shift()?.();
    // What is on its way when another key is taken into use is not for that one.
    await owner.generateKey(KEY_BITS);
    await jobs();
    expect(steps).toHaveLength(1);
    const second = await owner.encrypt([1n, 2n, 3n]);
    expect(await owner.sumAndDecrypt([second], unpacked(3))).toEqual([1n, 2n, 3n]);
  });

  test('helpers get no part in what takes the private key', async () => {
    const crew = eagerCrew();
    const { steps, idle } = idleSteps();
    const owner = createModelOwnerWork({ engine: bigintEngine, crew, allowSmallKeys: true, idle });
    await owner.generateKey(KEY_BITS);
    steps.shift()?.();
    await owner.proveKey(SEED);
    const plaintexts = Array.from({ length: 50 }, (_, i) => BigInt(i));
    const answer = await owner.encrypt(plaintexts);
    expect(await owner.sumAndDecrypt([answer], unpacked(50))).toEqual(plaintexts);
    expect(crew.asked()).toEqual([]);
  });
});

describe('what the model owner refuses', () => {
  test('sums out of their bound, as no honest owner makes them', async () => {
    const answers = [encryptedBy(n, [600n, -5n]), encryptedBy(n, [400n, -5n])];
    const layout = (...bounds: bigint[]) => ({ slotBits: KEY_BITS - 2, bounds });
    expect(await work.sumAndDecrypt(answers, layout(1000n, 10n))).toEqual([1000n, -10n]);
    expect(await refusal(work.sumAndDecrypt(answers, layout(999n, 10n)), 'integrity')).toEqual({
      step: 'sum',
      boundBits: 10,
    });
    await refusal(work.sumAndDecrypt(answers, layout(1000n, 9n)), 'integrity');
    // A plaintext of half of n is no small negative number either.
    const huge = encryptedBy(n, [bytesToBigint(n) >> 1n]);
    await refusal(work.sumAndDecrypt([huge], unpacked(1)), 'integrity');
  });

  test('a slot value of 2^(s-1), and something behind the last slot', async () => {
    const layout = { slotBits: 40, bounds: [1n << 38n, 1n << 38n] };
    const sum = (plaintext: bigint) => work.sumAndDecrypt([encryptedBy(n, [plaintext])], layout);
    expect(await sum((-7n << 40n) + (1n << 38n))).toEqual([1n << 38n, -7n]);
    expect(await refusal(sum((-7n << 40n) + (1n << 39n)), 'integrity')).toMatchObject({ step: 'sum' });
    expect(await refusal(sum(1n << 80n), 'integrity')).toEqual({ step: 'remainder' });
  });

  test('answers that are malformed, whichever owner they are from', async () => {
    const good = encryptedBy(n, [1n, 2n]);
    const repeated = good.slice();
    repeated.copyWithin(LENGTH, 0, LENGTH);
    for (const bad of [new Uint8Array(2 * LENGTH), new Uint8Array(2 * LENGTH).fill(0xff), repeated]) {
      await refusal(work.sumAndDecrypt([bad, good], unpacked(2)), 'ciphertext-invalid');
      await refusal(work.sumAndDecrypt([good, bad], unpacked(2)), 'ciphertext-invalid');
    }
    for (const length of [0, LENGTH, 2 * LENGTH - 1]) {
      await refusal(work.sumAndDecrypt([good, good.slice(0, length)], unpacked(2)), 'message-malformed');
    }
    // Two values share a ciphertext where two slots fit: two ciphertexts are one too many.
    await refusal(
      work.sumAndDecrypt([good], { slotBits: KEY_BITS / 2 - 1, bounds: [1n, 2n] }),
      'message-malformed',
    );
  });

  test('a layout that its key does not hold', async () => {
    const layout = { slotBits: KEY_BITS - 1, bounds: [1n] };
    await refusal(work.sumAndDecrypt([encryptedBy(n, [1n])], layout), 'encoding-bound-too-large');
  });

  test('anything before there is a key, and keys that protect nothing', async () => {
    const fresh = smallModelOwner();
    await refusal(fresh.encrypt([1n]), 'invalid-state');
    await refusal(fresh.sumAndDecrypt([encryptedBy(n, [1n])], unpacked(1)), 'invalid-state');
    await refusal(fresh.proveKey(SEED), 'invalid-state');
    const product = createModelOwnerWork({ engine: bigintEngine });
    expect(await refusal(product.generateKey(KEY_BITS), 'key-invalid')).toMatchObject({ reason: 'size' });
  });

  test('plaintexts that have no sign any more', async () => {
    await expect(work.encrypt([bytesToBigint(n)])).rejects.toBeInstanceOf(RangeError);
    await expect(work.encrypt([-(bytesToBigint(n) >> 1n) - 1n])).rejects.toBeInstanceOf(RangeError);
  });
});
