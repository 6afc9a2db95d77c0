import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/index.ts';
import {
  bigintEngine,
  gcd,
  isProbablePrime,
  modInverse,
  modPow,
  modulo,
  selectEngine,
  type Engine,
} from '../../../src/bignum/index.ts';
import {
  checkPublicKey,
  generateKeyPair,
  proveKey,
  verifyKeyProof,
  type PrivateKey,
  type PublicKey,
} from '../../../src/paillier/index.ts';
import { keyProofChallenges } from '../../../src/paillier/key-proof.ts';

const COUNT = 11;
const SEED = utf8('the contract');
const small = { allowSmall: true };

const defect = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'key-proof-invalid' });
  return (error as { details: unknown }).details;
};

let key: PrivateKey;
let n: bigint;
let roots: bigint[];
beforeAll(async () => {
  key = generateKeyPair(512, small);
  n = key.publicKey.n;
  roots = await proveKey(key, SEED);
});

/** The proof with one root replaced. */
const replacing = (index: number, root: bigint) => roots.map((other, i) => (i === index ? root : other));

describe('the challenges', () => {
  it('are units below n, all different, the same for everybody', async () => {
    const challenges = await keyProofChallenges(key.publicKey, SEED);
    expect(challenges).toHaveLength(COUNT);
    expect(new Set(challenges).size).toBe(COUNT);
    for (const challenge of challenges) {
      expect(challenge > 0n && challenge < n).toBe(true);
      expect(gcd(challenge, n)).toBe(1n);
    }
    expect(await keyProofChallenges(checkPublicKey(n, small), SEED)).toEqual(challenges);
  });

  it('are what the definition says: known answers, computed with Python (hashlib)', async () => {
    // A modulus of 261 bits, not a multiple of the hash: 2^261 - 2^100 - 1, and 91 = 7 * 13.
    const long = checkPublicKey(2n ** 261n - 2n ** 100n - 1n, small);
    const [first] = await keyProofChallenges(long, SEED);
    expect(first).toBe(3663106295493251670417136362091841131859002548016896366772400595861368030897054n);
    expect(await keyProofChallenges(checkPublicKey(91n, small), SEED)).toEqual([
      3n,
      72n,
      80n,
      46n,
      37n,
      19n,
      88n,
      44n,
      90n,
      9n,
      76n,
    ]);
  });

  it('fill the range: the highest bits of n are used', async () => {
    const seeds = Array.from({ length: 8 }, (_, i) => Uint8Array.of(i));
    const all = (await Promise.all(seeds.map((seed) => keyProofChallenges(key.publicKey, seed)))).flat();
    expect(new Set(all).size).toBe(8 * COUNT);
    const quarters = new Set(all.map((challenge) => (4n * challenge) / n));
    expect(quarters).toEqual(new Set([0n, 1n, 2n, 3n]));
  });

  it('pass over multiples of the primes, and what is not below n', async () => {
    // Of 7 bits, 37 in 128 are not below 91, and 19 of those below it no units.
    for (let i = 0; i < 20; i++) {
      for (const challenge of await keyProofChallenges(checkPublicKey(91n, small), Uint8Array.of(i))) {
        expect(challenge < 91n && challenge % 7n !== 0n && challenge % 13n !== 0n).toBe(true);
      }
    }
  });
});

describe('a proof', () => {
  it('of a good key is accepted', async () => {
    expect(roots).toHaveLength(COUNT);
    await verifyKeyProof(key.publicKey, SEED, roots);
    await verifyKeyProof(checkPublicKey(n, small), SEED, roots);
  });

  it('consists of n-th roots of the challenges', async () => {
    expect(roots.map((root) => modPow(root, n, n))).toEqual(await keyProofChallenges(key.publicKey, SEED));
  });

  it('is accepted at real lengths, whichever prime comes first', async () => {
    const { publicKey, p, q } = generateKeyPair(2048);
    const proof = await proveKey({ publicKey, p: q, q: p }, SEED);
    await verifyKeyProof(checkPublicKey(publicKey.n), SEED, proof);
    expect(await defect(verifyKeyProof(publicKey, SEED, [...proof.slice(0, 10), 2n]))).toEqual({
      reason: 'wrong-root',
      index: 10,
    });
  });

  it('of many small keys is accepted', async () => {
    for (let i = 0; i < 20; i++) {
      const { publicKey, ...primes } = generateKeyPair(64 + i, small);
      await verifyKeyProof(publicKey, SEED, await proveKey({ publicKey, ...primes }, SEED));
    }
  });

  it('reports progress, and lets other work through between roots', async () => {
    const seen: string[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await proveKey(key, SEED, (done, total) => void seen.push(`${done}/${total}`));
    clearInterval(timer);
    expect(seen).toEqual(Array.from({ length: COUNT }, (_, i) => `${i + 1}/${COUNT}`));
    expect(turns).toBeGreaterThan(2);
  });

  it.each(['fma', 'simd', 'bigint'] as const)(
    'is the same on every engine, and accepted on it: %s',
    async (name) => {
      const engine = selectEngine(name);
      expect(engine.name).toBe(name);
      expect(await proveKey(key, SEED, undefined, engine)).toEqual(roots);
      await verifyKeyProof(key.publicKey, SEED, roots, engine);
      for (const index of [0, 9, 10]) {
        const verified = verifyKeyProof(
          key.publicKey,
          SEED,
          replacing(index, (roots[index] ?? 0n) ^ 1n),
          engine,
        );
        expect(await defect(verified)).toEqual({ reason: 'wrong-root', index });
      }
    },
  );

  it.each([0, 1] as const)(
    'with a power that went wrong modulo one prime is not handed out: lane %i',
    async (wrong) => {
      const spoiled = (at: number): Engine => {
        let calls = 0;
        return {
          ...bigintEngine,
          moduliOf(moduli) {
            const context = bigintEngine.moduliOf(moduli);
            return {
              ...context,
              powerSecret(...terms) {
                const powers = context.powerSecret(...terms);
                if (calls++ !== at) return powers;
                const flip = (x: bigint, lane: number) => x ^ BigInt(lane === wrong ? 2 : 0);
                return powers.map(([a, b]) => [flip(a, 0), flip(b, 1)]);
              },
            };
          },
        };
      };
      // A root, its check, and both of the last one.
      for (const at of [0, 1, 20, 21]) {
        await expect(proveKey(key, SEED, undefined, spoiled(at))).rejects.toMatchObject({
          code: 'integrity',
        });
      }
      expect(await proveKey(key, SEED, undefined, spoiled(22))).toEqual(roots);
    },
  );

  it('with a wrong prime in it is not handed out: it would give the factors away', async () => {
    // Composite, and such that all inverses exist: the proof would end for want of one before it has a root.
    const { q } = key;
    let p = key.p + 2n;
    while (isProbablePrime(p) || gcd(p, q - 1n) !== 1n || gcd(q, p * (p - 1n)) !== 1n) p += 2n;
    await expect(proveKey({ ...key, p }, SEED)).rejects.toMatchObject({ code: 'integrity' });
  });
});

describe('a proof is refused', () => {
  it('for another seed and for another n', async () => {
    const wrong = { reason: 'wrong-root', index: 0 };
    expect(await defect(verifyKeyProof(key.publicKey, utf8('another contract'), roots))).toEqual(wrong);
    let other: PublicKey;
    do other = generateKeyPair(512, small).publicKey;
    while (other.n < n);
    expect(await defect(verifyKeyProof(other, SEED, roots))).toEqual(wrong);
  });

  it('with too few roots, too many or none', async () => {
    for (const list of [[], roots.slice(0, 10), [...roots, 1n]]) {
      expect(await defect(verifyKeyProof(key.publicKey, SEED, list))).toEqual({
        reason: 'count',
        expected: COUNT,
        received: list.length,
      });
    }
  });

  it.each([0, 5, 10])('with root %i altered, whatever it is replaced by', async (index) => {
    const verify = (root: bigint) => defect(verifyKeyProof(key.publicKey, SEED, replacing(index, root)));
    const root = roots[index] ?? 0n;
    for (const value of [root ^ 1n, n - root, 1n, roots[(index + 1) % COUNT] ?? 0n]) {
      expect(await verify(value)).toEqual({ reason: 'wrong-root', index });
    }
    // The same root in another spelling, too.
    for (const value of [0n, n, -root, root + n, root - n, n * n]) {
      expect(await verify(value)).toEqual({ reason: 'range', index });
    }
    for (const value of [key.p, key.q, 3n * key.p, n - key.q]) {
      expect(await verify(value)).toEqual({ reason: 'not-a-unit', index });
    }
  });
});

/**
 * What somebody who knows the factors can do at best: an n-th root of every challenge that has one, and
 * for the others the nearest thing, a root modulo one factor.
 *
 * @param factors prime powers, each with the order of its group of units, which is cyclic.
 */
async function bestProof(publicKey: PublicKey, factors: readonly (readonly [bigint, bigint])[]) {
  const { n: modulus } = publicKey;
  let rootless = 0;
  const proof = (await keyProofChallenges(publicKey, SEED)).map((challenge) => {
    const parts = factors.map(([factor, order]) => {
      // Of a cyclic group, n-th powers are the powers of d = gcd(n, order). With d coprime to order / d,
      // taking the n-th power permutes them.
      const d = gcd(modulus, order);
      const exists = modPow(challenge, order / d, factor) === 1n;
      const inverse = modInverse(modulus, order / d);
      return { factor, exists, root: modPow(challenge, inverse, factor) };
    });
    if (parts.some(({ exists }) => !exists)) rootless++;
    return parts.reduce((sum, { factor, root }) => {
      const rest = modulus / factor;
      return modulo(sum + root * rest * modInverse(rest, factor), modulus);
    }, 0n);
  });
  return { proof, rootless };
}

describe('a key that shares a factor with phi(n)', () => {
  // 2^61 - 1, and the prime 1 + 52 (2^61 - 1): p divides q - 1.
  const p = 2n ** 61n - 1n;
  const q = 1n + 52n * p;

  it('by p dividing q - 1 has no proof', async () => {
    expect((q - 1n) % p).toBe(0n);
    const publicKey = checkPublicKey(p * q, small);
    const { proof, rootless } = await bestProof(publicKey, [[p, p - 1n], [q, q - 1n]]); // prettier-ignore
    expect(rootless).toBe(COUNT);
    expect(await defect(verifyKeyProof(publicKey, SEED, proof))).toEqual({ reason: 'wrong-root', index: 0 });
  });

  it('by a repeated factor has none either', async () => {
    const other = 2n ** 89n - 1n;
    const publicKey = checkPublicKey(p * p * other, small);
    const { proof, rootless } = await bestProof(publicKey, [[p * p, p * (p - 1n)], [other, other - 1n]]); // prettier-ignore
    expect(rootless).toBe(COUNT);
    expect(await defect(verifyKeyProof(publicKey, SEED, proof))).toEqual({ reason: 'wrong-root', index: 0 });
  });

  it('has roots of one challenge in seven, if it is 7: which is why small factors are divided out first', async () => {
    // 7 divides 29 - 1: a seventh of the challenges have roots, and the best prover finds those.
    const publicKey = checkPublicKey(7n * 29n, small);
    const { proof, rootless } = await bestProof(publicKey, [[7n, 6n], [29n, 28n]]); // prettier-ignore
    const challenges = await keyProofChallenges(publicKey, SEED);
    const powers = proof.map((root) => modPow(root, publicKey.n, publicKey.n));
    expect(powers.filter((power, i) => power !== challenges[i])).toHaveLength(rootless);
    expect(rootless).toBeGreaterThan(0);
  });

  it('passes this prover if there is nothing wrong with it: the prover is no straw man', async () => {
    const { p: a, q: b, publicKey } = key;
    const { proof, rootless } = await bestProof(publicKey, [[a, a - 1n], [b, b - 1n]]); // prettier-ignore
    expect(rootless).toBe(0);
    expect(proof).toEqual(roots);
  });
});
