import { checkBytes, concatBytes, utf8, type Bytes } from '../../base/index.ts';
import { PSK_BYTES, SID_BYTES } from '../links.ts';
import { sixWords } from '../words.ts';
import { fingerprintBytes } from './pipe.ts';

/**
 * From the secrets of a handshake to the keys of a channel.
 *
 *   transcript = text(PROTOCOL) || sid || text("data-owner") || HELLO
 *                || text("model-owner") || WELCOME || fp_D || fp_M        text(t) = length(1) || UTF-8
 *   ck         = HKDF-SHA-256(salt = psk, ikm = DH(e_D, S_M) || DH(e_D, e_M) || DH(S_D, e_M),
 *                             info = transcript), 32 bytes
 *   key(label) = HKDF-SHA-256(salt = none, ikm = ck, info = text(PROTOCOL) || text(label)), 32 bytes
 *
 * As in Noise's psk0 the psk is in before anything is confirmed; here it is the salt, that is the HMAC
 * key of HKDF's extract step, rather than a prefix of the input. Either alone then suffices: who lacks
 * the psk faces a keyed pseudorandom function even if all Diffie-Hellman secrets were known; who has
 * the psk (it travels in a link) faces extraction from the Diffie-Hellman secrets (RFC 5869, section 3).
 * HELLO and WELCOME enter byte for byte, so that invite, versions and all four public keys are bound.
 *
 * JavaScript cannot promise to erase memory; nothing here pretends to.
 */
const PROTOCOL = 'federated-trainer channel v1: P-256, HKDF-SHA-256, AES-256-GCM';
const KEY_BITS = 256;
const TO_MODEL_OWNER = 'records to model-owner';
const TO_DATA_OWNER = 'records to data-owner';

export type ChannelRole = 'data-owner' | 'model-owner';

export interface KeyMaterial {
  readonly psk: Bytes;
  readonly sharedSecrets: Bytes;
  readonly transcript: Bytes;
}

/** Makes and checks the 32-byte tag of one direction and purpose. */
interface Confirmation {
  tag(): Promise<Bytes>;
  verify(tag: Bytes): Promise<boolean>;
}

/** All keys of a channel, none of them extractable. */
export interface ChannelKeys {
  readonly confirmDataOwner: Confirmation;
  readonly confirmModelOwner: Confirmation;
  readonly refuse: Confirmation;
  /** AES-256-GCM, for what this side sends. */
  readonly sealingKey: CryptoKey;
  /** AES-256-GCM, for what this side receives. */
  readonly openingKey: CryptoKey;
  /** Six words that are equal on both sides of one handshake, and of no two handshakes. */
  readonly verifier: string;
}

/** What both sides must agree on; every part but the texts has a fixed length. */
export function transcriptOf(parts: {
  readonly sid: Bytes;
  readonly dataOwnerFingerprint: string;
  readonly hello: Bytes;
  readonly modelOwnerFingerprint: string;
  readonly welcome: Bytes;
}): Bytes {
  return concatBytes(
    text(PROTOCOL),
    checkBytes(parts.sid, 'sid', SID_BYTES),
    text('data-owner'),
    parts.hello,
    text('model-owner'),
    parts.welcome,
    concatBytes(fingerprintBytes(parts.dataOwnerFingerprint), fingerprintBytes(parts.modelOwnerFingerprint)),
  );
}

/** All keys of one handshake, as the side of `role` uses them. */
export async function deriveKeys(role: ChannelRole, material: KeyMaterial): Promise<ChannelKeys> {
  const { psk, sharedSecrets, transcript } = material;
  const ck = await hkdf(await hkdfKey(sharedSecrets), checkBytes(psk, 'psk', PSK_BYTES), transcript);
  const root = await hkdfKey(ck);
  const key = (label: string): Promise<Bytes> =>
    hkdf(root, new Uint8Array(), concatBytes(text(PROTOCOL), text(label)));
  const confirmation = async (label: string): Promise<Confirmation> => {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const mac = await crypto.subtle.importKey('raw', await key(label), algorithm, false, ['sign', 'verify']);
    const message = concatBytes(text(label), transcript);
    return {
      tag: async () => new Uint8Array(await crypto.subtle.sign('HMAC', mac, message)),
      // The platform compares in constant time.
      verify: (tag) => crypto.subtle.verify('HMAC', mac, tag, message),
    };
  };
  const cipher = async (label: string, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> =>
    crypto.subtle.importKey('raw', await key(label), 'AES-GCM', false, [use]);
  const isDataOwner = role === 'data-owner';
  return {
    confirmDataOwner: await confirmation('confirm by data-owner'),
    confirmModelOwner: await confirmation('confirm by model-owner'),
    refuse: await confirmation('refuse by model-owner: link used'),
    sealingKey: await cipher(isDataOwner ? TO_MODEL_OWNER : TO_DATA_OWNER, 'encrypt'),
    openingKey: await cipher(isDataOwner ? TO_DATA_OWNER : TO_MODEL_OWNER, 'decrypt'),
    verifier: sixWords(await key('verifier')),
  };
}

async function hkdfKey(secret: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
}

async function hkdf(secret: CryptoKey, salt: Bytes, info: Bytes): Promise<Bytes> {
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, KEY_BITS),
  );
}

/** One length byte, then UTF-8. */
function text(value: string): Bytes {
  const bytes = utf8(value);
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}
