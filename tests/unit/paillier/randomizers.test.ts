import { describe, expect, it } from 'vitest';
import { bytesToBigint, type RandomBytes } from '../../../src/base/index.ts';
import { bigintEngine, gcd } from '../../../src/bignum/index.ts';
import {
  createOwnerRandomizers,
  createPaillier,
  createPaillierOwner,
  createRandomizers,
  privateKeyFromPrimes,
  type Randomizers,
} from '../../../src/paillier/index.ts';
import { peerOf, smallOwner } from './small-keys.ts';

const { privateKey, publicKey } = smallOwner();
const { n } = publicKey;
const peer = peerOf(privateKey);
const sources: [string, Randomizers][] = [
  ['the public key', createRandomizers({ engine: bigintEngine, publicKey })],
  ['the private key', createOwnerRandomizers({ engine: bigintEngine, privateKey })],
];

describe.each(sources)('random factors from %s', (_, source) => {
  it('are n-th powers of units: encryptions of zero whose root is found', () => {
    for (const factor of source.take(5)) {
      expect(peer.privateKey.decrypt(factor)).toBe(0n);
      const root = peer.privateKey.getRandomFactor(factor);
      expect(gcd(root, n)).toBe(1n);
      expect(peer.publicKey.encrypt(0n, root)).toBe(factor);
    }
  });

  it('are as many as asked for, and never the same', () => {
    const taken = [1, 3, 0, 4].map((count) => source.take(count));
    expect(taken.map((list) => list.length)).toEqual([1, 3, 0, 4]);
    expect(new Set(taken.flat()).size).toBe(8);
  });
});

describe('both ways', () => {
  it('reach every n-th power, each about as often', () => {
    // n = 15: the units modulo 15 are 8, their 15th powers modulo 225 as many.
    const key = privateKeyFromPrimes(3n, 5n, { allowSmall: true });
    const powers = [1n, 2n, 4n, 7n, 8n, 11n, 13n, 14n].map((r) => r ** 15n % 225n);
    const ways = [
      createRandomizers({ engine: bigintEngine, publicKey: key.publicKey }),
      createOwnerRandomizers({ engine: bigintEngine, privateKey: key }),
    ];
    for (const way of ways) {
      const counts = new Map(powers.map((power) => [power, 0]));
      for (const power of way.take(4000)) counts.set(power, (counts.get(power) ?? NaN) + 1);
      expect(counts.size).toBe(8);
      // 500 expected; 150 are more than seven standard deviations.
      for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(150);
    }
  });

  it('draw from the generator that they are given, and from nothing else', () => {
    const pinned = (): RandomBytes => {
      let state = 1;
      return (length) => Uint8Array.from({ length }, () => (state = (state * 75) % 65537) & 255);
    };
    const ways = [
      () => createRandomizers({ engine: bigintEngine, publicKey, random: pinned() }),
      () => createOwnerRandomizers({ engine: bigintEngine, privateKey, random: pinned() }),
    ];
    for (const way of ways) expect(way().take(3)).toEqual(way().take(3));
    // The root of the first is the first number below n that was drawn.
    const [first = 0n] = ways[0]?.().take(1) ?? [];
    const random = pinned();
    let root = bytesToBigint(random(24));
    while (root >= n) root = bytesToBigint(random(24));
    expect(peer.privateKey.getRandomFactor(first)).toBe(root);
  });
});

describe('a source that is handed in', () => {
  /** Hands out what is written down, and writes down how much was asked for. */
  function written(factors: bigint[]): { source: Randomizers; asked: number[] } {
    const asked: number[] = [];
    const source = { take: (count: number) => (asked.push(count), factors.splice(0, count)) };
    return { source, asked };
  }
  const fresh = (count: number) => createRandomizers({ engine: bigintEngine, publicKey }).take(count);

  it('hides every plaintext with a value of its own, and nothing else does', () => {
    const factors = fresh(8);
    const expected = [...factors];
    const { source, asked } = written(factors);
    const paillier = createPaillier({ engine: bigintEngine, publicKey, randomizers: source });
    const question = paillier.encrypt([1n, -2n]);
    const map = { matrix: [[0n, 0n], [0n, 0n], [0n, 0n]], scalarBits: 4, slots: 2, slotBits: 8, addends: [0n, 0n] }; // prettier-ignore
    const seen = [
      ...question,
      ...paillier.rerandomize([1n, 1n]),
      ...paillier.packedMatrixVector(question, map),
    ];
    expect(asked).toEqual([2, 2, 2]);
    const roots = (ciphertexts: readonly bigint[]) =>
      ciphertexts.map((c) => peer.privateKey.getRandomFactor(c));
    expect(roots(seen)).toEqual(roots(expected.slice(0, 6)));
  });

  it('is what the owner of the key encrypts with', () => {
    const factors = fresh(3);
    const expected = [...factors];
    const { source, asked } = written(factors);
    const owner = createPaillierOwner({ engine: bigintEngine, privateKey, randomizers: source });
    expect(owner.encryptAsOwner([0n, 0n, 0n])).toEqual(expected);
    expect(asked).toEqual([3]);
  });

  it('is refused if it hands out too few: one value must not hide two plaintexts', () => {
    const { source } = written(fresh(1));
    const paillier = createPaillier({ engine: bigintEngine, publicKey, randomizers: source });
    expect(() => paillier.encrypt([1n, 2n])).toThrow(RangeError);
    const owner = createPaillierOwner({
      engine: bigintEngine,
      privateKey,
      randomizers: written(fresh(1)).source,
    });
    expect(() => owner.encryptAsOwner([1n, 2n])).toThrow(RangeError);
  });
});
