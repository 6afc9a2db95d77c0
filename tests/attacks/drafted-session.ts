import { cryptoRandom, type Bytes } from '../../src/base/index.ts';
import { bigintEngine } from '../../src/bignum/index.ts';
import { DEFAULT_MISSING_MARKS, dimensionOf, type Contract } from '../../src/contract/index.ts';
import {
  baseBounds,
  baseToIntegers,
  createPacking,
  encodePublicKey,
  encodeRoots,
  type EncodingBound,
  type Packing,
} from '../../src/encoding/index.ts';
import {
  createPaillierOwner,
  generateKeyPair,
  proveKey,
  type PaillierOwner,
  type PrivateKey,
} from '../../src/paillier/index.ts';
import {
  boundOf,
  canonicalHash,
  keyProofSeed,
  type ContractBody,
  type OfferBody,
} from '../../src/protocol/index.ts';
import { contractOf, csv, numeric } from '../unit/dataset/support.ts';
import { plainTotals } from '../unit/workers/kit.ts';

/** What is attacked: files, the limits that their owners agreed to, and a contract within them. */

/** Three owners' files. All values count: a column that is recovered could be no other's. */
export const FILES = [
  csv('a,b,y\n0.5,1,10\n2.25,3,44\n-1,0,99.5\n3,10,0\n'),
  csv('a,b,y\n0.1,0.2,0.3\n1.1,2.2,33\n2.9,9.9,66\n'),
  csv('a,b,y\n1.75,4,12\n-0.25,7.5,81\n'),
] as const;

export const COLUMNS = {
  target: numeric('y', [0, 100]),
  features: [numeric('a', [-1, 3]), numeric('b', [0, 10])],
};
/** Small scales make short slots, and those short keys. */
const SCALES = { gramBits: 40, weightBits: 40, weightBound: 1 } as const;
const ROWS_EACH = 10;

export const OFFER: OfferBody = {
  columns: [COLUMNS.target, ...COLUMNS.features],
  maximumRows: ROWS_EACH,
  roundLimit: 10,
  modes: ['rounds'],
  missingMarks: [...DEFAULT_MISSING_MARKS],
  validation: { kind: 'none' },
  derived: [],
};

const CONTRACT: Contract = contractOf(COLUMNS.target, COLUMNS.features, { scales: SCALES, roundLimit: 4 });

/** One owner's totals by plain arithmetic: what nobody else may learn. G as rows. */
export const totalsOf = (file: Blob) => plainTotals(file, CONTRACT);

/** The integers of one owner's BASE by plain arithmetic. */
export async function baseOf(file: Blob): Promise<bigint[]> {
  const { gram, ...totals } = await totalsOf(file);
  return baseToIntegers({ ...totals, sums: gram[0] ?? [], diagonal: gram.map((row, i) => row[i] ?? 0n) });
}

/** A modulus, and what its owner says to prove it. */
export interface OfferedKey {
  readonly n: Bytes;
  prove(seed: Bytes): Promise<Bytes>;
}

/** A key that holds what its proof says, whatever else its owner has chosen it for. */
export function provenKey(privateKey: PrivateKey): OfferedKey {
  const { n, bits } = privateKey.publicKey;
  return {
    n: encodePublicKey(n, bits),
    prove: async (seed) => encodeRoots(await proveKey(privateKey, seed), bits),
  };
}

/** A key pair as the product draws it, but as short as one likes. */
export function createKey(keyBits: number): PaillierOwner {
  const privateKey = generateKeyPair(keyBits, { allowSmall: true });
  return createPaillierOwner({ engine: bigintEngine, privateKey });
}

/** A session up to the contract that is proposed. */
export interface Session {
  readonly sid: Bytes;
  readonly contract: ContractBody;
  readonly contractHash: Bytes;
  readonly bound: EncodingBound;
  readonly packing: Packing;
  readonly bounds: Readonly<Record<'base' | 'gradient', readonly bigint[]>>;
}

/** @param terms those of the session before, for another run of it. */
export async function draft(
  key: OfferedKey,
  terms: { sid?: Bytes; run?: number; owners: number; roundLimit?: number; features?: Contract['features'] },
): Promise<Session> {
  const { sid = cryptoRandom(16), run = 1, owners, roundLimit = CONTRACT.roundLimit } = terms;
  const asked: Contract = { ...CONTRACT, roundLimit, features: terms.features ?? CONTRACT.features };
  const maximumRows = ROWS_EACH * owners;
  const bound = boundOf(asked, maximumRows);
  const { slotBits } = bound;
  const keyBits = 8 * key.n.length;
  const unproven = { contract: asked, run, owners, maximumRows, keyBits, n: key.n, slotBits };
  const contract = { ...unproven, keyProof: await key.prove(await keyProofSeed(sid, unproven)) };
  const dimension = dimensionOf(asked);
  return {
    ...{ sid, contract, contractHash: await canonicalHash(contract), bound },
    packing: createPacking({ slotBits, keyBits }),
    bounds: {
      base: baseBounds(dimension, bound, maximumRows),
      gradient: Array.from({ length: dimension }, () => bound.gradientBound),
    },
  };
}
