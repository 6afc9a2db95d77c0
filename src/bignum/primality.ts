import {
  bitLength,
  checkBigint,
  checkInteger,
  cryptoRandom,
  randomBelow,
  type RandomBytes,
} from '../base/index.ts';
import { bigintEngine } from './bigint-engine.ts';
import type { Engine } from './engine.ts';

/** A composite passes a round with probability 1/4 at most, whoever chose it: 64 rounds make 2^-128. */
const ROUNDS = 64;
/** Rounds between two looks at the result: what the fast engines compute side by side. */
const ROUNDS_AT_ONCE = 2;

export interface PrimalityOptions {
  readonly engine?: Engine;
  /** Fewer are enough for numbers drawn at random, never for numbers that somebody else chose. */
  readonly rounds?: number;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/**
 * Whether `candidate` is prime, wrong with probability 4^-rounds for composites and never for primes:
 * Miller-Rabin (Rabin 1980, "Probabilistic algorithm for testing primality") with bases drawn afresh, so
 * that nobody can prepare a composite for them. 64 rounds take about a quarter of a second at 1536 bits on
 * BigInt, less than half of it on the fastest engine; most composites fail the first. The candidate may be somebody's
 * secret: a round has as many products, in one order, for all of one length and one number of twos in
 * candidate - 1.
 */
export function isProbablePrime(
  candidate: bigint,
  { engine = bigintEngine, rounds = ROUNDS, random = cryptoRandom }: PrimalityOptions = {},
): boolean {
  checkBigint(candidate, 'candidate');
  checkInteger(rounds, 'rounds', 1);
  if (candidate < 4n) return candidate === 2n || candidate === 3n;
  if (candidate % 2n === 0n) return false;
  const last = candidate - 1n;
  let twos = 0n;
  while ((last >> twos) % 2n === 0n) twos++;
  const context = engine.modulusOf(candidate);
  for (let done = 0; done < rounds; done += ROUNDS_AT_ONCE) {
    const count = Math.min(ROUNDS_AT_ONCE, rounds - done);
    const bases = Array.from({ length: count }, () => 2n + randomBelow(candidate - 3n, random));
    const powers = context.compute((z) =>
      z.read(z.powerSecret(z.load(bases), last >> twos, bitLength(candidate))),
    );
    if (powers.some((power) => isWitness(power, candidate, twos))) return false;
  }
  return true;
}

/** Whether the power of a base to the odd part of candidate - 1 = 2^twos odd proves it to be composite. */
function isWitness(oddPower: bigint, candidate: bigint, twos: bigint): boolean {
  const last = candidate - 1n;
  let power = oddPower;
  if (power === 1n) return false;
  for (let i = 0n; i < twos; i++) {
    if (power === last) return false;
    power = (power * power) % candidate;
  }
  return true;
}
