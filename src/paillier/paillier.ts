import { checkInteger, checkLength, cryptoRandom, type RandomBytes } from '../base/index.ts';
import { type Arithmetic, type Engine, modulo, type Residues } from '../bignum/index.ts';
import { checkCiphertexts } from './ciphertexts.ts';
import type { PublicKey } from './keys.ts';
import { toResidue } from './plaintexts.ts';
import { randomUnits } from './random-units.ts';
import { zipWith } from './zip-with.ts';

export interface PaillierDeps {
  readonly engine: Engine;
  readonly publicKey: PublicKey;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/** The map x -> matrix x - offsets on integer vectors. */
export interface AffineMap {
  /** Rows of entries in [-2^(scalarBits - 1), 2^(scalarBits - 1)). */
  readonly matrix: readonly (readonly bigint[])[];
  /** One for each row. */
  readonly offsets: readonly bigint[];
  /** Length that every entry fits into, its sign included: public, the entries need not be. */
  readonly scalarBits: number;
}

/**
 * What anybody can do with a public key. All work on batches. Plaintexts are integers in (-n/2, n), taken
 * modulo n; ciphertexts from others must have passed {@link Paillier.checkCiphertexts} first. Unless it
 * says so, a result is *not* re-randomised: who made the operands can tell more from it than its
 * plaintext (PROTOCOL 5).
 *
 * Paillier, "Public-key cryptosystems based on composite degree residuosity classes" (1999), g = n + 1.
 */
export interface Paillier {
  readonly publicKey: PublicKey;
  /** E(m) = (1 + m n) r^n, each with a fresh r, uniform among the units modulo n. */
  encrypt(plaintexts: readonly bigint[]): bigint[];
  /** E(a + b), element by element. */
  add(a: readonly bigint[], b: readonly bigint[]): bigint[];
  /** E(a + m), element by element. */
  addPlain(ciphertexts: readonly bigint[], plaintexts: readonly bigint[]): bigint[];
  /**
   * E(k a), element by element, for integers |k| < 2^scalarBits. A negative k inverts the power of |k|:
   * an exponent n - k would be as long as n.
   */
  multiplyByScalar(ciphertexts: readonly bigint[], scalars: readonly bigint[], scalarBits: number): bigint[];
  /** The same plaintexts in ciphertexts as fresh as those of {@link Paillier.encrypt}. */
  rerandomize(ciphertexts: readonly bigint[]): bigint[];
  /**
   * E(matrix x - offsets), re-randomised, from E(x): row i is the product over j of c_j^(G_ij), times
   * (1 - b_i n) r_i^n. Numbers of products depend on the shape and on scalarBits alone.
   *
   * @throws RangeError for shapes that do not match or an entry longer than scalarBits.
   */
  matrixVector(ciphertexts: readonly bigint[], map: AffineMap): bigint[];
  /** Element by element the encrypted sum over all lists, as of several data owners. */
  sumCiphertexts(lists: readonly (readonly bigint[])[]): bigint[];
  /** See {@link checkCiphertexts}. */
  checkCiphertexts(ciphertexts: readonly unknown[], count: number): bigint[];
}

/** Sets up arithmetic for a key; keep the result for as long as the key is in use. */
export function createPaillier({ engine, publicKey, random = cryptoRandom }: PaillierDeps): Paillier {
  const { n } = publicKey;
  const context = engine.squareOf(n);

  /** `count` fresh n-th residues: what hides a plaintext. */
  const randomizers = (z: Arithmetic, count: number): Residues =>
    z.power(z.load(randomUnits(n, count, random)), n);

  /** (1 + n)^m = 1 + m n modulo n^2: plaintexts with nothing that hides them. */
  const bare = (z: Arithmetic, plaintexts: readonly bigint[]): Residues =>
    z.load(plaintexts.map((m) => 1n + toResidue(m, n) * n));

  return {
    publicKey,

    encrypt: (plaintexts) =>
      context.compute((z) => z.read(z.multiply(randomizers(z, plaintexts.length), bare(z, plaintexts)))),

    add(a, b) {
      checkLength(b, 'b', a.length);
      return context.compute((z) => z.read(z.multiply(z.load(a), z.load(b))));
    },

    addPlain(ciphertexts, plaintexts) {
      checkLength(plaintexts, 'plaintexts', ciphertexts.length);
      return context.compute((z) => z.read(z.multiply(z.load(ciphertexts), bare(z, plaintexts))));
    },

    multiplyByScalar(ciphertexts, scalars, scalarBits) {
      checkLength(scalars, 'scalars', ciphertexts.length);
      const magnitudes = scalars.map((k) => (k < 0n ? -k : k));
      return context.compute((z) => {
        const powers = z.powerSecret(z.load(ciphertexts), magnitudes, scalarBits);
        const inverses = z.read(z.invert(powers));
        const choices = zipWith(z.read(powers), inverses, (power, inverse) => ({ power, inverse }));
        return zipWith(choices, scalars, ({ power, inverse }, k) => (k < 0n ? inverse : power));
      });
    },

    rerandomize: (ciphertexts) =>
      context.compute((z) => z.read(z.multiply(z.load(ciphertexts), randomizers(z, ciphertexts.length)))),

    matrixVector(ciphertexts, { matrix, offsets, scalarBits }) {
      checkLength(offsets, 'offsets', matrix.length);
      checkInteger(scalarBits, 'scalarBits', 1);
      // Exponents must not be negative: 2^(scalarBits - 1) is added to every entry, and taken out of all
      // rows by one inverse (PROTOCOL 3).
      const shift = 1n << BigInt(scalarBits - 1);
      const exponents = matrix.map((row) => row.map((entry) => entry + shift));
      return context.compute((z) => {
        const bases = z.load(ciphertexts);
        const powers = z.multiExponentiate(bases, exponents, scalarBits);
        const unshift = z.invert(z.power(z.product(bases), shift));
        const negatedOffsets = offsets.map((b) => modulo(-toResidue(b, n), n));
        const products = z.multiply(z.multiply(powers, unshift), bare(z, negatedOffsets));
        return z.read(z.multiply(products, randomizers(z, matrix.length)));
      });
    },

    sumCiphertexts([first, ...others]) {
      if (first === undefined) throw new RangeError('lists: expected at least one');
      for (const list of others) checkLength(list, 'lists', first.length);
      return context.compute((z) =>
        z.read(others.reduce((sum, list) => z.multiply(sum, z.load(list)), z.load(first))),
      );
    },

    checkCiphertexts: (ciphertexts, count) => checkCiphertexts(publicKey, ciphertexts, count),
  };
}
