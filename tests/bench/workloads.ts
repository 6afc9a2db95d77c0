import { randomBelow } from '../../src/base/index.ts';
import type { PrivateKey } from '../../src/paillier/index.ts';
import type { Operations } from './operations.ts';
import { areRandomized, isEncryptionOf, isKeyOf, powerModulo } from './reference.ts';
import { BOUND, drawMasks, drawRound, resultOf } from './round.ts';

export interface Attempt {
  readonly partsMs: readonly number[];
  /** Whether all that was computed agrees with BigInt arithmetic; not to be timed. */
  isRight(): boolean;
}

/** Gives inputs that were drawn to an engine: to each the same. */
type Work = (engine: Operations) => Promise<Attempt>;

export interface Workload {
  readonly op: keyof Operations;
  /** Operations in one timed call at 2048 bits; see {@link batchAt}. */
  readonly batch: number;
  draw(key: PrivateKey, batch: number): Work | Promise<Work>;
}

const SCALAR_BITS = 40;

/** Longer keys get shorter batches: an even number, since engines may work on two numbers at a time. */
export function batchAt({ batch }: Pick<Workload, 'batch'>, keyBits: number): number {
  const shrunk = batch * (2048 / keyBits) ** 2;
  return Math.max(Math.min(batch, 2), 2 * Math.floor(shrunk / 2));
}

export const WORKLOADS: readonly Workload[] = [
  encryption('encrypt', 8),
  {
    op: 'decrypt',
    batch: 16,
    draw(key, batch) {
      const ciphertexts = drawCiphertexts(key, batch);
      // A ciphertext has one plaintext: whatever equals one that was checked is right too.
      const checked = new Map<bigint, bigint>();
      return async (engine) => {
        const { value, partsMs } = await engine.decrypt(ciphertexts);
        const isRight = (c: bigint, m: bigint) => {
          if (!checked.has(c) && isEncryptionOf(key, c, m)) checked.set(c, m);
          return checked.get(c) === m;
        };
        return { partsMs, isRight: () => agree(ciphertexts, value, isRight) };
      };
    },
  },
  encryption('ownerEncrypt', 8),
  {
    op: 'add',
    batch: 2048,
    draw(key, batch) {
      const ciphertexts = drawCiphertexts(key, batch + 1);
      const { nSquared } = key.publicKey;
      const expected = ciphertexts.reduce((product, c) => (product * c) % nSquared);
      return async (engine) => {
        const { value, partsMs } = await engine.add(ciphertexts);
        return { partsMs, isRight: () => value === expected };
      };
    },
  },
  {
    op: 'scalar40',
    batch: 64,
    draw(key, batch) {
      const ciphertexts = drawCiphertexts(key, batch);
      const scalars = list(batch, () => randomBelow(1n << BigInt(SCALAR_BITS)));
      const expected = ciphertexts.map((c, i) => powerModulo(c, scalars[i] ?? 0n, key.publicKey.nSquared));
      return async (engine) => {
        const { value, partsMs } = await engine.scalar40(ciphertexts, scalars);
        return { partsMs, isRight: () => agree(expected, value, (a, b) => a === b) };
      };
    },
  },
  {
    op: 'round11',
    batch: 1,
    async draw({ publicKey }) {
      const round = drawRound(await drawMasks(publicKey));
      const expected = resultOf(round);
      return async (engine) => {
        const { value, partsMs } = await engine.round11(round);
        return { partsMs, isRight: () => agree(expected, value, (a, b) => a === b) };
      };
    },
  },
  {
    op: 'keygen',
    // How long a search for primes takes is a matter of luck.
    batch: 4,
    draw:
      ({ publicKey: { bits } }, batch) =>
      async (engine) => {
        const { value, partsMs } = await engine.keygen(bits, batch);
        const isRight = () =>
          value.length === batch && value.every(({ n, totient }) => isKeyOf(bits, n, totient));
        return { partsMs, isRight };
      },
  },
];

/**
 * Plaintexts are as long as a weight of the product: paillier-bigint raises g to them, which costs as
 * much again for one of full length.
 */
function encryption(op: 'encrypt' | 'ownerEncrypt', batchAt2048: number): Workload {
  return {
    op,
    batch: batchAt2048,
    draw(key, batch) {
      const plaintexts = list(batch, () => randomBelow(BOUND.scaledWeightBound));
      return async (engine) => {
        const { value, partsMs } = await engine[op](plaintexts);
        const isRight = () =>
          areRandomized(key, value) && agree(plaintexts, value, (m, c) => isEncryptionOf(key, c, m));
        return { partsMs, isRight };
      };
    },
  };
}

/** Uniform below n^2: all but a negligible part of these are ciphertexts, of uniform plaintexts. */
function drawCiphertexts({ publicKey }: PrivateKey, count: number): bigint[] {
  return list(count, () => randomBelow(publicKey.nSquared));
}

function list<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

function agree<A, B>(
  inputs: readonly A[],
  results: readonly B[],
  isRight: (input: A, result: B) => boolean,
): boolean {
  return results.length === inputs.length && inputs.every((input, i) => isRight(input, results[i] as B));
}
