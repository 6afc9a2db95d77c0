import { decode, encode, rfc8949EncodeOptions, Tokenizer, type DecodeOptions } from 'cborg';
import { equalBytes, FederatedError, isFederatedError, type Bytes } from '../base/index.ts';
import {
  isToDataOwner,
  isToModelOwner,
  SIZE_LIMITS,
  type Message,
  type MessageType,
  type ToDataOwner,
  type ToModelOwner,
  type UnprovenContract,
} from './messages.ts';
import { taggedHash } from './tagged-hash.ts';

/**
 * Messages as bytes: one byte that names the type, then the envelope in deterministic CBOR (RFC 8949,
 * section 4.2.1). The first byte lets a message that is too large for its type be refused unparsed.
 * CBOR, because ciphertexts are bytes; cborg, because it is small, strict and deterministic.
 */
const TYPE_CODES: readonly MessageType[] = [
  'REQUEST',
  'CONTRACT',
  'ROSTER',
  'WEIGHTS',
  'FINISH',
  'COLUMNS',
  'WITHDRAW',
  'ACCEPT',
  'BASE',
  'GRADIENT',
  'PAUSE',
  'RESUME',
  'ABORT',
  'READY',
  'SCORING',
  'SCORE',
  'SCORED',
];

/** A value as deterministic CBOR: equal values give equal bytes, so that hashes can be compared. */
export function canonicalBytes(value: unknown): Bytes {
  return encode(value, { ...rfc8949EncodeOptions, ignoreUndefinedProperties: true });
}

export function encodeMessage(message: Message): Bytes {
  const body = canonicalBytes(message);
  const bytes = new Uint8Array(1 + body.length);
  bytes[0] = TYPE_CODES.indexOf(message.type);
  bytes.set(body, 1);
  if (bytes.length > SIZE_LIMITS[message.type]) {
    throw new FederatedError('message-too-large', `${message.type}: too large to be sent`, {
      type: message.type,
    });
  }
  return bytes;
}

/** @throws FederatedError 'message-too-large' or 'message-malformed'. */
export function decodeToDataOwner(bytes: Bytes): ToDataOwner {
  return decodeMessage(bytes, isToDataOwner);
}

/** @throws FederatedError 'message-too-large' or 'message-malformed'. */
export function decodeToModelOwner(bytes: Bytes): ToModelOwner {
  return decodeMessage(bytes, isToModelOwner);
}

function decodeMessage<M extends Message>(bytes: Bytes, isMessage: (value: unknown) => value is M): M {
  const type = TYPE_CODES[bytes[0] ?? TYPE_CODES.length];
  if (type === undefined) throw malformed('unknown type');
  if (bytes.length > SIZE_LIMITS[type]) {
    throw new FederatedError('message-too-large', `${type}: too large`, { type });
  }
  const value = parse(bytes.subarray(1));
  if (!isMessage(value)) throw malformed('unexpected shape');
  if (value.type !== type) throw malformed('type and envelope differ');
  // One value, one spelling: what was hashed or cached at one end is the same bytes at the other.
  if (!equalBytes(bytes.subarray(1), canonicalBytes(value))) throw malformed('not canonical');
  return value;
}

/**
 * The most items of CBOR in one message. The widest contract of the most categories has some 91,000. Eight
 * megabytes may hold as many millions, which would keep a tab busy for seconds.
 */
const MAX_ITEMS = 100_000;

const STRICT: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};

function parse(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { ...STRICT, tokenizer: boundedTokenizer(bytes) });
  } catch (cause) {
    throw isFederatedError(cause) ? cause : malformed('not CBOR', cause);
  }
}

function boundedTokenizer(bytes: Uint8Array): NonNullable<DecodeOptions['tokenizer']> {
  const tokenizer = new Tokenizer(bytes, STRICT);
  let items = 0;
  return {
    done: () => tokenizer.done(),
    pos: () => tokenizer.pos(),
    next() {
      items += 1;
      if (items > MAX_ITEMS) throw malformed('too many items');
      return tokenizer.next();
    },
  };
}

function malformed(reason: string, cause?: unknown): FederatedError {
  return new FederatedError('message-malformed', `message: ${reason}`, { reason }, { cause });
}

/** SHA-256 over deterministic CBOR: H_c for the body of a CONTRACT. */
export async function canonicalHash(value: unknown): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', canonicalBytes(value)));
}

/** What the proof of a key is bound to besides n: the session, and the contract around it (PROTOCOL 5). */
export function keyProofSeed(sid: Bytes, contract: UnprovenContract): Promise<Bytes> {
  return taggedHash('key-proof', sid, canonicalBytes({ ...contract, keyProof: undefined }));
}
