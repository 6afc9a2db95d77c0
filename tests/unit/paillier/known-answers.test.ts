import { describe, expect, it } from 'vitest';
import { bigintToBytes, bitLength, type RandomBytes } from '../../../src/base/index.ts';
import { bigintEngine } from '../../../src/bignum/index.ts';
import {
  createPaillierOwner,
  decodePheNumber,
  encryptedNumbersFromPhe,
  privateKeyFromPhe,
  privateKeyFromPrimes,
} from '../../../src/paillier/index.ts';
import { VECTORS } from './phe-vectors.ts';

/** A generator from which the uniform draw below n takes r: its bits, the top ones of the bytes. */
const drawing =
  (r: bigint, n: bigint): RandomBytes =>
  (length) =>
    bigintToBytes(r << BigInt(8 * length - bitLength(n - 1n)), length);

describe("python-paillier's test key (phe/tests/paillier_test.py): n = 126869 = 293 * 433", () => {
  const privateKey = privateKeyFromPrimes(293n, 433n, { allowSmall: true });
  it.each([
    [10_100n, 74_384n, 935_906_717n],
    [1n, 1n, 126_870n],
  ])('E(%i; r = %i) = %i', (m, r, ciphertext) => {
    const { n } = privateKey.publicKey;
    expect(n).toBe(126_869n);
    const owner = createPaillierOwner({ engine: bigintEngine, privateKey, random: drawing(r, n) });
    expect(owner.encrypt([m])).toEqual([ciphertext]);
    expect(owner.decrypt([ciphertext])).toEqual([m]);
  });
});

describe.each(VECTORS.keys)('the vectors of make-and-check.py, $name bits', (key) => {
  const privateKey = privateKeyFromPhe(key.private, { allowSmall: true });
  const { n } = privateKey.publicKey;
  const own = <T extends { readonly key: string }>(list: readonly T[]) =>
    list.filter((x) => x.key === key.name);

  it('we encrypt with the same randomness to the same ciphertexts, and decrypt them', () => {
    const cases = own(VECTORS.encryptions);
    expect(cases.length).toBeGreaterThan(5);
    for (const { plaintext, r, ciphertext } of cases) {
      const owner = createPaillierOwner({ engine: bigintEngine, privateKey, random: drawing(BigInt(r), n) });
      expect(owner.encrypt([BigInt(plaintext)])).toEqual([BigInt(ciphertext)]);
      expect(owner.decrypt([BigInt(ciphertext)])).toEqual([BigInt(plaintext)]);
    }
  });

  it('we read its files of encrypted numbers', () => {
    const owner = createPaillierOwner({ engine: bigintEngine, privateKey });
    const cases = own(VECTORS.numbers);
    expect(cases.length > 0).toBe(key.name === '2048');
    const numbers = cases.flatMap(({ file }) => encryptedNumbersFromPhe(file, privateKey.publicKey));
    const plaintexts = owner.decrypt(numbers.map(({ ciphertext }) => ciphertext));
    const values = numbers.map(({ exponent }, i) =>
      decodePheNumber({ plaintext: plaintexts[i] ?? -1n, exponent }, n),
    );
    expect(values).toEqual(cases.map(({ value }) => Number(value)));
  });
});
