import { modulo } from '../../src/bignum/index.ts';
import { testAttack } from './attack.ts';
import { baseAnswer, encrypted, lead, read, types, weigh } from './dishonest-model-owner.ts';
import { baseOf, createKey, draft, FILES, OFFER, provenKey, totalsOf } from './drafted-session.ts';
import type * as Honest from './honest-parties.ts';

const entry = 'tests/attacks/honest-parties.ts';

const key = createKey(512);
const offered = provenKey(key.privateKey);
const totals = await Promise.all(FILES.map(totalsOf));
const [victim] = totals;

/** Weights with a one in one place: the answer is a column of G. */
const unit = (at: number): bigint[] => [0n, 1n, 2n].map((k) => (k === BigInt(at) ? 1n : 0n));
const column = (gram: readonly (readonly bigint[])[], at: number): bigint[] =>
  gram.map((row) => row[at] ?? 0n);
/** Column `at` of the sum of all owners' G. */
const pooledColumn = (at: number): bigint[] =>
  totals
    .map(({ gram }) => column(gram, at))
    .reduce((sum, each) => sum.map((value, i) => value + (each[i] ?? 0n)));

/** G w from G w - b; text, where nothing could be read, stays. */
function withTargets(
  answer: readonly bigint[] | string,
  base: readonly bigint[] | string,
): readonly bigint[] | string {
  if (typeof answer === 'string' || typeof base === 'string') return answer;
  const targets = base.slice(-answer.length);
  return answer.map((value, i) => value + (targets[i] ?? 0n));
}

/** Three honest owners, led up to BASE. */
async function begin({ createHonestOwner }: typeof Honest, roundLimit = 4) {
  const session = await draft(offered, { owners: FILES.length, roundLimit });
  const { sid, packing, bounds } = session;
  const owners = await Promise.all(FILES.map((file) => createHonestOwner({ sid, file, offer: OFFER })));
  await lead(session, owners);
  const base = read(key, owners.map(baseAnswer), { packing, bounds: bounds.base });
  return { owners, base, gradient: { packing, bounds: bounds.gradient } };
}

/**
 * The victim is asked for G w, the others for G 0. Every owner's -b is in the sum, and known from BASE: what
 * is left of it is the victim's G w alone, although no single answer was ever unmasked. Masks that depend on
 * the bytes of the question cancel among those only who were asked the same.
 */
testAttack<typeof Honest, object>(1, {
  entry,
  async attempt(modules) {
    const { owners, base, gradient } = await begin(modules);
    const answers = await Promise.all(
      owners.map((owner, i) => weigh(owner, 1, encrypted(key, i === 0 ? unit(1) : [0n, 0n, 0n]))),
    );
    return {
      sum: withTargets(read(key, answers, gradient), base),
      alone: answers.map((answer) => read(key, [answer], gradient)),
    };
  },
  succeeded: { sum: column(victim?.gram ?? [], 1), alone: ['integrity', 'integrity', 'integrity'] },
  failed: { sum: 'integrity', alone: ['integrity', 'integrity', 'integrity'] },
});

/**
 * An unmasked answer is one owner's G w - b. Weights that are powers of two so far apart that no product
 * reaches the next (2^(80 k) for one value in a plaintext; here 2^(3 s k), since rows stand s bits apart)
 * spell all of G in the digits of one plaintext; no bound on weights can be checked, for they are encrypted.
 * The same owner's BASE tells b.
 */
testAttack<typeof Honest, object>(4, {
  entry,
  async attempt({ createHonestOwner }) {
    const roomy = createKey(1024);
    const session = await draft(provenKey(roomy.privateKey), { owners: 2 });
    const { sid, packing, bounds, bound } = session;
    const owners = await Promise.all(
      FILES.slice(0, 2).map((file) => createHonestOwner({ sid, file, offer: OFFER })),
    );
    await lead(session, owners);
    const [owner] = owners;
    if (owner === undefined) throw new Error('no owner');
    const base = read(roomy, [baseAnswer(owner)], { packing, bounds: bounds.base });
    const apart = 3n * BigInt(bound.slotBits);
    const weights = [0n, 1n, 2n].map((k) => modulo(1n << (apart * k), roomy.publicKey.n));
    const answer = await weigh(owner, 1, encrypted(roomy, weights));
    // Nine digits in one plaintext: three of each column, the first less b.
    const nine = bounds.gradient.flatMap((each) => [each, each, each]);
    const digits = read(roomy, [answer], { packing, bounds: nine });
    if (typeof digits === 'string') return { base, gram: digits };
    const first = withTargets(digits.slice(0, 3), base);
    return { base, gram: [first, digits.slice(3, 6), digits.slice(6)] };
  },
  succeeded: { base: await baseOf(FILES[0]), gram: victim?.gram },
  failed: { base: 'integrity', gram: 'integrity' },
});

/**
 * The contract allows one round, and BASE tells one column: the owners agreed to a limit that leaves the rest of
 * their G unknown. A model owner that has its answer asks the same round again, with other weights.
 */
testAttack<typeof Honest, object>(5, {
  entry,
  async attempt(modules) {
    const { owners, base, gradient } = await begin(modules, 1);
    const columns: unknown[] = [];
    for (const at of [1, 2]) {
      const question = encrypted(key, unit(at));
      const answers = await Promise.all(owners.map((owner) => weigh(owner, 1, question)));
      columns.push(withTargets(read(key, answers, gradient), base));
    }
    return {
      columns,
      sent: owners.map((owner) => types(owner).slice(types(owner).indexOf('BASE') + 1)),
      refusals: owners.flatMap(({ refusals }) => refusals),
    };
  },
  succeeded: {
    columns: [pooledColumn(1), pooledColumn(2)],
    sent: FILES.map(() => ['GRADIENT', 'GRADIENT']),
    refusals: [],
  },
  failed: {
    columns: [pooledColumn(1), 'no answer'],
    sent: FILES.map(() => ['GRADIENT', 'ABORT']),
    refusals: FILES.map(() => 'message-unexpected'),
  },
});
