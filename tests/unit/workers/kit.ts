import { bytesToBigint, type Bytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import { computeTotals } from '../../../src/dataset/index.ts';
import { encodeCiphertexts } from '../../../src/encoding/index.ts';
import { checkPublicKey, createPaillier } from '../../../src/paillier/index.ts';
import {
  createDataOwnerWork,
  createModelOwnerWork,
  type DataOwnerWork,
  type ModelOwnerWork,
} from '../../../src/workers/index.ts';
import { contractOf, csv, numeric } from '../dataset/support.ts';

export const KEY_BITS = 512;
export const MAXIMUM_ROWS = 100;

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

export const smallModelOwner = (): ModelOwnerWork =>
  createModelOwnerWork({ engine: bigintEngine, allowSmallKeys: true });
export const smallDataOwner = (): DataOwnerWork =>
  createDataOwnerWork({ engine: bigintEngine, allowSmallKeys: true });

export function terms(n: Bytes, contract = CONTRACT) {
  return { contract, maximumRows: MAXIMUM_ROWS, n, keyBits: KEY_BITS };
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

/** Ciphertexts as anybody can make them who knows the public key. */
export function encryptedBy(n: Bytes, plaintexts: readonly bigint[]): Bytes {
  const publicKey = checkPublicKey(bytesToBigint(n), { allowSmall: true });
  return encodeCiphertexts(createPaillier({ engine: bigintEngine, publicKey }).encrypt(plaintexts), KEY_BITS);
}

/** Bounds that let everything pass. */
export const anything = (count: number): bigint[] => Array.from({ length: count }, () => 1n << 200n);
