import {
  bigintToBytes,
  bitLength,
  type Bytes,
  bytesToBigint,
  checkInteger,
  concatBytes,
  FederatedError,
} from '../base/index.ts';

/**
 * The one way in which keys, roots and ciphertexts are written as bytes: big-endian, of a length that
 * follows from the key alone, so that what is hashed and what travels depends on no engine and no value.
 */

/** Bytes of a ciphertext, an integer below n^2. */
export function ciphertextLength(keyBits: number): number {
  return Math.ceil((2 * checkInteger(keyBits, 'keyBits', 1)) / 8);
}

/**
 * Ciphertexts one after another.
 *
 * @throws RangeError for one that is negative or too long.
 */
export function encodeCiphertexts(ciphertexts: readonly bigint[], keyBits: number): Bytes {
  return encodeAll(ciphertexts, ciphertextLength(keyBits));
}

/**
 * `count` ciphertexts from their bytes. What they are worth is for `checkCiphertexts` to say.
 *
 * @throws FederatedError `message-malformed` if the bytes are not exactly as many as that takes.
 */
export function decodeCiphertexts(bytes: Uint8Array, keyBits: number, count: number): bigint[] {
  const length = ciphertextLength(keyBits);
  expectLength(bytes, 'ciphertexts', length * checkInteger(count, 'count', 0));
  return decodeAll(bytes, length);
}

/**
 * The roots of a key proof, residues modulo n, one after another.
 *
 * @throws RangeError for one that is negative or too long.
 */
export function encodeRoots(roots: readonly bigint[], keyBits: number): Bytes {
  return encodeAll(roots, modulusLength(keyBits));
}

/**
 * Roots from their bytes, as many as there are. What they are worth is for `verifyKeyProof` to say.
 *
 * @throws FederatedError `message-malformed` if the last one is not complete.
 */
export function decodeRoots(bytes: Uint8Array, keyBits: number): bigint[] {
  const length = modulusLength(keyBits);
  expectLength(bytes, 'key proof', length * Math.ceil(bytes.length / length));
  return decodeAll(bytes, length);
}

/** @throws RangeError if n has not exactly `keyBits` bits. */
export function encodePublicKey(n: bigint, keyBits: number): Bytes {
  if (bitLength(n) !== keyBits) throw new RangeError(`n: expected ${keyBits} bits`);
  return bigintToBytes(n, modulusLength(keyBits));
}

/**
 * The modulus n of a public key. What it is worth is for `checkPublicKey` to say.
 *
 * @throws FederatedError `message-malformed` unless the bytes hold an integer of exactly `keyBits` bits.
 */
export function decodePublicKey(bytes: Uint8Array, keyBits: number): bigint {
  expectLength(bytes, 'public key', modulusLength(keyBits));
  const n = bytesToBigint(bytes);
  if (bitLength(n) !== keyBits) throw malformed('public key', keyBits, bitLength(n));
  return n;
}

/** Bytes of an integer below n. */
function modulusLength(keyBits: number): number {
  return Math.ceil(checkInteger(keyBits, 'keyBits', 1) / 8);
}

function encodeAll(integers: readonly bigint[], length: number): Bytes {
  return concatBytes(...integers.map((integer) => bigintToBytes(integer, length)));
}

/** Of bytes that are a multiple of `length`. */
function decodeAll(bytes: Uint8Array, length: number): bigint[] {
  return Array.from({ length: bytes.length / length }, (_, i) =>
    bytesToBigint(bytes.subarray(i * length, (i + 1) * length)),
  );
}

function expectLength(bytes: Uint8Array, what: string, expected: number): void {
  if (bytes.length !== expected) throw malformed(what, expected, bytes.length);
}

function malformed(what: string, expected: number, received: number): FederatedError {
  return new FederatedError('message-malformed', `${what}: wrong length`, { what, expected, received });
}
