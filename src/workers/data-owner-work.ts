import { concatBytes, FederatedError, type Bytes } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import { computeTotals, readProfile, type OwnerTotals } from '../dataset/index.ts';
import {
  baseToIntegers,
  checkWithinBound,
  decodeCiphertexts,
  decodePublicKey,
  encodeCiphertexts,
  encodingBound,
  type EncodingBound,
} from '../encoding/index.ts';
import { checkPublicKey, createPaillier, type Paillier } from '../paillier/index.ts';
import type { DataOwnerWork, OnProgress } from './interfaces.ts';

/** Ciphertexts made between two reports of progress: about a quarter of a second of work. */
const ENCRYPTION_BATCH = 8;
/** Rows of the matrix worked on between two reports of progress. */
const ROW_BATCH = 32;

interface DataOwnerWorkDeps {
  readonly engine: Engine;
  /** Unit tests only: the product refuses keys under 2048 bits. */
  readonly allowSmallKeys?: boolean;
}

/** What a data owner answers from: totals that never leave in plain. */
interface Held {
  readonly totals: OwnerTotals;
  /** G as rows. */
  readonly gram: readonly (readonly bigint[])[];
  readonly paillier: Paillier;
  readonly bound: EncodingBound;
}

/** A data owner's arithmetic, in whatever thread it runs. It holds the one copy of the totals. */
export function createDataOwnerWork({ engine, allowSmallKeys = false }: DataOwnerWorkDeps): DataOwnerWork {
  let held: Held | null = null;

  function holding(): Held {
    if (held === null) throw new FederatedError('invalid-state', 'no totals yet');
    return held;
  }

  return {
    engine: () => Promise.resolve(engine.name),

    readProfile: (file, onProgress) => readProfile(file, { ...(onProgress && { onProgress }) }),

    async checkContract(file, { contract, maximumRows, n, keyBits }, onProgress) {
      held = null;
      const publicKey = checkPublicKey(decodePublicKey(n, keyBits), { allowSmall: allowSmallKeys });
      const totals = await computeTotals(file, contract, { ...(onProgress && { onProgress }) });
      if (totals.rows + totals.dropped > maximumRows) {
        const rows = totals.rows + totals.dropped;
        throw new FederatedError('data-too-many-rows', 'more rows than declared', { rows, maximumRows });
      }
      const { dimension } = totals;
      const bound = encodingBound({ ...contract.scales, dimension, maximumRows });
      checkTotals(totals, bound);
      const gram = Array.from({ length: dimension }, (_, i) =>
        totals.gram.slice(i * dimension, (i + 1) * dimension),
      );
      held = { totals, gram, bound, paillier: createPaillier({ engine, publicKey }) };
      return { rows: totals.rows, dropped: totals.dropped };
    },

    async encryptBase(onProgress) {
      const { totals, gram, paillier } = holding();
      const integers = baseToIntegers({
        ...totals,
        sums: gram[0] ?? [],
        diagonal: gram.map((row, i) => row[i] ?? 0n),
      });
      return await inBatches(integers.length, ENCRYPTION_BATCH, onProgress, (from, to) =>
        encodeCiphertexts(paillier.encrypt(integers.slice(from, to)), paillier.publicKey.bits),
      );
    },

    async encryptGradient(weights, onProgress) {
      const { totals, gram, paillier, bound } = holding();
      const { bits } = paillier.publicKey;
      const count = totals.dimension;
      const ciphertexts = paillier.checkCiphertexts(decodeCiphertexts(weights, bits, count), count);
      return await inBatches(count, ROW_BATCH, onProgress, (from, to) =>
        encodeCiphertexts(
          paillier.matrixVector(ciphertexts, {
            matrix: gram.slice(from, to),
            offsets: totals.xty.slice(from, to),
            scalarBits: bound.scalarBits,
          }),
          bits,
        ),
      );
    },
  };
}

/** The bound holds by construction; a total outside it would be a wrong computation. */
function checkTotals(totals: OwnerTotals, { entryBound, targetBound }: EncodingBound): void {
  for (const entry of totals.gram) checkWithinBound(entry, entryBound, 'gram');
  for (const entry of totals.xty) checkWithinBound(entry, targetBound, 'xty');
  checkWithinBound(totals.yty, entryBound, 'yty');
}

/** Does `count` things in batches and reports in between. A job is ended by ending its thread. */
async function inBatches(
  count: number,
  batch: number,
  onProgress: OnProgress | undefined,
  encode: (from: number, to: number) => Bytes,
): Promise<Bytes> {
  const parts: Bytes[] = [];
  for (let from = 0; from < count; from += batch) {
    const to = Math.min(from + batch, count);
    parts.push(encode(from, to));
    onProgress?.(to, count);
    await Promise.resolve();
  }
  return concatBytes(...parts);
}
