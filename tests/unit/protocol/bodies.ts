import { concatBytes, cryptoRandom, type Bytes } from '../../../src/base/index.ts';
import type { Contract } from '../../../src/contract/index.ts';
import { boundOf } from '../../../src/protocol/answer-sizes.ts';
import {
  KEY_PROOF_ROOTS,
  NONCE_BYTES,
  PROTOCOL_VERSION,
  type ContractBody,
  type Message,
  type OfferBody,
  type ReadyFromDataOwner,
  type ReadyFromModelOwner,
  type RequestBody,
  type RosterBody,
  type ScoreBody,
  type ScoringBody,
} from '../../../src/protocol/messages.ts';
import type { RosterEntry } from '../../../src/protocol/roster.ts';
import { contractOf, numeric } from '../contract/support.ts';

/** As small as a key may be on the wire: nothing is encrypted here. */
export const KEY_BITS = 128;

export function filled(length: number, byte: number): Bytes {
  return new Uint8Array(length).fill(byte);
}

export const SID = filled(16, 7);

/** Columns y, a and b, as the contract of {@link contractBody} asks for them. */
export function offerBody(change: Partial<OfferBody> = {}): OfferBody {
  return {
    columns: [numeric('y'), numeric('a'), numeric('b', [10, 20], 'discrete')],
    maximumRows: 50,
    roundLimit: 10,
    modes: ['rounds'],
    missingMarks: ['NA'],
    validation: { kind: 'none' },
    derived: [],
    ...change,
  };
}

export function contractBody(
  change: Partial<ContractBody> = {},
  contractChange: Partial<Contract> = {},
): ContractBody {
  const contract = contractOf(contractChange);
  const maximumRows = change.maximumRows ?? 100;
  const n = change.n ?? filled(KEY_BITS / 8, 0xff);
  return {
    contract,
    run: 1,
    owners: 2,
    maximumRows,
    keyBits: KEY_BITS,
    n,
    slotBits: boundOf(contract, maximumRows).slotBits,
    keyProof: filled(KEY_PROOF_ROOTS * n.length, 5),
    ...change,
  };
}

export function requestBody(change: Partial<RequestBody> = {}): RequestBody {
  return {
    title: 'A study',
    owners: 2,
    present: 2,
    kind: 'linear',
    mode: 'rounds',
    roundLimit: null,
    asked: ['y', 'a'],
    shared: [numeric('y'), numeric('a')],
    derived: [],
    missingMarks: ['NA'],
    validation: { kind: 'none' },
    sample: null,
    ...change,
  };
}

/** 65 bytes in the shape of a public key, on no curve: keys differ, and are in order, by `x`. */
export function fakeKey(x: number, y = 0): Bytes {
  return concatBytes(Uint8Array.of(4), filled(32, x), filled(32, y));
}

export function fakeEntry(x: number): RosterEntry {
  return { maskKey: fakeKey(x), commitment: filled(32, x) };
}

export function fakeNonce(x: number): Bytes {
  return filled(NONCE_BYTES, 100 + x);
}

/** @param xs of the owners' keys. */
export function rosterBody(contractHash: Bytes, xs: readonly number[]): RosterBody {
  return { contractHash, entries: xs.map(fakeEntry) };
}

/** What an owner with key `x` says to `others`: tags that tell which owner they are for. */
export function readyOf(rosterHash: Bytes, x: number, others: readonly number[]): ReadyFromDataOwner {
  return {
    rosterHash,
    nonce: fakeNonce(x),
    tags: others.map((other) => filled(32, 16 * x + other)),
  };
}

/** What the owner with key `x` is told of the `others`. */
export function readyFor(rosterHash: Bytes, x: number, others: readonly number[]): ReadyFromModelOwner {
  const confirmations = others.map((other) => ({
    nonce: fakeNonce(other),
    tag: filled(32, 16 * other + x),
  }));
  return { rosterHash, confirmations };
}

/** A model of two terms beside the intercept. */
export function scoringBody(change: Partial<ScoringBody> = {}): ScoringBody {
  return { model: filled(32, 21), contract: contractOf(), left: 5, ...change };
}

/** A question of as many rows of {@link scoringBody}, under a key of {@link KEY_BITS}. */
export function scoreBody(rows: number, change: Partial<ScoreBody> = {}): ScoreBody {
  return {
    model: filled(32, 21),
    rows,
    keyBits: KEY_BITS,
    n: filled(KEY_BITS / 8, 0xff),
    keyProof: filled((KEY_PROOF_ROOTS * KEY_BITS) / 8, 5),
    ciphertexts: filled((rows * 2 * 2 * KEY_BITS) / 8, 6),
    ...change,
  };
}

/** One message of each type that a data owner may receive. */
export function messagesToDataOwner(): Message[] {
  const contractHash = cryptoRandom(32);
  const ciphertexts = cryptoRandom(96);
  const envelope = { v: PROTOCOL_VERSION, sid: SID, from: 0, seq: 5, round: 3 } as const;
  return [
    { ...envelope, type: 'REQUEST', body: requestBody() },
    { ...envelope, type: 'CONTRACT', body: contractBody() },
    { ...envelope, type: 'ROSTER', body: rosterBody(contractHash, [1, 2]) },
    { ...envelope, type: 'READY', body: readyFor(contractHash, 1, [2, 3]) },
    { ...envelope, type: 'WEIGHTS', body: { ciphertexts } },
    { ...envelope, type: 'PAUSE', body: { reason: 'away' } },
    { ...envelope, type: 'RESUME', body: {} },
    { ...envelope, type: 'FINISH', body: { stopped: true } },
    { ...envelope, type: 'ABORT', body: { reason: 'integrity' } },
    { ...envelope, type: 'SCORING', body: scoringBody() },
    {
      ...envelope,
      type: 'SCORED',
      body: { question: contractHash, left: 3, answer: { kind: 'scores', ciphertexts } },
    },
    {
      ...envelope,
      type: 'SCORED',
      body: { question: contractHash, left: 0, answer: { kind: 'refused', code: 'limit' } },
    },
  ];
}

export function messagesToModelOwner(): Message[] {
  const contractHash = cryptoRandom(32);
  const ciphertexts = cryptoRandom(96);
  const envelope = { v: PROTOCOL_VERSION, sid: SID, from: 2, seq: 5, round: 3 } as const;
  return [
    { ...envelope, type: 'COLUMNS', body: offerBody() },
    { ...envelope, type: 'WITHDRAW', body: {} },
    { ...envelope, type: 'ACCEPT', body: { contractHash, ...fakeEntry(2) } },
    { ...envelope, type: 'READY', body: readyOf(contractHash, 2, [1, 3]) },
    { ...envelope, type: 'BASE', body: { ciphertexts } },
    { ...envelope, type: 'GRADIENT', body: { ciphertexts } },
    { ...envelope, type: 'PAUSE', body: { reason: 'consent' } },
    { ...envelope, type: 'RESUME', body: {} },
    { ...envelope, type: 'ABORT', body: { reason: 'left' } },
    { ...envelope, type: 'ABORT', body: { reason: 'data-refused', guard: 'leastRows' } },
    { ...envelope, type: 'SCORE', body: scoreBody(2) },
  ];
}
