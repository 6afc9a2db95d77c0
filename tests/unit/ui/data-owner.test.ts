import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataOwnerTrainingView, DataOwnerView } from '../../../src/parties/index.ts';
import { en } from '../../../src/ui/copy/en/en.ts';
import { DEFAULT_GUARDS, type GuardFinding } from '../../../src/dataset/index.ts';
import type { Column } from '../../../src/contract/index.ts';
import { movedBy, policyLine, publicLine } from '../../../src/ui/data-owner/column-line.ts';
import { agreesLine, beyondReason, validationLine } from '../../../src/ui/data-owner/consent.ts';
import { disclosureMarks, disclosureStage, disclosureSteps } from '../../../src/ui/data-owner/disclosure.ts';
import {
  findingText,
  levelCounts,
  plainWarnings,
  rareCategories,
  refusal,
} from '../../../src/ui/data-owner/guards.ts';
import { isComparing, stageOf, statusText } from '../../../src/ui/data-owner/state.ts';
import './in-english.ts';

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

  it('has one mark where one answer tells all', () => {
    const oneShot = (base: boolean) => after(0, { base, roundsToTotals: 0, determinedRounds: 0 });
    expect(disclosureMarks(oneShot(false))).toEqual([{ kind: 'all', round: 0, state: 'ahead' }]);
    expect(disclosureMarks(oneShot(true))).toEqual([{ kind: 'all', round: 0, state: 'known' }]);
    expect(disclosureSteps(oneShot(true))).toEqual({ done: 1, total: 1 });
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
  consentKey: '',
  limits: { roundLimit: 12, modes: ['rounds'], validation: { kind: 'none' }, owners: 1 },
  beyondLimits: null,
  training,
  channelVerifier: null,
  sharedSecret: null,
  compareFirst: true,
  engine: 'Automatic',
  guards: DEFAULT_GUARDS,
  scoring: null,
  engineInUse: null,
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

describe('a training in one answer', () => {
  const oneShot = { ...training, roundLimit: 1, roundsToTotals: 0, roster: null };
  const line = { what: 'base' as const, round: 0, at: 0, bytes: 1 };

  it('speaks of no rounds', () => {
    const before = statusText({ ...view, training: oneShot });
    const sent = statusText({ ...view, training: { ...oneShot, receipt: [line] } });
    expect(before).toBe('Training, computing all totals');
    expect(sent).toBe('All totals sent: waiting for the model owner');
  });

  it('still counts rounds where there are some', () => {
    const rounds = { ...training, roster: null, receipt: [line] };
    expect(statusText({ ...view, training: rounds })).toBe('Training, round 1 of 12');
  });
});

const drop = { policy: 'drop' as const };
const clinic = (categories: string[]): Column => ({
  name: 'clinic',
  type: 'nominal',
  categories,
  reference: categories[0] ?? '',
  missing: drop,
  outside: 'refuse',
});

describe('the line of a column', () => {
  it('writes a range, categories and an order', () => {
    const range: Column = {
      name: 'a',
      type: 'continuous',
      range: [-1.5, 80],
      missing: drop,
      outside: 'refuse',
    };
    expect(publicLine(range)).toBe('\u22121.5 to 80');
    expect(publicLine(clinic(['A', 'B']))).toBe('2 values: A, B');
    const order: Column = {
      name: 'a',
      type: 'ordinal',
      order: ['low', 'high'],
      missing: drop,
      outside: 'refuse',
    };
    expect(publicLine(order)).toBe('2 steps: low < high');
  });

  it('counts the categories that would make it long', () => {
    expect(publicLine(clinic(Array.from('ABCDEF')))).toBe('6 values: A, B, C, D, E, F');
    expect(publicLine(clinic(Array.from('ABCDEFGH')))).toBe('8 values: A, B, C, D, E and 3 more');
  });

  it('says what becomes of rows where that is not what goes without saying', () => {
    expect(policyLine(clinic(['A', 'B']), 0)).toBe('');
    expect(policyLine(clinic(['A', 'B']), 2)).toBe('rows without it are left out');
    const kept = {
      ...clinic(['A', 'B']),
      missing: { policy: 'indicator' as const },
      outside: 'drop' as const,
    };
    expect(policyLine(kept, 0)).toBe(
      'rows without it are kept and marked; rows with a value outside are left out',
    );
  });

  it('moves a value by one place, and none out of the list', () => {
    expect(movedBy(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(movedBy(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(movedBy(['a', 'b', 'c'], 0, -1)).toBeNull();
    expect(movedBy(['a', 'b', 'c'], 2, 1)).toBeNull();
  });

  it('never loses or doubles a value by moving', () => {
    const values = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(values, fc.nat(9), fc.constantFrom(-1 as const, 1 as const), (list, index, step) => {
        const moved = movedBy(list, index, step);
        if (moved === null) return;
        expect([...moved].sort()).toEqual([...list].sort());
        expect(movedBy(moved, index + step, step === 1 ? -1 : 1)).toEqual(list);
      }),
    );
  });
});

describe('the limits of a data owner', () => {
  const rows: GuardFinding = { guard: 'leastRows', level: 'warn', value: 30, found: 22 };
  const members: GuardFinding = {
    guard: 'leastMembers',
    level: 'warn',
    value: 5,
    found: 1,
    columns: ['island', 'sex'],
  };
  const share: GuardFinding = { guard: 'columnShare', level: 'refuse', value: 0.33, found: 0.512345 };
  const modes: GuardFinding = { guard: 'modes', level: 'warn', value: ['rounds'], found: 'one-shot' };

  it('name what was found and what was set', () => {
    expect(findingText(rows)).toContain('22 rows; your limit is 30 rows');
    expect(findingText(members)).toContain('A category of island and sex stands in 1 row; your limit is 5');
    expect(findingText(share)).toContain('0.51 columns for each row; your limit is 0.33');
    expect(findingText(modes)).toContain('one-shot');
  });

  it('refuse only where one of them is set to', () => {
    expect(refusal({ findings: [rows, members, modes] })).toBeNull();
    expect(refusal({ findings: [rows, share] })).toBe(share);
  });

  it('warn on their own only where no box has to be ticked for the same', () => {
    expect(plainWarnings({ findings: [rows, modes, share], risks: ['few-rows'] })).toEqual([modes]);
    expect(plainWarnings({ findings: [rows], risks: [] })).toEqual([rows]);
  });

  it('are summed up by what they do', () => {
    expect(levelCounts(DEFAULT_GUARDS)).toEqual({ warn: 4, refuse: 0 });
    const changed = { ...DEFAULT_GUARDS, modes: { level: 'refuse' as const, accepted: [] } };
    const { warn, refuse } = levelCounts({
      ...changed,
      leastRows: { level: 'off', value: null },
    });
    expect(en.limits.summary(warn, refuse)).toBe('two warn, one refuses');
    expect(en.limits.summary(0, 0)).toBe('all are off');
  });

  it('point at the rare categories of a column, the rarest at least', () => {
    const categories = [
      ['A', 60],
      ...Array.from('BCDEF').map((value, i) => [value, 4 - (i % 4)] as const),
    ].map(([value, count]) => ({ value: String(value), count: Number(count) }));
    const profile = { kind: 'text' as const, integers: false, missing: 0, distinct: 6, histogram: [] };
    const told = rareCategories({ findings: [members] }, { ...profile, name: 'sex', categories });
    expect(told).toHaveLength(4);
    expect(told.at(-1)).toBe('And 2 other categories.');
    expect(rareCategories({ findings: [members] }, { ...profile, name: 'other', categories })).toEqual([]);
    expect(rareCategories({ findings: [rows] }, { ...profile, name: 'sex', categories })).toEqual([]);
  });
});

describe('consent', () => {
  const asked = {
    roundLimit: 40,
    mode: 'one-shot' as const,
    owners: 2,
    validation: { kind: 'folds' as const, folds: 5 },
    missingMarks: ['NA', '-9'],
    reasons: [],
  };

  it('says what one Contribute agrees to', () => {
    const none = { kind: 'none' as const };
    expect(agreesLine({ roundLimit: 12, modes: ['rounds'], validation: none, owners: 1 })).toContain(
      'Agrees to at most 12 rounds, of these columns and a few products, squares and logarithms of them, summed over at least those who are here: you alone.',
    );
    expect(
      agreesLine({
        roundLimit: 1000,
        modes: ['rounds', 'one-shot'],
        validation: asked.validation,
        owners: 3,
      }),
    ).toContain(
      'or all totals at once, for five folds, of these columns and a few products, squares and logarithms of them, summed over at least those who are here: you and two others.',
    );
  });

  it('owns up that parts of the rows are smaller sums', () => {
    expect(validationLine({ kind: 'none' })).toBeNull();
    for (const validation of [asked.validation, { kind: 'hold-out' as const, share: 0.2 }])
      expect(validationLine(validation)).toContain('sums over fewer rows');
  });

  it.each(['round-limit', 'mode', 'validation', 'missing-marks', 'fewer-owners'] as const)(
    'has sentences for what is asked beyond it and what can be learnt: %s',
    (kind) => {
      const { asked: what, learns } = beyondReason({ kind }, asked);
      for (const sentence of [what, learns]) expect(sentence).toMatch(/^[A-Z0-9].*[.]$/s);
    },
  );

  it('names the columns that are treated in another way', () => {
    const reason = { kind: 'columns', names: ['bmi', 'age'], leavingOut: ['age'] } as const;
    const { asked: what } = beyondReason(reason, asked);
    expect(what).toContain('bmi and age');
    expect(what).toContain('Values that you show of age are left out');
    expect(beyondReason({ ...reason, leavingOut: [] }, asked).asked).not.toContain('that you show');
  });

  it('names the marks of the contract that is asked about', () => {
    const marks = (missingMarks: string[]) =>
      beyondReason({ kind: 'missing-marks' }, { ...asked, missingMarks }).asked;
    expect(marks(['NA', '-9'])).toContain('empty ones, NA and -9');
    expect(marks([])).toBe('Only empty cells count as missing.');
  });

  it('names the computed columns that nobody was told of', () => {
    const { asked: what } = beyondReason({ kind: 'derived', names: ['bmi*age', 'log(age)'] }, asked);
    expect(what).toContain('bmi*age and log(age)');
  });

  it('says that the totals of rows that come or go can be subtracted', () => {
    const differ = (before: number, now: number) => beyondReason({ kind: 'rows-differ', before, now }, asked);
    expect(differ(330, 333).asked).toBe('3 rows that were left out before would be used now.');
    expect(differ(330, 333).learns).toContain('learn the totals of these 3 rows');
    expect(differ(333, 332).asked).toBe('1 row that was used before would be left out now.');
    expect(differ(333, 332).learns).toContain('the values of this row');
    expect(differ(333, 333).learns).toContain('subtract the two totals');
  });

  it('tells a person that would be alone whose totals the sum is', () => {
    const { learns } = beyondReason({ kind: 'fewer-owners' }, { ...asked, owners: 1 });
    expect(learns).toContain('your totals');
  });
});
