import {
  checkBytes,
  checkInteger,
  cryptoRandom,
  toBase64Url,
  toHex,
  utf8,
  type Bytes,
  type RandomBytes,
} from '../base/index.ts';
import { taggedHash } from './tagged-hash.ts';

/**
 * Role links and addresses: everything after `#`, which a browser never sends to a server.
 *
 * - `#/data-owner/v1.<sid>.<invite>.<psk>.<hM>` full data-owner link: secret
 * - `#/data-owner/<id>` where the same tab stays once the secret is stored
 * - `#/facilitator/v1.<room>` no secret
 * - `#/model-owner/<id>` where the model owner's tab stays; its secrets never are in a link
 *
 * All parts but the invite (decimal) are base64url without padding, in canonical spelling.
 */

export const SID_BYTES = 16;
export const PSK_BYTES = 32;
export const MODEL_OWNER_KEY_HASH_BYTES = 16;
/** As many as one session takes; the envelope of a message counts no further either. */
export const MAX_INVITE = 1000;

/** Bytes kept of the hashes that name a room, a peer and a stored session: 128 bits. */
export const ID_BYTES = 16;

/** What all invites of a session share. Whoever knows `sid` can find the model owner's tab. */
export interface SessionSecrets {
  readonly sid: Bytes;
}

/** What one data owner is handed; `psk` is the secret that admits it. */
export interface Invite {
  /** 1 for "Data owner 1". */
  readonly index: number;
  readonly psk: Bytes;
}

/** The content of a full data-owner link. */
export interface DataOwnerLink {
  readonly sid: Bytes;
  readonly invite: number;
  readonly psk: Bytes;
  /** hM: the truncated hash of the static key that the model owner must show. */
  readonly modelOwnerKeyHash: Bytes;
}

/** Fresh secrets of a session. */
export function createSessionSecrets(random: RandomBytes = cryptoRandom): SessionSecrets {
  return { sid: random(SID_BYTES) };
}

/** A fresh invite; `index` counts from 1. */
export function createInvite(index: number, random: RandomBytes = cryptoRandom): Invite {
  return { index: checkInteger(index, 'index', 1, MAX_INVITE), psk: random(PSK_BYTES) };
}

/** The fragment of a full data-owner link, from `#` on. It holds the secret: show it, never log it. */
export function formatDataOwnerLink(link: DataOwnerLink): string {
  const parts = [
    'v1',
    toBase64Url(checkBytes(link.sid, 'sid', SID_BYTES)),
    String(checkInteger(link.invite, 'invite', 1, MAX_INVITE)),
    toBase64Url(checkBytes(link.psk, 'psk', PSK_BYTES)),
    toBase64Url(checkBytes(link.modelOwnerKeyHash, 'modelOwnerKeyHash', MODEL_OWNER_KEY_HASH_BYTES)),
  ];
  return `#/data-owner/${parts.join('.')}`;
}

/** The fragment of a data owner's tab once its link is stored. `id` is of {@link dataOwnerIdOf}. */
export function formatDataOwnerAddress(id: string): string {
  return `#/data-owner/${id}`;
}

/** The fragment of a facilitator link. `room` is of {@link roomOf}. */
export function formatFacilitatorLink(room: string): string {
  return `#/facilitator/v1.${room}`;
}

/** The fragment of a model owner's tab. `id` is of {@link modelOwnerIdOf}. */
export function formatModelOwnerAddress(id: string): string {
  return `#/model-owner/${id}`;
}

/** The room that the facilitator's server knows a session by: it does not tell `sid`. */
export async function roomOf(sid: Bytes): Promise<string> {
  return toBase64Url(await idOf('room', sid));
}

/** The model owner's name on the signaling server: letters and digits only, as PeerJS wants the ends to be. */
export async function peerIdOf(sid: Bytes): Promise<string> {
  return `ft${toHex(await idOf('peer', sid))}`;
}

/** The non-secret name of a data owner's stored session: of session, role and invite. */
export async function dataOwnerIdOf(sid: Bytes, invite: number): Promise<string> {
  checkInteger(invite, 'invite', 1, MAX_INVITE);
  return toBase64Url(await idOf('data-owner-id', sid, utf8(String(invite))));
}

/** The non-secret name of a model owner's stored session. */
export async function modelOwnerIdOf(sid: Bytes): Promise<string> {
  return toBase64Url(await idOf('model-owner-id', sid));
}

async function idOf(purpose: string, sid: Bytes, ...rest: Bytes[]): Promise<Bytes> {
  return (await taggedHash(purpose, checkBytes(sid, 'sid', SID_BYTES), ...rest)).slice(0, ID_BYTES);
}
