import { describe, expect, test } from 'vitest';
import { inviteView, modelOwnerPhase } from '../../../src/parties/model-owner-view.ts';
import type { OwnerState, Phase } from '../../../src/parties/index.ts';
import { initialModelOwnerState, type ModelOwnerState } from '../../../src/protocol/index.ts';
import { contractBody, filled, offerBody } from '../protocol/bodies.ts';

const offer = offerBody();
const owners = {
  1: { connected: true, offer, asking: false },
  2: { connected: true, offer, asking: true },
  3: { connected: false, offer, asking: false },
  4: { connected: true, offer: null, asking: false },
  5: { connected: true, offer, asking: false },
};
const run = { owners, contract: contractBody(), contractHash: filled(32, 1), participants: [1, 2, 3] };
const S: Record<ModelOwnerState['name'], ModelOwnerState> = {
  gathering: { name: 'gathering', owners },
  agreeing: { name: 'agreeing', ...run, accepted: [1] },
  'gathering-base': { name: 'gathering-base', ...run, answers: {} },
  computing: { name: 'computing', ...run, round: 1, asked: 1, leaving: null },
  'round-open': {
    name: 'round-open',
    ...run,
    round: 2,
    question: filled(1, 1),
    answers: { 1: filled(1, 1) },
  },
  finished: { name: 'finished', ...run, round: 2, stopped: false },
  failed: { name: 'failed', owners, reason: 'left', owner: 1 },
};

describe('modelOwnerPhase', () => {
  const usual = { online: true, starting: false, held: false, block: 'no-target' } as const;
  const together = (state: ModelOwnerState): ModelOwnerState => ({
    ...state,
    owners: { 1: owners[1], 2: owners[1], 3: owners[1] },
  });

  test('while a run is under way: training, or paused while somebody is awaited', () => {
    for (const name of ['agreeing', 'gathering-base', 'computing', 'round-open'] as const) {
      expect(modelOwnerPhase(S[name], usual)).toBe('paused');
      expect(modelOwnerPhase(together(S[name]), usual)).toBe('training');
      expect(modelOwnerPhase(together(S[name]), { ...usual, held: true })).toBe('paused');
    }
  });

  test('otherwise', () => {
    const cases: [ModelOwnerState, Partial<typeof usual> | object, Phase][] = [
      [S.gathering, { starting: true }, 'training'],
      [S.gathering, { block: null }, 'ready'],
      [S.gathering, {}, 'waiting'],
      [S.gathering, { online: false }, 'waiting'],
      [initialModelOwnerState, {}, 'waiting'],
      [initialModelOwnerState, { online: false }, 'connecting'],
      [S.finished, { block: null }, 'finished'],
      [S.failed, { block: null }, 'failed'],
      [S.finished, { starting: true }, 'training'],
    ];
    for (const [state, change, phase] of cases)
      expect(modelOwnerPhase(state, { ...usual, ...change })).toBe(phase);
  });
});

describe('inviteView', () => {
  const invite = (index: number, bound = true) => ({
    ...{ index, name: 'Ward', psk: filled(32, 1) },
    boundKey: bound ? filled(65, 4) : null,
  });
  const states = (state: ModelOwnerState): OwnerState[] =>
    [1, 2, 3, 4, 5].map((index) => inviteView(invite(index), state, '#', undefined).state);

  test('shows how far each owner has come', () => {
    const expected: Record<ModelOwnerState['name'], OwnerState[]> = {
      gathering: ['contributed', 'contributed', 'away', 'connected', 'contributed'],
      agreeing: ['answered', 'asking', 'away', 'connected', 'contributed'],
      'gathering-base': ['working', 'asking', 'away', 'connected', 'contributed'],
      computing: ['answered', 'asking', 'away', 'connected', 'contributed'],
      'round-open': ['answered', 'asking', 'away', 'connected', 'contributed'],
      finished: ['finished', 'finished', 'away', 'connected', 'contributed'],
      failed: ['contributed', 'contributed', 'away', 'connected', 'contributed'],
    };
    for (const [name, each] of Object.entries(expected) as [ModelOwnerState['name'], OwnerState[]][]) {
      expect([name, states(S[name])]).toEqual([name, each]);
    }
  });

  test('tells an invite that nobody took from a tab that is away', () => {
    expect(inviteView(invite(9, false), S.gathering, '#', undefined).state).toBe('unopened');
    expect(inviteView(invite(9), S.gathering, '#', undefined).state).toBe('away');
  });

  test('holds name, link and the time of the last answer, and no secret', () => {
    expect(inviteView(invite(1), S.gathering, '#/data-owner/x', 35)).toEqual({
      ...{ index: 1, name: 'Ward', link: '#/data-owner/x', state: 'contributed', lastAnswerMs: 35 },
    });
    expect(inviteView(invite(1), S.gathering, '#', undefined)).not.toHaveProperty('lastAnswerMs');
  });
});
