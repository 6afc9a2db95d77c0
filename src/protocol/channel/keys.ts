import { checkBytes, concatBytes, equalBytes, type Bytes } from '../../base/index.ts';
import { MODEL_OWNER_KEY_HASH_BYTES } from '../links.ts';
import { taggedHash } from '../tagged-hash.ts';
import { authenticationFailed } from './refusal.ts';

const P256: EcKeyImportParams = { name: 'ECDH', namedCurve: 'P-256' };

/** An uncompressed point of P-256: 0x04, x, y (SEC 1, section 2.3.3). */
export const PUBLIC_KEY_BYTES = 65;
const UNCOMPRESSED = 4;
const COORDINATE_BYTES = 32;

/**
 * A fresh ECDH key pair on P-256, static or ephemeral. The private key cannot be exported; it can be
 * stored in IndexedDB as it is.
 */
export async function createKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, false, ['deriveBits']);
}

/** The 65 bytes of the public key, as they travel. */
export async function rawPublicKey(pair: CryptoKeyPair): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
}

/** hM: the truncated hash of the model owner's static public key, for its links. */
export async function modelOwnerKeyHash(rawKey: Bytes): Promise<Bytes> {
  const hash = await taggedHash('model-owner-key', checkBytes(rawKey, 'rawKey', PUBLIC_KEY_BYTES));
  return hash.slice(0, MODEL_OWNER_KEY_HASH_BYTES);
}

/**
 * A received public key. WebCrypto's import checks that the point is on the curve; P-256 has cofactor 1,
 * so every such point but infinity, which has no 65-byte form, is a good one.
 *
 * @throws FederatedError channel-authentication ('malformed').
 */
export async function importPublicKey(raw: Bytes): Promise<CryptoKey> {
  if (raw.length !== PUBLIC_KEY_BYTES || raw[0] !== UNCOMPRESSED) throw authenticationFailed('malformed');
  try {
    return await crypto.subtle.importKey('raw', raw, P256, true, []);
  } catch {
    throw authenticationFailed('malformed');
  }
}

/**
 * The keys of a handshake must all differ, by x: a point and its negative share secrets. Two equal keys
 * mean that one side sends the other's back, or has given up the difference between static and ephemeral.
 *
 * @throws FederatedError channel-authentication ('reflected').
 */
export function checkAllDiffer(rawKeys: readonly Bytes[]): void {
  const xs = rawKeys.map((raw) => raw.subarray(1, 1 + COORDINATE_BYTES));
  if (xs.some((x, i) => xs.slice(0, i).some((other) => equalBytes(x, other)))) {
    throw authenticationFailed('reflected');
  }
}

/** The x-coordinates of the shared points, one after the other. */
export async function diffieHellman(
  pairs: readonly { readonly own: CryptoKeyPair; readonly theirs: CryptoKey }[],
): Promise<Bytes> {
  const secrets = await Promise.all(
    pairs.map(({ own, theirs }) =>
      crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 8 * COORDINATE_BYTES),
    ),
  );
  return concatBytes(...secrets.map((secret) => new Uint8Array(secret)));
}
