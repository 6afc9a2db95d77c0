import { describe, expect, test } from 'vitest';
import { isContract, MAX_ROUNDS, type Column, type Contract } from '../../../src/contract/index.ts';
import {
  changeChoices,
  contractBody,
  contractOf,
  DEFAULT_CHOICES,
  keyFitOf,
  maximumRowsOf,
  planOf,
  roundLimitOf,
  sharedColumns,
  suggestsOneShot,
  targetClasses,
  trainBlockOf,
  type PlanChoices,
} from '../../../src/parties/plan.ts';
import type { KeyFit, Plan } from '../../../src/parties/index.ts';
import { initialModelOwnerState, type ModelOwnerState, type OfferBody } from '../../../src/protocol/index.ts';
import { contractOf as someContract, nominal, numeric } from '../contract/support.ts';
import { fakeKey, filled, offerBody } from '../protocol/bodies.ts';

const [y, a, b, c] = ['y', 'a', 'b', 'c'].map((name) => numeric(name)) as [Column, Column, Column, Column];

function offersOf(...columns: Column[][]): { owner: number; offer: OfferBody }[] {
  return columns.map((each, i) => ({ owner: i + 1, offer: offerBody({ columns: each }) }));
}

const columns = sharedColumns(offersOf([y, a, b, c]), null);
const choices: PlanChoices = { ...DEFAULT_CHOICES, target: 'y' };

describe('columns', () => {
  test('are the union of the offers; who lacks one is named', () => {
    const wide = { ...numeric('a', [-2, 0.5]) };
    const shared = sharedColumns(offersOf([y, a, b], [wide, c]), null);
    expect(shared.map(({ column, missingFrom }) => [column.name, missingFrom])).toEqual([
      ['y', [2]],
      ['a', []],
      ['b', [2]],
      ['c', [1]],
    ]);
    expect(shared[1]?.column).toMatchObject({ range: [-2, 1] });
  });

  test('of a contract file are its own, whatever owners show', () => {
    const file = someContract({ target: numeric('y', [0, 9]), features: [numeric('a', [0, 9])] });
    expect(sharedColumns(offersOf([a, b]), file)).toEqual([
      { column: numeric('y', [0, 9]), missingFrom: [1] },
      { column: numeric('a', [0, 9]), missingFrom: [] },
    ]);
    expect(sharedColumns([], file).map(({ missingFrom }) => missingFrom)).toEqual([[], []]);
  });
});

describe('choices', () => {
  test('all columns but the target start checked', () => {
    expect(planOf(DEFAULT_CHOICES, columns)).toMatchObject({ target: '', features: ['y', 'a', 'b', 'c'] });
    expect(planOf(choices, columns)).toMatchObject({ target: 'y', features: ['a', 'b', 'c'] });
    expect(planOf(choices, [])).toMatchObject({ target: '', features: [] });
  });

  test('unchecking one keeps the order, and new columns start checked', () => {
    const without = changeChoices(choices, { features: ['c', 'a'] }, columns);
    expect(planOf(without, columns).features).toEqual(['a', 'c']);
    const more = sharedColumns(offersOf([y, a, b, c, numeric('d')]), null);
    expect(planOf(without, more).features).toEqual(['a', 'c', 'd']);
    expect(planOf(changeChoices(without, { features: ['a', 'b', 'c'] }, columns), columns).features).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('a new target leaves the features; the old one becomes a feature', () => {
    const moved = changeChoices(choices, { target: 'b' }, columns);
    expect(planOf(moved, columns)).toMatchObject({ target: 'b', features: ['y', 'a', 'c'] });
    const unchecked = changeChoices(moved, { features: ['a'] }, columns);
    expect(planOf(unchecked, columns).features).toEqual(['a']);
    expect(planOf(changeChoices(unchecked, { target: 'a' }, columns), columns).features).toEqual(['b']);
  });

  test('other settings are kept as they are', () => {
    const changed = changeChoices(choices, { keyBits: 2048, roundLimit: 7 }, columns);
    expect(changed).toEqual({ ...choices, keyBits: 2048, roundLimit: 7 });
  });

  test('what somebody lacks or contradicts cannot be a feature, until it can', () => {
    const offers = offersOf([y, a, b, nominal('c', 'low', 'high')], [y, a, c]);
    const shared = sharedColumns(offers, null);
    expect(planOf(choices, shared).features).toEqual(['a']);
    // Unchecking another one says nothing about them.
    const none = changeChoices(choices, { features: [] }, shared);
    expect(planOf(none, shared).features).toEqual([]);
    expect(planOf(none, columns).features).toEqual(['b', 'c']);
    // And what was unchecked stays so while it is away.
    const without = changeChoices(choices, { features: ['a', 'c'] }, columns);
    expect(planOf(changeChoices(without, { features: ['a'] }, shared), columns).features).toEqual(['a', 'c']);
  });
});

describe('contracts', () => {
  const plan = planOf({ ...choices, title: 'A study' }, columns);

  test('hold the chosen columns, and are contracts', () => {
    const contract = contractOf(plan, columns, null);
    expect(isContract(contract)).toBe(true);
    expect(contract).toMatchObject({
      title: 'A study',
      target: { name: 'y' },
      roundLimit: 5,
      minimumRows: 30,
      dp: null,
    });
    expect(contract?.features.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(contractOf({ ...plan, title: '' }, columns, null)).not.toHaveProperty('title');
  });

  test('are none without a target or a feature', () => {
    expect(contractOf({ ...plan, target: '' }, columns, null)).toBeNull();
    expect(contractOf({ ...plan, target: 'z' }, columns, null)).toBeNull();
    expect(contractOf({ ...plan, features: [] }, columns, null)).toBeNull();
  });

  test('take scales and least rows from a contract file', () => {
    const scales = { gramBits: 60, weightBits: 40, weightBound: 1024 } as const;
    const file = someContract({ minimumRows: 5, scales });
    expect(contractOf(plan, columns, file)).toMatchObject({ minimumRows: 5, scales });
  });

  test('hold what was planned of categories, missing values, derived columns and classes', () => {
    const mixed = sharedColumns(offersOf([y, a, nominal('c', 'low', 'high', 'mid')]), null, {
      a: { missing: 'indicator', outside: 'clip' },
      c: { reference: 'mid', outside: 'clip' },
      y: { missing: 'indicator' },
    });
    const chosen = changeChoices(
      choices,
      {
        missingMarks: ['void'],
        derived: [
          { kind: 'product', of: ['a', 'c'] },
          { kind: 'square', of: ['b'] },
        ],
      },
      mixed,
    );
    const contract = contractOf(planOf(chosen, mixed), mixed, null);
    expect(isContract(contract)).toBe(true);
    expect(contract).toMatchObject({
      // A row without a target tells nothing.
      target: { missing: { policy: 'drop' } },
      features: [
        { missing: { policy: 'indicator' }, outside: 'clip' },
        { reference: 'mid', outside: 'refuse' },
      ],
      missingMarks: ['void'],
      // b is no feature.
      derived: [{ kind: 'product', of: ['a', 'c'] }],
      // 1, a, its indicator, c=high, c=low, and two products.
      roundLimit: 8,
    });
    expect(targetClasses('c', mixed)).toEqual(['high', 'low', 'mid']);
    expect(targetClasses('y', mixed)).toBeNull();
    const logistic = planOf({ ...chosen, target: 'c', kind: 'logistic' }, mixed);
    expect(logistic.positive).toBe('mid');
    expect(contractOf({ ...logistic, positive: 'low' }, mixed, null)?.model).toEqual({
      kind: 'logistic',
      positive: 'low',
    });
  });

  test('of many terms are better asked for at once', () => {
    const wide = Array.from({ length: 27 }, (_, i) => numeric(`x${i}`));
    const many = sharedColumns(offersOf([y, ...wide]), null);
    const contractOfFirst = (count: number, mode: Plan['mode'] = 'rounds') => {
      const features = wide.slice(0, count).map(({ name }) => name);
      return contractOf({ ...plan, mode, features }, many, null);
    };
    expect(suggestsOneShot(contractOfFirst(25))).toBe(false);
    expect(suggestsOneShot(contractOfFirst(26))).toBe(true);
    expect(suggestsOneShot(contractOfFirst(26, 'one-shot'))).toBe(false);
    expect(suggestsOneShot(null)).toBe(false);
  });

  test('limit rounds to what the optimiser needs, or to what was chosen', () => {
    const limit = (change: Partial<Plan>) => roundLimitOf({ ...plan, ...change }, 4);
    expect(limit({})).toBe(5);
    expect(limit({ optimiser: 'gradient-descent' })).toBe(100);
    expect(limit({ optimiser: 'gradient-descent', roundLimit: 9 })).toBe(9);
    expect(limit({ roundLimit: 2 })).toBe(2);
  });

  test('go out with the key, the rows of all and the slot they need', () => {
    const contract = contractOf(plan, columns, null) as Contract;
    const offers = offersOf([y], [y], [y]);
    expect(maximumRowsOf(offers)).toBe(150);
    const key = { n: filled(256, 0xff), keyBits: 2048 };
    // Its proof is bound to all of this, and comes after it.
    const body = contractBody(contract, key, { owners: 3, maximumRows: 150, run: 2 });
    const fit = keyFitOf(contract, 150, 2048) as KeyFit;
    expect(body).toEqual({ contract, ...key, owners: 3, maximumRows: 150, run: 2, slotBits: fit.slotBits });
    // V = 4 * 150 * 2^104 + 150 * 2^92, just above 2^113.2; four sums in one ciphertext of 17 slots.
    expect(fit).toEqual({
      dimension: 4,
      roundsToTotals: 3,
      slotBits: 116,
      slotsPerCiphertext: Math.floor(2046 / 116),
      ciphertextsPerAnswer: 1,
      roundLimit: 5,
    });
    expect(maximumRowsOf([])).toBe(0);
    expect(keyFitOf(contract, 0, 2048)?.slotBits).toBeGreaterThan(0);
    // One shot: 13 totals in slots of 62 bits for 150 rows.
    expect(keyFitOf({ ...contract, mode: 'one-shot' }, 150, 2048)).toMatchObject({
      roundsToTotals: 0,
      slotBits: 62,
      slotsPerCiphertext: 33,
      ciphertextsPerAnswer: 1,
    });
  });
});

describe('trainBlockOf', () => {
  const offer = offerBody();
  const contributed = { connected: true, offer, asking: false };
  const joined = { connected: true, offer: null, asking: false };
  const away = { connected: false, offer: null, asking: false };
  const gathering = (
    owners: ModelOwnerState['owners'],
    frozen: ModelOwnerState['frozen'] = null,
  ): ModelOwnerState => ({ name: 'gathering', owners, frozen });
  const plan = planOf(choices, columns);
  const contract = contractOf(plan, columns, null) as Contract;
  const keyFit = keyFitOf(contract, 50, 2048) as KeyFit;
  const ready = { online: true, state: gathering({ 1: contributed }), plan, columns, contract, keyFit };

  test('lets train when everything is there; who is away does not count', () => {
    expect(trainBlockOf(ready)).toBeNull();
    expect(trainBlockOf({ ...ready, online: false })).toBeNull();
    expect(trainBlockOf({ ...ready, state: gathering({ 1: contributed, 2: away }) })).toBeNull();
    const owners = { 1: contributed };
    const failed: ModelOwnerState = { name: 'failed', owners, frozen: null, reason: 'left', owner: 1 };
    expect(trainBlockOf({ ...ready, state: failed })).toBeNull();
  });

  test('names the most basic reason: each one hides those behind it', () => {
    const key = { n: filled(256, 1), keyBits: 2048 };
    const unproven = contractBody(contract, key, { owners: 1, maximumRows: 1, run: 1 });
    const body = { ...unproven, keyProof: filled(256, 2) };
    const frozen = { 1: fakeKey(1), 2: fakeKey(2) };
    const run = {
      contract: body,
      contractHash: filled(32, 1),
      participants: [1],
      owners: { 1: contributed },
      frozen: null,
    };
    const bad = {
      online: false,
      state: { name: 'agreeing', ...run, accepted: {} } as ModelOwnerState,
      plan: {
        ...{ ...plan, target: '', features: [] as string[], kind: 'elastic-net' as Plan['kind'] },
        ...{ optimiser: 'gradient-descent' as const, learningRate: NaN, penalty: -1, l1Share: 2 },
        validation: { kind: 'hold-out', share: 0.2 } as Plan['validation'],
      },
      columns: sharedColumns(offersOf([a]), null),
      contract,
      keyFit: null as typeof keyFit | null,
    };
    const steps: [string, () => void][] = [
      ['training', () => (bad.state = initialModelOwnerState())],
      ['connecting', () => (bad.online = true)],
      ['no-owner', () => (bad.state = gathering({ 1: joined }))],
      ['no-owner', () => (bad.state = gathering({ 1: joined, 2: contributed }))],
      ['owner-not-contributed', () => (bad.state = gathering({ 2: contributed }, frozen))],
      ['roster-frozen', () => (bad.state = gathering({ 1: contributed, 2: contributed }, frozen))],
      ['no-target', () => (bad.plan.target = 'y')],
      ['no-features', () => (bad.plan.features = ['a'])],
      ['column-missing', () => (bad.columns = columns)],
      ['validation-needs-one-shot', () => (bad.plan.validation = { kind: 'none' })],
      ['bound-too-large', () => (bad.keyFit = null)],
      ['bound-too-large', () => (bad.keyFit = { ...keyFit, slotsPerCiphertext: 0 })],
      ['bound-too-large', () => (bad.keyFit = { ...keyFit, roundLimit: 0 })],
      ['bad-round-limit', () => (bad.keyFit = keyFit)],
      ['bad-learning-rate', () => (bad.plan.learningRate = 0.5)],
      ['bad-penalty', () => (bad.plan.penalty = 0)],
      ['bad-l1-share', () => (bad.plan.l1Share = 0.5)],
    ];
    for (const [block, mend] of steps) {
      expect(trainBlockOf(bad)).toBe(block);
      mend();
    }
    expect(trainBlockOf(bad)).toBeNull();
  });

  test('who trained together once trains together again, and with nobody else', () => {
    const frozen = { 1: fakeKey(1), 2: fakeKey(2) };
    const block = (owners: ModelOwnerState['owners']) =>
      trainBlockOf({ ...ready, state: gathering(owners, frozen) });
    const both = { 1: contributed, 2: contributed };
    expect(block(both)).toBeNull();
    // A third is not waited for, whatever it does.
    for (const third of [contributed, joined, away]) expect(block({ ...both, 3: third })).toBeNull();
    expect(block({ ...both, 2: joined })).toBe('owner-not-contributed');
    expect(block({ ...both, 2: away })).toBe('roster-frozen');
    expect(block({ 1: contributed })).toBe('roster-frozen');
    expect(block({ 1: contributed, 3: contributed })).toBe('roster-frozen');
    expect(block({ 3: contributed })).toBe('no-owner');
    // Before anybody has confirmed a roster, whoever is there may train.
    expect(trainBlockOf({ ...ready, state: gathering({ 1: contributed, 3: contributed }) })).toBeNull();
  });

  test('columns that owners contradict, and targets that a model cannot have', () => {
    const conflict = sharedColumns(offersOf([y, a], [y, nominal('a', 'low', 'high')]), null);
    const chosen = { ...plan, features: ['a'] };
    expect(trainBlockOf({ ...ready, plan: chosen, columns: conflict })).toBe('column-missing');
    const mixed = sharedColumns(offersOf([y, a, nominal('c', 'low', 'high'), nominal('one', 'only')]), null);
    const blockOf = (change: Partial<Plan>) => {
      const changed = { ...plan, features: ['a'], ...change };
      return trainBlockOf({
        ...ready,
        plan: changed,
        columns: mixed,
        contract: contractOf(changed, mixed, null),
      });
    };
    expect(blockOf({})).toBeNull();
    expect(blockOf({ target: 'c' })).toBe('target-not-numeric');
    expect(blockOf({ target: 'c', kind: 'logistic', positive: 'low' })).toBeNull();
    expect(blockOf({ kind: 'logistic' })).toBe('target-not-classes');
    expect(blockOf({ features: ['one'] })).toBe('no-features');
    expect(blockOf({ derived: [{ kind: 'log', of: ['a'] }] })).toBe('bad-derived');
    expect(blockOf({ mode: 'one-shot', validation: { kind: 'folds', folds: 5 } })).toBeNull();
  });

  test('limits of rounds and learning rates', () => {
    const limited = (roundLimit: number) => trainBlockOf({ ...ready, keyFit: { ...keyFit, roundLimit } });
    expect([1, MAX_ROUNDS].map(limited)).toEqual([null, null]);
    for (const wrong of [0, -1, 1.5, NaN, Infinity, MAX_ROUNDS + 1])
      expect(limited(wrong)).toBe('bad-round-limit');
    const rated = (learningRate: number) =>
      trainBlockOf({ ...ready, plan: { ...plan, optimiser: 'gradient-descent', learningRate } });
    expect([1e-9, 2, 999_999].map(rated)).toEqual([null, null, null]);
    for (const wrong of [0, -1, NaN, Infinity, 1e6]) expect(rated(wrong)).toBe('bad-learning-rate');
    // It means nothing to the other optimiser.
    expect(trainBlockOf({ ...ready, plan: { ...plan, learningRate: NaN } })).toBeNull();
  });
});
