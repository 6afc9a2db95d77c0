import { describe, expect, it } from 'vitest';
import { cryptoRandom, type RandomBytes } from '../../../src/base/index.ts';
import { isProbablePrime } from '../../../src/bignum/index.ts';
import { checkPublicKey, generateKeyPair, privateKeyFromPrimes } from '../../../src/paillier/index.ts';
import { caught } from './small-keys.ts';

const refusal = (reason: string) =>
  expect.objectContaining({
    code: 'key-invalid',
    details: expect.objectContaining({ reason }) as unknown,
  }) as unknown;

/** The least integer from `start` on that no prime below 6370 divides. */
function withoutSmallFactors(start: bigint): bigint {
  for (let n = start | 1n; ; n += 2n) {
    if (!Array.from({ length: 6369 }, (_, i) => BigInt(i + 2)).some((d) => n % d === 0n)) return n;
  }
}

describe('checkPublicKey', () => {
  it.each([2048, 3072, 4096])('accepts %i bits', (bits) => {
    const n = withoutSmallFactors(1n << BigInt(bits - 1));
    expect(checkPublicKey(n)).toEqual({ n, nSquared: n * n, bits });
  });

  it.each([
    1n,
    0n,
    -(2n ** 2047n) - 1n,
    126_869n,
    2n ** 1024n - 1n,
    2n ** 2046n + 1n,
    2n ** 2048n + 1n,
    2n ** 2559n + 1n,
    2n ** 4096n + 1n,
  ])('refuses another size (case %#)', (n) => {
    expect(caught(() => checkPublicKey(n))).toEqual(refusal('size'));
  });

  it('refuses an even modulus', () => {
    expect(caught(() => checkPublicKey(2n ** 2047n))).toEqual(refusal('even'));
    expect(caught(() => checkPublicKey(16n, { allowSmall: true }))).toEqual(refusal('even'));
  });

  it('refuses small factors up to the last prime below 6370, and no more', () => {
    // 6361 and 6367 are the last primes below 6370, 6373 is the next; the cofactor has none below.
    const times = (factor: bigint) => factor * withoutSmallFactors((1n << 2047n) / factor + 1n);
    for (const factor of [3n, 5n, 6361n, 6367n]) {
      expect(caught(() => checkPublicKey(times(factor)))).toEqual(refusal('small-factor'));
    }
    expect(checkPublicKey(times(6373n)).bits).toBe(2048);
  });

  it('refuses what is no bigint', () => {
    expect(() => checkPublicKey(15 as unknown as bigint)).toThrow(TypeError);
  });
});

describe('privateKeyFromPrimes', () => {
  const allowSmall = { allowSmall: true };

  it('keeps the primes beside the public key', () => {
    expect(privateKeyFromPrimes(293n, 433n, allowSmall)).toEqual({
      publicKey: { n: 126_869n, nSquared: 126_869n ** 2n, bits: 17 },
      p: 293n,
      q: 433n,
    });
  });

  it('refuses a small key unless a test asks for it', () => {
    expect(caught(() => privateKeyFromPrimes(293n, 433n))).toEqual(refusal('size'));
  });

  it('refuses equal primes, close primes and a factor shared with phi(n)', () => {
    expect(caught(() => privateKeyFromPrimes(293n, 293n, allowSmall))).toEqual(refusal('equal-primes'));
    // 2^255 - 19 and 2^255 - 31 are prime.
    const close = [2n ** 255n - 19n, 2n ** 255n - 31n] as const;
    expect(caught(() => privateKeyFromPrimes(...close, allowSmall))).toEqual(refusal('close-primes'));
    // 7 divides 29 - 1.
    expect(caught(() => privateKeyFromPrimes(7n, 29n, allowSmall))).toEqual(refusal('shared-factor'));
  });
});

describe('generateKeyPair', () => {
  const small = { allowSmall: true };

  it.each([32, 63, 64, 129, 256])('draws keys of exactly %i bits from primes of half the length', (bits) => {
    for (let i = 0; i < 40; i++) {
      const key = generateKeyPair(bits, small);
      const { publicKey, p, q } = key;
      expect(publicKey.bits).toBe(bits);
      expect([p >> BigInt(Math.ceil(bits / 2) - 2), q >> BigInt(Math.floor(bits / 2) - 2)]).toEqual([3n, 3n]);
      expect(isProbablePrime(p) && isProbablePrime(q)).toBe(true);
      expect(privateKeyFromPrimes(p, q, small)).toEqual(key);
    }
  });

  it('draws keys of 2048 bits that pass as read from elsewhere', () => {
    const { publicKey, p, q } = generateKeyPair(2048);
    expect(publicKey.bits).toBe(2048);
    expect([p >> 1022n, q >> 1022n]).toEqual([3n, 3n]);
    expect(isProbablePrime(p) && isProbablePrime(q)).toBe(true);
    expect(privateKeyFromPrimes(p, q).publicKey).toEqual(publicKey);
  });

  it('draws again where p and q are close, and gives up if they always are', () => {
    // Of primes of 257 bits a start takes 32 bytes, and a base of their test 33.
    let starts = 0;
    const repeating: RandomBytes = (length) =>
      length === 32 && ++starts <= 2 ? new Uint8Array(length) : cryptoRandom(length);
    const { publicKey, p, q } = generateKeyPair(514, { ...small, random: repeating });
    expect(publicKey.bits).toBe(514);
    expect(starts).toBeGreaterThanOrEqual(4);
    expect(p).not.toBe(q);
    const stuck: RandomBytes = (length) => new Uint8Array(length);
    expect(caught(() => generateKeyPair(64, { ...small, random: stuck }))).toEqual(refusal('wrong-primes'));
  });

  it('draws another key every time', () => {
    const [a, b] = [generateKeyPair(128, { allowSmall: true }), generateKeyPair(128, { allowSmall: true })];
    expect(a.publicKey.n).not.toBe(b.publicKey.n);
  });

  it.each([0, 512, 1024, 2047, 2560, 8192])('refuses %i bits', (bits) => {
    expect(caught(() => generateKeyPair(bits))).toEqual(refusal('size'));
  });

  it('refuses lengths that are none even in tests', () => {
    for (const bits of [31, 64.5]) {
      expect(caught(() => generateKeyPair(bits, { allowSmall: true }))).toEqual(refusal('size'));
    }
  });
});
