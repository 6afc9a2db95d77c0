/**
 * The widest data that the program is meant for, under a real key and with the fastest engine: 200 columns
 * of the design matrix, 2,000 rows. How long it takes is for the benchmark to say; here it has to be right.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { selectEngine } from '../../src/bignum/index.ts';
import { DEFAULT_SCALES, type Contract } from '../../src/contract/index.ts';
import { computeTotals, type OwnerTotals } from '../../src/dataset/index.ts';
import {
  baseBounds,
  baseLength,
  baseToIntegers,
  createPacking,
  encodingBound,
  oneShotLength,
} from '../../src/encoding/index.ts';
import { fit } from '../../src/learning/index.ts';
import {
  createDataOwnerWork,
  createModelOwnerWork,
  type ContractTerms,
  type DataOwnerWork,
} from '../../src/workers/index.ts';
import { contractOf, numeric } from '../unit/dataset/support.ts';
import { trainingFacts } from '../unit/learning/support.ts';

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
  let terms: (contract: Contract) => ContractTerms;
  const file = wideFile();
  beforeAll(async () => {
    const proofSeed = new Uint8Array(32);
    modelOwner = createModelOwnerWork({ engine });
    dataOwner = createDataOwnerWork({ engine });
    const n = await modelOwner.generateKey(KEY_BITS);
    const keyProof = await modelOwner.proveKey(proofSeed);
    terms = (contract) => ({
      ...{ contract, maximumRows: ROWS, declaredRows: ROWS },
      ...{ n, keyBits: KEY_BITS, keyProof, proofSeed, dealSeed: proofSeed },
      file: { rows: ROWS, decimalComma: false, columnNames: {} },
    });
    await dataOwner.checkContract(file, terms(CONTRACT));
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

  test('one shot: the whole Gram matrix, and the model that follows', async () => {
    const contract = { ...CONTRACT, mode: 'one-shot' as const };
    const bound = encodingBound({
      ...DEFAULT_SCALES,
      mode: 'one-shot',
      dimension: DIMENSION,
      maximumRows: ROWS,
    });
    const packing = createPacking({ slotBits: bound.slotBits, keyBits: KEY_BITS });
    const count = packing.ciphertextsFor(oneShotLength(DIMENSION, 1));
    expect([oneShotLength(DIMENSION, 1), packing.slots, count]).toEqual([20_302, 31, 655]);

    await dataOwner.checkContract(file, terms(contract));
    const seen: number[] = [];
    const masks = Array.from({ length: count }, () => 0n);
    const base = await dataOwner.encryptBase(masks, (done) => void seen.push(done));
    expect(seen.at(-1)).toBe(count);
    const training = { contract, maximumRows: ROWS, slotBits: bound.slotBits };
    const state = await modelOwner.beginTraining(
      { ...training, optimiser: 'conjugate-gradients', learningRate: 0 },
      [base],
    );
    expect(state).toEqual({ converged: true, finished: true });
    expect(await modelOwner.nextQuestion()).toBeNull();
    const request = { kind: 'linear', penalty: 0, l1Share: 0, level: 0.95 } as const;
    const { model, known } = await modelOwner.conclude(request, trainingFacts({ mode: 'one-shot' }));
    expect(known?.parts[0]?.gram).toEqual(totals.xty.map((_, i) => gramRow(i)));
    const gram = totals.xty.map((_, i) => gramRow(i));
    const expected = fit({ ...totals, gram, scales: contract.scales }, contract, request);
    for (const [i, { term, estimate }] of expected.terms.entries()) {
      expect(model.terms[i]?.term).toBe(term);
      expect(Math.abs((model.terms[i]?.estimate ?? NaN) - estimate)).toBeLessThan(1e-9);
    }
  });
});
