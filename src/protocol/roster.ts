import { concatBytes, equalBytes, type Bytes } from '../base/index.ts';
import type { RosterBody } from './messages.ts';
import { taggedHash } from './tagged-hash.ts';
import { sixWords } from './words.ts';

/** One data owner of a roster: its mask key, and what it committed itself to before anybody's was known. */
export type RosterEntry = RosterBody['entries'][number];

/** Why a data owner does not take part under a roster. */
export type RosterDefect =
  /** Wrong length, order, or two equal keys. */
  | 'shape'
  /** This owner's key and commitment are not in it exactly once. */
  | 'own-key'
  /** Somebody has not confirmed this very roster, or has another shared secret. */
  | 'ready'
  /** Somebody revealed another number than it had committed itself to. */
  | 'commitment'
  /** A person compared the code, and it was another one. */
  | 'person';

/** An uncompressed point of P-256 is 0x04, x, y: the coordinate that a key shares with its negative only. */
function xOf(rawKey: Bytes): Bytes {
  return rawKey.subarray(1, 33);
}

/** Whether `a` comes before `b`, both as unsigned bytes of one length. */
function precedes(a: Bytes, b: Bytes): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/** The entries in the order of a roster; null if two keys have the same x. */
export function inRosterOrder<T extends { readonly maskKey: Bytes }>(entries: readonly T[]): T[] | null {
  const sorted = [...entries].sort((a, b) => (precedes(a.maskKey, b.maskKey) ? -1 : 1));
  return isOrdered(sorted.map(({ maskKey }) => maskKey)) ? sorted : null;
}

/** Whether keys strictly grow by x, which leaves no two of them equal. */
function isOrdered(keys: readonly Bytes[]): boolean {
  return keys.every((key, i) => i === 0 || precedes(xOf(keys[i - 1] ?? key), xOf(key)));
}

/**
 * Holds a roster against what its data owner knows (PROTOCOL 4); null if it may be confirmed.
 *
 * @param owners how many the contract said there are.
 */
export function rosterDefect(
  entries: readonly RosterEntry[],
  own: { readonly maskKey: Bytes; readonly commitment: Bytes },
  owners: number,
): RosterDefect | null {
  if (entries.length !== owners || !isOrdered(entries.map(({ maskKey }) => maskKey))) return 'shape';
  // Keys differ, so that there is one such entry at most.
  const mine = entries.find(({ maskKey }) => equalBytes(maskKey, own.maskKey));
  return mine !== undefined && equalBytes(mine.commitment, own.commitment) ? null : 'own-key';
}

/** Whether a roster has exactly the keys of the one that was answered before. */
export function sameRoster(entries: readonly RosterEntry[], frozen: readonly Bytes[]): boolean {
  return (
    entries.length === frozen.length &&
    entries.every(({ maskKey }, i) => equalBytes(maskKey, frozen[i] ?? new Uint8Array()))
  );
}

/** What an owner of `maskKey` says in ACCEPT of the `nonce` that it reveals in READY. */
export function commitmentTo(contractHash: Bytes, maskKey: Bytes, nonce: Bytes): Promise<Bytes> {
  return taggedHash('roster-commitment', contractHash, maskKey, nonce);
}

/**
 * Six words that are equal in the tabs of all owners of one roster, for people to compare. All nonces
 * were committed to before any was revealed: whoever invents owners cannot search for a second roster with the
 * same words.
 *
 * @param nonces in the order of the roster.
 */
export async function rosterCode(rosterHash: Bytes, nonces: readonly Bytes[]): Promise<string> {
  return sixWords(await taggedHash('roster-code', rosterHash, concatBytes(...nonces)));
}
