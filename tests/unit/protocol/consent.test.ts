import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, Contract } from '../../../src/contract/index.ts';
import { agreeingTo, consentDifferences } from '../../../src/protocol/consent.ts';
import { contractProblem } from '../../../src/protocol/contract-check.ts';
import { contractOf, nominal, numeric, ordinal } from '../contract/support.ts';
import { contractBody, offerBody } from './bodies.ts';

const offer = offerBody();
const differences = (change: Partial<Contract>, own = offer) => consentDifferences(contractOf(change), own);

describe('what a contract asks beyond an offer', () => {
  test('rounds up to the limit are agreed to, and one more is asked about; one shot has none', () => {
    expect(differences({ roundLimit: 10 })).toEqual([]);
    expect(differences({ roundLimit: 11 })).toEqual([{ kind: 'round-limit' }]);
    const both = offerBody({ modes: ['rounds', 'one-shot'] });
    expect(differences({ mode: 'one-shot', roundLimit: 11 }, both)).toEqual([]);
    expect(differences({ mode: 'one-shot' })).toEqual([{ kind: 'mode' }]);
  });

  test('parts of the rows are asked about unless they are those agreed to; the whole never is', () => {
    const folds = { mode: 'one-shot', validation: { kind: 'folds', folds: 5 } } as const;
    const agreed = (validation: Contract['validation']) => offerBody({ modes: ['one-shot'], validation });
    expect(differences(folds, agreed({ kind: 'none' }))).toEqual([{ kind: 'validation' }]);
    expect(differences(folds, agreed({ kind: 'folds', folds: 4 }))).toEqual([{ kind: 'validation' }]);
    expect(differences(folds, agreed({ kind: 'hold-out', share: 0.2 }))).toEqual([{ kind: 'validation' }]);
    expect(differences(folds, agreed({ folds: 5, kind: 'folds' }))).toEqual([]);
    expect(differences({ mode: 'one-shot' }, agreed({ kind: 'folds', folds: 5 }))).toEqual([]);
  });

  test('other marks of missing values, in whatever order: they drop rows by their values', () => {
    const own = offerBody({ missingMarks: ['NA', '?'] });
    expect(differences({ missingMarks: ['?', 'NA'] }, own)).toEqual([]);
    for (const missingMarks of [['NA'], [], ['NA', '?', '97'], ['NA', '-']]) {
      expect(differences({ missingMarks }, own)).toEqual([{ kind: 'missing-marks' }]);
    }
  });

  test('columns whose values are treated in another way, by name', () => {
    const indicator = { policy: 'indicator' } as const;
    const features: Column[] = [
      { ...numeric('a'), missing: indicator },
      { ...numeric('b', [10, 20]), outside: 'clip' },
    ];
    const both = { kind: 'columns', names: ['a', 'b'], leavingOut: [] };
    expect(differences({ features })).toEqual([both]);
    expect(differences({ features }, offerBody({ columns: [numeric('y'), ...features] }))).toEqual([]);
    const constant = { ...numeric('a'), missing: { ...indicator, constant: 0.5 } };
    expect(
      differences({ features: [constant] }, offerBody({ columns: [numeric('y'), ...features] })),
    ).toEqual([{ ...both, names: ['a'] }]);
    const target = { ...numeric('y'), outside: 'drop' as const };
    expect(differences({ target })).toEqual([{ ...both, names: ['y'] }]);
  });

  test('an order of levels that contradicts the owner’s, or pulls its ranks apart; more levels around them do not', () => {
    const own = offerBody({ columns: [numeric('y'), ordinal('o', 'low', 'middle', 'high')] });
    const asks = (...order: string[]) => differences({ features: [ordinal('o', ...order)] }, own);
    expect(asks('none', 'low', 'middle', 'high', 'highest')).toEqual([]);
    const asked = [{ kind: 'columns', names: ['o'], leavingOut: [] }];
    expect(asks('high', 'middle', 'low')).toEqual(asked);
    // Levels that nobody has, between two that somebody has: the sum of the ranks counts either.
    expect(asks('low', '-', '--', '---', 'middle', 'high')).toEqual(asked);
    expect(asks('none', 'low', 'middle', 'rather high', 'high')).toEqual(asked);
  });

  test('what is made of the columns, unless it was told of; a product has no order', () => {
    const derived: Contract['derived'] = [
      { kind: 'product', of: ['a', 'b'] },
      { kind: 'square', of: ['a'] },
      { kind: 'log', of: ['b'] },
    ];
    expect(differences({ derived })).toEqual([{ kind: 'derived', names: ['a*b', 'a^2', 'log(b)'] }]);
    const told = offerBody({ derived: [{ kind: 'product', of: ['b', 'a'] }, ...derived.slice(2)] });
    // A few combinations of what is shown are inside the consent; cells of two lists of categories are not.
    expect(differences({ derived }, told)).toEqual([]);
    expect(differences({ derived: derived.slice(0, 2) })).toEqual([]);
    expect(differences({ derived: derived.slice(0, 1) }, told)).toEqual([]);
    const [g, h] = [nominal('g', 'x', 'y'), nominal('h', 'p', 'q')];
    const cells: Contract['derived'] = [
      { kind: 'product', of: ['g', 'h'] },
      { kind: 'product', of: ['g', 'a'] },
    ];
    const shown = offerBody({ columns: [numeric('y'), g, h, numeric('a')] });
    expect(differences({ features: [g, h, numeric('a')], derived: cells }, shown)).toEqual([
      { kind: 'derived', names: ['g*h'] },
    ]);
    const agreed = agreeingTo(contractOf({ derived: derived.slice(1, 2) }), told);
    expect(agreed.derived).toEqual([derived[1], ...told.derived]);
    expect(differences({ derived }, agreed)).toEqual([]);
  });

  test('an offer that agrees to more than can be said keeps what the contract asks', () => {
    const squares = (prefix: string): Contract['derived'] =>
      Array.from({ length: 400 }, (_, i) => ({ kind: 'square', of: [`${prefix}${i}`] }));
    const contract = { ...contractOf(), derived: squares('a') };
    expect(agreeingTo(contract, offerBody({ derived: squares('b') })).derived).toEqual(squares('a'));
  });

  test('the reference of a nominal column is the model owner’s to choose', () => {
    const own = offerBody({ columns: [numeric('y'), nominal('c', 'blue', 'red')] });
    const asked = { ...nominal('c', 'blue', 'red', 'green'), reference: 'green' };
    expect(differences({ features: [asked] }, own)).toEqual([]);
  });
});

describe('an offer that agrees', () => {
  const range = fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 30 }))
    .map(([lo, width]): [number, number] => [lo, lo + width]);
  const missing = fc.constantFrom({ policy: 'drop' as const }, { policy: 'indicator' as const });
  const levels = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's', 't'), { minLength: 2, maxLength: 5 });
  const outsides = fc.constantFrom('refuse' as const, 'drop' as const);
  const number = (name: string) =>
    fc.record({
      name: fc.constant(name),
      type: fc.constantFrom('continuous' as const, 'discrete' as const),
      range,
      missing,
      outside: fc.constantFrom('refuse' as const, 'clip' as const, 'drop' as const),
    });
  const category = (name: string) =>
    fc.record({ categories: levels, missing, outside: outsides }).map((rest): Column => {
      const [reference = ''] = rest.categories;
      return { name, type: 'nominal', reference, ...rest };
    });
  const order = (name: string) =>
    fc
      .record({ order: levels, missing, outside: outsides })
      .map((rest): Column => ({ name, type: 'ordinal', ...rest }));
  const columns = fc.tuple(number('y'), number('a'), category('c'), order('o'));
  const validation = fc.constantFrom<Contract['validation']>(
    { kind: 'none' },
    { kind: 'folds', folds: 3 },
    { kind: 'hold-out', share: 0.5 },
  );
  const marks = fc.subarray(['NA', '?', '97']);

  test('is beyond nothing that was asked, and shows and declares no more', () => {
    const both = fc.record({
      own: columns,
      asked: columns,
      validation,
      agreed: validation,
      marks,
      known: marks,
    });
    fc.assert(
      fc.property(both, fc.integer({ min: 1, max: 30 }), ({ own, asked, ...rest }, roundLimit) => {
        const [target, ...features] = asked;
        const mode = rest.validation.kind === 'none' ? 'rounds' : 'one-shot';
        const { validation: parts, marks: missingMarks } = rest;
        const body = contractBody(
          { keyBits: 1024, n: new Uint8Array(128).fill(255) },
          {
            target: { ...target, missing: { policy: 'drop' } },
            features,
            mode,
            roundLimit,
            missingMarks,
            validation: parts,
          },
        );
        const given = offerBody({ columns: [...own], validation: rest.agreed, missingMarks: rest.known });
        const agreed = agreeingTo(body.contract, given);
        const problem = contractProblem(body, agreed);
        if (problem !== null) expect(problem).toEqual(contractProblem(body, given));
        expect(problem?.kind).not.toBe('beyond-consent');
        expect(agreed.columns.map(({ name }) => name)).toEqual(given.columns.map(({ name }) => name));
        expect(agreed.maximumRows).toBe(given.maximumRows);
        expect(agreed.roundLimit).toBeGreaterThanOrEqual(given.roundLimit);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps what it needs not change', () => {
    const contract = contractOf({ target: numeric('y', [-5, 5]), features: [numeric('b', [0, 100])] });
    expect(agreeingTo(contract, offer)).toEqual(offer);
    const drops = contractOf({ features: [{ ...numeric('b', [15, 100]), outside: 'drop' }] });
    const narrow = { ...numeric('b', [15, 20], 'discrete'), outside: 'drop' };
    expect(agreeingTo(drops, offer).columns).toEqual([numeric('y'), numeric('a'), narrow]);
  });
});
