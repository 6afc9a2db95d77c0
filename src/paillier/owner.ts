import { bitLength, cryptoRandom, FederatedError, type RandomBytes, randomBelow } from '../base/index.ts';
import { type Engine, modInverse, modulo } from '../bignum/index.ts';
import type { PrivateKey } from './keys.ts';
import { createPaillier, type Paillier } from './paillier.ts';
import { toResidue } from './plaintexts.ts';
import { zipWith } from './zip-with.ts';

export interface PaillierOwnerDeps {
  readonly engine: Engine;
  readonly privateKey: PrivateKey;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/** What the owner of a key can do besides. */
export interface PaillierOwner extends Paillier {
  readonly privateKey: PrivateKey;
  /** As {@link Paillier.encrypt}, with the same distribution, in about a third of the time. */
  encryptAsOwner(plaintexts: readonly bigint[]): bigint[];
  /**
   * The plaintexts as residues in [0, n). Ciphertexts must have passed `checkCiphertexts`.
   *
   * @throws FederatedError `integrity` if a step of the computation fails its check.
   */
  decrypt(ciphertexts: readonly bigint[]): bigint[];
}

/** Sets up arithmetic for a private key; keep the result for as long as the key is in use. */
export function createPaillierOwner({
  engine,
  privateKey,
  random = cryptoRandom,
}: PaillierOwnerDeps): PaillierOwner {
  const { p, q, publicKey } = privateKey;
  const { n } = publicKey;
  const [halfP, halfQ] = [primeHalf(engine, p, q), primeHalf(engine, q, p)];
  const joinPlaintexts = chineseRemainder(p, q);
  const joinCiphertexts = chineseRemainder(p * p, q * q);

  return {
    ...createPaillier({ engine, publicKey, random }),
    privateKey,

    encryptAsOwner(plaintexts) {
      const residues = plaintexts.map((m) => toResidue(m, n));
      const randomizers = zipWith(
        halfP.randomizers(residues.length, random),
        halfQ.randomizers(residues.length, random),
        joinCiphertexts,
      );
      return zipWith(
        residues,
        randomizers,
        (m, randomizer) => ((1n + m * n) * randomizer) % publicKey.nSquared,
      );
    },

    decrypt: (ciphertexts) =>
      zipWith(halfP.decrypt(ciphertexts), halfQ.decrypt(ciphertexts), (partP, partQ) => {
        const m = joinPlaintexts(partP, partQ);
        if (m % p !== partP || m % q !== partQ) throw inconsistent();
        return m;
      }),
  };
}

/** The computation modulo the square of one prime of n = prime * other. */
function primeHalf(engine: Engine, prime: bigint, other: bigint) {
  const context = engine.squareOf(prime);
  const exponentBits = bitLength(prime);
  // (1 + n)^(prime - 1) = 1 - n modulo prime^2, hence L = -other.
  const scale = modInverse(-other, prime);
  return {
    /**
     * r^n modulo prime^2 for uniform units r: since `other` is coprime to prime - 1, the same as s^prime
     * for uniform s in [1, prime).
     */
    randomizers: (count: number, random: RandomBytes): bigint[] =>
      context.compute((z) => {
        const roots = Array.from({ length: count }, () => 1n + randomBelow(prime - 1n, random));
        return z.read(z.powerSecret(z.load(roots), prime, exponentBits));
      }),
    /** Plaintexts modulo the prime: L(c^(prime - 1)) scaled, L(x) = (x - 1) / prime (Paillier 1999, section 7). */
    decrypt: (ciphertexts: readonly bigint[]): bigint[] =>
      context.compute((z) => {
        const reduced = ciphertexts.map((c) => modulo(c, context.modulus));
        return z.read(z.powerSecret(z.load(reduced), prime - 1n, exponentBits)).map((power) => {
          // Fermat: anything but 1 is a wrong computation, or a multiple of the prime.
          if (power % prime !== 1n) throw inconsistent();
          return ((power / prime) * scale) % prime;
        });
      }),
  };
}

/** The map from residues modulo `first` and `second`, coprime, to the residue modulo their product (Garner). */
function chineseRemainder(first: bigint, second: bigint): (a: bigint, b: bigint) => bigint {
  const inverse = modInverse(second, first);
  return (a, b) => b + second * modulo((a - b) * inverse, first);
}

function inconsistent(): FederatedError {
  return new FederatedError('integrity', 'decryption: inconsistent result', { step: 'decryption' });
}
