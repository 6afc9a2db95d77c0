import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_GUARDS, readProfile, type Guards } from '../../../src/dataset/index.ts';
import { consentKey, isStillAsked } from '../../../src/parties/consent-key.ts';
import type { FileView } from '../../../src/parties/index.ts';
import { fileView } from '../../../src/parties/offer.ts';
import type { DataOwnerState, RequestBody } from '../../../src/protocol/index.ts';
import { csv } from '../dataset/support.ts';
import { filled, requestBody } from '../protocol/bodies.ts';
import { DATA_OWNER_STATES as S } from './support.ts';

let fileUnder: (request: RequestBody) => FileView;
beforeAll(async () => {
  const blob = csv(`a,b\n${Array.from({ length: 40 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
  const profile = await readProfile(blob);
  const stored = { name: 'f.csv', blob, choices: {}, understood: [], sample: false };
  const context = { standing: null, contract: null, rowCounts: null, guards: DEFAULT_GUARDS };
  const history = { answeredBefore: [], changed: false };
  fileUnder = (request) => fileView(stored, profile, { ...context, request }, history);
});

function ofRequest(change: Partial<RequestBody> = {}, guards: Guards = DEFAULT_GUARDS): string {
  const request = requestBody(change);
  return consentKey(S['waiting-for-offer'], request, fileUnder(request), guards);
}

type Asking = Extract<DataOwnerState, { name: 'asking-consent' }>;
const ofQuestion = (change: Partial<Asking> = {}): string =>
  consentKey({ ...S['asking-consent'], ...change }, requestBody(), null, DEFAULT_GUARDS);

describe('what was read is still what is asked', () => {
  test('where nothing changed, and where more owners came', () => {
    expect(isStillAsked(ofRequest(), ofRequest())).toBe(true);
    expect(isStillAsked(ofRequest({ present: 2 }), ofRequest({ present: 3 }))).toBe(true);
    expect(isStillAsked(ofRequest({ present: 9 }), ofRequest({ present: 10 }))).toBe(true);
    expect(isStillAsked(ofQuestion(), ofQuestion())).toBe(true);
  });

  test('not with fewer owners than were read of', () => {
    expect(isStillAsked(ofRequest({ present: 2 }), ofRequest({ present: 1 }))).toBe(false);
    expect(isStillAsked(ofRequest({ present: 10 }), ofRequest({ present: 9 }))).toBe(false);
  });

  test.each<[string, Partial<RequestBody>]>([
    ['mode', { mode: 'one-shot' }],
    ['kind', { kind: 'logistic' }],
    ['round limit', { roundLimit: 7 }],
    ['validation', { validation: { kind: 'folds', folds: 5 } }],
    ['computed columns', { derived: [{ kind: 'square', of: ['a'] }] }],
    ['missing marks', { missingMarks: ['NA', '0'] }],
    [
      'how a column is treated',
      {
        shared: [
          { name: 'a', type: 'discrete', range: [0, 50], missing: { policy: 'indicator' }, outside: 'drop' },
        ],
      },
    ],
  ])('not with another %s', (_what, change) => {
    expect(isStillAsked(ofRequest({ shared: [] }), ofRequest({ shared: [], ...change }))).toBe(false);
  });

  test('not where this person’s own limits or columns changed', () => {
    const guards: Guards = { ...DEFAULT_GUARDS, modes: { level: 'refuse', accepted: ['rounds'] } };
    expect(isStillAsked(ofRequest(), ofRequest({}, guards))).toBe(false);
  });

  test('not with another contract, or with the same one for another reason', () => {
    expect(isStillAsked(ofQuestion(), ofQuestion({ contractHash: filled(32, 1) }))).toBe(false);
    const why = [{ kind: 'rows-differ', before: 40, now: 39 }] as const;
    expect(isStillAsked(ofQuestion(), ofQuestion({ why }))).toBe(false);
    expect(isStillAsked(ofRequest(), ofQuestion())).toBe(false);
  });

  test('never where there is nothing to agree to, or nothing was read', () => {
    expect(isStillAsked('', '')).toBe(false);
    expect(isStillAsked('', ofRequest())).toBe(false);
    expect(isStillAsked(ofRequest(), '')).toBe(false);
  });
});
