import { describe, expect, test } from 'vitest';
import { inviteView, modelOwnerPhase } from '../../../src/parties/model-owner-view.ts';
import type { OwnerState, Phase } from '../../../src/parties/index.ts';
import { initialModelOwnerState, type ModelOwnerState } from '../../../src/protocol/index.ts';
import {
  contractBody,
  fakeEntry,
  fakeKey,
  filled,
  offerBody,
  readyOf,
  rosterBody,
} from '../protocol/bodies.ts';

const offer = offerBody();
const owners = {
  1: { connected: true, offer, asking: false },
  2: { connected: true, offer, asking: true },
  3: { connected: false, offer, asking: false },
  4: { connected: true, offer: null, asking: false },
  5: { connected: true, offer, asking: false },
};
const frozen = { 1: fakeKey(1), 2: fakeKey(2), 3: fakeKey(3) };
const contractHash = filled(32, 1);
const run = { owners, frozen, contract: contractBody(), contractHash, participants: [1, 2, 3] };
const roster = { roster: rosterBody(contractHash, [1, 2, 3]), order: [1, 2, 3] };
const S: Record<ModelOwnerState['name'], ModelOwnerState> = {
  gathering: { name: 'gathering', owners, frozen: null },
  agreeing: { name: 'agreeing', ...run, accepted: { 1: fakeEntry(1) } },
  'gathering-ready': {
    ...{ name: 'gathering-ready', ...run, ...roster, rosterHash: null },
    readies: { 1: readyOf(filled(32, 2), 1, [2, 3]) },
  },
  'gathering-base': { name: 'gathering-base', ...run, ready: {}, answers: {} },
  computing: { name: 'computing', ...run, round: 1, asked: 1, leaving: null },
  'round-open': {
    name: 'round-open',
    ...run,
    round: 2,
    question: filled(1, 1),
    answers: { 1: filled(1, 1) },
  },
  finished: { name: 'finished', ...run, round: 2, stopped: false },
  failed: { name: 'failed', owners, frozen, reason: 'left', owner: 1 },
};

describe('modelOwnerPhase', () => {
  const usual = { online: true, starting: false, held: false, block: 'no-target' } as const;
  const together = (state: ModelOwnerState): ModelOwnerState => ({
    ...state,
    owners: { 1: owners[1], 2: owners[1], 3: owners[1] },
  });

  test('while a run is under way: training, or paused while somebody is awaited', () => {
    for (const name of [
      'agreeing',
      'gathering-ready',
      'gathering-base',
      'computing',
      'round-open',
    ] as const) {
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
      [initialModelOwnerState(), {}, 'waiting'],
      [initialModelOwnerState(), { online: false }, 'connecting'],
      [S.finished, { block: null }, 'finished'],
      [S.failed, { block: null }, 'failed'],
      [S.finished, { starting: true }, 'training'],
    ];
    for (const [state, change, phase] of cases)
      expect(modelOwnerPhase(state, { ...usual, ...change })).toBe(phase);
  });
});

describe('inviteView', () => {
  const known = { link: '#', lastAnswerMs: undefined, channelVerifier: undefined };
  const invite = (index: number, bound = true) => ({
    ...{ index, name: 'Ward', psk: filled(32, 1) },
    boundKey: bound ? filled(65, 4) : null,
  });
  const states = (state: ModelOwnerState): OwnerState[] =>
    [1, 2, 3, 4, 5].map((index) => inviteView(invite(index), state, known).state);

  test('shows how far each owner has come', () => {
    const expected: Record<ModelOwnerState['name'], OwnerState[]> = {
      gathering: ['contributed', 'contributed', 'away', 'connected', 'contributed'],
      agreeing: ['answered', 'asking', 'away', 'connected', 'contributed'],
      'gathering-ready': ['answered', 'asking', 'away', 'connected', 'contributed'],
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
    expect(inviteView(invite(9, false), S.gathering, known).state).toBe('unopened');
    expect(inviteView(invite(9), S.gathering, known).state).toBe('away');
  });

  test('holds name, link, the time of the last answer and the words of the channel, and no secret', () => {
    const shown = { link: '#/data-owner/x', lastAnswerMs: 35, channelVerifier: 'one two three' };
    expect(inviteView(invite(1), S.gathering, shown)).toEqual({
      ...{ index: 1, name: 'Ward', state: 'contributed' },
      ...shown,
    });
    const without = inviteView(invite(1), S.gathering, known);
    expect(Object.keys(without).sort()).toEqual(['index', 'link', 'name', 'state']);
  });
});
