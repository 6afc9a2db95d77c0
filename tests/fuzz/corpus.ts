import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Bytes } from '../../src/base/index.ts';
import { canonicalBytes } from '../../src/protocol/codec.ts';
import type { Message, MessageType } from '../../src/protocol/messages.ts';
import { contractOf, nominal, numeric, ordinal } from '../unit/contract/support.ts';
import { arbitraryMessage } from '../unit/protocol/arbitraries.ts';
import {
  contractBody,
  fakeEntry,
  filled,
  offerBody,
  readyFor,
  readyOf,
  requestBody,
  rosterBody,
  scoreBody,
  scoringBody,
  SID,
} from '../unit/protocol/bodies.ts';
import type { Random } from './seed.ts';
import type { Receiver } from './shape-rules.ts';

/** One session of three owners, from which all states and most messages are taken: the data owner is the second. */
export const XS = [1, 2, 3] as const;
export const SELF = 2;
export const ROUND_LIMIT = 4;

export const OFFER = offerBody();
export const CONTRACT = contractBody({ owners: 3 }, { roundLimit: ROUND_LIMIT });
/** A second run of the same session. */
export const SECOND = contractBody({ owners: 3, run: 2 }, { roundLimit: ROUND_LIMIT });
/** Goes beyond the rounds that were agreed to. */
export const LONG = contractBody({ owners: 3, run: 3 }, { roundLimit: OFFER.roundLimit + 1 });

/** All totals at once; not agreed to. */
export const ONE_SHOT = contractBody({ owners: 3, run: 4 }, { mode: 'one-shot' });

export const hashOf = (body: unknown): Bytes =>
  new Uint8Array(createHash('sha256').update(canonicalBytes(body)).digest());

export const ROSTER = rosterBody(hashOf(CONTRACT), XS);
export const READY = readyFor(hashOf(ROSTER), SELF, [1, 3]);
export const SECOND_ROSTER = rosterBody(hashOf(SECOND), XS);

/** What is asked in a round, and what the second owner answers. */
export const questionOf = (round: number): Bytes => filled(64, round);
export const answerOf = (round: number): Bytes => filled(32, 100 + round);

type Body = Message['body'];

/** Messages of the session to each side: mutations of these get far. */
const SESSION: Record<Receiver, [MessageType, number, Body][]> = {
  'data-owner': [
    ['CONTRACT', 0, CONTRACT],
    ['CONTRACT', 0, SECOND],
    ['CONTRACT', 0, LONG],
    ['ROSTER', 0, ROSTER],
    ['ROSTER', 0, SECOND_ROSTER],
    ['ROSTER', 0, rosterBody(hashOf(SECOND), [1, 2, 4])],
    ['READY', 0, READY],
    ...Array.from({ length: ROUND_LIMIT + 1 }, (_, i): [MessageType, number, Body] => [
      'WEIGHTS',
      i + 1,
      { ciphertexts: questionOf(i + 1) },
    ]),
    ['PAUSE', 1, { reason: 'away' }],
    ['RESUME', 1, {}],
    ['FINISH', 1, { stopped: true }],
    ['ABORT', 0, { reason: 'cancelled' }],
    [
      'REQUEST',
      0,
      requestBody({ shared: [numeric('y'), nominal('c', 'red', 'blue'), ordinal('o', 'low', 'high')] }),
    ],
    ['CONTRACT', 0, { ...CONTRACT, contract: variedContract() }],
    ['CONTRACT', 0, ONE_SHOT],
    ['SCORING', 0, scoringBody({ contract: variedContract() })],
    ['SCORED', 0, { question: hashOf(scoreBody(2)), left: 3, answer: { kind: 'refused', code: 'limit' } }],
    [
      'SCORED',
      0,
      { question: hashOf(scoreBody(2)), left: 3, answer: { kind: 'scores', ciphertexts: filled(64, 9) } },
    ],
  ],
  'model-owner': [
    ['COLUMNS', 0, OFFER],
    [
      'COLUMNS',
      0,
      offerBody({ columns: [numeric('y'), nominal('c', 'red', 'blue'), ordinal('o', 'low', 'high')] }),
    ],
    ['WITHDRAW', 0, {}],
    ['ACCEPT', 0, { contractHash: hashOf(CONTRACT), ...fakeEntry(SELF) }],
    ['ACCEPT', 0, { contractHash: hashOf(SECOND), ...fakeEntry(SELF) }],
    ['READY', 0, readyOf(hashOf(ROSTER), SELF, [1, 3])],
    ['BASE', 0, { ciphertexts: answerOf(0) }],
    ['GRADIENT', 1, { ciphertexts: answerOf(1) }],
    ['GRADIENT', 2, { ciphertexts: answerOf(2) }],
    ['PAUSE', 1, { reason: 'consent' }],
    ['RESUME', 1, {}],
    ['ABORT', 0, { reason: 'left' }],
    ['ABORT', 0, { reason: 'data-refused', guard: 'leastRows' }],
    ['SCORE', 0, scoreBody(2)],
  ],
};

/** Every optional field and every kind of column at once. */
function variedContract() {
  return contractOf({
    title: 'A study',
    features: [
      { ...numeric('a'), description: 'in mm', missing: { policy: 'indicator', constant: 0.5 } },
      nominal('c', 'red', 'green', 'blue'),
      { ...ordinal('o', 'low', 'middle', 'high'), missing: { policy: 'indicator' } },
    ],
    derived: [
      { kind: 'product', of: ['a', 'c'] },
      { kind: 'square', of: ['a'] },
    ],
    model: { kind: 'logistic', positive: 'yes' },
    dp: { epsilon: 1, delta: 1e-6, clipNorm: 2.5 },
    mode: 'one-shot',
    validation: { kind: 'folds', folds: 5 },
  });
}

/** Messages of the session to `receiver`. */
export function sessionTo(receiver: Receiver): Message[] {
  const from = receiver === 'data-owner' ? 0 : SELF;
  return SESSION[receiver].map(
    ([type, round, body]) => ({ v: 3, type, sid: SID, from, seq: 1, round, body }) as Message,
  );
}

/** Messages to tamper with, by type: those of the session, and arbitrary ones. */
export function templatesTo(receiver: Receiver, random: Random): Message[][] {
  const session = sessionTo(receiver);
  const arbitrary = fc
    .sample(arbitraryMessage, { seed: random.below(2 ** 31), numRuns: 300 })
    .filter(({ decode }) => decode === receiver)
    .map(({ message }) => message);
  const byType = new Map<string, Message[]>();
  // Those of the session more often: the others know nothing of its hashes.
  for (const message of [...session, ...session, ...session, ...arbitrary]) {
    byType.set(message.type, [...(byType.get(message.type) ?? []), message]);
  }
  return [...byType.values()];
}
