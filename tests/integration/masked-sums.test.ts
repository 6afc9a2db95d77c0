import { beforeAll, describe, expect, test } from 'vitest';
import { randomBelow, type Bytes } from '../../src/base/index.ts';
import { bigintEngine } from '../../src/bignum/index.ts';
import {
  baseBounds,
  baseLength,
  createPacking,
  decodeCiphertexts,
  encodePublicKey,
  encodeCiphertexts,
  encodeRoots,
  encodingBound,
} from '../../src/encoding/index.ts';
import {
  createPaillierOwner,
  generateKeyPair,
  proveKey,
  toSigned,
  type PaillierOwner,
} from '../../src/paillier/index.ts';
import { createDataOwnerWork, type DataOwnerWork } from '../../src/workers/index.ts';
import { contractOf, csv, numeric } from '../unit/dataset/support.ts';
import { cancellingMasks, plainTotals } from '../unit/workers/kit.ts';

/** Two slots of the contract below, so that many rounds take little time: masks know nothing of slots. */
const KEY_BITS = 192;
/** Residues for one test of uniformity. */
const SAMPLES = 600;
/** A count that is no power of two, so that no bit of a plaintext decides. Odd: see `tailOfChiSquare`. */
const CELLS = 17;

const contract = contractOf(numeric('y', [0, 100]), [numeric('a', [0, 10])], {
  scales: { gramBits: 40, weightBits: 40, weightBound: 1 },
});
const [maximumRows, declaredRows, dimension] = [30, 10, 2];
const bound = encodingBound({ ...contract.scales, dimension, maximumRows });
const packing = createPacking({ slotBits: bound.slotBits, keyBits: KEY_BITS });
const files = [
  csv('a,y\n1,10\n2,44\n9,99\n'),
  csv('a,y\n3,5\n4,61\n'),
  csv('a,y\n0,0\n10,100\n5,7.5\n8,70\n'),
];

let key: PaillierOwner;
let n: bigint;
let modulus: Bytes;
let owners: DataOwnerWork[];
beforeAll(async () => {
  const privateKey = generateKeyPair(KEY_BITS, { allowSmall: true });
  key = createPaillierOwner({ engine: bigintEngine, privateKey });
  n = key.publicKey.n;
  modulus = encodePublicKey(n, KEY_BITS);
  const proofSeed = new Uint8Array(32);
  const keyProof = encodeRoots(await proveKey(privateKey, proofSeed), KEY_BITS);
  const terms = {
    ...{ contract, maximumRows, declaredRows, n: modulus, keyBits: KEY_BITS, keyProof, proofSeed },
    ...{ dealSeed: proofSeed, file: { rows: declaredRows, decimalComma: false, columnNames: {} } },
  };
  owners = await Promise.all(
    files.map(async (file) => {
      const owner = createDataOwnerWork({ engine: bigintEngine, allowSmallKeys: true });
      await owner.checkContract(file, terms);
      return owner;
    }),
  );
});

/** One type of message: how many ciphertexts it has, and how an owner answers. */
interface Message {
  readonly length: number;
  readonly bounds: readonly bigint[];
  answer(owner: DataOwnerWork, masks: readonly bigint[]): Promise<Bytes>;
  /** What one owner's answer holds. */
  plain(file: Blob): Promise<bigint[]>;
}

const WEIGHTS = [-(1n << 39n), (1n << 40n) - 1n];
const messages: [string, Message][] = [
  [
    'BASE',
    {
      length: packing.ciphertextsFor(baseLength(dimension)),
      bounds: baseBounds(dimension, bound, maximumRows),
      answer: (owner, masks) => owner.encryptBase(masks),
      async plain(file) {
        const { rows, dropped, yty, gram, xty } = await plainTotals(file, contract);
        return [BigInt(rows), BigInt(dropped), yty, gram[0]?.[1] ?? 0n, gram[1]?.[1] ?? 0n, ...xty];
      },
    },
  ],
  [
    'GRADIENT',
    {
      length: packing.ciphertextsFor(dimension),
      bounds: WEIGHTS.map(() => bound.gradientBound),
      answer: (owner, masks) =>
        owner.encryptGradient(encodeCiphertexts(key.encryptAsOwner(WEIGHTS), KEY_BITS), masks),
      async plain(file) {
        const { gram, xty } = await plainTotals(file, contract);
        return gram.map((row, i) => row.reduce((sum, g, j) => sum + g * (WEIGHTS[j] ?? 0n), -(xty[i] ?? 0n)));
      },
    },
  ],
];

/** What the model owner finds in the product of some owners' answers: residues in [0, n). */
function opened(answers: readonly Bytes[], length: number): bigint[] {
  const lists = answers.map((answer) =>
    key.checkCiphertexts(decodeCiphertexts(answer, KEY_BITS, length), length),
  );
  return key.decrypt(key.sumCiphertexts(lists));
}

/** Every pair of three owners, and each alone. */
const PARTS = [[0, 1], [0, 2], [1, 2], [0], [1], [2]]; // prettier-ignore

/** Residues that some of the owners' answers open to, round after round, masks by `draw`. */
async function observe(
  { length, answer }: Message,
  draw: () => bigint[][],
  samples = SAMPLES,
): Promise<{ readonly part: string; readonly residues: bigint[] }[]> {
  const found = PARTS.map((part) => ({ part: part.join(' and '), residues: [] as bigint[] }));
  for (let round = 0; round < samples / length; round++) {
    const masks = draw();
    const answers = await Promise.all(owners.map((owner, i) => answer(owner, masks[i] ?? [])));
    for (const [i, part] of PARTS.entries()) {
      const some = part.map((owner) => answers[owner] ?? new Uint8Array());
      found[i]?.residues.push(...opened(some, length));
    }
  }
  return found;
}

/**
 * P(X >= statistic) for X of the chi-square distribution with 2 m degrees of freedom: the sum over i < m of
 * e^(-s/2) (s/2)^i / i!, since X/2 is the waiting time for m events of a Poisson process.
 */
function tailOfChiSquare(statistic: number, degrees: number): number {
  if (degrees % 2 !== 0) throw new RangeError('degrees: expected an even number');
  const half = statistic / 2;
  let [term, sum] = [1, 1];
  for (let i = 1; i < degrees / 2; i++) {
    term *= half / i;
    sum += term;
  }
  return Math.exp(-half) * sum;
}

/** Pearson's test that all cells are equally likely; the p-value. */
function uniformity(cells: readonly number[]): number {
  const counts = Array.from({ length: CELLS }, () => 0);
  for (const cell of cells) counts[cell] = (counts[cell] ?? NaN) + 1;
  const expected = cells.length / CELLS;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return tailOfChiSquare(statistic, CELLS - 1);
}

/** By size, and by remainder: what a mask that is too short, or not reduced, shows up in. */
const bySize = (residues: readonly bigint[]) =>
  uniformity(residues.map((m) => Number((m * BigInt(CELLS)) / n)));
const byRemainder = (residues: readonly bigint[]) =>
  uniformity(residues.map((m) => Number(m % BigInt(CELLS))));

/** Below this, uniform residues would be the one draw in a million. */
const SIGNIFICANCE = 1e-6;

test('the test of uniformity is right', () => {
  // Quantiles of the chi-square distribution with 16 degrees of freedom, NIST/SEMATECH e-Handbook 1.3.6.7.4.
  expect(tailOfChiSquare(26.296, 16)).toBeCloseTo(0.05, 4);
  expect(tailOfChiSquare(39.252, 16)).toBeCloseTo(0.001, 5);
  expect(tailOfChiSquare(0, 16)).toBe(1);
  const draws = (below: bigint) => Array.from({ length: SAMPLES }, () => randomBelow(below));
  expect(bySize(draws(n))).toBeGreaterThan(SIGNIFICANCE);
  expect(byRemainder(draws(n))).toBeGreaterThan(SIGNIFICANCE);
  expect(bySize(draws((n * 3n) / 4n))).toBeLessThan(SIGNIFICANCE);
  expect(byRemainder(draws(n).map((m) => m - (m % 34n)))).toBeLessThan(SIGNIFICANCE);
});

describe.each(messages)('%s of three owners', (_, message) => {
  const { length, bounds, answer, plain } = message;

  test('adds up to the exact sums', async () => {
    const totals = await Promise.all(files.map((file) => plain(file)));
    const expected = bounds.map((_bound, i) => totals.reduce((sum, each) => sum + (each[i] ?? 0n), 0n));
    for (let round = 0; round < 20; round++) {
      const masks = cancellingMasks(3, length, modulus);
      const answers = await Promise.all(owners.map((owner, i) => answer(owner, masks[i] ?? [])));
      const sums = opened(answers, length).map((residue) => toSigned(residue, n));
      expect(packing.unpack(sums, bounds)).toEqual(expected);
    }
  });

  test('is uniform for any one and any two of them', async () => {
    for (const { part, residues } of await observe(message, () => cancellingMasks(3, length, modulus))) {
      expect(residues).toHaveLength(SAMPLES);
      expect(bySize(residues), `owners ${part}, by size`).toBeGreaterThan(SIGNIFICANCE);
      expect(byRemainder(residues), `owners ${part}, by remainder`).toBeGreaterThan(SIGNIFICANCE);
    }
  });

  test('is not, with masks two bits shorter than n, or with none', async () => {
    const short = encodePublicKey(n >> 2n, KEY_BITS - 2);
    for (const { part, residues } of await observe(message, () => cancellingMasks(3, length, short))) {
      expect(bySize(residues), `owners ${part}`).toBeLessThan(SIGNIFICANCE);
    }
    const none = Array.from({ length: 3 }, () => Array.from({ length }, () => 0n));
    for (const { part, residues } of await observe(message, () => none, 100)) {
      expect(bySize(residues), `owners ${part}`).toBeLessThan(SIGNIFICANCE);
      expect(byRemainder(residues), `owners ${part}`).toBeLessThan(SIGNIFICANCE);
    }
  });
});
