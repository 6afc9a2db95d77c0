import * as v from 'valibot';
import type { Bytes } from '../base/index.ts';
import {
  columnSchema,
  contractSchema,
  MAX_COLUMNS,
  MAX_NAME_LENGTH,
  MAX_ROUNDS,
  MAX_ROWS,
} from '../contract/index.ts';
import { PUBLIC_KEY_BYTES } from './channel/keys.ts';
import { MAX_INVITE } from './links.ts';

/** Roots in the proof of a key (Goldberg, Reyzin, Sagga, Baldimtsi 2018/057). */
export const KEY_PROOF_ROOTS = 11;
/** What an owner commits itself to in ACCEPT and reveals in READY. */
export const NONCE_BYTES = 32;

/**
 * Every message that travels inside the sealed channel, with the guard of each direction. D is a data
 * owner, M the model owner. Ciphertexts travel as one byte string of fixed-length big-endian numbers;
 * how many there must be, and that each is a unit modulo n^2, is checked where the key is known.
 */

/** The most bytes of one encoded message, by type: refused before it is parsed. */
const SMALL = 16 * 1024;
const MEDIUM = 1024 * 1024;
const LARGE = 8 * 1024 * 1024;

const integer = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const text = v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH));
const bytes = (min: number, max: number) =>
  v.custom<Bytes>((value) => value instanceof Uint8Array && value.length >= min && value.length <= max);
const sha256 = bytes(32, 32);
/** A raw public key of P-256, uncompressed. */
const maskKey = bytes(PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES);
const nonce = bytes(NONCE_BYTES, NONCE_BYTES);
const ciphertexts = bytes(1, LARGE);
const mode = v.picklist(['rounds', 'one-shot']);
const round = integer(0, MAX_ROUNDS);
const columns = v.pipe(v.array(columnSchema), v.maxLength(MAX_COLUMNS + 1));

/** No body. To an object schema alone, an empty list or byte string would be as good. */
const nothing = v.pipe(
  v.custom<object>((value) => !Array.isArray(value) && !ArrayBuffer.isView(value)),
  v.strictObject({}),
);

/** Reasons that a party may give for stopping: codes, never text. */
const reason = v.picklist([
  'withdrawn',
  'left',
  'contract-refused',
  'data-refused',
  'message-unexpected',
  'roster-refused',
  'roster-changed',
  'integrity',
  'cancelled',
  'failed',
]);

// ---- M to D --------------------------------------------------------------------------------------

/** M, on connecting and whenever it changes before Train: what is going to be asked, and what others show. */
const request = v.strictObject({
  title: text,
  owners: integer(1, MAX_INVITE),
  kind: v.picklist(['linear', 'ridge', 'lasso', 'elastic-net', 'logistic']),
  mode,
  roundLimit: v.nullable(integer(1, MAX_ROUNDS)),
  /** Columns asked for, where M chose already. */
  asked: v.pipe(v.array(text), v.maxLength(MAX_COLUMNS + 1)),
  /** The union of the columns that contributing owners show. */
  shared: columns,
  /** The sample data that this session plays with, if it is a rehearsal. */
  sample: v.nullable(v.picklist(['diabetes'])),
});

/** M, once on Train: the contract with the key it is to be answered under. */
const contract = v.strictObject({
  contract: contractSchema,
  /** Counts the contracts of a session, so that no two have the same hash. */
  run: integer(1, 1_000_000),
  owners: integer(1, MAX_INVITE),
  /** Nmax: the sum of the owners' declared row maxima. */
  maximumRows: integer(1, MAX_ROWS),
  keyBits: integer(128, 4096),
  /** The Paillier modulus, big-endian, keyBits / 8 bytes. */
  n: bytes(16, 512),
  /** Bits of a slot by M's reckoning: D computes its own and refuses if they differ. */
  slotBits: integer(1, 4096),
  /** The proof that n and phi(n) are coprime: roots of keyBits / 8 bytes each. */
  keyProof: bytes(1, KEY_PROOF_ROOTS * 512),
});

/** M, when every owner accepted the same contract: who takes part, in the order of the keys. */
const roster = v.strictObject({
  contractHash: sha256,
  entries: v.pipe(
    v.array(v.strictObject({ maskKey, commitment: sha256 })),
    v.minLength(1),
    v.maxLength(MAX_INVITE),
  ),
});

/** M, when every owner confirmed the roster: what the others said, in the order of the roster. */
const readyFromModelOwner = v.strictObject({
  rosterHash: sha256,
  confirmations: v.pipe(v.array(v.strictObject({ nonce, tag: sha256 })), v.maxLength(MAX_INVITE - 1)),
});

/** M, once per round: the encrypted weights, the same bytes to every owner. */
const weights = v.strictObject({ ciphertexts });

/** M, at the end: how many rounds were answered. */
const finish = v.strictObject({ stopped: v.boolean() });

// ---- D to M --------------------------------------------------------------------------------------

/** D, on Contribute: what it shows, and the limits it agrees to. */
const offer = v.strictObject({
  columns: v.pipe(columns, v.minLength(2)),
  maximumRows: integer(1, MAX_ROWS),
  roundLimit: integer(1, MAX_ROUNDS),
  modes: v.pipe(v.array(mode), v.minLength(1), v.maxLength(2)),
});

/** D, before Train: takes the offer back. */
const withdraw = nothing;

/** D, on a contract within its limits: its key for the masks, and a commitment to the nonce of READY. */
const accept = v.strictObject({ contractHash: sha256, maskKey, commitment: sha256 });

/** D, on a roster: its nonce, and an HMAC for every other owner in the order of the roster. */
const readyFromDataOwner = v.strictObject({
  rosterHash: sha256,
  nonce,
  tags: v.pipe(v.array(sha256), v.maxLength(MAX_INVITE - 1)),
});

/** D, after READY: encrypted rows, dropped rows, y'y, column sums, diagonal and b. */
const base = v.strictObject({ ciphertexts });

/** D, once per round: the encrypted gradient of its rows. */
const gradient = v.strictObject({ ciphertexts });

// ---- either --------------------------------------------------------------------------------------

/** Either: a person has to be asked first (D), or somebody is away (M). */
const pause = v.strictObject({ reason: v.picklist(['consent', 'away', 'facilitator']) });
const resume = nothing;
const abort = v.strictObject({ reason });

/** The first field of an envelope; raised when the layout changes. */
export const PROTOCOL_VERSION = 2;

const envelope = <T extends string, B extends v.GenericSchema>(type: T, body: B) =>
  v.strictObject({
    v: v.literal(PROTOCOL_VERSION),
    type: v.literal(type),
    sid: bytes(16, 16),
    /** 0 for M, the invite index for D. */
    from: integer(0, MAX_INVITE),
    /** Counts the sender's messages on this connection from 0. */
    seq: integer(0, Number.MAX_SAFE_INTEGER),
    /** The round a WEIGHTS or GRADIENT belongs to; the last complete round otherwise. */
    round,
    body,
  });

const toDataOwner = v.variant('type', [
  envelope('REQUEST', request),
  envelope('CONTRACT', contract),
  envelope('ROSTER', roster),
  envelope('READY', readyFromModelOwner),
  envelope('WEIGHTS', weights),
  envelope('PAUSE', pause),
  envelope('RESUME', resume),
  envelope('FINISH', finish),
  envelope('ABORT', abort),
]);

const toModelOwner = v.variant('type', [
  envelope('COLUMNS', offer),
  envelope('WITHDRAW', withdraw),
  envelope('ACCEPT', accept),
  envelope('READY', readyFromDataOwner),
  envelope('BASE', base),
  envelope('GRADIENT', gradient),
  envelope('PAUSE', pause),
  envelope('RESUME', resume),
  envelope('ABORT', abort),
]);

export type ToDataOwner = v.InferOutput<typeof toDataOwner>;
export type ToModelOwner = v.InferOutput<typeof toModelOwner>;
export type Message = ToDataOwner | ToModelOwner;
export type MessageType = Message['type'];

/** A message without what the connection adds to it. */
export type Outgoing<M extends Message> = M extends Message ? Pick<M, 'type' | 'body' | 'round'> : never;
export type DataOwnerMessage = Outgoing<ToModelOwner>;
export type ModelOwnerMessage = Outgoing<ToDataOwner>;

export type RequestBody = v.InferOutput<typeof request>;
export type OfferBody = v.InferOutput<typeof offer>;
export type ContractBody = v.InferOutput<typeof contract>;
/** A contract without its proof: what the proof is bound to. */
export type UnprovenContract = Omit<ContractBody, 'keyProof'>;
export type RosterBody = v.InferOutput<typeof roster>;
export type ReadyFromDataOwner = v.InferOutput<typeof readyFromDataOwner>;
export type ReadyFromModelOwner = v.InferOutput<typeof readyFromModelOwner>;
export type AbortReason = v.InferOutput<typeof reason>;

/** Whether `value` is a message that a data owner may receive. */
export function isToDataOwner(value: unknown): value is ToDataOwner {
  return v.is(toDataOwner, value);
}

/** Whether `value` is a message that the model owner may receive. */
export function isToModelOwner(value: unknown): value is ToModelOwner {
  return v.is(toModelOwner, value);
}

/** The most bytes that a message of each type may have, envelope included. */
export const SIZE_LIMITS: Readonly<Record<MessageType, number>> = {
  REQUEST: MEDIUM,
  CONTRACT: MEDIUM,
  COLUMNS: MEDIUM,
  WEIGHTS: LARGE,
  BASE: LARGE,
  GRADIENT: LARGE,
  ROSTER: MEDIUM,
  READY: MEDIUM,
  WITHDRAW: SMALL,
  ACCEPT: SMALL,
  PAUSE: SMALL,
  RESUME: SMALL,
  FINISH: SMALL,
  ABORT: SMALL,
};
