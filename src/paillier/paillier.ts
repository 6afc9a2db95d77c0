import { checkInteger, checkLength, cryptoRandom, type RandomBytes } from '../base/index.ts';
import { type Arithmetic, type Engine, type Residues } from '../bignum/index.ts';
import { checkCiphertexts } from './ciphertexts.ts';
import type { PublicKey } from './keys.ts';
import { type PackedMap, packRows, shiftedRows, unshiftRows } from './linear-maps.ts';
import { toResidue } from './plaintexts.ts';
import { createRandomizers, type Randomizers } from './randomizers.ts';
import { zipWith } from './zip-with.ts';

export interface PaillierDeps {
  readonly engine: Engine;
  readonly publicKey: PublicKey;
  /** What plaintexts are hidden with; if absent, computed on demand. */
  readonly randomizers?: Randomizers;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/** The mean of encrypted integers, exact: a quotient has no plaintext, so the divisor stands beside the sum. */
export interface EncryptedMean {
  /** E(sum of all). */
  readonly sum: bigint;
  /** How many there were. */
  readonly count: number;
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
  /** E(a - b), element by element, by one inversion for all. */
  subtract(a: readonly bigint[], b: readonly bigint[]): bigint[];
  /**
   * E(k a), element by element, for k in [0, 2^scalarBits): the number and order of products follow from
   * scalarBits alone.
   *
   * @throws RangeError for another k.
   */
  multiplyByScalar(ciphertexts: readonly bigint[], scalars: readonly bigint[], scalarBits: number): bigint[];
  /**
   * The same for |k| < 2^scalarBits. A negative k inverts the power of |k|: an exponent n - k would be as
   * long as n. All powers are inverted, by one inversion, whatever the signs.
   */
  multiplyBySignedScalar(
    ciphertexts: readonly bigint[],
    scalars: readonly bigint[],
    scalarBits: number,
  ): bigint[];
  /** E(sum of all); of none, 1, which encrypts 0 and hides nothing. */
  sum(ciphertexts: readonly bigint[]): bigint;
  /**
   * The sum and the count, for `PaillierOwner.decryptMean` to divide: under encryption nothing can be. The
   * count's inverse modulo n would be right only where the mean is an integer, and a factor rounded to fixed
   * point would be wrong by its rounding.
   *
   * @throws RangeError if there are none.
   */
  mean(ciphertexts: readonly bigint[]): EncryptedMean;
  /**
   * E(sum over j of v_j x_j) from E(x) and v, entries in [-2^(scalarBits - 1), 2^(scalarBits - 1)). The
   * number and order of products follow from the length and scalarBits alone.
   *
   * @throws RangeError for another length or a longer entry.
   */
  dot(ciphertexts: readonly bigint[], vector: readonly bigint[], scalarBits: number): bigint;
  /** The same plaintexts in ciphertexts as fresh as those of {@link Paillier.encrypt}. */
  rerandomize(ciphertexts: readonly bigint[]): bigint[];
  /**
   * From E(x) the encryptions of sum over j < k of (matrix x)_(k i + j) 2^(s j), plus addend i: rows in
   * groups of k, packed as by `createPacking`, and re-randomised. All modulo n: whether results stay in
   * their slots is for the caller to know. Numbers of products depend on the shape and on scalarBits alone.
   *
   * @param rows what {@link Paillier.matrixRows} gives for all rows, if they were computed before.
   * @throws RangeError for shapes that do not match or an entry longer than scalarBits.
   */
  packedMatrixVector(ciphertexts: readonly bigint[], map: PackedMap, rows?: readonly bigint[]): bigint[];
  /**
   * The part of {@link Paillier.packedMatrixVector} that takes nearly all of its time, and can be done in
   * pieces: for every row the product over j of ciphertext_j^(entry_j + 2^(scalarBits - 1)). These are for
   * nobody else: they are not re-randomised.
   *
   * @throws RangeError for a row of another length or an entry longer than scalarBits.
   */
  matrixRows(ciphertexts: readonly bigint[], map: Pick<PackedMap, 'matrix' | 'scalarBits'>): bigint[];
  /** Element by element the encrypted sum over all lists, as of several data owners. */
  sumCiphertexts(lists: readonly (readonly bigint[])[]): bigint[];
  /** See {@link checkCiphertexts}. */
  checkCiphertexts(ciphertexts: readonly unknown[], count: number): bigint[];
}

/** Sets up arithmetic for a key; keep the result for as long as the key is in use. */
export function createPaillier({
  engine,
  publicKey,
  random = cryptoRandom,
  randomizers = createRandomizers({ engine, publicKey, random }),
}: PaillierDeps): Paillier {
  const { n } = publicKey;
  const context = engine.squareOf(n);

  /** `count` fresh n-th residues. The check matters: a batch of one would multiply every element. */
  const fresh = (z: Arithmetic, count: number): Residues =>
    z.load(checkLength(randomizers.take(count), 'randomizers', count));

  /** (1 + n)^m = 1 + m n modulo n^2: plaintexts with nothing that hides them. */
  const bare = (z: Arithmetic, plaintexts: readonly bigint[]): Residues =>
    z.load(plaintexts.map((m) => 1n + toResidue(m, n) * n));

  const sum = (ciphertexts: readonly bigint[]): bigint =>
    context.compute((z) => only(z.read(z.product(z.load(ciphertexts)))));

  return {
    publicKey,

    encrypt: (plaintexts) =>
      context.compute((z) => z.read(z.multiply(bare(z, plaintexts), fresh(z, plaintexts.length)))),

    add(a, b) {
      checkLength(b, 'b', a.length);
      return context.compute((z) => z.read(z.multiply(z.load(a), z.load(b))));
    },

    addPlain(ciphertexts, plaintexts) {
      checkLength(plaintexts, 'plaintexts', ciphertexts.length);
      return context.compute((z) => z.read(z.multiply(z.load(ciphertexts), bare(z, plaintexts))));
    },

    subtract(a, b) {
      checkLength(b, 'b', a.length);
      return context.compute((z) => z.read(z.multiply(z.load(a), z.invert(z.load(b)))));
    },

    multiplyByScalar: (ciphertexts, scalars, scalarBits) =>
      context.compute((z) => z.read(z.powerSecret(z.load(ciphertexts), scalars, scalarBits))),

    multiplyBySignedScalar(ciphertexts, scalars, scalarBits) {
      const magnitudes = scalars.map((k) => (k < 0n ? -k : k));
      return context.compute((z) => {
        const powers = z.powerSecret(z.load(ciphertexts), magnitudes, scalarBits);
        const [plain, inverted] = [z.read(powers), z.read(z.invert(powers))];
        const choices = zipWith(plain, inverted, (power, inverse) => ({ power, inverse }));
        return zipWith(choices, scalars, ({ power, inverse }, k) => (k < 0n ? inverse : power));
      });
    },

    sum,

    mean(ciphertexts) {
      if (ciphertexts.length === 0) throw new RangeError('ciphertexts: expected at least one');
      return { sum: sum(ciphertexts), count: ciphertexts.length };
    },

    dot: (ciphertexts, vector, scalarBits) =>
      context.compute((z) => {
        const bases = z.load(ciphertexts);
        const row = shiftedRows(z, bases, { matrix: [vector], scalarBits });
        return only(z.read(unshiftRows(z, bases, row, scalarBits)));
      }),

    rerandomize: (ciphertexts) =>
      context.compute((z) => z.read(z.multiply(z.load(ciphertexts), fresh(z, ciphertexts.length)))),

    packedMatrixVector(ciphertexts, map, rows) {
      const { matrix, scalarBits, slots, slotBits, addends } = map;
      const groups = Math.ceil(matrix.length / checkInteger(slots, 'slots', 1));
      checkLength(addends, 'addends', groups);
      if (rows !== undefined) checkLength(rows, 'rows', matrix.length);
      return context.compute((z) => {
        const bases = z.load(ciphertexts);
        const powers = rows === undefined ? shiftedRows(z, bases, map) : z.load(rows);
        const unshifted = unshiftRows(z, bases, powers, scalarBits);
        let answers = z.multiply(packRows(z, unshifted, { slots, slotBits }), bare(z, addends));
        // Without this line the model owner, who knows the randomness of its question, can tell rows from it.
        answers = z.multiply(answers, fresh(z, groups));
        return z.read(answers);
      });
    },

    matrixRows: (ciphertexts, map) =>
      context.compute((z) => z.read(shiftedRows(z, z.load(ciphertexts), map))),

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

function only([value]: readonly bigint[]): bigint {
  if (value === undefined) throw new RangeError('values: expected one');
  return value;
}
