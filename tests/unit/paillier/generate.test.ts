import { describe, expect, it } from 'vitest';
import { isProbablePrime, selectEngine } from '../../../src/bignum/index.ts';
import { generateKeyPair, privateKeyFromPrimes } from '../../../src/paillier/index.ts';

describe.each(['fma', 'simd', 'bigint'] as const)('generateKeyPair on engine %s', (name) => {
  const engine = selectEngine(name);

  it('draws a key of two primes, as long as asked for', () => {
    expect(engine.name).toBe(name);
    for (const bits of [512, 2048]) {
      const { p, q, publicKey } = generateKeyPair(bits, { engine, allowSmall: bits < 2048 });
      expect([publicKey.bits, publicKey.n]).toEqual([bits, p * q]);
      expect(isProbablePrime(p) && isProbablePrime(q)).toBe(true);
      expect(privateKeyFromPrimes(p, q, { allowSmall: bits < 2048 }).publicKey).toEqual(publicKey);
    }
  });
});
