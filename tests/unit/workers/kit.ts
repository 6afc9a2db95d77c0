import { bytesToBigint, randomBelow, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine, modulo } from '../../../src/bignum/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import { computeTotals } from '../../../src/dataset/index.ts';
import {
  baseBounds,
  baseToIntegers,
  createPacking,
  encodeCiphertexts,
  encodingBound,
  type EncodingBound,
  type Packing,
} from '../../../src/encoding/index.ts';
import { checkPublicKey, createPaillier } from '../../../src/paillier/index.ts';
import {
  createDataOwnerWork,
  createModelOwnerWork,
  type ContractTerms,
  type DataOwnerWork,
} from '../../../src/workers/index.ts';
import { contractOf, csv, numeric } from '../dataset/support.ts';

export const KEY_BITS = 512;
/** Of all owners together. */
export const MAXIMUM_ROWS = 100;
/** Of each owner. */
export const DECLARED_ROWS = 20;

export const CONTRACT: Contract = contractOf(numeric('y', [0, 100]), [
  numeric('a', [-1, 3]),
  numeric('b', [0, 10]),
]);

/** Three owners' files: 4, 2 and 3 rows, and one with a cell missing. */
export const FILES = [
  csv('a,b,y\n0.5,1,10\n2.25,3,44\n-1,0,99.5\n3,10,0\n'),
  csv('y,b,a\n1,2,3\n4,5,-0.125\nNA,1,1\n'),
  csv('a,b,y\n0.1,0.2,0.3\n1.1,2.2,33\n2.9,9.9,66\n'),
] as const;

const SMALL = { engine: bigintEngine, allowSmallKeys: true };
/** With what its own thread uses of it. */
export type OpenModelOwner = ReturnType<typeof createModelOwnerWork>;
export const smallModelOwner = (): OpenModelOwner => createModelOwnerWork(SMALL);
export const smallDataOwner = (): DataOwnerWork => createDataOwnerWork(SMALL);

/** What the proof of a key is bound to in these tests. */
export const SEED: Bytes = Uint8Array.from({ length: 32 }, (_, i) => i);

/** A model owner with a key, and the terms that it offers. */
export interface KeyedModelOwner {
  readonly work: OpenModelOwner;
  readonly n: Bytes;
  readonly terms: (change?: Partial<ContractTerms>) => ContractTerms;
}

export async function keyedModelOwner(): Promise<KeyedModelOwner> {
  const work = smallModelOwner();
  const n = await work.generateKey(KEY_BITS);
  const proof = { n, keyBits: KEY_BITS, keyProof: await work.proveKey(SEED), proofSeed: SEED };
  const rows = { maximumRows: MAXIMUM_ROWS, declaredRows: DECLARED_ROWS };
  const file = { rows: DECLARED_ROWS, decimalComma: false, columnNames: {} };
  const read = { file, dealSeed: SEED };
  return { work, n, terms: (change) => ({ contract: CONTRACT, ...rows, ...proof, ...read, ...change }) };
}

/** The layout that follows from the contract of these tests. */
const BOUND: EncodingBound = encodingBound({
  ...CONTRACT.scales,
  dimension: 3,
  maximumRows: MAXIMUM_ROWS,
});
export const PACKING: Packing = createPacking({ slotBits: BOUND.slotBits, keyBits: KEY_BITS });

/** Bounds of the messages of these tests. */
export const BASE = { slotBits: BOUND.slotBits, bounds: baseBounds(3, BOUND, MAXIMUM_ROWS) };
export const GRADIENT = {
  slotBits: BOUND.slotBits,
  bounds: Array.from({ length: 3 }, () => BOUND.gradientBound),
};

/** Masks that hide nothing, for owners that answer alone. */
export const unmasked = (count: number): bigint[] =>
  Array.from({ length: PACKING.ciphertextsFor(count) }, () => 0n);

/** Masks for each of so many owners: uniform, and 0 in sum. */
export const masksOf = (owners: number, count: number, n: Bytes): bigint[][] =>
  cancellingMasks(owners, PACKING.ciphertextsFor(count), n);

/** The same for so many ciphertexts: what owners derive from secrets that they share. */
export function cancellingMasks(owners: number, length: number, n: Bytes): bigint[][] {
  const modulus = bytesToBigint(n);
  const free = Array.from({ length: owners - 1 }, () => Array.from({ length }, () => randomBelow(modulus)));
  const last = Array.from({ length }, (_, i) =>
    modulo(-free.reduce((sum, masks) => sum + (masks[i] ?? 0n), 0n), modulus),
  );
  return [...free, last];
}

/** Totals of a file by plain arithmetic, G as rows. */
export async function plainTotals(file: Blob, contract = CONTRACT) {
  const { gram, dimension, ...totals } = await computeTotals(file, contract);
  return {
    ...totals,
    dimension,
    gram: Array.from({ length: dimension }, (_, i) => gram.slice(i * dimension, (i + 1) * dimension)),
  };
}

/** The integers of BASE of a file by plain arithmetic. */
export async function plainBase(file: Blob, contract = CONTRACT): Promise<bigint[]> {
  const { gram, ...totals } = await plainTotals(file, contract);
  const diagonal = gram.map((row, i) => row[i] ?? 0n);
  return baseToIntegers({ ...totals, sums: gram[0] ?? [], diagonal });
}

/** Ciphertexts as anybody can make them who knows the public key. */
export function encryptedBy(n: Bytes, plaintexts: readonly bigint[]): Bytes {
  const publicKey = checkPublicKey(bytesToBigint(n), { allowSmall: true });
  return encodeCiphertexts(createPaillier({ engine: bigintEngine, publicKey }).encrypt(plaintexts), KEY_BITS);
}
