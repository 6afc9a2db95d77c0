import { expect, it } from 'vitest';
import { bigintToBytes, type RandomBytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { createPaillierOwner, privateKeyFromPrimes } from '../../../src/paillier/index.ts';

/** python-paillier's test key (phe/tests/paillier_test.py): n = 126869 = 293 * 433. */
const privateKey = privateKeyFromPrimes(293n, 433n, { allowSmall: true });

/** A generator from which the uniform draw below n takes r: 17 bits, the top ones of 3 bytes. */
const drawing =
  (r: bigint): RandomBytes =>
  (length) =>
    bigintToBytes(r << 7n, length);

it.each([
  [10_100n, 74_384n, 935_906_717n],
  [1n, 1n, 126_870n],
])('python-paillier: E(%i; r = %i) = %i', (m, r, ciphertext) => {
  const owner = createPaillierOwner({ engine: bigintEngine, privateKey, random: drawing(r) });
  expect(privateKey.publicKey.n).toBe(126_869n);
  expect(owner.encrypt([m])).toEqual([ciphertext]);
  expect(owner.decrypt([ciphertext])).toEqual([m]);
});
