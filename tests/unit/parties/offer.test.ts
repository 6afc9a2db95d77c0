import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_MISSING_MARKS } from '../../../src/contract/index.ts';
import type { RequestBody } from '../../../src/protocol/index.ts';
import { DEFAULT_GUARDS, readProfile, type FileProfile, type Guards } from '../../../src/dataset/index.ts';
import type { ColumnChoices } from '../../../src/parties/column-offer.ts';
import {
  columnNamesOf,
  fileView,
  marksOf,
  offerBody,
  offerProblem,
  sameMarks,
  type FileContext,
  type StoredFile,
} from '../../../src/parties/offer.ts';
import { contractOf, numeric } from '../contract/support.ts';
import { csv, sample } from '../dataset/support.ts';
import { offerBody as standingOffer, requestBody } from '../protocol/bodies.ts';

const ROWS = Array.from(
  { length: 40 },
  (_, i) => `${i},${(i / 8).toFixed(3)},${i % 2 === 0 ? 'm' : 'f'},person ${i}`,
);
const blob = csv(`age,dose,sex,name\n${ROWS.join('\n')}\n`);
let profile: FileProfile;
let few: FileProfile;
beforeAll(async () => {
  profile = await readProfile(blob);
  few = await readProfile(csv('a,b\n1,2\n3,4\n'));
});

const NEW = { answeredBefore: [], changed: false };
const context = (change: Partial<FileContext> = {}): FileContext => ({
  ...{ request: null, standing: null, contract: null, rowCounts: null },
  guards: DEFAULT_GUARDS,
  ...change,
});
const stored = (change: Partial<StoredFile> = {}): StoredFile => ({
  ...{ name: 'ward.csv', blob, choices: {}, understood: [], sample: false },
  ...change,
});
const chosen = (choices: ColumnChoices, change: Partial<FileContext> = {}) =>
  fileView(stored({ choices }), profile, context(change), NEW);

describe('fileView', () => {
  test('proposes numbers with public ranges and categories by name, and shows nothing else', () => {
    const view = chosen({});
    expect(view).toMatchObject({ name: 'ward.csv', declaredMaximumRows: 50, risks: [], lacking: [] });
    expect(
      view.offered.map(({ shown, usable, column }) => [shown, usable, column?.name, column?.type]),
    ).toEqual([
      [true, true, 'age', 'discrete'],
      [true, true, 'dose', 'continuous'],
      [true, true, 'sex', 'nominal'],
      [false, false, undefined, undefined],
    ]);
    expect(view.offered[0]?.column).toMatchObject({ range: [0, 40] });
    expect(view.rowCounts).toBeNull();
  });

  test('says what others widened, and what they show that is not here', () => {
    const shared = [numeric('age', [0, 120]), numeric('dose', [0, 1]), numeric('weight')];
    const view = chosen({}, { request: requestBody({ asked: [], shared }) });
    expect(view.offered[0]?.widenedTo).toEqual(shared[0]);
    expect(view.offered[1]).not.toHaveProperty('widenedTo');
    expect(view.lacking).toEqual(['weight']);
  });

  test('asks whether a column is one that is asked for under another spelling', () => {
    const request = requestBody({ asked: ['AGE'], shared: [numeric('Do se', [0, 9])] });
    const view = chosen({}, { request });
    expect(view.offered.map(({ couldBe }) => couldBe)).toEqual(['AGE', 'Do se', undefined, undefined]);
    expect(view.offered[0]?.column?.name).toBe('age');
    // Once said, it is offered under that name, and held against what is asked under it.
    const named = chosen({ dose: { shownAs: 'Do se' } }, { request });
    expect(named.offered[1]).toMatchObject({ shownAs: 'Do se', column: { name: 'Do se' } });
    expect(named.offered[1]).not.toHaveProperty('couldBe');
    expect(named.offered[1]?.widenedTo).toEqual(numeric('Do se', [0, 9]));
    expect(named.lacking).toEqual([]);
    expect(columnNamesOf(profile, { dose: { shownAs: 'Do se' } })).toEqual({ 'Do se': 'dose' });
    expect(columnNamesOf(profile, {})).toEqual({});
  });

  test('keeps to what was contributed for as long as it stands', () => {
    const standing = standingOffer({
      columns: [numeric('age', [0, 90]), { ...numeric('dose', [0, 9]), outside: 'clip' }],
    });
    const request = requestBody({ shared: [{ ...numeric('dose', [0, 9]), outside: 'drop' }] });
    const { offered } = chosen({ age: { range: [-5, 100] } }, { standing, request });
    expect(offered.slice(0, 2).map(({ column }) => column)).toEqual(standing.columns);
    expect(chosen({}, { request }).offered[1]?.column?.outside).toBe('drop');
  });

  test('a file of one species and one island can be offered', async () => {
    const torgersen = await readProfile(sample('penguins-torgersen.csv'));
    const { offered, findings } = fileView(stored(), torgersen, context(), NEW);
    expect(offered.map(({ shown, column }) => [shown, column?.name, column?.type])).toEqual([
      [true, 'species', 'nominal'],
      [true, 'island', 'nominal'],
      [true, 'bill_length_mm', 'continuous'],
      [true, 'bill_depth_mm', 'continuous'],
      [true, 'flipper_length_mm', 'discrete'],
      [true, 'body_mass_g', 'discrete'],
      [true, 'sex', 'nominal'],
      [true, 'year', 'discrete'],
    ]);
    expect(offered[0]?.column).toMatchObject({ categories: ['Adelie'], reference: 'Adelie' });
    expect(findings).toEqual([]);
  });
});

describe('risks', () => {
  const view = (change: Partial<StoredFile>, guards: Guards, data = few) =>
    fileView(stored(change), data, context({ guards }), NEW);

  test('are what guards warn of', () => {
    expect(view({}, DEFAULT_GUARDS)).toMatchObject({
      ...{ risks: ['few-rows', 'many-columns'], declaredMaximumRows: 2 },
      findings: [
        { guard: 'leastRows', level: 'warn', value: 30, found: 2 },
        { guard: 'columnShare', level: 'warn', value: 0.33, found: 1 },
      ],
    });
    const guards: Guards = {
      ...DEFAULT_GUARDS,
      leastRows: { level: 'off', value: null },
      columnShare: { level: 'refuse', value: 0.33 },
    };
    expect(view({}, guards)).toMatchObject({ risks: [], findings: [{ guard: 'columnShare' }] });
    const rare = { ...DEFAULT_GUARDS, leastMembers: { level: 'warn', value: 21 } } as const;
    expect(view({}, rare, profile)).toMatchObject({
      risks: ['rare-category'],
      findings: [{ guard: 'leastMembers', columns: ['sex'], found: 20 }],
    });
    // By its name in the file, whatever it is offered as.
    const renamed = view({ choices: { sex: { shownAs: 'gender' } } }, rare, profile);
    expect(renamed.findings).toMatchObject([{ columns: ['sex'], found: 20 }]);
    const hidden = view({ choices: { sex: { shown: false } } }, rare, profile);
    expect(hidden.findings).toEqual([]);
  });

  test('count what these rows, and others, answered before', () => {
    const before = [{ title: 'Another study', owners: 3, rosterCode: 'one two', at: 5 }];
    const risks = (history: { answeredBefore: typeof before | [null]; changed: boolean }) =>
      fileView(stored(), profile, context(), history).risks;
    expect(risks({ answeredBefore: before, changed: false })).toEqual(['answered-before']);
    expect(risks({ answeredBefore: [], changed: true })).toEqual(['file-changed']);
    expect(risks({ answeredBefore: [null], changed: true })).toEqual(['answered-before', 'file-changed']);
  });

  test('are understood one by one: one that comes later is not among them', () => {
    const understood = ['few-rows'] as const;
    const loose: Guards = { ...DEFAULT_GUARDS, columnShare: { level: 'off', value: 0.33 } };
    expect(view({ understood }, loose).riskUnderstood).toBe(true);
    expect(view({ understood }, DEFAULT_GUARDS).riskUnderstood).toBe(false);
    expect(view({ understood: [...understood, 'many-columns'] }, DEFAULT_GUARDS).riskUnderstood).toBe(true);
  });

  test('a mode that is not accepted is found as soon as it is asked for', () => {
    const guards: Guards = { ...DEFAULT_GUARDS, modes: { level: 'warn', accepted: ['rounds'] } };
    const found = (change: Partial<FileContext>) => chosen({}, { guards, ...change }).findings;
    const finding = { guard: 'modes', level: 'warn', value: ['rounds'], found: 'one-shot' };
    const request = requestBody({ mode: 'one-shot' });
    expect(found({})).toEqual([]);
    expect(found({ request: requestBody() })).toEqual([]);
    expect(found({ request })).toEqual([finding]);
    expect(found({ request, contract: contractOf() })).toEqual([]);
    expect(found({ request: requestBody(), contract: contractOf({ mode: 'one-shot' }) })).toEqual([finding]);
    expect(chosen({}, { guards, request }).risks).toEqual([]);
    const off: Guards = { ...guards, modes: { level: 'off', accepted: [] } };
    expect(found({ guards: off, request })).toEqual([]);
  });
});

describe('what can be contributed', () => {
  test('two columns at least, nothing that a guard refuses, and no risk that was not ticked', () => {
    expect(offerProblem(chosen({}))).toBeNull();
    const one = { dose: { shown: false }, sex: { shown: false } };
    expect(offerProblem(chosen(one))).toBe('no-columns');
    const risky = fileView(stored(), few, context(), NEW);
    expect(offerProblem(risky)).toBe('risk');
    expect(offerProblem({ ...risky, riskUnderstood: true })).toBeNull();
    const guards: Guards = { ...DEFAULT_GUARDS, leastRows: { level: 'refuse', value: 41 } };
    expect(offerProblem({ ...chosen({}, { guards }), riskUnderstood: true })).toBe('guard');
  });

  test('is what is shown, under what was asked, within the limits agreed to', () => {
    const view = chosen({ dose: { range: [0, 9] }, sex: { shown: false } });
    const validation = { kind: 'folds', folds: 5 } as const;
    const derived: RequestBody['derived'] = [{ kind: 'product', of: ['age', 'dose'] }];
    const request = requestBody({ missingMarks: ['NA', '999'], validation, derived });
    const body = {
      columns: [numeric('age', [0, 40], 'discrete'), numeric('dose', [0, 9])],
      ...{ maximumRows: 50, roundLimit: 1000, modes: ['rounds', 'one-shot'] },
      ...{ missingMarks: ['NA', '999'], validation, derived },
    };
    expect(offerBody(view, request, DEFAULT_GUARDS)).toEqual(body);
    const guards: Guards = { ...DEFAULT_GUARDS, modes: { level: 'refuse', accepted: ['one-shot'] } };
    expect(offerBody(view, request, guards)).toEqual({ ...body, modes: ['one-shot'] });
    const warned: Guards = { ...DEFAULT_GUARDS, modes: { level: 'warn', accepted: [] } };
    expect(offerBody(view, request, warned)).toEqual(body);
  });
});

test('a file is read with the marks that are asked for, the usual ones before', () => {
  expect(marksOf(null)).toEqual(DEFAULT_MISSING_MARKS);
  expect(marksOf(requestBody({ missingMarks: ['999'] }))).toEqual(['999']);
  expect(sameMarks(['a', 'b'], ['b', 'a'])).toBe(true);
  for (const other of [[], ['a'], ['a', 'c'], ['a', 'b', 'c']]) {
    expect(sameMarks(['a', 'b'], other)).toBe(false);
    expect(sameMarks(other, ['a', 'b'])).toBe(false);
  }
});
