import { EMPTY_RECEIPT, type ReceiptBook } from '../../../src/parties/receipt.ts';
import type { DataOwnerState } from '../../../src/protocol/index.ts';
import { contractBody, fakeKey, filled, offerBody, readyFor, rosterBody } from '../protocol/bodies.ts';

export const CODE = 'donor crew jade jungle brook jackal';

const offer = offerBody();
export const CONTRACT_HASH = filled(32, 0xab);
const ROSTER_HASH = filled(32, 0xcd);
const none = { frozen: null, selection: null, ownersTold: 0, rostersTried: 0, contractsTried: 0 };
const kept = { ...none, ownersTold: 3 };
const using = { fingerprint: '5e1ec7ed', rows: 50 };
const session = {
  ...{ offer, contract: contractBody({ owners: 3 }), contractHash: CONTRACT_HASH },
  ...{ ...kept, agreedRows: null },
};
const identity = { maskKey: fakeKey(1), nonce: filled(32, 1), commitment: filled(32, 1) };
const accepted = { ...session, identity, using };
const rostered = { ...accepted, roster: rosterBody(CONTRACT_HASH, [1, 2, 3]), rosterHash: ROSTER_HASH };
const confirmed = { ...rostered, ready: readyFor(ROSTER_HASH, 1, [2, 3]), code: CODE };
const last = { round: 2, question: filled(1, 1), answer: filled(1, 2) };
const frozen = [1, 2, 3].map((x) => fakeKey(x));
const answering = { frozen, selection: using };

/** A data owner in every state that it can be in, after two rounds where there are any. */
export const DATA_OWNER_STATES: {
  readonly [N in DataOwnerState['name']]: Extract<DataOwnerState, { name: N }>;
} = {
  'waiting-for-offer': { name: 'waiting-for-offer', ...none },
  offered: { name: 'offered', offer, ...kept },
  'asking-consent': { name: 'asking-consent', ...session, why: [{ kind: 'fewer-owners' }] },
  'checking-contract': { name: 'checking-contract', ...session },
  accepted: { name: 'accepted', ...accepted },
  'confirming-roster': { name: 'confirming-roster', ...rostered },
  'waiting-for-ready': { name: 'waiting-for-ready', ...rostered, tags: [filled(32, 3), filled(32, 4)] },
  'checking-ready': { name: 'checking-ready', ...rostered, ready: confirmed.ready },
  'comparing-roster': { name: 'comparing-roster', ...confirmed },
  'computing-base': { name: 'computing-base', ...confirmed, ...answering },
  'waiting-for-weights': { name: 'waiting-for-weights', ...confirmed, ...answering, last },
  'computing-gradient': {
    name: 'computing-gradient',
    ...confirmed,
    ...answering,
    last,
    question: filled(1, 3),
  },
  finished: { name: 'finished', rounds: 2, stopped: false, offer, ...kept, ...answering },
  aborted: { name: 'aborted', reason: 'left', by: 'self', ...kept },
};

/** What stands in the receipt of those two rounds. */
export const BOOK: ReceiptBook = {
  ...EMPTY_RECEIPT,
  terms: {
    ...{ hash: CONTRACT_HASH, roundLimit: 4, roundsToTotals: 2, determinedRounds: 2, owners: 3 },
    keyBits: 128,
  },
  roster: { hash: ROSTER_HASH, code: CODE, keys: frozen, confirmed: false },
  lines: [
    { what: 'base', round: 0, at: 0, bytes: 500 },
    { what: 'round', round: 1, at: 60_000, bytes: 300 },
    { what: 'round', round: 2, at: 61_500, bytes: 300 },
  ],
  bytesSent: 1100,
  bytesReceived: 900,
};
