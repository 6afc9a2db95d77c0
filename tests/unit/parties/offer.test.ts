import { beforeAll, describe, expect, test } from 'vitest';
import { readProfile, type FileProfile } from '../../../src/dataset/index.ts';
import {
  checkRange,
  CONSENTED_MODES,
  fileView,
  offerBody,
  offerProblem,
  type FileHistory,
  type StoredFile,
} from '../../../src/parties/offer.ts';
import { numeric, nominal } from '../contract/support.ts';
import { csv, refusal } from '../dataset/support.ts';

const ROWS = Array.from(
  { length: 40 },
  (_, i) => `${i},${(i / 8).toFixed(3)},${i % 2 === 0 ? 'm' : 'f'},person ${i}`,
);
const blob = csv(`age,dose,sex,name\n${ROWS.join('\n')}\n`);
let profile: FileProfile;
beforeAll(async () => {
  profile = await readProfile(blob);
});

const NEW = { answeredBefore: [], changed: false };

function stored(change: Partial<StoredFile> = {}): StoredFile {
  return { name: 'ward.csv', blob, choices: {}, riskUnderstood: false, sample: false, ...change };
}

describe('fileView', () => {
  test('proposes numbers with public ranges, and shows nothing else', () => {
    const view = fileView(stored(), profile, [], NEW);
    expect(view).toMatchObject({ name: 'ward.csv', declaredMaximumRows: 50, risks: [], lacking: [] });
    expect(
      view.offered.map(({ shown, usable, column }) => [shown, usable, column?.name, column?.type]),
    ).toEqual([
      [true, true, 'age', 'discrete'],
      [true, true, 'dose', 'continuous'],
      [false, false, 'sex', 'nominal'],
      [false, false, undefined, undefined],
    ]);
    expect(view.offered[0]?.column).toMatchObject({ range: [0, 40] });
  });

  test('follows what a person chose, where it can', () => {
    const choices = {
      age: { shown: false, type: 'nominal' as const },
      dose: { type: 'discrete' as const, range: [-1, 9] as const },
      sex: { shown: true },
      name: { shown: true },
    };
    const { offered } = fileView(stored({ choices }), profile, [], NEW);
    expect(offered.map(({ shown }) => shown)).toEqual([false, true, false, false]);
    expect(offered[0]?.column?.type).toBe('discrete');
    expect(offered[1]?.column).toMatchObject({ type: 'discrete', range: [-1, 9] });
  });

  test('says what others widened, and what they show that is not here', () => {
    const shared = [numeric('age', [0, 120]), numeric('dose', [0, 1]), numeric('weight')];
    const view = fileView(stored(), profile, shared, NEW);
    expect(view.offered[0]?.widenedTo).toEqual(shared[0]);
    expect(view.offered[1]).not.toHaveProperty('widenedTo');
    expect(view.lacking).toEqual(['weight']);
    const contradicted = fileView(stored(), profile, [nominal('age', 'young', 'old')], NEW);
    expect(contradicted.offered[0]).not.toHaveProperty('widenedTo');
  });

  test('counts risks of what is shown', async () => {
    const few = await readProfile(csv('a,b\n1,2\n3,4\n'));
    expect(fileView(stored(), few, [], NEW)).toMatchObject({ risks: ['few-rows'], declaredMaximumRows: 2 });
    const risks = (count: number) => fileView(stored(), { ...profile, rows: count }, [], NEW).risks;
    expect([29, 30].map(risks)).toEqual([['few-rows'], []]);
  });

  test('counts what these rows, and others, answered before', () => {
    const before = [{ title: 'Another study', owners: 3, rosterCode: 'one two', at: 5 }];
    const risks = (history: FileHistory) => fileView(stored(), profile, [], history).risks;
    expect(risks({ answeredBefore: before, changed: false })).toEqual(['answered-before']);
    expect(risks({ answeredBefore: [], changed: true })).toEqual(['file-changed']);
    expect(risks({ answeredBefore: [null], changed: true })).toEqual(['answered-before', 'file-changed']);
    const view = fileView(stored(), profile, [], { answeredBefore: before, changed: false });
    expect(view.answeredBefore).toEqual(before);
    expect(offerProblem(view)).toBe('risk');
    expect(offerProblem({ ...view, riskUnderstood: true })).toBeNull();
  });
});

describe('what can be contributed', () => {
  test('two columns at least, and no risk that was not ticked', async () => {
    expect(offerProblem(fileView(stored(), profile, [], NEW))).toBeNull();
    const one = stored({ choices: { age: { shown: false } } });
    expect(offerProblem(fileView(one, profile, [], NEW))).toBe('no-columns');
    const few = await readProfile(csv('a,b\n1,2\n3,4\n'));
    expect(offerProblem(fileView(stored(), few, [], NEW))).toBe('risk');
    expect(offerProblem(fileView(stored({ riskUnderstood: true }), few, [], NEW))).toBeNull();
  });

  test('is what is shown, within the limits agreed to', () => {
    const choices = { dose: { range: [0, 9] as const } };
    expect(offerBody(fileView(stored({ choices }), profile, [], NEW), 12, CONSENTED_MODES)).toEqual({
      columns: [numeric('age', [0, 40], 'discrete'), numeric('dose', [0, 9])],
      maximumRows: 50,
      roundLimit: 12,
      modes: ['rounds'],
    });
  });
});

describe('checkRange', () => {
  const age = () => {
    const [column] = profile.columns;
    if (column === undefined) throw new Error('no column');
    return column;
  };

  test('takes ranges that hold the data, their ends included', () => {
    for (const range of [
      [0, 39],
      [-1e9, 1e9],
    ] as const)
      expect(() => checkRange(age(), range)).not.toThrow();
  });

  test.each([
    [0, 38.9],
    [0.1, 39],
    [39, 0],
    [5, 5],
    [NaN, 50],
    [0, Infinity],
    [-Infinity, 39],
    [-Number.MAX_VALUE, Number.MAX_VALUE],
  ] as const)('refuses [%d, %d]', async (lo, hi) => {
    const details = await refusal(
      Promise.resolve().then(() => checkRange(age(), [lo, hi])),
      'data-out-of-range',
    );
    expect(details).toEqual({ name: 'age', lo, hi, minimum: 0, maximum: 39 });
  });
});
