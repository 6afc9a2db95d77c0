import { describe, expect, test } from 'vitest';
import type { Contract, Validation } from '../../../src/contract/index.ts';
import {
  computeTotals,
  dealRows,
  DEFAULT_GUARDS,
  fewestRowsOf,
  readProfile,
  type Guards,
} from '../../../src/dataset/index.ts';
import { guardContract } from '../../../src/parties/guarding.ts';
import { contractOf, csv, nominal, numeric, refusal } from '../dataset/support.ts';

/** Guards that refuse nothing but categories of few rows. */
const MEMBERS: Guards = {
  ...DEFAULT_GUARDS,
  leastRows: { level: 'off', value: null },
  leastMembers: { level: 'refuse', value: 5 },
};
const Y = numeric('y', [0, 50]);
const X = numeric('x', [0, 6]);

const fileOf = (header: string, row: (i: number) => readonly (string | number)[]): Blob =>
  csv(`${header}\n${Array.from({ length: 60 }, (_, i) => row(i).join()).join('\n')}\n`);

/** Holds a contract against a file as a data owner's tab does, once it has summed it. */
async function guarded(file: Blob, contract: Contract, guards: Guards) {
  const profile = await readProfile(file);
  const { validation } = contract;
  const deal = await dealRows(new Uint8Array(32).fill(3), validation, profile.rows);
  const totals = await computeTotals(file, contract, validation.kind === 'none' ? {} : { deal });
  const summed = { ...totals, smallestPart: fewestRowsOf(totals.parts) };
  const stored = { name: '', blob: file, choices: {}, understood: [], sample: false };
  return guardContract({ profile, stored }, contract, guards, summed);
}

describe('guards look at the rows that are summed:', () => {
  // Every category has five members and more, but one row is both b and q; one row has no x.
  const crossed = fileOf('g,h,x,y', (i) => [
    i < 30 ? 'a' : 'b',
    i < 30 ? (i % 2 ? 'p' : 'q') : i === 59 ? 'q' : 'p',
    i === 17 ? '' : i % 7,
    (3 * i) % 50,
  ]);
  const [g, h] = [nominal('g', 'a', 'b'), nominal('h', 'p', 'q')];

  test.each(['q', 'p'])(
    'the one row of two categories multiplied, with %s as the reference',
    async (reference) => {
      const derived: Contract['derived'] = [{ kind: 'product', of: ['g', 'h'] }];
      const contract = contractOf(Y, [g, { ...h, reference }], { derived });
      expect(await refusal(guarded(crossed, contract, MEMBERS), 'guard-refused')).toMatchObject({
        ...{ guard: 'leastMembers', found: 1, term: 'g=b*h=q', columns: ['g', 'h'] },
      });
      expect(await guarded(crossed, contractOf(Y, [g, h]), MEMBERS)).toEqual([]);
    },
  );

  test('the one missing value, and the one that is not', async () => {
    const contract = contractOf(Y, [g, { ...X, missing: { policy: 'indicator' } }]);
    const lacking = await refusal(guarded(crossed, contract, MEMBERS), 'guard-refused');
    expect(lacking).toMatchObject({ found: 1, term: 'x=(missing)' });
    const rare = fileOf('g,x,y', (i) => [i < 30 ? 'a' : 'b', i === 17 ? 3 : '', i % 50]);
    const known = await refusal(guarded(rare, contract, MEMBERS), 'guard-refused');
    expect(known).toMatchObject({ found: 1, term: 'x=(known)' });
  });

  test('the one member of a category whose other rows are dropped, also as the reference', async () => {
    const file = fileOf('g,x,y', (i) => [i < 6 ? 'c' : 'a', i < 5 ? '' : i % 7, i % 50]);
    for (const reference of ['a', 'c']) {
      const contract = contractOf(Y, [{ ...nominal('g', 'a', 'c'), reference }, X]);
      const details = await refusal(guarded(file, contract, MEMBERS), 'guard-refused');
      expect(details).toMatchObject({ found: 1, term: 'g=c' });
    }
  });

  test('the one 1 of a column of numbers 0 and 1', async () => {
    const file = fileOf('hiv,x,y', (i) => [i === 20 ? 1 : 0, i % 7, i % 50]);
    const contract = contractOf(Y, [numeric('hiv', [0, 1], { type: 'discrete' }), X]);
    const details = await refusal(guarded(file, contract, MEMBERS), 'guard-refused');
    expect(details).toMatchObject({ found: 1, columns: ['hiv'], term: 'hiv=1' });
    // A warning that nobody was told of is handed back.
    expect(await guarded(file, contract, DEFAULT_GUARDS)).toMatchObject([
      { guard: 'leastMembers', found: 1 },
    ]);
  });
});

test.each<[Validation, number]>([
  [{ kind: 'hold-out', share: 0.01 }, 1],
  [{ kind: 'folds', folds: 20 }, 3],
])('a part of fewer than five rows is refused whatever the guards say: %o', async (validation, found) => {
  const off: Guards = { ...MEMBERS, leastMembers: { level: 'off', value: 5 } };
  const file = fileOf('x,y', (i) => [i % 7, i % 50]);
  const contract = contractOf(Y, [X], { mode: 'one-shot', validation });
  const details = { guard: 'leastRows', value: 5, found, of: 'part' };
  expect(await refusal(guarded(file, contract, off), 'guard-refused')).toEqual(details);
  // Before anything is summed: nobody is asked for what would be refused.
  const profile = await readProfile(file);
  const stored = { name: '', blob: file, choices: {}, understood: [], sample: false };
  expect(() => guardContract({ profile, stored }, contract, off)).toThrow('too few rows');
  expect(await guarded(file, { ...contract, validation: { kind: 'folds', folds: 5 } }, off)).toEqual([]);
  const refusing: Guards = { ...off, leastRows: { level: 'refuse', value: 13 } };
  const small = guarded(file, { ...contract, validation: { kind: 'folds', folds: 5 } }, refusing);
  expect(await refusal(small, 'guard-refused')).toEqual({ guard: 'leastRows', value: 13, found: 12 });
});
