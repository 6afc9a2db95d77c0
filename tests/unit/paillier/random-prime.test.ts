import { describe, expect, it } from 'vitest';
import { bytesToBigint, cryptoRandom, type RandomBytes } from '../../../src/base/index.ts';
import { isProbablePrime, selectEngine } from '../../../src/bignum/index.ts';
import { createRandomPrimes, roundsFor, sieve } from '../../../src/paillier/random-prime.ts';
import { oddPrimesBelow, remaindersOf } from '../../../src/paillier/small-primes.ts';

/** By trial division. */
function isPrime(value: number): boolean {
  for (let d = 2; d * d <= value; d++) if (value % d === 0) return false;
  return value > 1;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('small primes', () => {
  it('are the odd primes below a limit', () => {
    for (const limit of [0, 3, 4, 9, 10, 2000]) {
      expect(oddPrimesBelow(limit)).toEqual(range(3, limit).filter(isPrime));
    }
    // OEIS A007053: there are 12,251 primes up to 2^17.
    expect(oddPrimesBelow(2 ** 17)).toHaveLength(12_251 - 1);
  });

  it('leave the remainders that BigInt says', () => {
    const primes = oddPrimesBelow(2 ** 17);
    for (const value of [0n, 1n, bytesToBigint(cryptoRandom(192)), (1n << 2048n) - 1n]) {
      expect(remaindersOf(value, primes)).toEqual(primes.map((prime) => Number(value % BigInt(prime))));
    }
    expect(remaindersOf(5n, [])).toEqual([]);
  });
});

describe('sieve', () => {
  it('leaves the odd integers that no prime of the list divides', () => {
    const primes = [3, 5, 7, 11, 13];
    for (const start of [197n, 3n * 5n * 7n * 11n * 13n, (1n << 200n) + 1n]) {
      const all = Array.from({ length: 120 }, (_, i) => start + 2n * BigInt(i));
      expect(sieve(start, 120, primes)).toEqual(
        all.filter((n) => primes.every((prime) => n % BigInt(prime) !== 0n)),
      );
    }
  });
});

describe('createRandomPrimes', () => {
  it('draws every prime whose two top bits are set, and nothing else', () => {
    // The rarest follow a gap of two, one draw in 32: 2,000 draws miss one with a chance of about e^-60.
    const draw = createRandomPrimes(8);
    const drawn = new Set(Array.from({ length: 2000 }, () => Number(draw())));
    expect([...drawn].sort((a, b) => a - b)).toEqual(range(192, 256).filter(isPrime));
  });

  it.each([9, 16, 33, 64, 127])('draws primes of exactly %i bits', (bits) => {
    const draw = createRandomPrimes(bits);
    for (let i = 0; i < 30; i++) {
      const prime = draw();
      expect(prime >> BigInt(bits - 2)).toBe(3n);
      expect(isProbablePrime(prime)).toBe(true);
    }
  });

  it('spreads them evenly', () => {
    // Thirds of [3 2^22, 2^24): 1,200 draws, 400 each give or take 16 (one standard deviation).
    const draw = createRandomPrimes(24);
    const draws = Array.from({ length: 1200 }, draw);
    const counts = [0, 0, 0];
    for (const prime of draws) {
      const third = Number(((prime - (3n << 22n)) * 3n) >> 22n);
      counts[third] = (counts[third] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(100);
    // Of some 250,000 primes, so that about three are drawn twice.
    expect(new Set(draws).size).toBeGreaterThan(1170);
    // Odd primes are 1 or 3 modulo 4, half of them each: 600 give or take 17.
    expect(Math.abs(draws.filter((prime) => prime % 4n === 1n).length - 600)).toBeLessThan(106);
  });

  it('begins where the generator says, takes the next prime, and draws again at the end of the range', () => {
    // A first draw in [192, 256) of 253 leaves 253 and 255, both composite; one of 200 leads to 211.
    const bytes = [253 - 192, 200 - 192];
    const draws: number[] = [];
    // The six bits of a start stand at the top of a byte; what the test of primality draws is arbitrary.
    const random: RandomBytes = (length) => {
      const byte = bytes.shift();
      draws.push(length);
      return Uint8Array.from({ length }, () => (byte === undefined ? 0 : byte << 2));
    };
    expect(createRandomPrimes(8, { random })()).toBe(211n);
    expect(bytes).toEqual([]);
    expect(draws).toHaveLength(2 + roundsFor(8));
  });

  it.each(['fma', 'simd', 'bigint'] as const)(
    'passes over no prime and takes no composite on engine %s',
    (name) => {
      const engine = selectEngine(name);
      expect(engine.name).toBe(name);
      for (let i = 0; i < 12; i++) {
        const bytes = cryptoRandom(20);
        let first = true;
        const random: RandomBytes = (length) => {
          const drawn = first ? bytes.slice(0, length) : cryptoRandom(length);
          first = false;
          return drawn;
        };
        const prime = createRandomPrimes(160, { engine, random })();
        // The 158 bits of a start stand at the top. 320 odd numbers are looked at; one search in 300 starts again.
        const start = ((3n << 158n) + (bytesToBigint(bytes) >> 2n)) | 1n;
        let expected = start;
        while (!isProbablePrime(expected)) expected += 2n;
        if (expected < start + 640n && expected < 1n << 160n) expect(prime).toBe(expected);
      }
    },
  );

  it('tests with more rounds than FIPS 186-5 asks of candidates drawn at random', () => {
    // Table B.1: 5 for 2^-112 at 1024 bits, 4 for 2^-128 at 1536, 4 for 2^-144 at 2048.
    expect([1024, 1536, 2048].map(roundsFor)).toEqual([6, 5, 5]);
    expect([8, 512, 1023].map(roundsFor)).toEqual([64, 64, 64]);
  });

  it('refuses lengths that leave the sieve no room', () => {
    expect(() => createRandomPrimes(7)).toThrow(RangeError);
    expect(() => createRandomPrimes(64.5)).toThrow(TypeError);
  });
});
