import { bytesToBigint, type Bytes } from '../../src/base/index.ts';
import { bigintEngine, modulo } from '../../src/bignum/index.ts';
import { encodeCiphertexts } from '../../src/encoding/index.ts';
import { checkPublicKey, createPaillier, type Paillier } from '../../src/paillier/index.ts';
import { testAttack } from './attack.ts';
import { baseAnswer, invent, lead, weigh } from './dishonest-model-owner.ts';
import { baseOf, createKey, draft, FILES, OFFER, provenKey } from './drafted-session.ts';
import type * as Honest from './honest-parties.ts';

const entry = 'tests/attacks/honest-parties.ts';

const KEY_BITS = 512;
const honestBase = await baseOf(FILES[0]);
/** Where y'y stands in BASE; the sum of the first column is its neighbour. */
const YTY = 2;

/** What everybody can do with the model owner's public key. */
const withPublicKey = (n: Bytes): Paillier =>
  createPaillier({
    engine: bigintEngine,
    publicKey: checkPublicKey(bytesToBigint(n), { allowSmall: true }),
  });

/**
 * A dishonest data owner, with masks as they should be, sends 2^(s-1) as its y'y, and zeros. The sum of y'y
 * leaves its slot: read as a balanced digit it is 2^s too small, and the slot above is one too large. Of the
 * other totals nothing shows that: the model owner would go on with a sum that no owner has sent.
 */
testAttack<typeof Honest, object>(13, {
  entry,
  async attempt({ codeOf, createHonestModelOwner, createHonestOwner }) {
    const modelOwner = createHonestModelOwner();
    const n = await modelOwner.generateKey(KEY_BITS);
    const session = await draft({ n, prove: (seed) => modelOwner.proveKey(seed) }, { owners: 2 });
    const { sid, packing, bounds, bound } = session;
    const owner = await createHonestOwner({ sid, file: FILES[0], offer: OFFER });
    const dishonest = await invent(session);
    const opened = await lead(session, [owner], [dishonest]);
    const answer = baseAnswer(owner);
    if (opened === null || answer === null) throw new Error('no answer');

    const shift = BigInt(packing.slotBits);
    const tooLarge = 1n << (shift - 1n);
    const count = packing.ciphertextsFor(bounds.base.length);
    const question = new Uint8Array();
    const masks = await (
      await dishonest.masker(opened.roster)
    ).masks({ type: 'BASE', round: 0, question, count });
    const paillier = withPublicKey(n);
    const plaintexts = masks.map((mask, i) =>
      modulo(mask + (i === 0 ? tooLarge << (shift * BigInt(YTY)) : 0n), paillier.publicKey.n),
    );
    const crafted = encodeCiphertexts(paillier.encrypt(plaintexts), KEY_BITS);
    try {
      const layout = { slotBits: bound.slotBits, bounds: bounds.base };
      const sums = await modelOwner.sumAndDecrypt([answer, crafted], layout);
      // Against the honest owner's totals, in units of half a slot's range and of one.
      return { off: sums.map((sum, i) => describe(sum - (honestBase[i] ?? 0n), tooLarge)) };
    } catch (error) {
      return { refused: codeOf(error) };
    }
  },
  succeeded: { off: honestBase.map((_, i) => (i === YTY ? '-2^(s-1)' : i === YTY + 1 ? '1' : '0')) },
  failed: { refused: 'integrity' },
});

const describe = (off: bigint, half: bigint): string => (off === -half ? '-2^(s-1)' : String(off));

/** What may stand where a ciphertext should, beside others that are as they should be. */
interface Malformed {
  readonly list: readonly bigint[];
  readonly name: string;
}

function malformed([first = 0n, ...others]: readonly bigint[], n: bigint): Malformed[] {
  const instead = (name: string, c: bigint): Malformed => ({ name, list: [c, ...others] });
  return [
    instead('0', 0n),
    instead('1', 1n),
    instead('n', n),
    instead('n^2', n * n),
    instead('a repeat', others[0] ?? 0n),
    { name: 'one too few', list: others },
    { name: 'one too many', list: [first, ...others, (first * first) % (n * n)] },
  ];
}

/**
 * To a data owner by a model owner, who knows p; to a model owner by a data owner. Without the check 1 and
 * repeats are taken for ciphertexts: an answer is given to a question that hides nothing, and a sum is formed
 * of what nobody has encrypted. What is no unit modulo n breaks the arithmetic behind it, the inverse that takes
 * the offset out of answers or Fermat's check of decryption, and ends the session under a name that blames
 * this tab, or nobody. A wrong count is refused with or without it: bytes are split by the count that is due.
 */
testAttack<typeof Honest, object>(14, {
  entry,
  async attempt({ codeOf, createHonestModelOwner, createHonestOwner }) {
    const key = createKey(KEY_BITS);
    const { p, publicKey } = key.privateKey;
    const session = await draft(provenKey(key.privateKey), { owners: 2 });
    const toDataOwner: Record<string, string> = {};
    const question = key.encryptAsOwner([1n, 2n, 3n]);
    const multiple = { name: 'a multiple of p', list: question.map((c, k) => (k === 0 ? 5n * p : c)) };
    for (const { name, list } of [...malformed(question, publicKey.n), multiple]) {
      const owner = await createHonestOwner({ sid: session.sid, file: FILES[0], offer: OFFER });
      await lead(session, [owner], [await invent(session)]);
      const answer = await weigh(owner, 1, encodeCiphertexts(list, KEY_BITS));
      toDataOwner[name] = answer === null ? owner.refusals.join() : 'answered';
    }

    const toModelOwner: Record<string, string> = {};
    const modelOwner = createHonestModelOwner();
    const paillier = withPublicKey(await modelOwner.generateKey(KEY_BITS));
    const { packing, bound } = session;
    // Of so many values that there are three ciphertexts.
    const bounds = Array.from({ length: 3 * packing.slots }, () => bound.gradientBound);
    const honest = encodeCiphertexts(paillier.encrypt([4n, 5n, 6n]), KEY_BITS);
    for (const { name, list } of malformed(paillier.encrypt([1n, 2n, 3n]), paillier.publicKey.n)) {
      const layout = { slotBits: packing.slotBits, bounds };
      toModelOwner[name] = await modelOwner
        .sumAndDecrypt([honest, encodeCiphertexts(list, KEY_BITS)], layout)
        .then(() => 'summed', codeOf);
    }
    return { toDataOwner, toModelOwner };
  },
  succeeded: {
    toDataOwner: {
      '0': 'worker-failed',
      '1': 'answered',
      n: 'worker-failed',
      'n^2': 'worker-failed',
      'a multiple of p': 'worker-failed',
      'a repeat': 'answered',
      'one too few': 'message-malformed',
      'one too many': 'message-malformed',
    },
    toModelOwner: {
      '0': 'integrity',
      '1': 'summed',
      n: 'integrity',
      'n^2': 'worker-failed',
      'a repeat': 'summed',
      'one too few': 'message-malformed',
      'one too many': 'message-malformed',
    },
  },
  failed: {
    toDataOwner: {
      '0': 'ciphertext-invalid range',
      '1': 'ciphertext-invalid trivial',
      n: 'ciphertext-invalid not-coprime',
      'n^2': 'ciphertext-invalid range',
      'a multiple of p': 'ciphertext-invalid not-coprime',
      'a repeat': 'ciphertext-invalid repeated',
      'one too few': 'message-malformed',
      'one too many': 'message-malformed',
    },
    toModelOwner: {
      '0': 'ciphertext-invalid range',
      '1': 'ciphertext-invalid trivial',
      n: 'ciphertext-invalid not-coprime',
      'n^2': 'ciphertext-invalid range',
      'a repeat': 'ciphertext-invalid repeated',
      'one too few': 'message-malformed',
      'one too many': 'message-malformed',
    },
  },
});
