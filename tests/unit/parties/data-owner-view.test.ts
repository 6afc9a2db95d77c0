import { beforeAll, describe, expect, test } from 'vitest';
import { readProfile } from '../../../src/dataset/index.ts';
import { dataOwnerPhase, dataOwnerView, type DataOwnerParts } from '../../../src/parties/data-owner-view.ts';
import { fileView } from '../../../src/parties/offer.ts';
import { receiptDocument } from '../../../src/parties/receipt.ts';
import type { FileView, Phase } from '../../../src/parties/index.ts';
import type { DataOwnerState } from '../../../src/protocol/index.ts';
import { csv } from '../dataset/support.ts';
import { contractBody, filled, offerBody, requestBody } from '../protocol/bodies.ts';

const offer = offerBody();
const session = { offer, contract: contractBody({ owners: 3 }), contractHash: filled(32, 0xab) };
const last = { round: 2, question: filled(1, 1), answer: filled(1, 2) };
const terms = { hash: session.contractHash, roundLimit: 4, roundsToTotals: 2, owners: 3, keyBits: 128 };
const receipt = [
  { what: 'base', round: 0, at: 0, bytes: 500 },
  { what: 'round', round: 1, at: 60_000, bytes: 300 },
  { what: 'round', round: 2, at: 61_500, bytes: 300 },
] as const;

const S: Record<DataOwnerState['name'], DataOwnerState> = {
  'waiting-for-offer': { name: 'waiting-for-offer' },
  offered: { name: 'offered', offer },
  'asking-consent': { name: 'asking-consent', ...session },
  'checking-contract': { name: 'checking-contract', ...session },
  accepted: { name: 'accepted', ...session },
  'computing-base': { name: 'computing-base', ...session },
  'waiting-for-weights': { name: 'waiting-for-weights', ...session, last },
  'computing-gradient': { name: 'computing-gradient', ...session, last, question: filled(1, 3) },
  finished: { name: 'finished', rounds: 2, stopped: false, offer },
  aborted: { name: 'aborted', reason: 'left', by: 'self' },
};

let file: FileView;
beforeAll(async () => {
  const blob = csv(`a,b\n${Array.from({ length: 40 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
  const stored = { name: 'f.csv', blob, choices: {}, riskUnderstood: false };
  file = fileView(stored, await readProfile(blob), []);
});

function parts(change: Partial<DataOwnerParts> = {}): DataOwnerParts {
  return {
    ...{ state: S['waiting-for-offer'], connected: true, request: requestBody(), file: null, problems: [] },
    ...{ progress: null, receipt: [], bytesSent: 0, bytesReceived: 0, lastAnswerMs: null },
    ...{ terms: null, invite: 2, engine: 'BigInt', samples: [] },
    ...change,
  };
}

describe('dataOwnerPhase', () => {
  test('of every state, connected and not', () => {
    const phases: Record<DataOwnerState['name'], [Phase, Phase]> = {
      'waiting-for-offer': ['waiting', 'connecting'],
      offered: ['ready', 'connecting'],
      'asking-consent': ['waiting', 'connecting'],
      'checking-contract': ['training', 'paused'],
      accepted: ['training', 'paused'],
      'computing-base': ['training', 'paused'],
      'waiting-for-weights': ['training', 'paused'],
      'computing-gradient': ['training', 'paused'],
      finished: ['finished', 'finished'],
      aborted: ['failed', 'failed'],
    };
    for (const [name, expected] of Object.entries(phases) as [DataOwnerState['name'], Phase[]][]) {
      expect([name, dataOwnerPhase(S[name], true), dataOwnerPhase(S[name], false)]).toEqual([
        name,
        ...expected,
      ]);
    }
  });
});

describe('dataOwnerView', () => {
  test('Contribute can be pressed with a file, a connection and nothing on offer', () => {
    const can = (change: Partial<DataOwnerParts>) => dataOwnerView(parts({ file, ...change })).canContribute;
    expect(can({})).toBe(true);
    expect(can({ file: null })).toBe(false);
    expect(can({ file: { ...file, risks: ['few-rows'] } })).toBe(false);
    expect(can({ connected: false })).toBe(false);
    expect(can({ state: { name: 'finished', rounds: 2, stopped: false, offer: null } })).toBe(true);
    const able = Object.values(S).filter((state) => can({ state }));
    expect(able.map(({ name }) => name)).toEqual(['waiting-for-offer', 'asking-consent', 'aborted']);
  });

  test('contributed is what stands, not what is asked once more', () => {
    const contributed = Object.values(S).filter((state) => dataOwnerView(parts({ state })).contributed);
    expect(contributed.map(({ name }) => name)).toEqual(
      Object.keys(S).filter((name) => !['waiting-for-offer', 'asking-consent', 'aborted'].includes(name)),
    );
  });

  test('limits are those agreed to, or those that a click would agree to', () => {
    expect(dataOwnerView(parts()).limits).toEqual({ roundLimit: 1000, modes: ['rounds'] });
    const view = dataOwnerView(parts({ state: S['asking-consent'] }));
    expect(view.limits).toEqual({ roundLimit: 10, modes: ['rounds'] });
    expect(view.beyondLimits).toEqual({ roundLimit: 4, mode: 'rounds' });
    expect(dataOwnerView(parts({ state: S.offered })).beyondLimits).toBeNull();
  });

  test('the request is shown as far as it concerns this person', () => {
    expect(dataOwnerView(parts()).request).toEqual({
      ...{ title: 'A study', owners: 2, kind: 'linear', mode: 'rounds', roundLimit: null },
      columns: ['y', 'a'],
    });
    expect(dataOwnerView(parts({ request: null })).request).toBeNull();
  });

  test('training is there from the first contract, and stays after the end', () => {
    const training = (change: Partial<DataOwnerParts>) => dataOwnerView(parts({ terms, ...change })).training;
    expect(training({ state: S.offered })).toBeNull();
    expect(training({ state: S['asking-consent'] })).toBeNull();
    expect(training({ state: S.aborted })).toBeNull();
    expect(training({ state: S.accepted, terms: null })).toBeNull();
    expect(training({ state: S.accepted })).toMatchObject({
      ...{ roundLimit: 4, roundsToTotals: 2, owners: 3, roundsAnswered: 0, working: false, keyBits: 128 },
      contractHash: 'ab'.repeat(32),
    });
    const running = { bytesSent: 1100, bytesReceived: 900, lastAnswerMs: 35, receipt };
    expect(training({ state: S['computing-gradient'], ...running })).toMatchObject({
      ...{ roundsAnswered: 2, working: true },
      ...running,
    });
    expect(training({ state: S['computing-base'] })?.working).toBe(true);
    expect(training({ state: S.finished, receipt })).toMatchObject({
      roundsAnswered: 2,
      roundLimit: 2,
      owners: 3,
      working: false,
    });
    expect(training({ state: S.aborted, receipt })).toMatchObject({ roundsAnswered: 2 });
  });
});

describe('receiptDocument', () => {
  const request = requestBody();

  test('holds what was asked and what left, and ends in a line', () => {
    const text = receiptDocument({
      ...{ invite: 2, state: S['waiting-for-weights'], request, receipt, bytesSent: 1100 },
      terms,
    });
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({
      ...{ format: 'federated-trainer/receipt', version: 1, session: 'A study', dataOwner: 2 },
      ...{ state: 'waiting-for-weights', contractHash: 'ab'.repeat(32), contract: session.contract.contract },
      ...{ keyBits: 128, owners: 3, rowsSent: 0, bytesSent: 1100 },
      answers: [
        { what: 'base', round: 0, at: '1970-01-01T00:00:00.000Z', bytes: 500 },
        { what: 'round', round: 1, at: '1970-01-01T00:01:00.000Z', bytes: 300 },
        { what: 'round', round: 2, at: '1970-01-01T00:01:01.500Z', bytes: 300 },
      ],
    });
  });

  test('before anything was asked says so', () => {
    const empty = { invite: 1, state: S['waiting-for-offer'], request: null, receipt: [], bytesSent: 0 };
    expect(JSON.parse(receiptDocument({ ...empty, terms: null }))).toEqual({
      ...{ format: 'federated-trainer/receipt', version: 1, session: '', dataOwner: 1 },
      ...{ state: 'waiting-for-offer', rowsSent: 0, bytesSent: 0, answers: [] },
    });
  });
});
