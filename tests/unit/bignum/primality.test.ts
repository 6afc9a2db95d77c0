import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigintToBytes, type RandomBytes } from '../../../src/base/index.ts';
import { isProbablePrime, selectEngine } from '../../../src/bignum/index.ts';

/** By trial division. */
function isPrime(value: number): boolean {
  if (value < 2) return false;
  for (let d = 2; d * d <= value; d++) if (value % d === 0) return false;
  return true;
}

/** Bytes from which the draw of a base takes this one: the bits of base - 2, below n - 3, stand at the top. */
function drawing(n: bigint, base: bigint): RandomBytes {
  const bits = (n - 4n).toString(2).length;
  return (length) => bigintToBytes((base - 2n) << BigInt(8 * length - bits), length);
}

describe('isProbablePrime', () => {
  it('agrees with trial division up to 2000, and below 2', () => {
    for (let value = -5; value <= 2000; value++) {
      expect([value, isProbablePrime(BigInt(value))]).toEqual([value, isPrime(value)]);
    }
  });

  it('accepts primes', () => {
    // Mersenne's, those of Curve25519 (RFC 7748) and P-256 (SP 800-186), and two with many twos in p - 1.
    const primes = [
      2n ** 61n - 1n,
      2n ** 521n - 1n,
      2n ** 1279n - 1n,
      2n ** 255n - 19n,
      2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      65_537n,
      3_221_225_473n,
    ];
    for (const prime of primes) expect(isProbablePrime(prime)).toBe(true);
  });

  it('refuses Carmichael numbers, which pass the test of Fermat to every base', () => {
    // OEIS A002997, up to those of six factors, and Chernick's (6k + 1)(12k + 1)(18k + 1).
    const chernick = (k: bigint) => (6n * k + 1n) * (12n * k + 1n) * (18n * k + 1n);
    const numbers = [561n, 1105n, 1729n, 2465n, 2821n, 6601n, 8911n, 41_041n, 825_265n, 321_197_185n];
    for (const n of [...numbers, chernick(6n), chernick(35n)])
      expect([n, isProbablePrime(n)]).toEqual([n, false]);
  });

  it('refuses strong pseudoprimes, though single bases pass them', () => {
    // OEIS A014233: the least composites that the first k primes all pass as bases, and A001262 (base 2).
    const cases: [bigint, bigint[]][] = [
      [2047n, [2n]],
      [3277n, [2n]],
      [1_373_653n, [2n, 3n]],
      [25_326_001n, [2n, 3n, 5n]],
      [3_215_031_751n, [2n, 3n, 5n, 7n]],
      [341_550_071_728_321n, [2n, 3n, 5n, 7n, 11n, 13n, 17n]],
      [3_317_044_064_679_887_385_961_981n, [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n]],
    ];
    for (const [n, bases] of cases) {
      expect([n, isProbablePrime(n)]).toEqual([n, false]);
      for (const base of bases) {
        expect([n, base, isProbablePrime(n, { rounds: 1, random: drawing(n, base) })]).toEqual([
          n,
          base,
          true,
        ]);
      }
    }
  });

  it('refuses the number of Arnault, which passes every prime base below 307', () => {
    // "Constructing Carmichael numbers which are strong pseudoprimes to several bases" (1995): 397 digits.
    const p =
      29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754218345562493168782883n;
    const n = p * (313n * (p - 1n) + 1n) * (353n * (p - 1n) + 1n);
    expect(isProbablePrime(p)).toBe(true);
    for (let base = 2; base <= 311; base++) {
      if (!isPrime(base)) continue;
      const passes = isProbablePrime(n, { rounds: 1, random: drawing(n, BigInt(base)) });
      expect([base, passes]).toEqual([base, base < 307]);
    }
    expect(isProbablePrime(n)).toBe(false);
  });

  it('errs for a quarter of all bases at most, and for nearly as many where both factors are made for it', () => {
    // Products (2k + 1)(4k + 1), k odd: OEIS A129521 has them. 1 and n - 1, which are never drawn, prove nothing either.
    for (const n of [91n, 703n, 1891n, 12_403n]) {
      let liars = 2;
      for (let base = 2n; base <= n - 2n; base++) {
        if (isProbablePrime(n, { rounds: 1, random: drawing(n, base) })) liars++;
      }
      const share = liars / Number(n - 1n);
      expect([n, share <= 1 / 4, share > 0.19]).toEqual([n, true, true]);
      expect(isProbablePrime(n)).toBe(false);
    }
  });

  it('refuses products of primes, squares among them', () => {
    const prime = fc.constantFrom(2n ** 61n - 1n, 2n ** 89n - 1n, 2n ** 107n - 1n, 65_537n, 7n, 2n);
    fc.assert(
      fc.property(prime, prime, (p, q) => {
        expect(isProbablePrime(p * q)).toBe(false);
      }),
    );
  });

  it('draws its bases afresh from [2, n - 2]', () => {
    // 91 = 7 * 13; base 2 proves it composite, 9 does not, 89 and 82 are their negatives.
    const passes = (base: bigint) => isProbablePrime(91n, { rounds: 1, random: drawing(91n, base) });
    expect([2n, 9n, 82n, 89n].map(passes)).toEqual([false, true, true, false]);
    let draws = 0;
    const prime = 2n ** 61n - 1n;
    const counting: RandomBytes = (length) => {
      draws++;
      return drawing(prime, 2n)(length);
    };
    expect(isProbablePrime(prime, { rounds: 7, random: counting })).toBe(true);
    expect(draws).toBe(7);
  });

  it.each(['fma', 'simd'] as const)('says the same on engine %s', (name) => {
    const engine = selectEngine(name);
    expect(engine.name).toBe(name);
    for (let value = 0; value <= 300; value++) {
      expect([value, isProbablePrime(BigInt(value), { engine })]).toEqual([value, isPrime(value)]);
    }
    for (const prime of [2n ** 521n - 1n, 2n ** 1279n - 1n, 2n ** 255n - 19n, 3_221_225_473n]) {
      expect(isProbablePrime(prime, { engine })).toBe(true);
    }
    for (const n of [
      321_197_185n,
      3_317_044_064_679_887_385_961_981n,
      (2n ** 521n - 1n) * (2n ** 607n - 1n),
    ]) {
      expect(isProbablePrime(n, { engine })).toBe(false);
    }
    // 91: base 2 proves it composite, 9 does not, in either half of a pair.
    let bases: bigint[] = [];
    const random: RandomBytes = (length) => drawing(91n, bases.shift() ?? 2n)(length);
    for (const [drawn, passes] of [
      [[9n, 82n, 9n], true],
      [[2n, 9n], false],
      [[9n, 2n], false],
    ] as const) {
      bases = [...drawn];
      expect(isProbablePrime(91n, { engine, rounds: drawn.length, random })).toBe(passes);
    }
  });

  it('refuses to be asked for nothing', () => {
    expect(() => isProbablePrime(7n, { rounds: 0 })).toThrow(RangeError);
    expect(() => isProbablePrime(7 as unknown as bigint)).toThrow(TypeError);
  });
});
