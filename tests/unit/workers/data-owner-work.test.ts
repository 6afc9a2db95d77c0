import { beforeAll, describe, expect, test } from 'vitest';
import { bytesToBigint, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import {
  baseBounds,
  baseLength,
  ciphertextLength,
  createPacking,
  encodingBound,
} from '../../../src/encoding/index.ts';
import { createCrew, createDataOwnerWork } from '../../../src/workers/index.ts';
import { contractOf, csv, numeric, refusal } from '../dataset/support.ts';
import { eagerCrew, idleSteps, never, resultsOf } from './crew-kit.ts';
import {
  BASE,
  CONTRACT,
  DECLARED_ROWS,
  encryptedBy,
  FILES,
  GRADIENT,
  KEY_BITS,
  keyedModelOwner,
  masksOf,
  MAXIMUM_ROWS,
  PACKING,
  plainBase,
  plainTotals,
  SEED,
  smallDataOwner,
  smallModelOwner,
  unmasked,
  type KeyedModelOwner,
  type OpenModelOwner,
} from './kit.ts';

const LENGTH = ciphertextLength(KEY_BITS);
const BASE_LENGTH = baseLength(3);
let modelOwner: OpenModelOwner;
let n: Bytes;
let terms: KeyedModelOwner['terms'];
beforeAll(async () => {
  ({ work: modelOwner, n, terms } = await keyedModelOwner());
});

async function ready(file: Blob = FILES[0]) {
  const work = smallDataOwner();
  await work.checkContract(file, terms());
  return work;
}

/** G w - b in plain integers. */
async function plainGradient(file: Blob, weights: readonly bigint[], contract = CONTRACT): Promise<bigint[]> {
  const { gram, xty } = await plainTotals(file, contract);
  return gram.map((row, i) => row.reduce((sum, g, j) => sum + g * (weights[j] ?? 0n), 0n) - (xty[i] ?? 0n));
}

describe("a data owner's arithmetic", () => {
  test('sums the file, and says how many rows went in', async () => {
    const work = smallDataOwner();
    expect(await work.engine()).toBe('bigint');
    expect(await work.readProfile(FILES[1], ['NA'])).toMatchObject({ rows: 3, missingCells: 1 });
    const checked = await work.checkContract(FILES[1], terms());
    expect(checked).toMatchObject({ rows: 2, dropped: 1, counts: { droppedForMissing: 1 } });
    expect(checked.selection).toMatch(/^[0-9a-f]{64}$/);
  });

  test('BASE is the plain totals, packed and encrypted', async () => {
    for (const file of FILES) {
      const work = await ready(file);
      const base = await work.encryptBase(unmasked(BASE_LENGTH));
      expect(base).toHaveLength(PACKING.ciphertextsFor(BASE_LENGTH) * LENGTH);
      expect(await modelOwner.sumAndDecrypt([base], BASE)).toEqual(await plainBase(file));
    }
  });

  test('a gradient is G w - b, packed and encrypted', async () => {
    const work = await ready();
    const limit = 4096n << 40n;
    for (const weights of [
      [1n, 0n, 0n],
      [limit, -limit, limit],
      [-123_456_789n, 987n, -(1n << 51n)],
    ]) {
      const answer = await work.encryptGradient(await modelOwner.encrypt(weights), unmasked(3));
      expect(answer).toHaveLength(PACKING.ciphertextsFor(3) * LENGTH);
      expect(await modelOwner.sumAndDecrypt([answer], GRADIENT)).toEqual(
        await plainGradient(FILES[0], weights),
      );
    }
  });

  test('a wide contract takes several ciphertexts, the last with slots to spare', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const contract = contractOf(
      numeric('y', [0, 100]),
      names.map((name) => numeric(name, [0, 10])),
    );
    const file = csv(`${names.join()},y\n1,2,3,4,5,60\n9,8,7,6,5,4\n0,1.5,0,10,2,33\n`);
    const work = smallDataOwner();
    await work.checkContract(file, terms({ contract }));
    const bound = encodingBound({ ...contract.scales, dimension: 6, maximumRows: MAXIMUM_ROWS });
    const packing = createPacking({ slotBits: bound.slotBits, keyBits: KEY_BITS });
    expect([packing.slots, packing.ciphertextsFor(6)]).toEqual([4, 2]);
    const weights = [1n, -2n, 3n, -4n, 5n, -6n].map((each) => each << 45n);
    const [mask] = masksOf(1, 6, n);
    const answer = await work.encryptGradient(await modelOwner.encrypt(weights), mask ?? []);
    const layout = { slotBits: bound.slotBits, bounds: weights.map(() => bound.gradientBound) };
    expect(await modelOwner.sumAndDecrypt([answer], layout)).toEqual(
      await plainGradient(file, weights, contract),
    );
  });

  test('masks are added modulo n, each to its ciphertext', async () => {
    const work = await ready();
    const modulus = bytesToBigint(n);
    const weights = [3n, -5n, 7n];
    const question = await modelOwner.encrypt(weights);
    // A mask of 1 is 1 in slot 0, one of n - 1 is -1.
    const plain = await plainBase(FILES[0]);
    const base = await work.encryptBase([1n, modulus - 1n, 0n]);
    const changed = plain.map((value, i) => value + (i === 0 ? 1n : i === PACKING.slots ? -1n : 0n));
    expect(await modelOwner.sumAndDecrypt([base], BASE)).toEqual(changed);
    const [first = 0n, ...rest] = await plainGradient(FILES[0], weights);
    const answer = await work.encryptGradient(question, [1n]);
    expect(await modelOwner.sumAndDecrypt([answer], GRADIENT)).toEqual([first + 1n, ...rest]);
    // With a mask from anywhere nothing can be read.
    const [uniform = []] = masksOf(2, 3, n);
    const hidden = await work.encryptGradient(question, uniform);
    await refusal(modelOwner.sumAndDecrypt([hidden], GRADIENT), 'integrity');
  });

  test('every answer is other bytes, even to the same question', async () => {
    const work = await ready();
    const question = await modelOwner.encrypt([1n, 2n, 3n]);
    const ask = () => work.encryptGradient(question, unmasked(3));
    expect(await ask()).not.toEqual(await ask());
    const base = () => work.encryptBase(unmasked(BASE_LENGTH));
    expect(await base()).not.toEqual(await base());
  });

  test('random factors are made ahead for BASE and two answers, and let go with the contract', async () => {
    const { steps, idle } = idleSteps();
    const crew = createCrew();
    const jobs = resultsOf(crew);
    const work = createDataOwnerWork({ engine: bigintEngine, crew, allowSmallKeys: true, idle });
    expect(steps).toHaveLength(0);
    await work.checkContract(FILES[0], terms());
    steps.shift()?.();
    // Three ciphertexts of BASE and one of each answer.
    expect((await jobs()).flat(2)).toHaveLength(5);
    expect(steps).toHaveLength(0);
    const base = await work.encryptBase(unmasked(BASE_LENGTH));
    expect(await jobs()).toHaveLength(1);
    expect(await modelOwner.sumAndDecrypt([base], BASE)).toEqual(await plainBase(FILES[0]));
    expect(steps).toHaveLength(1);
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    await refusal(work.checkContract(FILES[0], terms({ contract: lacking })), 'data-column-missing');
    expect(steps).toHaveLength(0);
  });

  test('helpers take part in what is large, and it is the same', async () => {
    const names = Array.from({ length: 71 }, (_, i) => `x${i}`);
    const contract = contractOf(
      numeric('y', [0, 100]),
      names.map((name) => numeric(name, [0, 10])),
    );
    const row = (seed: number) => [...names.map((_, i) => (seed * i) % 10), seed * 7].join();
    const file = csv(`${names.join()},y\n${row(3)}\n${row(7)}\n`);
    const bound = encodingBound({ ...contract.scales, dimension: 72, maximumRows: MAXIMUM_ROWS });
    const packing = createPacking({ slotBits: bound.slotBits, keyBits: KEY_BITS });
    const masks = Array.from({ length: packing.ciphertextsFor(72) }, () => 0n);
    const weights = Array.from({ length: 72 }, (_, i) => BigInt(i - 36) << 40n);
    const question = await modelOwner.encrypt(weights);
    const layout = { slotBits: bound.slotBits, bounds: weights.map(() => bound.gradientBound) };
    const expected = await plainGradient(file, weights, contract);

    const [helped, alone] = [eagerCrew(), eagerCrew({ fails: true })];
    for (const crew of [createCrew(), helped, alone]) {
      const work = createDataOwnerWork({ engine: bigintEngine, crew, allowSmallKeys: true, idle: never });
      await work.checkContract(file, terms({ contract }));
      const seen: string[] = [];
      const answer = await work.encryptGradient(
        question,
        masks,
        (done, total) => void seen.push(`${done}/${total}`),
      );
      expect(await modelOwner.sumAndDecrypt([answer], layout)).toEqual(expected);
      expect(seen.length).toBeGreaterThan(2);
      expect(seen.at(-1)).toBe(`${seen.length}/${seen.length}`);
      const baseMasks = Array.from({ length: packing.ciphertextsFor(baseLength(72)) }, () => 0n);
      const base = await work.encryptBase(baseMasks);
      const baseLayout = { slotBits: bound.slotBits, bounds: baseBounds(72, bound, MAXIMUM_ROWS) };
      expect(await modelOwner.sumAndDecrypt([base], baseLayout)).toEqual(await plainBase(file, contract));
    }
    expect(helped.asked().toSorted()).toEqual(['matrixRows', 'randomizers']);
  });

  test('progress is reported to the end', async () => {
    const seen: string[] = [];
    const work = smallDataOwner();
    const note = (what: string) => (done: number, total: number) =>
      void seen.push(`${what} ${done}/${total}`);
    await work.checkContract(FILES[0], terms(), note('read'));
    await work.encryptBase(unmasked(BASE_LENGTH), note('base'));
    await work.encryptGradient(await modelOwner.encrypt([1n, 2n, 3n]), unmasked(3), note('round'));
    expect(seen[0]).toBe(`read ${FILES[0].size}/${FILES[0].size}`);
    expect(seen.at(-2)).toBe('base 3/3');
    expect(seen.at(-1)).toBe('round 1/1');
  });
});

describe('what a data owner refuses', () => {
  test('more rows than it declared: the last that fit, the first that do not', async () => {
    const rows = (count: number) => csv(`a,b,y\n${'1,2,3\n'.repeat(count)}`);
    const work = smallDataOwner();
    await work.checkContract(rows(DECLARED_ROWS), terms());
    const details = await refusal(work.checkContract(rows(DECLARED_ROWS + 1), terms()), 'data-too-many-rows');
    expect(details).toEqual({ rows: DECLARED_ROWS + 1, maximumRows: DECLARED_ROWS });
    // Rows that are dropped count: how many there were is among the totals.
    const dropped = csv(`a,b,y\n${'NA,2,3\n'.repeat(DECLARED_ROWS)}1,2,3\n`);
    await refusal(work.checkContract(dropped, terms()), 'data-too-many-rows');
    // What it declared is part of what all declared.
    const all = { declaredRows: MAXIMUM_ROWS };
    await work.checkContract(rows(MAXIMUM_ROWS), terms(all));
    const beyond = work.checkContract(rows(1), terms({ declaredRows: MAXIMUM_ROWS + 1 }));
    await expect(beyond).rejects.toBeInstanceOf(RangeError);
  });

  test('keys of another length, even ones, and small ones outside of tests', async () => {
    const work = smallDataOwner();
    await refusal(work.checkContract(FILES[0], terms({ n: n.slice(1) })), 'message-malformed');
    const shorter = n.slice();
    shorter[0] = 1;
    await refusal(work.checkContract(FILES[0], terms({ n: shorter })), 'message-malformed');
    const even = n.slice();
    even[even.length - 1] = 2;
    expect(await refusal(work.checkContract(FILES[0], terms({ n: even })), 'key-invalid')).toMatchObject({
      reason: 'even',
    });
    const product = createDataOwnerWork({ engine: bigintEngine });
    expect(await refusal(product.checkContract(FILES[0], terms()), 'key-invalid')).toMatchObject({
      reason: 'size',
    });
  });

  test('keys without a proof, or with that of another key or session, before it reads the file', async () => {
    const work = smallDataOwner();
    const unread = { stream: () => { throw new Error('was read'); } } as unknown as Blob; // prettier-ignore
    const offer = (change: Parameters<KeyedModelOwner['terms']>[0]) =>
      work.checkContract(unread, terms(change));
    const { keyProof } = terms();
    const other = smallModelOwner();
    await other.generateKey(KEY_BITS);
    const altered = keyProof.slice();
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    for (const change of [
      { keyProof: await other.proveKey(SEED) },
      { keyProof: altered },
      { keyProof: keyProof.slice(KEY_BITS / 8) },
      { keyProof: new Uint8Array(0) },
      { keyProof: new Uint8Array(keyProof.length) },
      { keyProof: new Uint8Array(keyProof.length).fill(0xff) },
      { proofSeed: SEED.slice(1) },
    ]) {
      await refusal(offer(change), 'key-proof-invalid');
    }
    await refusal(offer({ keyProof: keyProof.slice(1) }), 'message-malformed');
    await refusal(work.encryptBase(unmasked(BASE_LENGTH)), 'invalid-state');
  });

  test('contracts whose values the key does not hold', async () => {
    const { work: small, n: shortKey } = await (async () => {
      const owner = smallModelOwner();
      return { work: owner, n: await owner.generateKey(112) };
    })();
    const offered = { n: shortKey, keyBits: 112, keyProof: await small.proveKey(SEED) };
    const details = await refusal(
      smallDataOwner().checkContract(FILES[0], terms(offered)),
      'encoding-bound-too-large',
    );
    expect(details).toMatchObject({ keyBits: 112, availableBits: 110 });
  });

  test('contracts that its file does not meet', async () => {
    const work = smallDataOwner();
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    await refusal(work.checkContract(FILES[0], terms({ contract: lacking })), 'data-column-missing');
    const narrow = contractOf(numeric('y', [0, 50]), [numeric('a', [-1, 3])]);
    await refusal(work.checkContract(FILES[0], terms({ contract: narrow })), 'data-out-of-range');
    const noisy = { ...CONTRACT, dp: { epsilon: 1, delta: 1e-6, clipNorm: 2 } };
    await refusal(work.checkContract(FILES[0], terms({ contract: noisy })), 'contract-unsupported');
  });

  test('questions before there is a contract, and after one was refused', async () => {
    const work = smallDataOwner();
    const question = await modelOwner.encrypt([1n, 2n, 3n]);
    await refusal(work.encryptBase(unmasked(BASE_LENGTH)), 'invalid-state');
    await refusal(work.encryptGradient(question, unmasked(3)), 'invalid-state');
    await work.checkContract(FILES[0], terms());
    const lacking = contractOf(numeric('y', [0, 100]), [numeric('z', [0, 1])]);
    await refusal(work.checkContract(FILES[0], terms({ contract: lacking })), 'data-column-missing');
    await refusal(work.encryptBase(unmasked(BASE_LENGTH)), 'invalid-state');
  });

  test('malformed ciphertexts', async () => {
    const work = await ready();
    const good = await modelOwner.encrypt([1n, 2n, 3n]);
    const altered = (index: number, bytes: Uint8Array) => {
      const copy = good.slice();
      copy.set(bytes, index * LENGTH);
      return work.encryptGradient(copy, unmasked(3));
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
      await refusal(work.encryptGradient(good.slice(0, length), unmasked(3)), 'message-malformed');
    }
    await refusal(work.encryptGradient(encryptedBy(n, [1n, 2n, 3n, 4n]), unmasked(3)), 'message-malformed');
  });

  test('another number of masks, and masks that are no residues', async () => {
    const work = await ready();
    const question = await modelOwner.encrypt([1n, 2n, 3n]);
    const modulus = bytesToBigint(n);
    const cases: (readonly bigint[])[] = [[], [0n, 0n], [modulus], [-1n]];
    for (const masks of cases) {
      await expect(work.encryptGradient(question, masks)).rejects.toBeInstanceOf(RangeError);
      await expect(work.encryptBase([0n, 0n, ...masks.slice(1), ...masks])).rejects.toBeInstanceOf(
        RangeError,
      );
    }
    expect(await work.encryptGradient(question, [modulus - 1n])).toHaveLength(LENGTH);
  });
});
