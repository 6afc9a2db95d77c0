import { bitLength, cryptoRandom, FederatedError, type RandomBytes } from '../base/index.ts';
import { type Engine, modInverse, modulo, type Pair } from '../bignum/index.ts';
import { chineseRemainder } from './chinese-remainder.ts';
import type { PrivateKey } from './keys.ts';
import { createPaillier, type EncryptedMean, type Paillier } from './paillier.ts';
import { toResidue, toSigned } from './plaintexts.ts';
import { createOwnerRandomizers, type Randomizers } from './randomizers.ts';
import { zipWith } from './zip-with.ts';

export interface PaillierOwnerDeps {
  readonly engine: Engine;
  readonly privateKey: PrivateKey;
  /** What `encryptAsOwner` hides plaintexts with; if absent, computed on demand from the primes. */
  readonly randomizers?: Randomizers;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/** A mean as the fraction that it is, not reduced. */
export interface Mean {
  readonly numerator: bigint;
  readonly denominator: bigint;
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
  /** The mean of integers whose sum lies in (-n/2, n/2). Errors as of `decrypt`. */
  decryptMean(mean: EncryptedMean): Mean;
}

/** Sets up arithmetic for a private key; keep the result for as long as the key is in use. */
export function createPaillierOwner({
  engine,
  privateKey,
  random = cryptoRandom,
  randomizers = createOwnerRandomizers({ engine, privateKey, random }),
}: PaillierOwnerDeps): PaillierOwner {
  const { p, q, publicKey } = privateKey;
  const { n } = publicKey;
  const decryptPair = primeDecryption(engine, privateKey);
  const join = chineseRemainder(p, q);

  const decrypt = (ciphertexts: readonly bigint[]): bigint[] =>
    decryptPair(ciphertexts).map(([partP, partQ]) => {
      const m = join(partP, partQ);
      if (m % p !== partP || m % q !== partQ) throw inconsistent();
      return m;
    });

  return {
    ...createPaillier({ engine, publicKey, random }),
    privateKey,

    encryptAsOwner(plaintexts) {
      const residues = plaintexts.map((m) => toResidue(m, n));
      return zipWith(
        residues,
        randomizers.take(residues.length),
        (m, randomizer) => ((1n + m * n) * randomizer) % publicKey.nSquared,
      );
    },

    decrypt,

    decryptMean({ sum, count }) {
      const [numerator = 0n] = decrypt([sum]).map((residue) => toSigned(residue, n));
      return { numerator, denominator: BigInt(count) };
    },
  };
}

/**
 * Plaintexts modulo p and q: L(c^(p - 1) mod p^2) scaled, L(x) = (x - 1) / p, and the same for q (Paillier
 * 1999, section 7), side by side.
 */
function primeDecryption(
  engine: Engine,
  { p, q }: Pick<PrivateKey, 'p' | 'q'>,
): (ciphertexts: readonly bigint[]) => Pair[] {
  const context = engine.squaresOf([p, q]);
  const [squareP, squareQ] = context.moduli;
  const exponentBits = Math.max(bitLength(p), bitLength(q));
  // (1 + n)^(p - 1) = 1 - n modulo p^2, hence L = -q.
  const [scaleP, scaleQ] = [modInverse(-q, p), modInverse(-p, q)];
  const plaintext = (power: bigint, prime: bigint, scale: bigint): bigint => {
    // Fermat: anything but 1 is a wrong computation, or a multiple of the prime.
    if (power % prime !== 1n) throw inconsistent();
    return ((power / prime) * scale) % prime;
  };
  return (ciphertexts) =>
    context
      .powerSecret(
        ciphertexts.map((c) => [modulo(c, squareP), modulo(c, squareQ)] as const),
        [p - 1n, q - 1n],
        exponentBits,
      )
      .map(([powerP, powerQ]) => [plaintext(powerP, p, scaleP), plaintext(powerQ, q, scaleQ)] as const);
}

function inconsistent(): FederatedError {
  return new FederatedError('integrity', 'decryption: inconsistent result', { step: 'decryption' });
}
