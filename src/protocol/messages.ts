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
/** The most scores that a model owner gives in a session: far more than it takes to know a model. */
export const MAX_SCORES = 1000;

/**
 * Every message that travels inside the sealed channel, with the guard of each direction. D is a data
 * owner, M the model owner. Ciphertexts travel as one byte string of fixed-length big-endian numbers;
 * how many there must be, and that each is a unit modulo n^2, is checked where the key is known.
 */

/** The most bytes of one encoded message, by type: refused before it is parsed. */
const SMALL = 16 * 1024;
const MEDIUM = 1024 * 1024;
const LARGE = 8 * 1024 * 1024;
/**
 * BASE in the one-shot mode has about d^2 / 2 totals for each part of the rows: 20 folds of the 400 terms that a
 * contract may have are 31 MB at the usual scales and up to a million rows. A contract that needs more is refused.
 */
const LARGEST = 32 * 1024 * 1024;

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
const paillierKey = {
  keyBits: integer(128, 4096),
  /** The modulus n, big-endian, keyBits / 8 bytes. */
  n: bytes(16, 512),
  /** The proof that n and phi(n) are coprime: roots of keyBits / 8 bytes each. */
  keyProof: bytes(1, KEY_PROOF_ROOTS * 512),
};
const { mode, roundLimit, missingMarks, validation, derived } = contractSchema.entries;
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

/** Limits that a data owner sets itself. */
const guard = v.picklist(['leastRows', 'leastMembers', 'columnShare', 'modes']);

// ---- M to D --------------------------------------------------------------------------------------

/** M, on connecting and whenever it changes before Train: what is going to be asked, and what others show. */
const request = v.strictObject({
  title: text,
  /** Invites there are, opened or not. */
  owners: integer(1, MAX_INVITE),
  /** Data owners whose tabs are connected now. */
  present: integer(0, MAX_INVITE),
  kind: v.picklist(['linear', 'ridge', 'lasso', 'elastic-net', 'logistic']),
  mode,
  roundLimit: v.nullable(roundLimit),
  /** Columns asked for, where M chose already. */
  asked: v.pipe(v.array(text), v.maxLength(MAX_COLUMNS + 1)),
  /** The union of the columns that contributing owners show, with the policies that M asks for. */
  shared: columns,
  derived,
  missingMarks,
  validation,
  /** The sample data that this session plays with, if it is a rehearsal. */
  sample: v.nullable(v.picklist(['diabetes', 'penguins'])),
});

/** M, once on Train: the contract with the key it is to be answered under. */
const contract = v.strictObject({
  contract: contractSchema,
  /** Counts the contracts of a session, so that no two have the same hash. */
  run: integer(1, 1_000_000),
  owners: integer(1, MAX_INVITE),
  /** Nmax: the sum of the owners' declared row maxima. */
  maximumRows: integer(1, MAX_ROWS),
  ...paillierKey,
  /** Bits of a slot by M's reckoning: D computes its own and refuses if they differ. */
  slotBits: integer(1, 4096),
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

/** M, once it gives scores, and on connecting then: by which model, made of what, and how many are left. */
const scoring = v.strictObject({
  /** A name of the model that tells nothing of it: 32 random bytes. */
  model: sha256,
  /** What the terms of the model are made of, and the range of its target. */
  contract: contractSchema,
  /** Scores left, for all data owners together. */
  left: integer(0, MAX_SCORES),
});

/** M, on SCORE: a ciphertext for each row under the key of the question, or why there is none. */
const scored = v.strictObject({
  /** SHA-256 of the body of SCORE. */
  question: sha256,
  left: integer(0, MAX_SCORES),
  answer: v.variant('kind', [
    v.strictObject({ kind: v.literal('scores'), ciphertexts: bytes(1, MEDIUM) }),
    v.strictObject({
      kind: v.literal('refused'),
      /**
       * No such model (any more); fewer left than rows; not what the terms of the model take; a key or ciphertexts that
       * are none; a failure of M's own.
       */
      code: v.picklist(['model', 'limit', 'shape', 'key', 'failed']),
    }),
  ]),
});

// ---- D to M --------------------------------------------------------------------------------------

/** D, on Contribute: what it shows, with the policies it agrees to, and the limits it agrees to. */
const offer = v.strictObject({
  columns: v.pipe(columns, v.minLength(2)),
  maximumRows: integer(1, MAX_ROWS),
  roundLimit,
  modes: v.pipe(v.array(mode), v.minLength(1), v.maxLength(2)),
  /** The marks of missing values that the rows were read with. */
  missingMarks,
  /** How rows may be dealt into parts: not at all, or as M asked. */
  validation,
  /** What may be made of the columns, as M asked. */
  derived,
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

/**
 * D, after READY. In rounds: encrypted rows, dropped rows, y'y, column sums, diagonal and b; in one shot all of G and b,
 * for each part of the rows.
 */
const base = v.strictObject({ ciphertexts: bytes(1, LARGEST) });

/** D, once per round: the encrypted gradient of its rows. */
const gradient = v.strictObject({ ciphertexts });

/** D, where M gives scores: the mapped values of its rows, by row, under a key of its own. */
const score = v.strictObject({
  model: sha256,
  rows: integer(1, MAX_SCORES),
  ...paillierKey,
  /** As many for each row as the model has terms, the intercept not among them. */
  ciphertexts,
});

// ---- either --------------------------------------------------------------------------------------

/** Either: a person has to be asked first (D), or somebody is away (M). */
const pause = v.strictObject({ reason: v.picklist(['consent', 'away', 'facilitator']) });
const resume = nothing;
/** `guard`: the limit of its own for which a data owner refuses. */
const abort = v.strictObject({ reason, guard: v.exactOptional(guard) });

/** The first field of an envelope; raised when the layout changes. */
export const PROTOCOL_VERSION = 3;

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
  envelope('SCORING', scoring),
  envelope('SCORED', scored),
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
  envelope('SCORE', score),
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
export type GuardName = v.InferOutput<typeof guard>;
export type ScoringBody = v.InferOutput<typeof scoring>;
export type ScoreBody = v.InferOutput<typeof score>;
export type ScoredBody = v.InferOutput<typeof scored>;

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
  BASE: LARGEST,
  GRADIENT: LARGE,
  ROSTER: MEDIUM,
  READY: MEDIUM,
  WITHDRAW: SMALL,
  ACCEPT: SMALL,
  PAUSE: SMALL,
  RESUME: SMALL,
  FINISH: SMALL,
  ABORT: SMALL,
  SCORING: MEDIUM,
  SCORE: LARGE,
  SCORED: MEDIUM,
};
