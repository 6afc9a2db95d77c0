import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { equalBytes, FederatedError, type Bytes } from '../base/index.ts';
import {
  isToDataOwner,
  isToModelOwner,
  SIZE_LIMITS,
  type Message,
  type MessageType,
  type ToDataOwner,
  type ToModelOwner,
} from './messages.ts';

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

function parse(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
    });
  } catch (cause) {
    throw malformed('not CBOR', cause);
  }
}

function malformed(reason: string, cause?: unknown): FederatedError {
  return new FederatedError('message-malformed', `message: ${reason}`, { reason }, { cause });
}

/** SHA-256 over deterministic CBOR: H_c for the body of a CONTRACT. */
export async function canonicalHash(value: unknown): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', canonicalBytes(value)));
}
