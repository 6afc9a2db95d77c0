import {
  bigintToBytes,
  bitLength,
  bytesToBigint,
  concatBytes,
  FederatedError,
  utf8,
  type Bytes,
} from '../base/index.ts';
import { bigintEngine, type Engine, gcd, modInverse, modulo, type Pair } from '../bignum/index.ts';
import { chineseRemainder } from './chinese-remainder.ts';
import type { PrivateKey, PublicKey } from './keys.ts';

/**
 * How many roots a proof has: with no prime factor of n below 6370, a wrong n passes with probability
 * 6370^-11 = 2^-139 at most.
 */
const CHALLENGES = 11;
/** Roots that are checked between two turns of the event loop: what the fast engines compute side by side. */
const ROOTS_AT_ONCE = 2;
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
  privateKey: PrivateKey,
  seed: Bytes,
  onProgress?: (done: number, total: number) => void,
  engine: Engine = bigintEngine,
): Promise<bigint[]> {
  const rootOf = rootFinder(engine, privateKey);
  const roots: bigint[] = [];
  for (const challenge of await keyProofChallenges(privateKey.publicKey, seed)) {
    roots.push(rootOf(challenge));
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
  engine: Engine = bigintEngine,
): Promise<void> {
  const { n } = publicKey;
  if (roots.length !== CHALLENGES) throw invalid('count', { expected: CHALLENGES, received: roots.length });
  for (const [index, root] of roots.entries()) {
    if (root <= 0n || root >= n) throw invalid('range', { index });
    if (gcd(root, n) !== 1n) throw invalid('not-a-unit', { index });
  }
  const challenges = await keyProofChallenges(publicKey, seed);
  const context = engine.modulusOf(n);
  for (let from = 0; from < CHALLENGES; from += ROOTS_AT_ONCE) {
    const batch = roots.slice(from, from + ROOTS_AT_ONCE);
    const powers = context.compute((z) => z.read(z.power(z.load(batch), n)));
    for (const i of batch.keys()) {
      if (powers[i] !== challenges[from + i]) throw invalid('wrong-root', { index: from + i });
    }
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

/** Takes n-th roots modulo n = p q, in secret and checked. */
function rootFinder(engine: Engine, { p, q }: PrivateKey): (challenge: bigint) => bigint {
  const context = engine.moduliOf([p, q]);
  const exponentBits = Math.max(bitLength(p), bitLength(q));
  const raise = (bases: Pair, exponents: Pair): Pair =>
    context.powerSecret([bases], exponents, exponentBits)[0] as Pair;
  // n is the same exponent as q modulo p - 1, the order of the group, and as p modulo q - 1.
  const powers: Pair = [modulo(q, p - 1n), modulo(p, q - 1n)];
  const inverses: Pair = [modInverse(powers[0], p - 1n), modInverse(powers[1], q - 1n)];
  const join = chineseRemainder(p, q);
  return (challenge) => {
    const [rootP, rootQ] = raise([challenge % p, challenge % q], inverses);
    const [powerP, powerQ] = raise([rootP, rootQ], powers);
    const root = join(rootP, rootQ);
    const isRight = powerP === challenge % p && powerQ === challenge % q;
    // A root that is right modulo one prime only gives n's factors away (Boneh, DeMillo, Lipton 1997).
    if (!isRight || root % p !== rootP || root % q !== rootQ) throw inconsistent();
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
