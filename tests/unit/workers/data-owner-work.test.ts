import { beforeAll, describe, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { baseToIntegers, ciphertextLength } from '../../../src/encoding/index.ts';
import { createDataOwnerWork, type ModelOwnerWork } from '../../../src/workers/index.ts';
import { contractOf, csv, numeric, refusal } from '../dataset/support.ts';
import {
  anything,
  CONTRACT,
  encryptedBy,
  FILES,
  KEY_BITS,
  MAXIMUM_ROWS,
  plainTotals,
  smallDataOwner,
  smallModelOwner,
  terms,
} from './kit.ts';

const LENGTH = ciphertextLength(KEY_BITS);
let modelOwner: ModelOwnerWork;
let n: Bytes;
beforeAll(async () => {
  modelOwner = smallModelOwner();
  n = await modelOwner.generateKey(KEY_BITS);
});

async function ready(file: Blob = FILES[0]) {
  const work = smallDataOwner();
  await work.checkContract(file, terms(n));
  return work;
}

describe("a data owner's arithmetic", () => {
  test('sums the file, and says how many rows went in', async () => {
    const work = smallDataOwner();
    expect(await work.engine()).toBe('bigint');
    expect((await work.readProfile(FILES[1])).rows).toBe(3);
    expect(await work.checkContract(FILES[1], terms(n))).toEqual({ rows: 2, dropped: 1 });
  });

  test('BASE is the plain totals, encrypted', async () => {
    for (const file of FILES) {
      const work = await ready(file);
      const { gram, ...totals } = await plainTotals(file);
      const expected = baseToIntegers({
        ...totals,
        sums: gram[0] ?? [],
        diagonal: gram.map((row, i) => row[i] ?? 0n),
      });
      const base = await work.encryptBase();
      expect(await modelOwner.sumAndDecrypt([base], anything(10))).toEqual(expected);
    }
  });

  test('a gradient is G w - b, encrypted', async () => {
    const work = await ready();
    const { gram, xty } = await plainTotals(FILES[0]);
    const limit = 4096n << 40n;
    for (const weights of [
      [1n, 0n, 0n],
      [limit, -limit, limit],
      [-123_456_789n, 987n, -(1n << 51n)],
    ]) {
      const answer = await work.encryptGradient(await modelOwner.encrypt(weights));
      const expected = gram.map(
        (row, i) => row.reduce((sum, g, j) => sum + g * (weights[j] ?? 0n), 0n) - (xty[i] ?? 0n),
      );
      expect(await modelOwner.sumAndDecrypt([answer], anything(3))).toEqual(expected);
    }
  });

  test('every answer is other bytes, even to the same question', async () => {
    const work = await ready();
    const question = await modelOwner.encrypt([1n, 2n, 3n]);
    const answers = [await work.encryptGradient(question), await work.encryptGradient(question)];
    expect(answers[0]).not.toEqual(answers[1]);
    expect(await work.encryptBase()).not.toEqual(await work.encryptBase());
  });

  test('progress is reported to the end', async () => {
    const seen: string[] = [];
    const work = smallDataOwner();
    const note = (what: string) => (done: number, total: number) =>
      void seen.push(`${what} ${done}/${total}`);
    await work.checkContract(FILES[0], terms(n), note('read'));
    await work.encryptBase(note('base'));
    await work.encryptGradient(await modelOwner.encrypt([1n, 2n, 3n]), note('round'));
    expect(seen).toEqual([`read ${FILES[0].size}/${FILES[0].size}`, 'base 8/10', 'base 10/10', 'round 3/3']);
  });
});

describe('what a data owner refuses', () => {
  test('more rows than it declared: the last that fit, the first that do not', async () => {
    const rows = (count: number) => csv(`a,b,y\n${'1,2,3\n'.repeat(count)}`);
    const work = smallDataOwner();
    await work.checkContract(rows(MAXIMUM_ROWS), terms(n));
    const details = await refusal(work.checkContract(rows(MAXIMUM_ROWS + 1), terms(n)), 'data-too-many-rows');
    expect(details).toEqual({ rows: MAXIMUM_ROWS + 1, maximumRows: MAXIMUM_ROWS });
    // Rows that are dropped count: how many there were is among the totals.
    const dropped = csv(`a,b,y\n${'NA,2,3\n'.repeat(MAXIMUM_ROWS)}1,2,3\n`);
    await refusal(work.checkContract(dropped, terms(n)), 'data-too-many-rows');
  });

  test('keys of another length, even ones, and small ones outside of tests', async () => {
    const work = smallDataOwner();
    await refusal(work.checkContract(FILES[0], terms(n.slice(1))), 'message-malformed');
    const shorter = n.slice();
    shorter[0] = 1;
    await refusal(work.checkContract(FILES[0], terms(shorter)), 'message-malformed');
    const even = n.slice();
    even[even.length - 1] = 2;
    expect(await refusal(work.checkContract(FILES[0], terms(even)), 'key-invalid')).toMatchObject({
      reason: 'even',
    });
    const product = createDataOwnerWork({ engine: bigintEngine });
    expect(await refusal(product.checkContract(FILES[0], terms(n)), 'key-invalid')).toMatchObject({
      reason: 'size',
    });
  });

  test('contracts that its file does not meet', async () => {
    const work = smallDataOwner();
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    await refusal(work.checkContract(FILES[0], terms(n, lacking)), 'data-column-missing');
    const narrow = contractOf(numeric('y', [0, 50]), [numeric('a', [-1, 3])]);
    await refusal(work.checkContract(FILES[0], terms(n, narrow)), 'data-out-of-range');
    const derived = { ...CONTRACT, derived: [{ kind: 'square' as const, of: ['a'] as [string] }] };
    await refusal(work.checkContract(FILES[0], terms(n, derived)), 'contract-unsupported');
  });

  test('questions before there is a contract, and after one was refused', async () => {
    const work = smallDataOwner();
    const question = await modelOwner.encrypt([1n, 2n, 3n]);
    await refusal(work.encryptBase(), 'invalid-state');
    await refusal(work.encryptGradient(question), 'invalid-state');
    await work.checkContract(FILES[0], terms(n));
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    await refusal(work.checkContract(FILES[0], terms(n, lacking)), 'data-column-missing');
    await refusal(work.encryptBase(), 'invalid-state');
  });

  test('malformed ciphertexts', async () => {
    const work = await ready();
    const good = await modelOwner.encrypt([1n, 2n, 3n]);
    const altered = (index: number, bytes: Uint8Array) => {
      const copy = good.slice();
      copy.set(bytes, index * LENGTH);
      return work.encryptGradient(copy);
    };
    const one = new Uint8Array(LENGTH);
    one[LENGTH - 1] = 1;
    const modulus = new Uint8Array(LENGTH);
    modulus.set(n, LENGTH - n.length);
    const cases: [Promise<unknown>, string][] = [
      [altered(1, new Uint8Array(LENGTH)), 'range'],
      [altered(0, new Uint8Array(LENGTH).fill(0xff)), 'range'],
      [altered(2, one), 'trivial'],
      [altered(1, modulus), 'not-coprime'],
      [altered(1, good.subarray(0, LENGTH)), 'repeated'],
    ];
    for (const [answer, reason] of cases) {
      expect(await refusal(answer, 'ciphertext-invalid')).toMatchObject({ reason });
    }
    for (const length of [0, LENGTH, 3 * LENGTH - 1]) {
      await refusal(work.encryptGradient(good.slice(0, length)), 'message-malformed');
    }
    await refusal(work.encryptGradient(encryptedBy(n, [1n, 2n, 3n, 4n])), 'message-malformed');
  });
});
