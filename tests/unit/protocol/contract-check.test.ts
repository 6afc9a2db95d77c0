import { describe, expect, test } from 'vitest';
import { boundOf, contractProblem, dimensionOf } from '../../../src/protocol/contract-check.ts';
import { contractOf, nominal, numeric, ordinal } from '../contract/support.ts';
import { contractBody, filled, KEY_BITS, offerBody } from './bodies.ts';

const offer = offerBody();

describe('contractProblem', () => {
  test('a contract within the limits has none', () => {
    expect(contractProblem(contractBody(), offer)).toBeNull();
    // Ranges that the union widened, and fewer columns than were shown.
    const wide = { target: numeric('y', [-5, 5]), features: [numeric('b', [0, 100])] };
    expect(contractProblem(contractBody({}, wide), offer)).toBeNull();
  });

  test('a column that was not shown', () => {
    const hidden = numeric('salary');
    for (const change of [{ target: hidden }, { features: [numeric('a'), hidden] }]) {
      expect(contractProblem(contractBody({}, change), offer)).toEqual({
        kind: 'column-not-shown',
        details: { name: 'salary' },
      });
    }
  });

  test('a range at its limits is wide enough, and no narrower one', () => {
    const contract = (range: [number, number]) => contractBody({}, { features: [numeric('b', range)] });
    expect(contractProblem(contract([10, 20]), offer)).toBeNull();
    const problem = { kind: 'range-too-narrow', details: { name: 'b' } };
    expect(contractProblem(contract([10 + 1e-9, 20]), offer)).toEqual(problem);
    expect(contractProblem(contract([10, 20 - 1e-9]), offer)).toEqual(problem);
  });

  test('nor one that would clip or drop values: these would be rows that the model owner chose', () => {
    for (const outside of ['clip', 'drop'] as const) {
      const body = (range: [number, number]) =>
        contractBody({}, { features: [{ ...numeric('b', range), outside }] });
      expect(contractProblem(body([10, 20]), offer)).toBeNull();
      for (const narrow of [
        [14, 15],
        [10, 19],
        [11, 20],
      ] as [number, number][]) {
        expect(contractProblem(body(narrow), offer)).toMatchObject({ kind: 'range-too-narrow' });
      }
    }
  });

  test('a range so wide that rounding alone would sort an owner’s rows', () => {
    const body = (range: [number, number]) => contractBody({}, { features: [numeric('b', range)] });
    const widest = 10 * 2 ** 20;
    expect(contractProblem(body([0, widest]), offer)).toBeNull();
    const problem = { kind: 'range-too-wide', details: { name: 'b' } };
    expect(contractProblem(body([0, widest + 1]), offer)).toEqual(problem);
    expect(contractProblem(body([-(2 ** 59), 2 ** 20]), offer)).toEqual(problem);
  });

  test('marks of missing values that the page does not know: they would drop rows by their values', () => {
    const body = (...missingMarks: string[]) => contractBody({}, { missingMarks });
    expect(contractProblem(body(), offer)).toBeNull();
    expect(contractProblem(body('NA', '?'), offer)).toBeNull();
    for (const mark of ['97', '-999', 'Smith']) {
      expect(contractProblem(body('NA', mark), offer)).toEqual({ kind: 'missing-marks', details: {} });
    }
  });

  test('numbers and categories are not each other', () => {
    const category = offerBody({ columns: [numeric('y'), nominal('a', 'low', 'high')] });
    const problem = { kind: 'range-too-narrow', details: { name: 'a' } };
    const asksNumber = contractBody({}, { features: [numeric('a', [-1e9, 1e9])] });
    expect(contractProblem(asksNumber, category)).toEqual(problem);
    const asksCategory = contractBody({}, { features: [nominal('a', 'low', 'high')] });
    expect(contractProblem(asksCategory, offer)).toEqual(problem);
    expect(contractProblem(asksCategory, category)).toBeNull();
    const asksOrder = contractBody({}, { features: [ordinal('a', 'low', 'high')] });
    expect(contractProblem(asksOrder, category)).toEqual(problem);
  });

  test('fewer rows in all than this owner alone declared', () => {
    expect(contractProblem(contractBody({ maximumRows: 50 }), offer)).toBeNull();
    expect(contractProblem(contractBody({ maximumRows: 49 }), offer)).toEqual({
      kind: 'rows',
      details: { maximumRows: 49, declared: 50 },
    });
  });

  test('a key of another length than stated', () => {
    const short = filled(KEY_BITS / 8, 0xff);
    short[0] = 0x7f;
    for (const n of [short, filled(KEY_BITS / 8 + 1, 0xff), filled(KEY_BITS / 8 - 1, 0xff)]) {
      expect(contractProblem(contractBody({ n }), offer)).toEqual({
        kind: 'key',
        details: { keyBits: KEY_BITS },
      });
    }
  });

  test('a proof of another length than eleven roots of the length of n', () => {
    const { length } = contractBody().keyProof;
    expect(length).toBe((11 * KEY_BITS) / 8);
    for (const wrong of [length - 1, length + 1, KEY_BITS / 8, 11]) {
      expect(contractProblem(contractBody({ keyProof: filled(wrong, 5) }), offer)).toEqual({
        kind: 'key',
        details: { keyBits: KEY_BITS },
      });
    }
  });

  test('slots of another length than follows from the contract', () => {
    const { slotBits } = contractBody();
    for (const wrong of [slotBits - 1, slotBits + 1]) {
      expect(contractProblem(contractBody({ slotBits: wrong }), offer)).toEqual({
        kind: 'bound',
        details: { slotBits: wrong, expected: slotBits },
      });
    }
  });

  test('values that fill the key to its last bit, and the first that do not fit', () => {
    const body = (maximumRows: number) => contractBody({ maximumRows });
    const fits = (maximumRows: number) => contractProblem(body(maximumRows), offer) === null;
    // V = d Nmax 2^52 2^52 + Nmax 2^92 and 126 bits are there: doubling Nmax adds a bit.
    let largest = 64;
    while (fits(2 * largest)) largest *= 2;
    let beyond = 2 * largest;
    while (beyond - largest > 1) {
      const middle = Math.floor((largest + beyond) / 2);
      if (fits(middle)) largest = middle;
      else beyond = middle;
    }
    expect(body(largest).slotBits).toBe(KEY_BITS - 2);
    expect(body(beyond).slotBits).toBe(KEY_BITS - 1);
    expect(contractProblem(body(beyond), offer)).toEqual({
      kind: 'bound',
      details: { slotBits: KEY_BITS - 1, keyBits: KEY_BITS, availableBits: KEY_BITS - 2 },
    });
  });

  test('beyond what was agreed to: to be asked, not refused', () => {
    expect(contractProblem(contractBody({}, { roundLimit: 10 }), offer)).toBeNull();
    expect(contractProblem(contractBody({}, { roundLimit: 11 }), offer)).toEqual({
      kind: 'beyond-consent',
      details: { roundLimit: 11, mode: 'rounds' },
    });
    const oneShot = contractBody({}, { mode: 'one-shot' });
    expect(contractProblem(oneShot, offer)).toMatchObject({ kind: 'beyond-consent' });
    expect(contractProblem(oneShot, offerBody({ modes: ['rounds', 'one-shot'] }))).toBeNull();
  });

  test('what must be refused is never asked instead', () => {
    const body = contractBody({ slotBits: 1 }, { roundLimit: 11 });
    expect(contractProblem(body, offer)).toMatchObject({ kind: 'bound' });
  });
});

describe('dimensionOf and boundOf', () => {
  test('count the intercept', () => {
    expect(dimensionOf(contractOf())).toBe(3);
    // A = 500 2^52; V = 3 A 2^52 + A 2^40, just above 1500 2^104 = 2^114.55.
    expect(boundOf(contractOf(), 500)).toMatchObject({ entryBound: 500n << 52n, slotBits: 117 });
  });
});
