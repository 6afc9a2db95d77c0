import { PrivateKey as PeerPrivateKey, PublicKey as PeerPublicKey } from 'paillier-bigint';
import { cryptoRandom, FederatedError, randomBelow, type RandomBytes } from '../base/index.ts';
import { modInverse, modulo } from '../bignum/index.ts';
import type { PaillierOwner } from './owner.ts';

/** Length of the scalars that are tried, sign included. */
const SCALAR_BITS = 40;
/** Any will do: what is computed is held against integers modulo n. */
const SLOT_BITS = 100;

/** What disagreed, as `details.check` of `cross-check-failed`. */
type CrossCheck = 'our-encryption' | 'our-owner-encryption' | 'our-arithmetic' | 'our-decryption';

/**
 * Holds this code and the engine below against paillier-bigint, with this key and random plaintexts: each
 * decrypts what the other encrypted, added and multiplied. Takes about a second at 3072 bits.
 *
 * @throws FederatedError `cross-check-failed` if they disagree, with what did in the details.
 */
export function crossCheck(ours: PaillierOwner, random: RandomBytes = cryptoRandom): void {
  const { p, q, publicKey } = ours.privateKey;
  const { n } = publicKey;
  const totient = (p - 1n) * (q - 1n);
  const theirs = new PeerPublicKey(n, n + 1n);
  const theirKey = new PeerPrivateKey(totient, modInverse(totient, n), theirs, p, q);

  const [a, b] = [randomBelow(n, random), randomBelow(n, random)];
  const k = 1n + randomBelow(1n << BigInt(SCALAR_BITS - 2), random);

  const byPeer = (ciphertexts: readonly bigint[]) => ciphertexts.map((c) => theirKey.decrypt(c));
  const [encryptedA, encryptedB] = [ours.encrypt([a]), ours.encryptAsOwner([b])];
  expectEqual('our-encryption', () => byPeer(encryptedA), [a]);
  expectEqual('our-owner-encryption', () => byPeer(encryptedB), [b]);

  const encrypted = [...encryptedA, ...encryptedB];
  const matrix = [[k, -k], [-1n, k]]; // prettier-ignore
  const map = { matrix, scalarBits: SCALAR_BITS, slots: 2, slotBits: SLOT_BITS, addends: [a] };
  expectEqual('our-arithmetic', () => byPeer(ours.packedMatrixVector(encrypted, map)), [
    modulo(k * (a - b) + ((k * b - a) << BigInt(SLOT_BITS)) + a, n),
  ]);

  const encryptedByPeer = theirs.encrypt(a);
  const sumByPeer = theirs.addition(encryptedByPeer, ...encrypted);
  const productByPeer = theirs.multiply(encryptedByPeer, k);
  expectEqual('our-decryption', () => ours.decrypt([encryptedByPeer, sumByPeer, productByPeer]), [
    a,
    modulo(2n * a + b, n),
    modulo(k * a, n),
  ]);
}

/** A computation that throws, as a decryption does that fails its own check, disagrees too. */
function expectEqual(check: CrossCheck, compute: () => bigint[], expected: readonly bigint[]): void {
  const message = `disagrees with paillier-bigint: ${check}`;
  let actual: bigint[];
  try {
    actual = compute();
  } catch (cause) {
    throw new FederatedError('cross-check-failed', message, { check }, { cause });
  }
  if (actual.length !== expected.length || actual.some((value, i) => value !== expected[i])) {
    throw new FederatedError('cross-check-failed', message, { check });
  }
}
