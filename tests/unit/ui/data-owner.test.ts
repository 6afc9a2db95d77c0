import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataOwnerTrainingView, DataOwnerView } from '../../../src/parties/index.ts';
import { en } from '../../../src/ui/copy/en.ts';
import { disclosureMarks, disclosureStage, disclosureSteps } from '../../../src/ui/data-owner/disclosure.ts';
import { isComparing, stageOf, statusText } from '../../../src/ui/data-owner/state.ts';

type Disclosure = DataOwnerTrainingView['disclosure'];

/** Ten rounds to all products, five for a determined model owner. */
const after = (rounds: number, changed: Partial<Disclosure> = {}): Disclosure => ({
  base: true,
  rounds,
  roundsToTotals: 10,
  determinedRounds: 5,
  ...changed,
});
const anyDisclosure = fc
  .record({
    base: fc.boolean(),
    rounds: fc.nat(30),
    roundsToTotals: fc.nat(25),
    determinedRounds: fc.nat(25),
  })
  .map((one) => ({ ...one, rounds: one.base ? one.rounds : 0 }));

describe('the disclosure meter', () => {
  it('goes from nothing by BASE to all products', () => {
    expect(disclosureStage(after(0, { base: false }))).toBe('nothing');
    expect([0, 1, 4, 5, 9, 10, 12].map((rounds) => disclosureStage(after(rounds)))).toEqual([
      'base',
      'some',
      'some',
      'determined',
      'determined',
      'all',
      'all',
    ]);
  });

  it('says all at BASE where there is one column only', () => {
    expect(disclosureStage(after(0, { roundsToTotals: 0, determinedRounds: 0 }))).toBe('all');
  });

  it('counts BASE as the first step, and no more steps than the scale has', () => {
    expect(disclosureSteps(after(0, { base: false }))).toEqual({ done: 0, total: 11 });
    expect(disclosureSteps(after(0))).toEqual({ done: 1, total: 11 });
    expect(disclosureSteps(after(12))).toEqual({ done: 11, total: 11 });
  });

  it('calls the products possible from the first question on: it may have been a crafted one', () => {
    const states = (rounds: number) => disclosureMarks(after(rounds)).map(({ state }) => state);
    expect(states(0)).toEqual(['known', 'ahead', 'ahead']);
    expect(states(1)).toEqual(['known', 'possible', 'ahead']);
    expect(states(5)).toEqual(['known', 'known', 'ahead']);
    expect(states(10)).toEqual(['known', 'known', 'known']);
  });

  it('keeps its marks in order and inside the scale, full exactly when all is known', () => {
    fc.assert(
      fc.property(anyDisclosure, (disclosure) => {
        const rounds = disclosureMarks(disclosure).map(({ round }) => round);
        expect(rounds).toEqual([...rounds].sort((a, b) => a - b));
        const { done, total } = disclosureSteps(disclosure);
        expect(Math.max(...rounds)).toBe(total - 1);
        expect(done === total).toBe(disclosureStage(disclosure) === 'all');
      }),
    );
  });

  it('never comforts: with a round answered, every text owns up to what a determined model owner can do', () => {
    expect(en.disclosure.now.some(3, 3, 10)).toMatch(/crafted .* all of them at once/s);
    expect(en.disclosure.now.determined(3)).toContain('are known');
    expect(en.disclosure.limits(1)).toContain('are yours');
    expect(en.disclosure.limits(2)).toContain('together learn them');
    expect(en.disclosure.limits(3)).toContain('unless every other owner');
  });
});

const roster = { code: 'amber violin north kettle sparrow mint', confirmed: false, awaiting: true };
const training: DataOwnerTrainingView = {
  roundLimit: 12,
  roundsToTotals: 10,
  owners: 3,
  roundsAnswered: 0,
  working: false,
  bytesSent: 0,
  bytesReceived: 0,
  lastAnswerMs: null,
  contractHash: '',
  keyBits: 3072,
  roster,
  disclosure: after(0, { base: false }),
  receipt: [],
  progress: null,
};
const view: DataOwnerView = {
  phase: 'training',
  problems: [],
  invite: 1,
  request: null,
  file: null,
  progress: null,
  contributed: true,
  canContribute: false,
  limits: { roundLimit: 12, modes: ['rounds'] },
  beyondLimits: null,
  training,
  channelVerifier: null,
  sharedSecret: null,
  compareFirst: true,
  engine: 'Automatic',
  samples: [],
};

describe('a data owner who compares the roster code first', () => {
  it('is told so, until it is compared', () => {
    expect(isComparing(view)).toBe(true);
    expect(statusText(view)).toBe('Compare the roster code');
    const compared = {
      ...view,
      training: { ...training, roster: { ...roster, confirmed: true, awaiting: false } },
    };
    expect(isComparing(compared)).toBe(false);
    expect(statusText(compared)).toBe('Training, gathering the totals');
  });

  it('is not asked any more when training is over, nor before there is a code', () => {
    expect(isComparing({ ...view, phase: 'failed' })).toBe(false);
    expect(isComparing({ ...view, training: { ...training, roster: null } })).toBe(false);
    expect(isComparing({ ...view, training: null })).toBe(false);
    expect(stageOf(view)).toBe('answering');
  });

  it('still learns of a pause while it compares', () => {
    expect(statusText({ ...view, phase: 'paused' })).toBe('Paused: waiting for the others');
  });
});
