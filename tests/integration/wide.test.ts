/**
 * The widest data that the program is meant for, under a real key and with the fastest engine: 200 columns
 * of the design matrix, 2,000 rows. How long it takes is for the benchmark to say; here it has to be right.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { bitLength } from '../../src/base/index.ts';
import { selectEngine } from '../../src/bignum/index.ts';
import { DEFAULT_SCALES } from '../../src/contract/index.ts';
import { computeTotals, type OwnerTotals } from '../../src/dataset/index.ts';
import {
  baseBounds,
  baseLength,
  baseToIntegers,
  createPacking,
  decodeCiphertexts,
  encodeCiphertexts,
  encodingBound,
} from '../../src/encoding/index.ts';
import { createPaillierOwner, generateKeyPair, toSigned } from '../../src/paillier/index.ts';
import { createDataOwnerWork, createModelOwnerWork, type DataOwnerWork } from '../../src/workers/index.ts';
import { contractOf, numeric } from '../unit/dataset/support.ts';

const KEY_BITS = 2048;
const DIMENSION = 200;
const ROWS = 2000;

const engine = selectEngine('fma');
const BOUND = encodingBound({ ...DEFAULT_SCALES, dimension: DIMENSION, maximumRows: ROWS });
const PACKING = createPacking({ slotBits: BOUND.slotBits, keyBits: KEY_BITS });

const names = Array.from({ length: DIMENSION - 1 }, (_, i) => `x${i}`);
const CONTRACT = contractOf(
  numeric('y', [0, 100]),
  names.map((name) => numeric(name, [-1, 1])),
);

/** Columns of different frequencies: none is a combination of others. */
function wideFile(): Blob {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const cells = names.map((_name, i) => Math.sin((row + 1) * (i + 1) * 0.37).toFixed(6));
    return [...cells, (50 + 40 * Math.cos(row)).toFixed(4)].join();
  });
  return new Blob([`${names.join()},y\n${rows.join('\n')}\n`]);
}

/** Masks that hide nothing, for an owner that answers alone. */
const unmasked = (count: number) => Array.from({ length: PACKING.ciphertextsFor(count) }, () => 0n);

let totals: OwnerTotals;
const gramRow = (i: number) => totals.gram.slice(i * DIMENSION, (i + 1) * DIMENSION);

describe('200 columns and 2,000 rows under a key of 2048 bits', () => {
  let modelOwner: ReturnType<typeof createModelOwnerWork>;
  let dataOwner: DataOwnerWork;
  beforeAll(async () => {
    const file = wideFile();
    const proofSeed = new Uint8Array(32);
    modelOwner = createModelOwnerWork({ engine });
    dataOwner = createDataOwnerWork({ engine });
    const n = await modelOwner.generateKey(KEY_BITS);
    const keyProof = await modelOwner.proveKey(proofSeed);
    await dataOwner.checkContract(file, {
      ...{ contract: CONTRACT, maximumRows: ROWS, declaredRows: ROWS },
      ...{ n, keyBits: KEY_BITS, keyProof, proofSeed, dealSeed: proofSeed },
      file: { rows: ROWS, decimalComma: false, columnNames: {} },
    });
    totals = await computeTotals(file, CONTRACT);
  });

  test('the engine is the fast one, and the layout the one that was measured', () => {
    expect(engine.name).toBe('fma');
    expect(totals.dimension).toBe(DIMENSION);
    expect([BOUND.scalarBits, BOUND.slotBits, PACKING.slots]).toEqual([64, 125, 16]);
  });

  test('BASE', async () => {
    const seen: number[] = [];
    const count = baseLength(DIMENSION);
    const base = await dataOwner.encryptBase(unmasked(count), (done) => void seen.push(done));
    const layout = { slotBits: BOUND.slotBits, bounds: baseBounds(DIMENSION, BOUND, ROWS) };
    expect(await modelOwner.sumAndDecrypt([base], layout)).toEqual(
      baseToIntegers({
        ...totals,
        sums: gramRow(0),
        diagonal: Array.from({ length: DIMENSION }, (_, i) => gramRow(i)[i] ?? 0n),
      }),
    );
    expect(seen.at(-1)).toBe(PACKING.ciphertextsFor(count));
  });

  test('a round, with the largest weights that there are, and progress', async () => {
    const weights = Array.from({ length: DIMENSION }, (_, i) =>
      i % 3 === 0 ? -BOUND.scaledWeightBound : BOUND.scaledWeightBound >> BigInt(i % 50),
    );
    const seen: string[] = [];
    const answer = await dataOwner.encryptGradient(
      await modelOwner.encrypt(weights),
      unmasked(DIMENSION),
      (done, total) => void seen.push(`${done}/${total}`),
    );
    const layout = { slotBits: BOUND.slotBits, bounds: weights.map(() => BOUND.gradientBound) };
    expect(await modelOwner.sumAndDecrypt([answer], layout)).toEqual(
      weights.map((_, i) =>
        gramRow(i).reduce((sum, g, j) => sum + g * (weights[j] ?? 0n), -(totals.xty[i] ?? 0n)),
      ),
    );
    expect(seen.length).toBeGreaterThanOrEqual(8);
    expect(seen.at(-1)).toBe(`${seen.length}/${seen.length}`);
  });

  test('the whole Gram matrix at once, in slots of its own', () => {
    const owner = createPaillierOwner({ engine, privateKey: generateKeyPair(KEY_BITS) });
    const { n } = owner.publicKey;
    const packing = createPacking({ slotBits: bitLength(BOUND.entryBound - 1n) + 2, keyBits: KEY_BITS });
    // It is symmetric: the upper half tells the lower one.
    const entries = Array.from({ length: DIMENSION }, (_, i) => gramRow(i).slice(i)).flat();
    const bounds = entries.map(() => BOUND.entryBound);
    const plaintexts = packing.pack(entries, bounds);
    expect([entries.length, packing.slots, plaintexts.length]).toEqual([20_100, 31, 649]);
    const sent = encodeCiphertexts(owner.encrypt(plaintexts), KEY_BITS);
    const received = owner.checkCiphertexts(decodeCiphertexts(sent, KEY_BITS, 649), 649);
    const sums = owner.decrypt(received).map((residue) => toSigned(residue, n));
    expect(packing.unpack(sums, bounds)).toEqual(entries);
  });
});
