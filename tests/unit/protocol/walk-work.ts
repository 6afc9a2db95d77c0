import { createHash } from 'node:crypto';
import { concatBytes, equalBytes, type Bytes } from '../../../src/base/index.ts';
import { canonicalBytes } from '../../../src/protocol/codec.ts';
import type {
  AnswerTerms,
  DataOwnerEffect,
  DataOwnerEvent,
} from '../../../src/protocol/data-owner-machine.ts';
import type { ContractBody, ReadyFromModelOwner } from '../../../src/protocol/messages.ts';
import { fakeKey, filled } from './bodies.ts';

/** What the numbers would be: who answered what, and how often it was computed afresh. */
export interface Answer {
  readonly owner: number;
  readonly run: number;
  readonly round: number;
  /** Fresh randomness: the same answer computed twice is other bytes. */
  readonly fresh: number;
}

/** What a data owner's tab computes in a walk: hashes take the place of the cryptography. */
export interface WalkWork {
  work(owner: number, effect: DataOwnerEffect): DataOwnerEvent;
  /** What owners found wrong with each other. Nobody here cheats. */
  readonly refusals: readonly string[];
  /** The codes that owners have read, by the hash of the roster. */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param comparing owners whose person wants to compare the roster code before anything leaves. */
export function createWalkWork(comparing: readonly number[]): WalkWork {
  let fresh = 0;
  const refusals: string[] = [];
  const codes = new Map<string, Set<string>>();

  function work(owner: number, effect: DataOwnerEffect): DataOwnerEvent {
    switch (effect.type) {
      case 'check-contract': {
        const [maskKey, nonce] = [keyOf(owner), hashOf('nonce', `${++fresh}`)];
        const commitment = hashOf('commitment', effect.contractHash, maskKey, nonce);
        const identity = { maskKey, nonce, commitment };
        const fingerprint = rowsOf(effect.contract);
        return { type: 'contract-checked', identity, selection: { fingerprint, rows: 50 } };
      }
      case 'confirm-roster': {
        const others = othersOf(effect);
        const rosterHash = hashOf(canonicalBytes(effect.roster));
        return {
          type: 'roster-confirmed',
          tags: others.map(({ maskKey }) => tagOf(rosterHash, keyOf(owner), maskKey)),
        };
      }
      case 'check-ready':
        return checkReady(owner, effect, effect.ready);
      case 'encrypt-base':
        return { type: 'base-encrypted', ciphertexts: writeAnswer(owner, effect.contract.run, 0, ++fresh) };
      case 'encrypt-gradient': {
        const { contract, round, question } = effect;
        if (question[0] !== contract.run || question[1] !== round) throw new Error('another question');
        const ciphertexts = writeAnswer(owner, contract.run, round, ++fresh);
        return { type: 'gradient-encrypted', round, ciphertexts };
      }
      default:
        throw new Error(`${effect.type}: nothing to compute`);
    }
  }

  function checkReady(
    owner: number,
    terms: AnswerTerms,
    { confirmations }: ReadyFromModelOwner,
  ): DataOwnerEvent {
    const { contract, roster, identity } = terms;
    const refuse = (reason: string): DataOwnerEvent => {
      refusals.push(`${owner}, run ${contract.run}: ${reason}`);
      return { type: 'work-failed', reason: 'roster-refused' };
    };
    const others = othersOf(terms);
    const rosterHash = hashOf(canonicalBytes(roster));
    if (confirmations.length !== others.length) return refuse('shape');
    const nonces = new Map([[hex(identity.maskKey), identity.nonce]]);
    for (const [i, { maskKey, commitment }] of others.entries()) {
      const { nonce = filled(32, 0), tag = filled(32, 0) } = confirmations[i] ?? {};
      if (!equalBytes(tag, tagOf(rosterHash, maskKey, identity.maskKey))) return refuse('ready');
      const committed = hashOf('commitment', roster.contractHash, maskKey, nonce);
      if (!equalBytes(committed, commitment)) return refuse('commitment');
      nonces.set(hex(maskKey), nonce);
    }
    const inOrder = roster.entries.map(({ maskKey }) => nonces.get(hex(maskKey)) ?? filled(32, 0));
    const code = hex(hashOf('code', rosterHash, ...inOrder));
    codes.set(hex(rosterHash), new Set([...(codes.get(hex(rosterHash)) ?? []), code]));
    return { type: 'ready-checked', code, compare: comparing.includes(owner) && others.length > 0 };
  }

  return { work, refusals, codes };
}

/** What the work of an effect is called; null if there is none. */
export function workNameOf(effect: DataOwnerEffect): string | null {
  switch (effect.type) {
    case 'check-contract':
    case 'confirm-roster':
    case 'check-ready':
    case 'encrypt-base':
      return `${effect.type} of run ${effect.contract.run}`;
    case 'encrypt-gradient':
      return `${effect.type} of run ${effect.contract.run}, round ${effect.round}`;
    default:
      return null;
  }
}

/** Every column has other gaps: contracts of the same columns use the same rows. */
function rowsOf({ contract }: ContractBody): string {
  return contract.features.map(({ name }) => name).join();
}

/** The order of the keys is not that of the invites. */
export function keyOf(owner: number): Bytes {
  return fakeKey(100 - owner);
}

export function ownerOfKey(maskKey: Bytes): number {
  return 100 - (maskKey[1] ?? 0);
}

function othersOf({ roster, identity }: AnswerTerms) {
  return roster.entries.filter(({ maskKey }) => !equalBytes(maskKey, identity.maskKey));
}

/** In the place of an HMAC: nobody in a walk forges one. */
function tagOf(rosterHash: Bytes, from: Bytes, to: Bytes): Bytes {
  return hashOf('tag', rosterHash, from, to);
}

export function hashOf(...parts: (Bytes | string)[]): Bytes {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export function hex(bytes: Bytes): string {
  return Buffer.from(bytes).toString('hex');
}

function writeAnswer(owner: number, run: number, round: number, fresh: number): Bytes {
  return concatBytes(Uint8Array.of(owner, run, round), Uint8Array.of(fresh >> 8, fresh & 255));
}

export function readAnswer([owner = 0, run = 0, round = 0, high = 0, low = 0]: Bytes): Answer {
  return { owner, run, round, fresh: 256 * high + low };
}
