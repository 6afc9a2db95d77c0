import {
  checkBigint,
  checkInteger,
  checkLength,
  concatBytes,
  FederatedError,
  type Bytes,
} from '../base/index.ts';
import { modulo, type Engine } from '../bignum/index.ts';
import {
  checkPartRows,
  computeTotals,
  dealRows,
  fewestRowsOf,
  readProfile,
  type OwnerTotals,
} from '../dataset/index.ts';
import {
  checkWithinBound,
  createPacking,
  decodeCiphertexts,
  decodePublicKey,
  decodeRoots,
  encodeCiphertexts,
  encodingBound,
  type EncodingBound,
  type Packing,
} from '../encoding/index.ts';
import {
  checkPublicKey,
  createPaillier,
  createRandomizers,
  verifyKeyProof,
  type Paillier,
} from '../paillier/index.ts';
import { baseOf, baseShapeOf } from './base-of-totals.ts';
import { createCrew, type Crew } from './crew.ts';
import { effortMs, LEAST_SHARED_MS, productsOfRows } from './effort.ts';
import type { ContractTerms, DataOwnerWork } from './interfaces.ts';
import { randomizersAhead } from './randomizers-ahead.ts';
import { evenRanges, type Range } from './ranges.ts';
import { createRandomizerPool, type Idle, type RandomizerPool } from './randomizer-pool.ts';
import { createScoreQuestions } from './score-questions.ts';

/** Ciphertexts made at a time: no more than a pool keeps. */
const ENCRYPTION_BATCH = 256;
/** Rows of the matrix in one part of a job: tables of powers are made anew in each, for these few percent. */
const ROWS_IN_PART = 32;
/** Answers for which random factors are kept ready, besides BASE. */
const ANSWERS_AHEAD = 2;

interface DataOwnerWorkDeps {
  readonly engine: Engine;
  /** The threads that compute. Default: this one. */
  readonly crew?: Crew;
  /** Unit tests only: the product refuses keys under 2048 bits. */
  readonly allowSmallKeys?: boolean;
  /** When random factors are made ahead. Replaced in tests only. */
  readonly idle?: Idle;
}

/** What a data owner answers from: totals that never leave in plain. */
interface Held {
  readonly terms: ContractTerms;
  readonly totals: OwnerTotals;
  /** G as rows. */
  readonly gram: readonly (readonly bigint[])[];
  readonly bound: EncodingBound;
  readonly packing: Packing;
  readonly paillier: Paillier;
  readonly pool: RandomizerPool;
}

/** A data owner's arithmetic, in whatever thread it runs. It holds the one copy of the totals. */
export function createDataOwnerWork({
  engine,
  crew = createCrew(),
  allowSmallKeys = false,
  idle = crew.whenFree,
}: DataOwnerWorkDeps): DataOwnerWork {
  let held: Held | null = null;

  function holding(): Held {
    if (held === null) throw new FederatedError('invalid-state', 'no totals yet');
    return held;
  }

  return {
    ...createScoreQuestions({ engine, allowSmallKeys }),
    engine: () => Promise.resolve(engine.name),

    readProfile: (file, missingMarks, onProgress) =>
      readProfile(file, { missingMarks, ...(onProgress && { onProgress }) }),

    async checkContract(file, terms, onProgress) {
      held?.pool.drop();
      held = null;
      const { contract, maximumRows, keyBits, file: form } = terms;
      const declaredRows = checkInteger(terms.declaredRows, 'declaredRows', 1, maximumRows);
      const publicKey = checkPublicKey(decodePublicKey(terms.n, keyBits), { allowSmall: allowSmallKeys });
      // Without this line a key that shares a factor with phi(n) reads masked and re-randomised answers.
      await verifyKeyProof(publicKey, terms.proofSeed, decodeRoots(terms.keyProof, keyBits), engine);
      const { validation } = contract;
      const deal =
        validation.kind === 'none' ? {} : { deal: await dealRows(terms.dealSeed, validation, form.rows) };
      const { decimalComma, columnNames } = form;
      const options = { decimalComma, columnNames, ...deal, ...(onProgress && { onProgress }) };
      const totals = await computeTotals(file, contract, options);
      const rows = totals.rows + totals.dropped;
      if (rows > declaredRows) {
        const details = { rows, maximumRows: declaredRows };
        throw new FederatedError('data-too-many-rows', 'more rows than declared', details);
      }
      const smallestPart = fewestRowsOf(totals.parts);
      // Without this line a hold-out of one row tells that row.
      checkPartRows(contract, smallestPart);
      const { dimension } = totals;
      const bound = encodingBound({ ...contract.scales, mode: contract.mode, dimension, maximumRows });
      checkTotals(totals, bound);
      const packing = createPacking({ slotBits: bound.slotBits, keyBits });
      const source = createRandomizers({ engine, publicKey });
      const pool = createRandomizerPool({
        source,
        ahead: randomizersAhead({ engine, crew, source, publicKey }),
        target:
          packing.ciphertextsFor(baseShapeOf(terms, dimension).length) +
          (contract.mode === 'rounds' ? ANSWERS_AHEAD * packing.ciphertextsFor(dimension) : 0),
        idle,
      });
      const paillier = createPaillier({ engine, publicKey, randomizers: pool });
      held = { terms, totals, gram: rowsOf(totals), bound, packing, paillier, pool };
      pool.start();
      const { selection, counts, dropped, members } = totals;
      return { rows: totals.rows, dropped, selection, counts, smallestPart, members };
    },

    async encryptBase(masks, onProgress) {
      const { terms, totals, bound, packing, paillier, pool } = holding();
      const { n, bits } = paillier.publicKey;
      const { bounds } = baseShapeOf(terms, totals.dimension, bound);
      const plaintexts = masked(packing.pack(baseOf(terms.contract, totals), bounds), masks, n);
      const total = plaintexts.length;
      const batches: Bytes[] = [];
      for (let start = 0; start < total; start += ENCRYPTION_BATCH) {
        const batch = plaintexts.slice(start, start + ENCRYPTION_BATCH);
        await pool.prepare(batch.length, (done) => onProgress?.(start + done, total));
        batches.push(encodeCiphertexts(paillier.encrypt(batch), bits));
      }
      // Nothing more is asked in this mode.
      if (terms.contract.mode === 'one-shot') pool.drop();
      return concatBytes(...batches);
    },

    async encryptGradient(weights, masks, onProgress) {
      const { totals, gram, bound, packing, paillier, pool } = holding();
      const { publicKey } = paillier;
      const count = totals.dimension;
      const ciphertexts = paillier.checkCiphertexts(decodeCiphertexts(weights, publicKey.bits, count), count);
      const targets = totals.xty.map((entry) => -entry);
      const bounds = targets.map(() => bound.targetBound);
      const addends = masked(packing.pack(targets, bounds), masks, publicKey.n);
      const { slots, slotBits } = packing;
      const { scalarBits } = bound;
      const products = productsOfRows(count, count, scalarBits);
      const effort = effortMs(engine.name, publicKey.bits, products);
      const parts = effort < LEAST_SHARED_MS ? [] : evenRanges(count, ROWS_IN_PART, crew.threads);
      const rows = await crew.share<Range, bigint[]>({
        parts,
        effortMs: effort,
        here: ({ start, end }) =>
          paillier.matrixRows(ciphertexts, { matrix: gram.slice(start, end), scalarBits }),
        there: async (helper, { start, end }) => {
          const matrix = gram.slice(start, end);
          const bytes = await helper.matrixRows(publicKey, weights, matrix, scalarBits);
          return decodeCiphertexts(bytes, publicKey.bits, end - start);
        },
        onProgress: (done, total) => onProgress?.(done, total + 1),
      });
      await pool.prepare(addends.length);
      const answer = paillier.packedMatrixVector(
        ciphertexts,
        { matrix: gram, scalarBits, slots, slotBits, addends },
        parts.length === 0 ? undefined : rows.flat(),
      );
      onProgress?.(parts.length + 1, parts.length + 1);
      return encodeCiphertexts(answer, publicKey.bits);
    },
  };
}

/** G as rows. */
function rowsOf({ gram, dimension }: OwnerTotals): bigint[][] {
  return Array.from({ length: dimension }, (_, i) => gram.slice(i * dimension, (i + 1) * dimension));
}

/** The bound holds by construction; a total outside it would be a wrong computation. */
function checkTotals(totals: OwnerTotals, { entryBound, targetBound }: EncodingBound): void {
  for (const entry of totals.gram) checkWithinBound(entry, entryBound, 'gram');
  for (const entry of totals.xty) checkWithinBound(entry, targetBound, 'xty');
  checkWithinBound(totals.yty, entryBound, 'yty');
}

/**
 * Packed plaintexts as they may leave: each with a residue added that is uniform modulo n to everybody but
 * the other owners, whose own add up with it to 0.
 *
 * @throws RangeError for another number of masks, or one outside [0, n).
 */
function masked(packed: readonly bigint[], masks: readonly bigint[], n: bigint): bigint[] {
  checkLength(masks, 'masks', packed.length);
  const addends = masks.map((mask) => checkBigint(mask, 'mask', 0n, n - 1n));
  let plaintexts = [...packed];
  // Without this line the model owner reads every single owner's totals.
  plaintexts = plaintexts.map((plaintext, i) => modulo(plaintext + (addends[i] ?? 0n), n));
  return plaintexts;
}
