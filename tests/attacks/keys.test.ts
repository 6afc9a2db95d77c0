import { bitLength, randomBits, randomBelow, type Bytes } from '../../src/base/index.ts';
import { bigintEngine, gcd, isProbablePrime, modInverse, modPow, modulo } from '../../src/bignum/index.ts';
import {
  createPacking,
  decodeCiphertexts,
  encodeCiphertexts,
  encodePublicKey,
  encodeRoots,
} from '../../src/encoding/index.ts';
import { createPaillierOwner, privateKeyFromPrimes, toSigned } from '../../src/paillier/index.ts';
import { KEY_PROOF_ROOTS } from '../../src/protocol/messages.ts';
import { testAttack } from './attack.ts';
import { lead, read, types, unpacked, weigh } from './dishonest-model-owner.ts';
import {
  draft,
  FILES,
  OFFER,
  provenKey,
  totalsOf,
  type OfferedKey,
  type Session,
} from './drafted-session.ts';
import type * as Honest from './honest-parties.ts';
import { createSmoothSubgroup } from './smooth-subgroup.ts';

const entry = 'tests/attacks/honest-parties.ts';

const victim = await totalsOf(FILES[0]);

/**
 * Of both attacks, P being a prime factor of n. Modulo P a plaintext m leaves no trace, (1 + n)^m = 1: that
 * is why masks, which are plaintexts, do not help. An owner's packed answer is, with C_k the ciphertexts of the
 * question, the product over k of C_k^(P_k), P_k = sum over j of 2^(s j) G_jk: that and nothing else, for
 * the offset that makes scalars positive is taken out again. With C_k = g^(2^(3 s k)) modulo P, and 1 modulo the
 * rest of n, its logarithm has all nine entries of a G of three columns as its digits.
 */
const subgroup = createSmoothSubgroup(1000, 2048);

function craftedQuestion({ contract, bound }: Session, n: bigint): Bytes {
  const { prime, generator } = subgroup;
  const rest = n / prime;
  const inverse = modInverse(rest, prime);
  const apart = 3n * BigInt(bound.slotBits);
  const ciphertexts = [0n, 1n, 2n].map((k) => {
    const power = modPow(generator, 1n << (apart * k), prime);
    return 1n + rest * modulo((power - 1n) * inverse, prime);
  });
  return encodeCiphertexts(ciphertexts, contract.keyBits);
}

/** The columns of G that the digits of the logarithm tell; a code where they are no entries of a G. */
function columnsBehind(
  { contract: { keyBits, slotBits }, bound }: Session,
  answer: Bytes,
): readonly bigint[][] | string {
  const { order } = subgroup;
  const [ciphertext = 0n] = decodeCiphertexts(answer, keyBits, 1);
  const logarithm = toSigned(subgroup.logarithm(modulo(ciphertext, subgroup.prime)), order);
  const packing = createPacking({ slotBits, keyBits });
  const bounds = Array.from({ length: 9 }, () => bound.entryBound);
  const digits = unpacked(packing, [logarithm], bounds);
  if (typeof digits === 'string') return digits;
  return [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
}

/** Two honest owners, the victim first, led up to BASE: as far as they let themselves. */
async function begin({ createHonestOwner }: typeof Honest, offered: OfferedKey, allowSmallKeys: boolean) {
  const session = await draft(offered, { owners: 2 });
  const { sid } = session;
  const owners = await Promise.all(
    FILES.slice(0, 2).map((file) => createHonestOwner({ sid, file, offer: OFFER, allowSmallKeys })),
  );
  const opened = await lead(session, owners);
  const [owner] = owners;
  if (owner === undefined) throw new Error('no owner');
  return { session, owner, opened };
}

/**
 * The key is a proper one, and proves it; only, its owner chose P with a P - 1 in which it can take logarithms.
 * A re-randomised answer has r^n for a factor, uniform modulo P: the logarithm then is of nothing.
 */
testAttack<typeof Honest, object>(2, {
  entry,
  async attempt(modules) {
    const { prime } = subgroup;
    const privateKey = privateKeyFromPrimes(prime, cofactorOf(prime, 1536), { allowSmall: true });
    const { session, owner } = await begin(modules, provenKey(privateKey), true);
    const question = craftedQuestion(session, privateKey.publicKey.n);
    const answer = await weigh(owner, 1, question);
    if (answer === null) return { sent: types(owner), refusals: owner.refusals };
    const key = createPaillierOwner({ engine: bigintEngine, privateKey });
    const { packing, bounds } = session;
    return {
      columns: columnsBehind(session, answer),
      decrypted: read(key, [answer], { packing, bounds: bounds.gradient }),
    };
  },
  // All of the victim's G, although its masks hide the plaintext.
  succeeded: { columns: victim.gram, decrypted: 'integrity' },
  failed: { columns: 'integrity', decrypted: 'integrity' },
});

/** A prime that makes, with `prime`, an n of this length that is coprime to phi(n). */
function cofactorOf(prime: bigint, keyBits: number): bigint {
  for (;;) {
    const other = randomBits(keyBits - bitLength(prime) + 1) | 1n;
    const proper = gcd(prime * other, (prime - 1n) * (other - 1n)) === 1n;
    if (bitLength(prime * other) === keyBits && proper && isProbablePrime(other, { rounds: 4 })) return other;
  }
}

/**
 * n = P f_1 f_2 ... with small primes f_i that all divide P - 1. Then r^n, raised to (P - 1) / (f_1 f_2 ...), is 1
 * modulo P whatever r is: re-randomisation never reaches the subgroup of order f_1 f_2 ..., which holds the
 * logarithm. To all else that an owner checks of a key, n is as good as any: odd, 2048 bits, no factor
 * below 6370. Of the units modulo n so few have an n-th root that nobody can show one of every challenge.
 */
testAttack<typeof Honest, object>(3, {
  entry,
  async attempt(modules) {
    const n = subgroup.prime * subgroup.order;
    const offered = { n: encodePublicKey(n, 2048), prove: () => Promise.resolve(guessedRoots(n)) };
    const { session, owner } = await begin(modules, offered, false);
    const sent = types(owner);
    if (owner.refusals.length > 0) return { sent, refusals: owner.refusals };
    const answer = await weigh(owner, 1, craftedQuestion(session, n));
    return { sent, columns: answer === null ? 'no answer' : columnsBehind(session, answer) };
  },
  succeeded: { sent: ['COLUMNS', 'ACCEPT', 'READY', 'BASE'], columns: victim.gram },
  failed: { sent: ['COLUMNS', 'ABORT'], refusals: ['key-proof-invalid wrong-root'] },
});

/** Units modulo n, in place of roots. */
function guessedRoots(n: bigint): Bytes {
  const roots: bigint[] = [];
  while (roots.length < KEY_PROOF_ROOTS) {
    const root = randomBelow(n);
    if (gcd(root, n) === 1n) roots.push(root);
  }
  return encodeRoots(roots, 2048);
}
