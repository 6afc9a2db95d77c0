import { createECDH, createHash, createHmac, hkdfSync } from 'node:crypto';
import { bigintToBytes, bytesToBigint, concatBytes, utf8, type Bytes } from '../../../src/base/index.ts';
import { createKeyPair, rawPublicKey } from '../../../src/protocol/channel/keys.ts';
import {
  createMasker,
  type MaskedAnswer,
  type Masker,
  type MaskerParts,
} from '../../../src/protocol/masks.ts';
import type { ReadyFromModelOwner, RosterBody } from '../../../src/protocol/messages.ts';
import { commitmentTo, inRosterOrder, type RosterEntry } from '../../../src/protocol/roster.ts';
import { filled, SID } from './bodies.ts';
import { spell } from './loose-cbor.ts';

export const CONTRACT_HASH = filled(32, 42);
/** 128 bits, no multiple of a power of two. */
export const N = Uint8Array.from({ length: 16 }, (_, i) => 0xf1 - 7 * i);
export const MODULUS = bytesToBigint(N);

/** An owner with real keys. */
export interface Member {
  readonly keyPair: CryptoKeyPair;
  readonly ownKey: Bytes;
  readonly nonce: Bytes;
  readonly entry: RosterEntry;
}

export async function memberOf(keyPair: CryptoKeyPair, nonce: Bytes): Promise<Member> {
  const ownKey = await rawPublicKey(keyPair);
  const commitment = await commitmentTo(CONTRACT_HASH, ownKey, nonce);
  return { keyPair, ownKey, nonce, entry: { maskKey: ownKey, commitment } };
}

/** Owners in the order of their roster. */
export async function createMembers(count: number): Promise<Member[]> {
  const members: Member[] = [];
  for (let i = 0; i < count; i++) members.push(await memberOf(await createKeyPair(), filled(32, 100 + i)));
  return inOrder(members);
}

export function inOrder(members: readonly Member[]): Member[] {
  const sorted = inRosterOrder(members.map((member) => ({ maskKey: member.ownKey, member })));
  if (sorted === null) throw new Error('two equal keys');
  return sorted.map(({ member }) => member);
}

export function rosterOf(members: readonly Member[]): RosterBody {
  return { contractHash: CONTRACT_HASH, entries: members.map(({ entry }) => entry) };
}

export function maskerOf(
  { keyPair, ownKey, nonce }: Member,
  roster: RosterBody,
  change: Partial<MaskerParts> = {},
): Promise<Masker> {
  return createMasker({ sid: SID, roster, keyPair, ownKey, nonce, sharedSecret: null, n: N, ...change });
}

/** One masker for each owner of a roster. */
export function maskersOf(members: readonly Member[], change: Partial<MaskerParts> = {}): Promise<Masker[]> {
  const roster = rosterOf(members);
  return Promise.all(members.map((member) => maskerOf(member, roster, change)));
}

/** What each owner is told by a model owner that hands on what the others said. */
export async function confirmationsOf(
  members: readonly Member[],
  maskers: readonly Masker[],
): Promise<Pick<ReadyFromModelOwner, 'confirmations'>[]> {
  const tags = await Promise.all(maskers.map((masker) => masker.readyTags()));
  return members.map((_, to) => ({
    confirmations: members.flatMap(({ nonce }, from) => {
      const tag = tags[from]?.[to < from ? to : to - 1];
      return from === to || tag === undefined ? [] : [{ nonce, tag }];
    }),
  }));
}

// ---- the same again, by Node's own functions and plain CBOR --------------------------------------

const prefixed = (text: string) => concatBytes(Uint8Array.of(utf8(text).length), utf8(text));
const uint32 = (value: number) => bigintToBytes(BigInt(value), 4);

/** What the owner with `privateKey` computes with the owner of `otherKey`. */
export class IndependentPair {
  readonly ownKey: Bytes;
  private readonly secret: Bytes;
  private readonly otherKey: Bytes;
  private readonly rosterHash: Bytes;
  private readonly salt: Bytes;

  constructor(privateKey: Bytes, otherKey: Bytes, roster: RosterBody, salt: Bytes = new Uint8Array()) {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(privateKey);
    this.ownKey = new Uint8Array(ecdh.getPublicKey());
    this.secret = new Uint8Array(ecdh.computeSecret(otherKey));
    this.otherKey = otherKey;
    this.rosterHash = independentRosterHash(roster);
    this.salt = salt;
  }

  /** From this owner to the other. */
  tag(): Bytes {
    const key = this.key(concatBytes(prefixed('federated-trainer ready v1'), this.rosterHash), 32);
    const message = concatBytes(prefixed('READY'), this.rosterHash, this.ownKey, this.otherKey);
    return new Uint8Array(createHmac('sha256', key).update(message).digest());
  }

  /** mu_ij, this owner being i. */
  mu({ type, round, question }: MaskedAnswer, index: number, sid: Bytes, n: Bytes): bigint {
    const info = concatBytes(
      prefixed('federated-trainer mask v1'),
      prefixed(type),
      sid,
      this.rosterHash,
      uint32(round),
      independentTaggedHash('question', question),
      uint32(index),
      this.ownKey,
      this.otherKey,
    );
    return bytesToBigint(this.key(info, n.length + 16)) % bytesToBigint(n);
  }

  private key(info: Bytes, length: number): Bytes {
    return new Uint8Array(hkdfSync('sha256', this.secret, this.salt, info, length));
  }
}

export function independentRosterHash(roster: RosterBody): Bytes {
  return new Uint8Array(createHash('sha256').update(spell(roster)).digest());
}

export function independentTaggedHash(purpose: string, ...parts: Bytes[]): Bytes {
  const tag = prefixed(`federated-trainer/v1/${purpose}`);
  return new Uint8Array(
    createHash('sha256')
      .update(concatBytes(tag, ...parts))
      .digest(),
  );
}
