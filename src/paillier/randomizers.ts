import { bitLength, cryptoRandom, type RandomBytes, randomBelow } from '../base/index.ts';
import type { Engine } from '../bignum/index.ts';
import { chineseRemainder } from './chinese-remainder.ts';
import type { PrivateKey, PublicKey } from './keys.ts';
import { randomUnits } from './random-units.ts';

/**
 * Where r^n modulo n^2 comes from, r uniform among the units modulo n: the factor that hides a plaintext,
 * and nearly all of the time of an encryption. It depends on the key alone, so it can be made ahead; until
 * it is used it is as secret as the plaintext that it will hide.
 */
export interface Randomizers {
  /** `count` fresh values: each is handed out once and to nobody else. */
  take(count: number): bigint[];
}

export interface RandomizersDeps {
  readonly engine: Engine;
  readonly publicKey: PublicKey;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/** Computes values when they are asked for, as anybody can who has the public key. */
export function createRandomizers({
  engine,
  publicKey,
  random = cryptoRandom,
}: RandomizersDeps): Randomizers {
  const { n } = publicKey;
  const context = engine.squareOf(n);
  return {
    take: (count) => context.compute((z) => z.read(z.power(z.load(randomUnits(n, count, random)), n))),
  };
}

export interface OwnerRandomizersDeps {
  readonly engine: Engine;
  readonly privateKey: PrivateKey;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/** The same with the primes at hand: the same distribution in about a third of the time. */
export function createOwnerRandomizers({
  engine,
  privateKey: { p, q },
  random = cryptoRandom,
}: OwnerRandomizersDeps): Randomizers {
  const context = engine.squaresOf([p, q]);
  const exponentBits = Math.max(bitLength(p), bitLength(q));
  const join = chineseRemainder(...context.moduli);
  const root = (prime: bigint) => 1n + randomBelow(prime - 1n, random);
  return {
    // r^n modulo p^2 for uniform units r: since n = p q and q is coprime to p - 1, the same as s^p for
    // uniform s in [1, p).
    take: (count) =>
      context
        .powerSecret(
          Array.from({ length: count }, () => [root(p), root(q)] as const),
          [p, q],
          exponentBits,
        )
        .map(([powerP, powerQ]) => join(powerP, powerQ)),
  };
}
