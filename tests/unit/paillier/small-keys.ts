import { PrivateKey as PeerPrivateKey, PublicKey as PeerPublicKey } from 'paillier-bigint';
import { bigintEngine, modInverse } from '../../../src/bignum/index.ts';
import {
  createPaillierOwner,
  generateKeyPair,
  type PaillierOwner,
  type PrivateKey,
} from '../../../src/paillier/index.ts';

/** Long enough that accidents such as a non-unit or a repeated ciphertext do not happen. */
const SMALL_KEY_BITS = 192;

export function smallOwner(keyBits = SMALL_KEY_BITS): PaillierOwner {
  return createPaillierOwner({
    engine: bigintEngine,
    privateKey: generateKeyPair(keyBits, { allowSmall: true }),
  });
}

/** The same key in paillier-bigint: the oracle. */
export function peerOf({ p, q, publicKey }: PrivateKey): {
  publicKey: PeerPublicKey;
  privateKey: PeerPrivateKey;
} {
  const totient = (p - 1n) * (q - 1n);
  const peer = new PeerPublicKey(publicKey.n, publicKey.n + 1n);
  return {
    publicKey: peer,
    privateKey: new PeerPrivateKey(totient, modInverse(totient, publicKey.n), peer, p, q),
  };
}

export function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
