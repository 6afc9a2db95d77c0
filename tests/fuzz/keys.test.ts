import { describe, expect, test } from 'vitest';
import { bitLength, bytesToBigint, isFederatedError, type Bytes } from '../../src/base/index.ts';
import { decodePublicKey, decodeRoots, encodePublicKey, encodeRoots } from '../../src/encoding/index.ts';
import { checkPublicKey, generateKeyPair, proveKey, verifyKeyProof } from '../../src/paillier/index.ts';
import { counter, failure } from './guard.ts';
import { scrambled } from './mutations.ts';
import { createRandom, SEED, type Random } from './seed.ts';

describe(`keys, FUZZ_SEED=${SEED}`, () => {
  test('a modulus that was tampered with is refused, or fit for a key', () => {
    const random = createRandom('moduli');
    const keyBits = 2048;
    const sound = encodePublicKey((1n << 2047n) | 0x10001n, keyBits);
    const outcomes = counter<string>();
    for (let index = 0; index < 2000; index++) {
      const bytes = random.chance(0.5) ? scrambled(sound, random) : oddOfFullLength(random);
      try {
        const { n } = checkPublicKey(decodePublicKey(bytes, keyBits));
        outcomes.add('accepted');
        const divisors = Array.from({ length: 6368 }, (_, i) => BigInt(i + 2));
        if (
          bitLength(n) !== keyBits ||
          n !== bytesToBigint(bytes) ||
          divisors.some((each) => n % each === 0n)
        ) {
          throw new Error('accepted, and unfit');
        }
      } catch (error) {
        if (!isFederatedError(error)) throw failure(index, bytes, error);
        outcomes.add(error.code);
      }
    }
    for (const outcome of ['accepted', 'message-malformed', 'key-invalid']) {
      expect([outcome, outcomes.of(outcome) > 10]).toEqual([outcome, true]);
    }
  });

  test('a proof that was tampered with is refused', async () => {
    const random = createRandom('proofs');
    // Four bits short of whole bytes: there is room for a root and n.
    const key = generateKeyPair(124, { allowSmall: true });
    const { publicKey } = key;
    const seed = random.bytes(32);
    const roots = await proveKey(key, seed);
    const proof = encodeRoots(roots, publicKey.bits);
    await verifyKeyProof(publicKey, seed, decodeRoots(proof, publicKey.bits));
    const replaced = (index: number): Bytes => {
      const root = roots[index] ?? 0n;
      const { n } = publicKey;
      const other = random.pick([0n, n - root, n, root + n, root + 2n * n]);
      return encodeRoots(roots.with(index, other), publicKey.bits);
    };
    const outcomes = counter<string>();
    for (let index = 0; index < 200; index++) {
      const bytes = random.chance(0.5) ? scrambled(proof, random) : replaced(random.below(roots.length));
      if (Buffer.from(bytes).equals(proof)) continue;
      try {
        await verifyKeyProof(publicKey, seed, decodeRoots(bytes, publicKey.bits));
        throw new Error('accepted');
      } catch (error) {
        const expected =
          isFederatedError(error, 'message-malformed') || isFederatedError(error, 'key-proof-invalid');
        if (!expected) throw failure(index, bytes, error);
        outcomes.add(error.code);
      }
    }
    expect(outcomes.of('message-malformed')).toBeGreaterThan(10);
    expect(outcomes.of('key-proof-invalid')).toBeGreaterThan(10);
  });
});

/** One in eight has no small factor. */
function oddOfFullLength(random: Random): Bytes {
  const bytes = random.bytes(256);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  bytes[255] = (bytes[255] ?? 0) | 1;
  return bytes;
}
