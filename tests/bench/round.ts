/** One round of a training as the parties compute it, on drawn numbers. */
import { bigintToBytes, cryptoRandom, randomBelow, type Bytes } from '../../src/base/index.ts';
import { DEFAULT_SCALES } from '../../src/contract/index.ts';
import { encodingBound } from '../../src/encoding/index.ts';
import type { PublicKey } from '../../src/paillier/index.ts';
import { createKeyPair, createMasker, rawPublicKey, type RosterBody } from '../../src/protocol/index.ts';

const OWNERS = 3;
const DIMENSION = 11;
/** Of the usual contract, for as many rows as the diabetes data set has. */
export const BOUND = encodingBound({ ...DEFAULT_SCALES, dimension: DIMENSION, maximumRows: 442 });
const [SID_BYTES, HASH_BYTES] = [16, 32];

/** Hides `count` plaintexts: a data owner's masks for its answer to a question. */
export type Masks = (question: Bytes, count: number) => Promise<readonly bigint[]>;

/** What a data owner answers from: matrix x - targets is its answer to x. */
export interface RoundOwner {
  readonly matrix: readonly (readonly bigint[])[];
  readonly targets: readonly bigint[];
  readonly masks: Masks;
}

export interface Round {
  readonly x: readonly bigint[];
  readonly owners: readonly RoundOwner[];
}

/** A round of d = 11 with three owners, every number anywhere within the bound of the contract. */
export function drawRound(masks: readonly Masks[]): Round {
  return {
    x: drawSigned(BOUND.scaledWeightBound),
    owners: masks.map((own) => ({
      // A third each: the bound is one on the sum over owners.
      matrix: Array.from({ length: DIMENSION }, () => drawSigned(BOUND.entryBound / BigInt(OWNERS))),
      targets: drawSigned(BOUND.targetBound / BigInt(OWNERS)),
      masks: own,
    })),
  };
}

/** The sum over owners of matrix x - targets. */
export function resultOf({ x, owners }: Round): bigint[] {
  return x.map((_, i) =>
    owners.reduce((sum, { matrix, targets }) => {
      const products = (matrix[i] ?? []).map((entry, j) => entry * (x[j] ?? 0n));
      return sum + products.reduce((a, b) => a + b, 0n) - (targets[i] ?? 0n);
    }, 0n),
  );
}

/** The masks of the owners of a session, as the protocol derives them: they cancel in the sum. */
export async function drawMasks({ n, bits }: PublicKey): Promise<Masks[]> {
  const sid = cryptoRandom(SID_BYTES);
  const members = await Promise.all(
    Array.from({ length: OWNERS }, async () => {
      const keyPair = await createKeyPair();
      return { keyPair, ownKey: await rawPublicKey(keyPair) };
    }),
  );
  // What owners are committed to, and in which order they stand, makes no difference to masks.
  const commitment = cryptoRandom(HASH_BYTES);
  const roster: RosterBody = {
    contractHash: cryptoRandom(HASH_BYTES),
    entries: members.map(({ ownKey }) => ({ maskKey: ownKey, commitment })),
  };
  const session = { sid, roster, nonce: commitment, sharedSecret: null, n: bigintToBytes(n, bits / 8) };
  return Promise.all(
    members.map(async (member) => {
      const masker = await createMasker({ ...session, ...member });
      return (question: Bytes, count: number) =>
        masker.masks({ type: 'GRADIENT', round: 1, question, count });
    }),
  );
}

/** Uniform in [-bound, bound]. */
function drawSigned(bound: bigint): bigint[] {
  return Array.from({ length: DIMENSION }, () => randomBelow(2n * bound + 1n) - bound);
}
