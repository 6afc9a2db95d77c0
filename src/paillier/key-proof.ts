import {
  bigintToBytes,
  bitLength,
  bytesToBigint,
  concatBytes,
  FederatedError,
  utf8,
  type Bytes,
} from '../base/index.ts';
import { gcd, modInverse, modPow, modPowSecret, modulo } from '../bignum/index.ts';
import { chineseRemainder } from './chinese-remainder.ts';
import type { PrivateKey, PublicKey } from './keys.ts';

/**
 * How many roots a proof has: with no prime factor of n below 6370, a wrong n passes with probability
 * 6370^-11 = 2^-139 at most.
 */
const CHALLENGES = 11;
/** What the challenges are for, as far as the hash is concerned. */
const DOMAIN = 'federated-trainer/v1/key-proof';
const HASH_BITS = 256;

/** What is wrong with a proof, as `details.reason` of `key-proof-invalid`. */
type ProofDefect = 'count' | 'range' | 'not-a-unit' | 'wrong-root';

/**
 * Proves that x -> x^n is a permutation of the units modulo n, that is gcd(n, phi(n)) = 1, by n-th roots
 * of challenges that nobody chose: Goldberg, Reyzin, Sagga, Baldimtsi, "Efficient noninteractive
 * certification of RSA moduli and beyond" (ePrint 2018/057), with e = n. What the roots say besides is
 * nothing: anybody can draw them first and compute the challenges from them.
 *
 * @param seed what the challenges are bound to besides n: a proof counts for this seed only.
 * @param onProgress told after every root, with the number of roots made and of all.
 * @returns 11 roots in (0, n).
 * @throws FederatedError `integrity` if a root fails its check: a wrong one would give n's factors away.
 */
export async function proveKey(
  { p, q, publicKey }: PrivateKey,
  seed: Bytes,
  onProgress?: (done: number, total: number) => void,
): Promise<bigint[]> {
  const [rootModP, rootModQ] = [rootFinder(p, q), rootFinder(q, p)];
  const join = chineseRemainder(p, q);
  const roots: bigint[] = [];
  for (const challenge of await keyProofChallenges(publicKey, seed)) {
    const [partP, partQ] = [rootModP(challenge), rootModQ(challenge)];
    const root = join(partP, partQ);
    if (root % p !== partP || root % q !== partQ) throw inconsistent();
    roots.push(root);
    onProgress?.(roots.length, CHALLENGES);
    await eventLoop();
  }
  return roots;
}

/**
 * Checks a proof of {@link proveKey}. Soundness has two parts: `checkPublicKey`, which made the public
 * key, divided n by every prime below 6370, so that of the units modulo a wrong n at most one in 6370 has
 * an n-th root; here 11 challenges are held against their roots. (Small keys of unit tests skip the first:
 * the proof then weighs only as much as the least prime that n and phi(n) share.)
 *
 * @throws FederatedError `key-proof-invalid`, with the reason and, where one is to blame, the root's index.
 */
export async function verifyKeyProof(
  publicKey: PublicKey,
  seed: Bytes,
  roots: readonly bigint[],
): Promise<void> {
  const { n } = publicKey;
  if (roots.length !== CHALLENGES) throw invalid('count', { expected: CHALLENGES, received: roots.length });
  for (const [index, root] of roots.entries()) {
    if (root <= 0n || root >= n) throw invalid('range', { index });
    if (gcd(root, n) !== 1n) throw invalid('not-a-unit', { index });
  }
  for (const [index, challenge] of (await keyProofChallenges(publicKey, seed)).entries()) {
    if (modPow(roots[index] as bigint, n, n) !== challenge) throw invalid('wrong-root', { index });
    await eventLoop();
  }
}

/**
 * The challenges for n and a seed: 11 integers, uniform among the units modulo n if SHA-256 is a random
 * oracle.
 *
 * With H = SHA-256(length(DOMAIN) || DOMAIN || length(n) || n || seed), lengths of 1 and 4 bytes, the j-th
 * candidate is the first |n| bits of SHA-256(H || j || 0) || SHA-256(H || j || 1) || ..., each number in 4
 * bytes; candidates that are no units below n are passed over.
 */
export async function keyProofChallenges({ n, bits }: PublicKey, seed: Bytes): Promise<bigint[]> {
  const modulus = bigintToBytes(n, Math.ceil(bits / 8));
  const domain = utf8(DOMAIN);
  const root = await sha256(Uint8Array.of(domain.length), domain, uint32(modulus.length), modulus, seed);
  const challenges: bigint[] = [];
  for (let candidate = 0; challenges.length < CHALLENGES; candidate++) {
    const blocks = Array.from({ length: Math.ceil(bits / HASH_BITS) }, (_, block) =>
      sha256(root, uint32(candidate), uint32(block)),
    );
    const excess = BigInt(blocks.length * HASH_BITS - bits);
    const value = bytesToBigint(concatBytes(...(await Promise.all(blocks)))) >> excess;
    // The gcd of 0 and n is n.
    if (value < n && gcd(value, n) === 1n) challenges.push(value);
  }
  return challenges;
}

/** Takes n-th roots modulo one prime of n = prime * other, in secret and checked. */
function rootFinder(prime: bigint, other: bigint): (challenge: bigint) => bigint {
  const order = prime - 1n;
  const exponentBits = bitLength(prime);
  // n = prime * other is the same exponent as `other`, modulo the order of the group.
  const power = modulo(other, order);
  const inverse = modInverse(power, order);
  return (challenge) => {
    const residue = challenge % prime;
    const root = modPowSecret(residue, inverse, exponentBits, prime);
    // A root that is right modulo one prime only gives n's factors away (Boneh, DeMillo, Lipton 1997).
    if (modPowSecret(root, power, exponentBits, prime) !== residue) throw inconsistent();
    return root;
  };
}

async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concatBytes(...parts)));
}

function uint32(value: number): Bytes {
  return bigintToBytes(BigInt(value), 4);
}

/** Lets messages through: a root takes long enough that somebody may want to know, or to stop it. */
function eventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function invalid(reason: ProofDefect, facts: Readonly<Record<string, number>>): FederatedError {
  return new FederatedError('key-proof-invalid', `key proof: ${reason}`, { reason, ...facts });
}

function inconsistent(): FederatedError {
  return new FederatedError('integrity', 'key proof: inconsistent result', { step: 'key-proof' });
}
