import { randomBelow } from '../../src/base/index.ts';
import { DEFAULT_SCALES } from '../../src/contract/index.ts';
import { encodingBound } from '../../src/encoding/index.ts';
import type { PrivateKey } from '../../src/paillier/index.ts';
import type { Operations } from './engines.ts';
import { areRandomized, isEncryptionOf, isKeyOf, powerModulo } from './reference.ts';

/** Work on inputs that are drawn; hands back, not to be timed, whether the result is right. */
type Work = (engine: Operations) => () => boolean;

export interface Workload {
  readonly op: string;
  /** Operations in one timed call. */
  readonly batch: number;
  draw(key: PrivateKey, batch: number): Work;
}

const SCALAR_BITS = 40;
const DIMENSION = 11;
/** Of the usual contract, for as many rows as the diabetes data set has. */
const BOUND = encodingBound({ ...DEFAULT_SCALES, dimension: DIMENSION, maximumRows: 442 });

export const WORKLOADS: readonly Workload[] = [
  encryption('encrypt', (engine) => engine.encrypt),
  {
    op: 'decrypt',
    batch: 16,
    draw(key, batch) {
      const ciphertexts = drawCiphertexts(key, batch);
      return (engine) => {
        const plaintexts = engine.decrypt(ciphertexts);
        return () => agree(ciphertexts, plaintexts, (c, m) => isEncryptionOf(key, c, m));
      };
    },
  },
  encryption('ownerEncrypt', (engine) => engine.ownerEncrypt),
  {
    op: 'add',
    batch: 1024,
    draw(key, batch) {
      const [a, b] = [drawCiphertexts(key, batch), drawCiphertexts(key, batch)];
      const { nSquared } = key.publicKey;
      return (engine) => {
        const sums = engine.add(a, b);
        return () => agree(a, sums, (c, sum, i) => sum === (c * (b[i] ?? 0n)) % nSquared);
      };
    },
  },
  {
    op: 'scalar40',
    batch: 64,
    draw(key, batch) {
      const ciphertexts = drawCiphertexts(key, batch);
      const scalars = list(batch, () => randomBelow(1n << BigInt(SCALAR_BITS)));
      const { nSquared } = key.publicKey;
      return (engine) => {
        const products = engine.multiplyByScalar(ciphertexts, scalars, SCALAR_BITS);
        return () =>
          agree(ciphertexts, products, (c, product, i) => {
            return product === powerModulo(c, scalars[i] ?? 0n, nSquared);
          });
      };
    },
  },
  {
    op: 'round11',
    batch: 1,
    draw() {
      const x = drawSigned(DIMENSION, BOUND.scaledWeightBound);
      const matrix = list(DIMENSION, () => drawSigned(DIMENSION, BOUND.entryBound));
      const offsets = drawSigned(DIMENSION, BOUND.targetBound);
      const { scalarBits } = BOUND;
      return (engine) => {
        const result = engine.round(x, { matrix, offsets, scalarBits });
        return () =>
          agree(matrix, result, (row, value, i) => {
            const product = row.reduce((sum, entry, j) => sum + entry * (x[j] ?? 0n), 0n);
            return value === product - (offsets[i] ?? 0n);
          });
      };
    },
  },
  {
    op: 'keygen',
    batch: 2,
    draw: (key, batch) => (engine) => {
      const { bits } = key.publicKey;
      const pairs = list(batch, () => engine.generateKey(bits));
      return () => pairs.every(({ n, totient }) => isKeyOf(bits, n, totient));
    },
  },
];

/**
 * Plaintexts are as long as a weight of the product: paillier-bigint raises g to them, which costs as
 * much again for one of full length.
 */
function encryption(op: string, encryptOf: (engine: Operations) => Operations['encrypt']): Workload {
  return {
    op,
    batch: 8,
    draw(key, batch) {
      const plaintexts = list(batch, () => randomBelow(BOUND.scaledWeightBound));
      return (engine) => {
        const ciphertexts = encryptOf(engine)(plaintexts);
        return () =>
          areRandomized(key, ciphertexts) &&
          agree(plaintexts, ciphertexts, (m, c) => isEncryptionOf(key, c, m));
      };
    },
  };
}

/** Uniform below n^2: all but a negligible part of these are ciphertexts, of uniform plaintexts. */
function drawCiphertexts({ publicKey }: PrivateKey, count: number): bigint[] {
  return list(count, () => randomBelow(publicKey.nSquared));
}

/** Uniform in [-bound, bound]. */
function drawSigned(count: number, bound: bigint): bigint[] {
  return list(count, () => randomBelow(2n * bound + 1n) - bound);
}

function list<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

function agree<A, B>(
  inputs: readonly A[],
  results: readonly B[],
  isRight: (input: A, result: B, index: number) => boolean,
): boolean {
  return results.length === inputs.length && inputs.every((input, i) => isRight(input, results[i] as B, i));
}
