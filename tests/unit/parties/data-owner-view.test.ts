import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_GUARDS, readProfile, type Guards } from '../../../src/dataset/index.ts';
import { dataOwnerPhase, dataOwnerView, type DataOwnerParts } from '../../../src/parties/data-owner-view.ts';
import { fileView } from '../../../src/parties/offer.ts';
import { EMPTY_RECEIPT } from '../../../src/parties/receipt.ts';
import type { FileView, Phase } from '../../../src/parties/index.ts';
import type { DataOwnerState } from '../../../src/protocol/index.ts';
import { csv } from '../dataset/support.ts';
import { requestBody } from '../protocol/bodies.ts';
import { BOOK, CODE, DATA_OWNER_STATES as S } from './support.ts';

let file: FileView;
beforeAll(async () => {
  const blob = csv(`a,b\n${Array.from({ length: 40 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
  const stored = { name: 'f.csv', blob, choices: {}, understood: [], sample: false };
  const context = {
    ...{ request: null, standing: null, contract: null, rowCounts: null },
    guards: DEFAULT_GUARDS,
  };
  file = fileView(stored, await readProfile(blob), context, { answeredBefore: [], changed: false });
});

function parts(change: Partial<DataOwnerParts> = {}): DataOwnerParts {
  return {
    ...{ state: S['waiting-for-offer'], connected: true, request: requestBody(), file: null, problems: [] },
    ...{ progress: null, book: EMPTY_RECEIPT, lastAnswerMs: null, channelVerifier: null, sharedSecret: null },
    ...{ compareFirst: false, invite: 2, engine: 'BigInt', engineInUse: null, samples: [] },
    ...{ guards: DEFAULT_GUARDS, scoring: null, isFileReady: true },
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
      'confirming-roster': ['training', 'paused'],
      'waiting-for-ready': ['training', 'paused'],
      'checking-ready': ['training', 'paused'],
      // A person is waited for.
      'comparing-roster': ['paused', 'paused'],
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
    expect(can({ request: null })).toBe(false);
    expect(can({ isFileReady: false })).toBe(false);
    // A second consent is to what was read.
    expect(can({ isFileReady: false, state: S['asking-consent'] })).toBe(true);
    const finding = { guard: 'leastRows', level: 'refuse', value: 50, found: 40 } as const;
    expect(can({ file: { ...file, findings: [finding] } })).toBe(false);
    expect(can({ state: { ...S.finished, offer: null } })).toBe(true);
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
    const none = { kind: 'none' };
    const both = ['rounds', 'one-shot'];
    const owners = 2;
    expect(dataOwnerView(parts()).limits).toEqual({
      roundLimit: 1000,
      modes: both,
      validation: none,
      owners,
    });
    const folds = { kind: 'folds', folds: 5 } as const;
    const request = requestBody({ mode: 'one-shot', validation: folds });
    expect(dataOwnerView(parts({ request })).limits).toMatchObject({ modes: both, validation: folds });
    const guards: Guards = { ...DEFAULT_GUARDS, modes: { level: 'refuse', accepted: ['one-shot'] } };
    expect(dataOwnerView(parts({ guards })).limits.modes).toEqual(['one-shot']);
    const view = dataOwnerView(parts({ state: S['asking-consent'], request }));
    expect(view.limits).toEqual({ roundLimit: 10, modes: ['rounds'], validation: none, owners: 3 });
  });

  test('owners are those that are here, not invites', () => {
    const owners = (change: Partial<DataOwnerParts>) => dataOwnerView(parts(change)).limits.owners;
    expect(owners({ request: requestBody({ owners: 5, present: 1 }) })).toBe(1);
    // This one is here, whatever is said.
    const { limits, request } = dataOwnerView(parts({ request: requestBody({ owners: 5, present: 0 }) }));
    expect([limits.owners, request?.present]).toEqual([1, 1]);
    expect(owners({ request: null })).toBe(1);
    // What was told when this person agreed, whoever has come since.
    expect(owners({ state: S.offered, request: requestBody({ owners: 5, present: 5 }) })).toBe(3);
  });

  test('a key of what a click would agree to is there where one says anything', () => {
    const keys = (change: Partial<DataOwnerParts>) => dataOwnerView(parts({ file, ...change })).consentKey;
    const asked = Object.values(S).filter((state) => keys({ state }) !== '');
    expect(asked.map(({ name }) => name)).toEqual(['waiting-for-offer', 'asking-consent', 'aborted']);
    expect(keys({ file: null })).toBe('');
    expect(keys({ request: null })).toBe('');
  });

  test('what goes beyond the limits is told with what is asked', () => {
    expect(dataOwnerView(parts({ state: S.offered })).beyondLimits).toBeNull();
    const why = [
      { kind: 'fewer-owners' },
      { kind: 'columns', names: ['a', 'b'], leavingOut: ['b'] },
      { kind: 'rows-differ', before: 40, now: 37 },
    ] as const;
    expect(dataOwnerView(parts({ state: { ...S['asking-consent'], why } })).beyondLimits).toEqual({
      ...{ roundLimit: 4, mode: 'rounds', owners: 3, validation: { kind: 'none' } },
      missingMarks: S['asking-consent'].contract.contract.missingMarks,
      reasons: [
        { kind: 'fewer-owners' },
        { kind: 'columns', names: ['a', 'b'], leavingOut: ['b'] },
        { kind: 'rows-differ', before: 40, now: 37 },
      ],
    });
  });

  test('the request is shown as far as it concerns this person', () => {
    const request = requestBody({
      derived: [
        { kind: 'product', of: ['a', 'b'] },
        { kind: 'square', of: ['a'] },
        { kind: 'log', of: ['b'] },
      ],
    });
    expect(dataOwnerView(parts({ request })).request).toEqual({
      ...{ title: 'A study', owners: 2, present: 2, kind: 'linear', mode: 'rounds', roundLimit: null },
      ...{ columns: ['y', 'a'], missingMarks: ['NA'], validation: { kind: 'none' } },
      derived: ['a*b', 'a^2', 'log(b)'],
    });
    expect(dataOwnerView(parts({ request: null })).request).toBeNull();
  });

  test('training is there from the first contract, and stays after the end', () => {
    const training = (change: Partial<DataOwnerParts>) => dataOwnerView(parts(change)).training;
    // What `data-owner.ts` gives for a run that has answered nothing.
    const begun = { ...BOOK, roster: null, lines: [], bytesSent: 0 };
    for (const name of ['offered', 'asking-consent', 'finished', 'aborted'] as const) {
      expect(training({ state: S[name], book: begun })).toBeNull();
    }
    // The book of a run before is of another contract.
    expect(training({ state: S.accepted, book: EMPTY_RECEIPT })).toMatchObject({
      roundLimit: 4,
      receipt: [],
    });
    expect(training({ state: S.accepted, book: begun })).toMatchObject({
      ...{ roundLimit: 4, roundsToTotals: 2, owners: 3, roundsAnswered: 0, working: false, keyBits: 128 },
      ...{ contractHash: 'ab'.repeat(32), roster: null, disclosure: { base: false, rounds: 0 } },
    });
    expect(training({ state: S['computing-gradient'], book: BOOK, lastAnswerMs: 35 })).toMatchObject({
      ...{ roundsAnswered: 2, working: true, lastAnswerMs: 35, roundLimit: 4 },
      ...{ bytesSent: 1100, bytesReceived: 900, receipt: BOOK.lines },
      disclosure: { base: true, rounds: 2, roundsToTotals: 2, determinedRounds: 2 },
    });
    expect(training({ state: S['computing-base'], book: begun })?.working).toBe(true);
    // Scores that were asked for are no training.
    const scored = { ...begun, lines: [{ what: 'scores', round: 1, at: 0, bytes: 9 }] } as const;
    expect(training({ state: S.finished, book: scored })).toBeNull();
    expect(training({ state: S.finished, book: BOOK })).toMatchObject({
      ...{ roundsAnswered: 2, roundLimit: 2, owners: 3, working: false },
      roster: { code: CODE },
    });
    expect(training({ state: S.aborted, book: BOOK })).toMatchObject({ roundsAnswered: 2 });
  });

  test('of every state: whether anything is trained, and whether a person is waited for', () => {
    const shown = Object.values(S).map((state) => {
      const { training } = dataOwnerView(parts({ state, book: BOOK }));
      return [state.name, training !== null, training?.roster?.awaiting ?? false];
    });
    const without = ['waiting-for-offer', 'offered', 'asking-consent'];
    expect(shown).toEqual(
      Object.keys(S).map((name) => [name, !without.includes(name), name === 'comparing-roster']),
    );
  });

  test('what protects this person is shown as it is kept', () => {
    const kept = { channelVerifier: 'one two', sharedSecret: 'nine words', compareFirst: true };
    expect(dataOwnerView(parts(kept))).toMatchObject(kept);
    expect(dataOwnerView(parts())).toMatchObject({ channelVerifier: null, sharedSecret: null });
  });
});
