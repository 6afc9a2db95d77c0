import { cryptoRandom, equalBytes, type Bytes } from '../../src/base/index.ts';
import { canonicalHash, commitmentTo, NONCE_BYTES } from '../../src/protocol/index.ts';
import { rosterCode } from '../../src/protocol/roster.ts';
import { testAttack } from './attack.ts';
import {
  baseAnswer,
  invent,
  lead,
  openRoster,
  propose,
  read,
  readyFor,
  rosterOf,
  types,
  type InventedMember,
  type OpenRoster,
} from './dishonest-model-owner.ts';
import { baseOf, createKey, draft, FILES, OFFER, provenKey, type Session } from './drafted-session.ts';
import type * as Honest from './honest-parties.ts';
import type { HonestOwner } from './honest-parties.ts';

const entry = 'tests/attacks/honest-parties.ts';

const key = createKey(512);
const offered = provenKey(key.privateKey);
const bases = await Promise.all(FILES.map(baseOf));

/** What the masks of an owner that the attacker plays add to BASE: to be put in place of its answer. */
async function masksOf({ packing, bounds }: Session, member: InventedMember, { roster }: OpenRoster) {
  const count = packing.ciphertextsFor(bounds.base.length);
  return (await member.masker(roster)).masks({ type: 'BASE', round: 0, question: new Uint8Array(), count });
}

/**
 * A run with three owners, and after it another of the same session with two of them and one that the model
 * owner invented: the difference of the two sums is the third owner's totals, although every sum was over as
 * many owners as the contract says.
 */
testAttack<typeof Honest, object>(6, {
  entry,
  async attempt({ createHonestOwner }) {
    const first = await draft(offered, { owners: 3 });
    const { sid, packing, bounds } = first;
    const owners = await Promise.all(FILES.map((file) => createHonestOwner({ sid, file, offer: OFFER })));
    await lead(first, owners);
    const all = read(key, owners.map(baseAnswer), { packing, bounds: bounds.base });
    for (const owner of owners) await owner.receive({ type: 'FINISH', round: 0, body: { stopped: true } });

    const second = await draft(offered, { sid, run: 2, owners: 3 });
    const invented = await invent(second);
    const pair = owners.slice(0, 2);
    const opened = await lead(second, pair, [invented]);
    const refusals = pair.flatMap((owner) => owner.refusals);
    if (opened === null) return { third: 'refused', refusals };
    const masks = await masksOf(second, invented, opened);
    const two = read(key, pair.map(baseAnswer), { packing, bounds: bounds.base, masks });
    if (typeof all === 'string' || typeof two === 'string') return { third: 'nothing', refusals };
    return { third: all.map((sum, i) => sum - (two[i] ?? 0n)), refusals };
  },
  succeeded: { third: bases[2], refusals: [] },
  // The first to be asked refuses, and there is nobody to ask after it.
  failed: { third: 'refused', refusals: ['roster changed'] },
});

/**
 * The second owner never sees this roster: its entry has its key and a commitment of the model owner's own.
 * What the first owner says of the roster to the second one comes back to it as what the second one says:
 * the same secret, the same roster, so the same HMAC, unless it is bound to its direction. From then on it
 * answers as if the roster had been confirmed by everybody in it.
 */
testAttack<typeof Honest, object>(7, {
  entry,
  async attempt({ createHonestOwner }) {
    const session = await draft(offered, { owners: 2 });
    const { sid, contractHash } = session;

    /** What becomes of the first owner if it is told `tag` for the second one's, made of its own. */
    async function tell(tagFrom: (own: Bytes) => Bytes) {
      const [first, second] = await Promise.all(
        [FILES[0], FILES[1]].map((file) => createHonestOwner({ sid, file, offer: OFFER })),
      );
      if (first === undefined || second === undefined) throw new Error('no owners');
      const [victim, other] = [await propose(session, first), await propose(session, second)];
      if (victim === null || other === null) throw new Error('not accepted');
      const nonce = cryptoRandom(NONCE_BYTES);
      const commitment = await commitmentTo(contractHash, other.maskKey, nonce);
      const roster = rosterOf(session, [victim, { maskKey: other.maskKey, commitment }]);
      const [own] = (await victim.confirm(roster))?.tags ?? [];
      if (own === undefined) throw new Error('not confirmed');
      const confirmations = [{ nonce, tag: tagFrom(own) }];
      const rosterHash = await canonicalHash(roster);
      await first.receive({ type: 'READY', round: 0, body: { rosterHash, confirmations } });
      return { first: types(first).slice(3), refusals: first.refusals, second: types(second) };
    }
    return {
      reflected: await tell((own) => own.slice()),
      // Without the secret of the two there is no tag at all.
      forged: await tell((own) => cryptoRandom(own.length)),
    };
  },
  succeeded: {
    reflected: { first: ['BASE'], refusals: [], second: ['COLUMNS', 'ACCEPT'] },
    forged: { first: ['ABORT'], refusals: ['roster-refused ready'], second: ['COLUMNS', 'ACCEPT'] },
  },
  failed: {
    reflected: { first: ['ABORT'], refusals: ['roster-refused ready'], second: ['COLUMNS', 'ACCEPT'] },
    forged: { first: ['ABORT'], refusals: ['roster-refused ready'], second: ['COLUMNS', 'ACCEPT'] },
  },
});

/** Words of the code that these owners compare: 20 of its 60 bits, and so about 2^12 hashes for the 2^31 of all. */
const WORDS_COMPARED = 2;
/** Codes kept of one roster; of the other so many times fewer than 2^20 have to be tried. */
const CODES_KEPT = 2 ** 11;

const compared = (code: string | null): string => (code ?? '').split(' ').slice(0, WORDS_COMPARED).join(' ');

/**
 * Two owners, each alone in a roster with somebody invented, so that the model owner reads both; they compare
 * codes before they let anything out. Who can choose the invented ones' nonces once READY has told the
 * owners' own has a birthday search to do: many codes of one roster, and codes of the other until one is among
 * them. Nonces that are committed to before leave one try.
 */
testAttack<typeof Honest, object>(8, {
  entry,
  async attempt({ createHonestOwner }) {
    const session = await draft(offered, { owners: 2 });
    const { sid, packing, bounds } = session;
    const pair = await Promise.all([FILES[0], FILES[1]].map((file) => separate(createHonestOwner, file)));

    async function separate(create: typeof createHonestOwner, file: Blob) {
      const owner = await create({ sid, file, offer: OFFER, compareFirst: true });
      const [member, invented] = [await propose(session, owner), await invent(session)];
      const opened = member === null ? null : await openRoster(session, [member, invented]);
      if (member === null || opened === null) throw new Error('refused');
      return { owner, member, invented, opened };
    }

    const [nonces, other] = await searchCodes(pair);
    for (const [i, { owner, member, opened, invented }] of pair.entries()) {
      const nonce = (i === 0 ? nonces : other) ?? new Uint8Array();
      await owner.receive(await readyFor(withNonce(opened, invented, nonce), member.maskKey));
    }
    const owners = pair.map(({ owner }) => owner);
    const sameCode = await compareByPhone(owners);
    const totals = [];
    for (const { owner, invented, opened } of pair) {
      const masks = await masksOf(session, invented, opened);
      totals.push(read(key, [baseAnswer(owner)], { packing, bounds: bounds.base, masks }));
    }
    return { sameCode, totals, refusals: owners.flatMap(({ refusals }) => refusals) };
  },
  succeeded: { sameCode: true, totals: bases.slice(0, 2), refusals: [] },
  failed: {
    sameCode: false,
    totals: ['no answer', 'no answer'],
    refusals: ['roster-refused commitment', 'roster-refused commitment'],
  },
});

interface Separated {
  readonly opened: OpenRoster;
  readonly invented: InventedMember;
}

/** A nonce for the invented one of each roster, with which the words that are compared agree. */
async function searchCodes([one, other]: readonly Separated[]): Promise<[Bytes?, Bytes?]> {
  if (one === undefined || other === undefined) return [];
  const known = new Map<string, Bytes>();
  while (known.size < CODES_KEPT) {
    const nonce = cryptoRandom(NONCE_BYTES);
    known.set(await codeWith(one, nonce), nonce);
  }
  for (;;) {
    const nonce = cryptoRandom(NONCE_BYTES);
    const match = known.get(await codeWith(other, nonce));
    if (match !== undefined) return [match, nonce];
  }
}

async function codeWith({ opened, invented }: Separated, nonce: Bytes): Promise<string> {
  const { roster, said } = withNonce(opened, invented, nonce);
  return compared(
    await rosterCode(
      await canonicalHash(roster),
      said.map((each) => each.nonce),
    ),
  );
}

/** The same, with the invented member saying another nonce. */
function withNonce({ roster, said }: OpenRoster, { maskKey }: InventedMember, nonce: Bytes): OpenRoster {
  const own = roster.entries.findIndex((entry) => equalBytes(entry.maskKey, maskKey));
  return { roster, said: said.map((each, i) => (i === own ? { ...each, nonce } : each)) };
}

/** Two people read their words to each other, and go on if they are the same. */
async function compareByPhone(owners: readonly HonestOwner[]): Promise<boolean> {
  const codes = owners.map((owner) => compared(owner.rosterCode));
  const same = codes.every((code) => code !== '' && code === codes[0]);
  for (const owner of owners) await owner.compare(same);
  return same;
}

/**
 * Whoever invents owners sees the code of a roster as soon as it is confirmed, before anything is answered, and takes
 * the run back: every proposal is another try at the code that others read.
 */
testAttack<typeof Honest, object>(16, {
  entry,
  async attempt({ createHonestOwner }) {
    const session = await draft(offered, { owners: 2 });
    const { sid } = session;
    const owner = await createHonestOwner({ sid, file: FILES[0], offer: OFFER, compareFirst: true });
    const codes = new Set<string>();
    for (let i = 0; i < 10; i++) {
      const member = await propose(session, owner);
      const opened = member === null ? null : await openRoster(session, [member, await invent(session)]);
      if (opened === null) break;
      codes.add(
        await rosterCode(
          await canonicalHash(opened.roster),
          opened.said.map(({ nonce }) => nonce),
        ),
      );
      await owner.receive({ type: 'ABORT', round: 0, body: { reason: 'cancelled' } });
    }
    return { codes: codes.size, refusals: owner.refusals };
  },
  succeeded: { codes: 10, refusals: [] },
  failed: { codes: 8, refusals: ['roster too-many'] },
});
