import { cryptoRandom, equalBytes, isFederatedError, type Bytes } from '../../src/base/index.ts';
import { modulo } from '../../src/bignum/index.ts';
import { decodeCiphertexts, encodeCiphertexts, type Packing } from '../../src/encoding/index.ts';
import { toSigned, type PaillierOwner } from '../../src/paillier/index.ts';
import {
  canonicalHash,
  commitmentTo,
  createKeyPair,
  createMasker,
  NONCE_BYTES,
  rawPublicKey,
  type Masker,
  type Outgoing,
  type RosterBody,
  type ToDataOwner,
  type ToModelOwner,
} from '../../src/protocol/index.ts';
import type { ReadyFromDataOwner } from '../../src/protocol/messages.ts';
import { inRosterOrder, type RosterEntry } from '../../src/protocol/roster.ts';
import type { Session } from './drafted-session.ts';
import type { HonestOwner } from './honest-parties.ts';

/**
 * What a model owner needs to lead a session, from which each attack departs in its own way. It runs the
 * shipped modules against whichever build the owners are of.
 */

/** Somebody with a place in a roster. */
export interface Member extends RosterEntry {
  /** What it says of a roster; null if it refuses it. */
  confirm(roster: RosterBody): Promise<Pick<ReadyFromDataOwner, 'nonce' | 'tags'> | null>;
}

/** An owner that the attacker plays. */
export interface InventedMember extends Member {
  masker(roster: RosterBody): Promise<Masker>;
}

/** Proposes the contract; null if the owner does not accept it. */
export async function propose({ contract }: Session, owner: HonestOwner): Promise<Member | null> {
  const accept = await ask(owner, { type: 'CONTRACT', round: 0, body: contract });
  if (accept?.type !== 'ACCEPT') return null;
  const { maskKey, commitment } = accept.body;
  return {
    maskKey,
    commitment,
    async confirm(roster) {
      const ready = await ask(owner, { type: 'ROSTER', round: 0, body: roster });
      return ready?.type === 'READY' ? ready.body : null;
    },
  };
}

/** Makes up an owner that has a key and a nonce as all have, and no data. */
export async function invent({ sid, contract, contractHash }: Session): Promise<InventedMember> {
  const keyPair = await createKeyPair();
  const [maskKey, nonce] = [await rawPublicKey(keyPair), cryptoRandom(NONCE_BYTES)];
  const masker = (roster: RosterBody) =>
    createMasker({ sid, roster, keyPair, ownKey: maskKey, nonce, sharedSecret: null, n: contract.n });
  return {
    maskKey,
    commitment: await commitmentTo(contractHash, maskKey, nonce),
    masker,
    confirm: async (roster) => ({ nonce, tags: await (await masker(roster)).readyTags() }),
  };
}

/** A roster of these members. */
export function rosterOf({ contractHash }: Session, members: readonly RosterEntry[]): RosterBody {
  const entries = inRosterOrder(members.map(({ maskKey, commitment }) => ({ maskKey, commitment })));
  if (entries === null) throw new Error('two equal keys');
  return { contractHash, entries };
}

/** A roster that all of its members have confirmed, and what each said. */
export interface OpenRoster {
  readonly roster: RosterBody;
  readonly said: readonly Pick<ReadyFromDataOwner, 'nonce' | 'tags'>[];
}

/** Has every member confirm one roster; null as soon as somebody refuses. */
export async function openRoster(session: Session, members: readonly Member[]): Promise<OpenRoster | null> {
  const roster = rosterOf(session, members);
  const said: Pick<ReadyFromDataOwner, 'nonce' | 'tags'>[] = [];
  for (const { maskKey } of roster.entries) {
    const member = members.find((each) => equalBytes(each.maskKey, maskKey));
    const ready = (await member?.confirm(roster)) ?? null;
    if (ready === null) return null;
    said.push(ready);
  }
  return { roster, said };
}

/** What the others said, for the member with this key. */
export async function readyFor(
  { roster, said }: OpenRoster,
  key: Bytes,
): Promise<Extract<Outgoing<ToDataOwner>, { type: 'READY' }>> {
  const to = roster.entries.findIndex(({ maskKey }) => equalBytes(maskKey, key));
  const confirmations = said.flatMap(({ nonce, tags }, from) => {
    const tag = tags[to < from ? to : to - 1];
    return from === to || tag === undefined ? [] : [{ nonce, tag }];
  });
  const rosterHash = await canonicalHash(roster);
  return { type: 'READY', round: 0, body: { rosterHash, confirmations } };
}

/** Leads a session up to BASE as the protocol has it; null if somebody refuses on the way. */
export async function lead(
  session: Session,
  owners: readonly HonestOwner[],
  invented: readonly InventedMember[] = [],
): Promise<OpenRoster | null> {
  const members: Member[] = [];
  for (const owner of owners) {
    const member = await propose(session, owner);
    if (member === null) return null;
    members.push(member);
  }
  const opened = await openRoster(session, [...members, ...invented]);
  if (opened === null) return null;
  for (const [i, owner] of owners.entries()) {
    await owner.receive(await readyFor(opened, members[i]?.maskKey ?? new Uint8Array()));
  }
  return opened;
}

// ---- questions and answers -----------------------------------------------------------------------

/** Sends a message; the last that the owner says to it, undefined if it is silent. */
async function ask(
  owner: HonestOwner,
  message: Outgoing<ToDataOwner>,
): Promise<Outgoing<ToModelOwner> | undefined> {
  const before = owner.sent.length;
  await owner.receive(message);
  return owner.sent.slice(before).at(-1);
}

/** Sends WEIGHTS; the bytes of GRADIENT, null if the owner gives none. */
export async function weigh(owner: HonestOwner, round: number, ciphertexts: Bytes): Promise<Bytes | null> {
  const answer = await ask(owner, { type: 'WEIGHTS', round, body: { ciphertexts } });
  return answer?.type === 'GRADIENT' ? answer.body.ciphertexts : null;
}

/** The bytes of the BASE that an owner sent last; null if there is none. */
export function baseAnswer(owner: HonestOwner): Bytes | null {
  const base = owner.sent.findLast((message) => message.type === 'BASE');
  return base?.body.ciphertexts ?? null;
}

/** E(weights) as the key's owner makes them. */
export function encrypted(key: PaillierOwner, weights: readonly bigint[]): Bytes {
  return encodeCiphertexts(key.encryptAsOwner(weights), key.publicKey.bits);
}

/** What an owner sent, by type. */
export function types(owner: HonestOwner): string[] {
  return owner.sent.map(({ type }) => type);
}

/**
 * What the attacker reads out of answers: the values of the product of their ciphertexts. 'no answer' if one is
 * missing; 'integrity' if there are no values in it, as in nearly every residue that is uniform.
 *
 * @param masks of owners that the attacker plays, whose answers are not among them.
 */
export function read(
  key: PaillierOwner,
  answers: readonly (Bytes | null)[],
  { packing, bounds, masks = [] }: { packing: Packing; bounds: readonly bigint[]; masks?: readonly bigint[] },
): readonly bigint[] | string {
  const { n, bits } = key.publicKey;
  const given = answers.filter((answer) => answer !== null);
  if (given.length < answers.length) return 'no answer';
  const count = packing.ciphertextsFor(bounds.length);
  const lists = given.map((answer) => decodeCiphertexts(answer, bits, count));
  const residues = key.decrypt(key.sumCiphertexts(lists));
  const sums = residues.map((residue, i) => toSigned(modulo(residue + (masks[i] ?? 0n), n), n));
  return unpacked(packing, sums, bounds);
}

/** The values of packed plaintexts, or the code under which they are no such thing. */
export function unpacked(
  packing: Packing,
  plaintexts: readonly bigint[],
  bounds: readonly bigint[],
): readonly bigint[] | string {
  try {
    return packing.unpack(plaintexts, bounds);
  } catch (error) {
    if (isFederatedError(error)) return error.code;
    throw error;
  }
}
