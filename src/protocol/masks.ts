import {
  bytesToBigint,
  checkInteger,
  concatBytes,
  equalBytes,
  FederatedError,
  type Bytes,
} from '../base/index.ts';
import { diffieHellman, importPublicKey } from './channel/keys.ts';
import { canonicalHash } from './codec.ts';
import type { ReadyFromModelOwner, RosterBody } from './messages.ts';
import { commitmentTo, rosterCode, type RosterDefect } from './roster.ts';
import { lengthPrefixed, taggedHash } from './tagged-hash.ts';

/**
 * Pairwise masks (Bonawitz et al., "Practical secure aggregation for privacy-preserving machine learning",
 * CCS 2017, moved into Paillier plaintexts): every two owners i before j share s_ij; i adds mu_ij to
 * its plaintext, j subtracts it. Masks are uniform modulo n and cancel in the product of all owners'
 * ciphertexts; whatever lacks one owner is uniform.
 *
 *   s_ij       = ECDH between the mask keys of i and j, P-256
 *   key(info)  = HKDF-SHA-256(salt = the secret that the owners share, if any, ikm = s_ij, info)
 *   k_ready    = key(text("federated-trainer ready v1") || H_r), 32 bytes
 *   tag_i->j   = HMAC-SHA-256(k_ready, text("READY") || H_r || P_i || P_j)
 *   mu_ij      = key(text("federated-trainer mask v1") || lengthPrefixed(type) || sid || H_r || round(4) || question(32)
 *                    || index(4) || P_i || P_j), |n| + 128 bits, reduced modulo n      text(t) = length(1) || UTF-8
 *
 * The question is in it for a reason: without it the model owner could ask one owner for E(w) and the others for
 * E(0), and the sum less the one at zero would be that one owner's.
 */
const READY = 'federated-trainer ready v1';
const MASK = 'federated-trainer mask v1';
/** Bits beyond n, so that reducing leaves a distance from uniform below 2^-128. */
const SURPLUS_BITS = 128;

/** What an owner answers. */
export interface MaskedAnswer {
  readonly type: 'BASE' | 'GRADIENT';
  /** 0 for BASE. */
  readonly round: number;
  /** The ciphertexts that were asked about; empty for BASE. */
  readonly question: Bytes;
  /** How many ciphertexts the answer has. */
  readonly count: number;
}

/** One owner's side of a roster: what it says to the others, and what it hides its answers with. */
export interface Masker {
  readonly rosterHash: Bytes;
  /** HMACs for the other owners, in the order of the roster. */
  readyTags(): Promise<Bytes[]>;
  /**
   * Checks what the others said through the model owner; returns the roster code.
   *
   * @throws FederatedError 'roster-refused' with a {@link RosterDefect} as `details.reason`.
   */
  checkReady(ready: Pick<ReadyFromModelOwner, 'confirmations'>): Promise<string>;
  /** One residue modulo n for each ciphertext of an answer. */
  masks(answer: MaskedAnswer): Promise<bigint[]>;
}

export interface MaskerParts {
  readonly sid: Bytes;
  readonly roster: RosterBody;
  readonly keyPair: CryptoKeyPair;
  readonly ownKey: Bytes;
  readonly nonce: Bytes;
  /** See `shared-secret.ts`; null if the owners use none. */
  readonly sharedSecret: Bytes | null;
  /** The model owner's modulus, big-endian. */
  readonly n: Bytes;
}

/** Another owner as this one sees it. */
interface Peer {
  readonly key: Bytes;
  readonly commitment: Bytes;
  readonly before: boolean;
  readonly secret: CryptoKey;
}

/** A roster must have passed `rosterDefect` first. */
export async function createMasker(parts: MaskerParts): Promise<Masker> {
  const { sid, roster, keyPair, ownKey, nonce } = parts;
  const n = bytesToBigint(parts.n);
  const maskBits = 8 * parts.n.length + SURPLUS_BITS;
  const salt: Bytes = parts.sharedSecret ?? new Uint8Array();
  const rosterHash = await rosterHashOf(roster);
  const own = roster.entries.findIndex(({ maskKey }) => equalBytes(maskKey, ownKey));
  const peers: Peer[] = [];
  for (const [i, { maskKey, commitment }] of roster.entries.entries()) {
    if (i === own) continue;
    const secret = await pairSecret(keyPair, maskKey);
    peers.push({ key: maskKey, commitment, before: i < own, secret });
  }
  // A shared secret says that there are others: one that nobody has to know keeps nobody out.
  if (parts.sharedSecret !== null && peers.length === 0) throw rosterRefused('ready');

  const derive = async (peer: Peer, info: Bytes, bits: number): Promise<Bytes> =>
    new Uint8Array(
      await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, peer.secret, bits),
    );

  async function readyKey(peer: Peer): Promise<CryptoKey> {
    const raw = await derive(peer, concatBytes(lengthPrefixed(READY), rosterHash), 256);
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    return crypto.subtle.importKey('raw', raw, algorithm, false, ['sign', 'verify']);
  }

  /** What `from` says to `to`: bound to both, so that nobody's words can be handed back to them. */
  function readyMessage(from: Bytes, to: Bytes): Bytes {
    return concatBytes(lengthPrefixed('READY'), rosterHash, from, to);
  }

  async function mask(peer: Peer, { type, round }: MaskedAnswer, questionHash: Bytes, index: number) {
    const info = concatBytes(
      lengthPrefixed(MASK),
      lengthPrefixed(type),
      sid,
      rosterHash,
      uint32(round),
      questionHash,
      uint32(index),
      peer.before ? peer.key : ownKey,
      peer.before ? ownKey : peer.key,
    );
    const mu = bytesToBigint(await derive(peer, info, maskBits)) % n;
    return peer.before ? -mu : mu;
  }

  return {
    rosterHash,

    async readyTags() {
      const tags: Bytes[] = [];
      for (const peer of peers) {
        const message = readyMessage(ownKey, peer.key);
        tags.push(new Uint8Array(await crypto.subtle.sign('HMAC', await readyKey(peer), message)));
      }
      return tags;
    },

    async checkReady({ confirmations }) {
      if (confirmations.length !== peers.length) throw rosterRefused('shape');
      const nonces = confirmations.map((each) => each.nonce);
      for (const [i, peer] of peers.entries()) {
        const { nonce: revealed = nonce, tag = nonce } = confirmations[i] ?? {};
        const message = readyMessage(peer.key, ownKey);
        const said = await crypto.subtle.verify('HMAC', await readyKey(peer), tag, message);
        if (!said) throw rosterRefused('ready');
        const committed = await commitmentTo(roster.contractHash, peer.key, revealed);
        if (!equalBytes(committed, peer.commitment)) throw rosterRefused('commitment');
      }
      return rosterCode(rosterHash, [...nonces.slice(0, own), nonce, ...nonces.slice(own)]);
    },

    async masks(answer) {
      const questionHash = await taggedHash('question', answer.question);
      const sums: bigint[] = [];
      for (let index = 0; index < answer.count; index++) {
        let sum = 0n;
        for (const peer of peers) sum += await mask(peer, answer, questionHash, index);
        sums.push(((sum % n) + n) % n);
      }
      return sums;
    },
  };
}

/** H_r: SHA-256 of the body of ROSTER in deterministic CBOR. The hash of the contract is in it. */
export function rosterHashOf(roster: RosterBody): Promise<Bytes> {
  return canonicalHash(roster);
}

export function rosterRefused(reason: RosterDefect): FederatedError {
  return new FederatedError('roster-refused', `roster: ${reason}`, { reason });
}

/** @throws FederatedError 'roster-refused' for a key that is no point of the curve. */
async function pairSecret(keyPair: CryptoKeyPair, rawKey: Bytes): Promise<CryptoKey> {
  const theirs = await importPublicKey(rawKey).catch(() => {
    throw rosterRefused('shape');
  });
  const shared = await diffieHellman([{ own: keyPair, theirs }]);
  return crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
}

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, checkInteger(value, 'value', 0));
  return bytes;
}
