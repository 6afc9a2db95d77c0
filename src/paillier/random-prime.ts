import { checkInteger, cryptoRandom, randomBelow, type RandomBytes } from '../base/index.ts';
import { bigintEngine, type Engine, isProbablePrime, type Pair } from '../bignum/index.ts';
import { oddPrimesBelow, remaindersOf } from './small-primes.ts';

/** Multiples of primes below this are sieved out: one candidate in ten is left. More would cost more than it saves. */
const SIEVE_BELOW = 2 ** 17;
/** Odd candidates that are sieved, for each bit of their length: of 300 draws about one holds no prime. */
const CANDIDATES_PER_BIT = 2;
/** Shortest prime that is drawn: the sieve needs some room. */
const LEAST_BITS = 8;

export interface RandomPrimesOptions {
  readonly engine?: Engine;
  /** Pinned in tests only. */
  readonly random?: RandomBytes;
}

/**
 * A source of random primes of one length, for keys: the first prime from a uniform odd start on
 * (incremental search). A prime is drawn the more often the wider the gap before it; what that costs in
 * entropy is next to nothing (Brandt and Damgard, "On generation of probable primes by incremental search",
 * CRYPTO '92).
 *
 * @param bits at least 8. The two top bits of every prime are set, so that a product of two is as long as
 * both together.
 */
export function createRandomPrimes(
  bits: number,
  { engine = bigintEngine, random = cryptoRandom }: RandomPrimesOptions = {},
): () => bigint {
  checkInteger(bits, 'bits', LEAST_BITS);
  const rounds = roundsFor(bits);
  // These divide no prime of this length.
  const sievePrimes = oddPrimesBelow(Math.min(SIEVE_BELOW, 2 ** Math.floor(bits / 2)));
  const [least, end] = [3n << BigInt(bits - 2), 1n << BigInt(bits)];
  return () => {
    for (;;) {
      const start = (least + randomBelow(end - least, random)) | 1n;
      const candidates = sieve(start, CANDIDATES_PER_BIT * bits, sievePrimes).filter((n) => n < end);
      for (const pair of inPairs(candidates)) {
        const prime = passFermat(engine, pair, bits).find((n) =>
          isProbablePrime(n, { engine, rounds, random }),
        );
        if (prime !== undefined) return prime;
      }
    }
  };
}

/**
 * Those of two candidates that pass Fermat's test to base 2, which finds nearly all composites. Side by
 * side, two take the fast engines as long as one.
 */
function passFermat(engine: Engine, pair: Pair, bits: number): bigint[] {
  const [powers] = engine.moduliOf(pair).powerSecret([[2n, 2n]], [pair[0] - 1n, pair[1] - 1n], bits);
  return pair.filter((_, lane) => powers?.[lane] === 1n);
}

/** Two by two; an odd one beside itself. */
function* inPairs(candidates: readonly bigint[]): Generator<Pair> {
  for (let i = 0; i < candidates.length; i += 2) {
    const [first = 0n, second = first] = candidates.slice(i, i + 2);
    yield [first, second];
  }
}

/**
 * Rounds of Miller-Rabin for candidates drawn at random, so that a prime is composite with a probability
 * of at most 2^-112, 2^-128 and 2^-144 (FIPS 186-5, table B.1: 5, 4 and 4), and one more: that table is
 * for candidates drawn one by one, and where one of them is prime, a search looks at as many as hold six.
 * Shorter ones, in tests, get the rounds that are enough for any number.
 */
export function roundsFor(bits: number): number {
  if (bits >= 1536) return 5;
  if (bits >= 1024) return 6;
  return 64;
}

/** Of `count` odd integers from `start` on those that no prime of a list divides. */
export function sieve(start: bigint, count: number, primes: readonly number[]): bigint[] {
  const isStruck = new Uint8Array(count);
  for (const [i, remainder] of remaindersOf(start, primes).entries()) {
    const prime = primes[i] ?? 1;
    // The first index at which start + 2 index is a multiple.
    const missing = remainder === 0 ? 0 : prime - remainder;
    const first = missing % 2 === 0 ? missing / 2 : (missing + prime) / 2;
    for (let index = first; index < count; index += prime) isStruck[index] = 1;
  }
  return Array.from(isStruck.keys())
    .filter((index) => isStruck[index] === 0)
    .map((index) => start + 2n * BigInt(index));
}
