import { beforeAll, describe, expect, test } from 'vitest';
import { bytesToBigint, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import {
  createPaillier,
  generateKeyPair,
  privateKeyFromPhe,
  privateKeyToPhe,
  publicKeyFromPhe,
} from '../../../src/paillier/index.ts';
import { createModelOwnerWork } from '../../../src/workers/index.ts';
import { refusal } from '../dataset/support.ts';
import { VECTORS } from '../paillier/phe-vectors.ts';
import { KEY_BITS, smallModelOwner, type OpenModelOwner } from './kit.ts';

const small = { allowSmall: true };
const VALUES = [0, 1, -1, 0.1, -2.5, 1e9, 5e-324, 1 / 3, 42, 42];

let work: OpenModelOwner;
let n: Bytes;
beforeAll(async () => {
  work = smallModelOwner();
  n = await work.generateKey(KEY_BITS);
});

describe("python-paillier's format in the model owner's worker", () => {
  test('exports the key in use, its private part only if asked', async () => {
    const text = await work.exportKey('public');
    expect(publicKeyFromPhe(text, small).n).toBe(bytesToBigint(n));
    expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(['alg', 'key_ops', 'kid', 'kty', 'n']);
    expect(privateKeyFromPhe(await work.exportKey('private'), small).publicKey.n).toBe(bytesToBigint(n));
  });

  test('decrypts what it encrypted, every time to other ciphertexts', async () => {
    const text = await work.encryptNumbers(VALUES);
    expect(await work.decryptNumbers(text)).toEqual(VALUES);
    const numbers = JSON.parse(text) as { v: string; e: number }[];
    expect(new Set(numbers.map(({ v }) => v)).size).toBe(VALUES.length);
    expect(await work.encryptNumbers(VALUES)).not.toBe(text);
    // A file of pheutil's is one number.
    expect(await work.decryptNumbers(JSON.stringify(numbers[3]))).toEqual([0.1]);
    expect(await work.decryptNumbers(await work.encryptNumbers([]))).toEqual([]);
  });

  test('shows the size of a number in its exponent only below 2^-76', async () => {
    const numbers = JSON.parse(await work.encryptNumbers([0, 1e20, -1e-20, 1e-30])) as { e: number }[];
    expect(numbers.map(({ e }) => e)).toEqual([-32, -32, -32, -38]);
  });

  test('takes a key into use: the same that another worker had', async () => {
    const other = smallModelOwner();
    await other.generateKey(384);
    const imported = await other.importKey(await work.exportKey('private'));
    expect(imported).toEqual({ n, keyBits: KEY_BITS });
    expect(await other.exportKey('public')).toBe(await work.exportKey('public'));
    expect(await other.decryptNumbers(await work.encryptNumbers(VALUES))).toEqual(VALUES);
    const layout = { slotBits: 64, bounds: [10n] };
    expect(await other.sumAndDecrypt([await work.encrypt([-7n])], layout)).toEqual([-7n]);
  });

  test("reads python-paillier's files at real lengths, sums and products among them", async () => {
    const product = createModelOwnerWork({ engine: bigintEngine });
    const key = VECTORS.keys.find(({ name }) => name === '2048');
    const numbers = VECTORS.numbers.slice(-3);
    await product.importKey(key?.private ?? '');
    expect(await product.decryptNumbers(`[${numbers.map(({ file }) => file).join()}]`)).toEqual(
      numbers.map(({ value }) => Number(value)),
    );
  });
});

describe('what it refuses', () => {
  test('anything before there is a key', async () => {
    const fresh = smallModelOwner();
    await refusal(fresh.exportKey('public'), 'invalid-state');
    await refusal(fresh.encryptNumbers([1]), 'invalid-state');
    await refusal(fresh.decryptNumbers('[]'), 'invalid-state');
  });

  test('keys that protect nothing, outside of tests', async () => {
    const product = createModelOwnerWork({ engine: bigintEngine });
    const details = await refusal(product.importKey(await work.exportKey('private')), 'phe-file-invalid');
    expect(details).toEqual({ reason: 'key', defect: 'size', keyBits: KEY_BITS });
    const other = privateKeyToPhe(generateKeyPair(1024, small));
    await refusal(product.importKey(other), 'phe-file-invalid');
  });

  test('files that are no private key, and keeps the key it has', async () => {
    const before = await work.exportKey('public');
    const composite = JSON.stringify({
      ...(JSON.parse(await work.exportKey('private')) as object),
      p: 'AQ',
      q: (JSON.parse(before) as { n: string }).n,
    });
    for (const [text, reason] of [
      [before, 'fields'],
      ['{', 'json'],
      [composite, 'not-prime'],
    ] as const) {
      expect(await refusal(work.importKey(text), 'phe-file-invalid')).toMatchObject({ reason });
    }
    expect(await work.exportKey('public')).toBe(before);
  });

  test('numbers that are none, too many, or too large for the key', async () => {
    for (const value of [NaN, Infinity]) {
      const details = await refusal(work.encryptNumbers([1, value]), 'phe-file-invalid');
      expect(details).toEqual({ reason: 'not-finite' });
    }
    expect(await refusal(work.encryptNumbers([1e300]), 'phe-file-invalid')).toEqual({ reason: 'too-large' });
    const many = Array.from({ length: 1001 }, () => 0);
    expect(await refusal(work.encryptNumbers(many), 'phe-file-invalid')).toEqual({
      reason: 'size',
      maximum: 1000,
    });
    expect(await work.decryptNumbers(await work.encryptNumbers(many.slice(1)))).toEqual(many.slice(1));
  });

  test('ciphertexts that are none, numbers that overflowed, and those of another key', async () => {
    const number = (v: bigint) => JSON.stringify([{ v: v.toString(), e: 0 }]);
    const modulus = bytesToBigint(n);
    for (const v of [0n, modulus, modulus ** 2n]) {
      const details = await refusal(work.decryptNumbers(number(v)), 'phe-file-invalid');
      expect(details).toEqual({ reason: 'ciphertext', index: 0 });
    }
    const publicKey = publicKeyFromPhe(await work.exportKey('public'), small);
    const [middle = 0n] = createPaillier({ engine: bigintEngine, publicKey }).encrypt([modulus / 2n]);
    expect(await refusal(work.decryptNumbers(number(middle)), 'phe-file-invalid')).toEqual({
      reason: 'overflow',
    });
    expect(await refusal(work.decryptNumbers('nothing'), 'phe-file-invalid')).toEqual({ reason: 'json' });
  });
});
