import { concatBytes, type Bytes } from '../../base/index.ts';
import { PUBLIC_KEY_BYTES } from './keys.ts';
import { authenticationFailed } from './refusal.ts';

/**
 * The messages of the handshake, each of one length, integers big-endian. Byte 0 is the kind, byte 1
 * the version of the handshake.
 *
 * HELLO    D to M  1  v  invite(2)  e_D(65)  S_D(65)
 * WELCOME  M to D  2  v  e_M(65)  S_M(65)
 * CONFIRM  D to M  3  v  tag(32)
 * CONFIRM  M to D  4  v  tag(32)
 * REFUSE   M to D  5  v  tag(32)      instead of CONFIRM: this invite belongs to another S_D
 */
export const KIND = { hello: 1, welcome: 2, confirmDataOwner: 3, confirmModelOwner: 4, refuse: 5 } as const;

export type MessageKind = (typeof KIND)[keyof typeof KIND];

const VERSION = 1;
const HEADER_BYTES = 2;
const INVITE_BYTES = 2;
export const TAG_BYTES = 32;

const HELLO_EPHEMERAL = HEADER_BYTES + INVITE_BYTES;
const HELLO_STATIC = HELLO_EPHEMERAL + PUBLIC_KEY_BYTES;
const HELLO_BYTES = HELLO_STATIC + PUBLIC_KEY_BYTES;
const WELCOME_STATIC = HEADER_BYTES + PUBLIC_KEY_BYTES;
const WELCOME_BYTES = WELCOME_STATIC + PUBLIC_KEY_BYTES;
const TAGGED_BYTES = HEADER_BYTES + TAG_BYTES;

export interface Hello {
  readonly invite: number;
  readonly ephemeralKey: Bytes;
  readonly staticKey: Bytes;
}

export interface Welcome {
  readonly ephemeralKey: Bytes;
  readonly staticKey: Bytes;
}

export function encodeHello(hello: Hello): Bytes {
  const invite = Uint8Array.of(hello.invite >> 8, hello.invite & 255);
  return concatBytes(header(KIND.hello), invite, hello.ephemeralKey, hello.staticKey);
}

/** @throws FederatedError channel-authentication ('malformed'). */
export function decodeHello(message: Bytes): Hello {
  checkHeader(message, KIND.hello, HELLO_BYTES);
  return {
    invite: ((message[HEADER_BYTES] ?? 0) << 8) | (message[HEADER_BYTES + 1] ?? 0),
    ephemeralKey: message.slice(HELLO_EPHEMERAL, HELLO_STATIC),
    staticKey: message.slice(HELLO_STATIC),
  };
}

export function encodeWelcome(welcome: Welcome): Bytes {
  return concatBytes(header(KIND.welcome), welcome.ephemeralKey, welcome.staticKey);
}

/** @throws FederatedError channel-authentication ('malformed'). */
export function decodeWelcome(message: Bytes): Welcome {
  checkHeader(message, KIND.welcome, WELCOME_BYTES);
  return {
    ephemeralKey: message.slice(HEADER_BYTES, WELCOME_STATIC),
    staticKey: message.slice(WELCOME_STATIC),
  };
}

/** CONFIRM of either side, or REFUSE. */
export function encodeTagged(kind: MessageKind, tag: Bytes): Bytes {
  return concatBytes(header(kind), tag);
}

/** @throws FederatedError channel-authentication ('malformed'). */
export function decodeTagged(message: Bytes, kind: MessageKind): Bytes {
  checkHeader(message, kind, TAGGED_BYTES);
  return message.slice(HEADER_BYTES);
}

function header(kind: MessageKind): Bytes {
  return Uint8Array.of(kind, VERSION);
}

function checkHeader(message: Bytes, kind: MessageKind, length: number): void {
  if (message.length !== length || message[0] !== kind || message[1] !== VERSION) {
    throw authenticationFailed('malformed');
  }
}
