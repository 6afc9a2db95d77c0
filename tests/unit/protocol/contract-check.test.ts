import { describe, expect, test } from 'vitest';
import { contractProblem } from '../../../src/protocol/contract-check.ts';
import { nominal, numeric, ordinal } from '../contract/support.ts';
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

  test('one that would clip or drop values is a question, however the owner treats them', () => {
    for (const outside of ['clip', 'drop'] as const) {
      const body = (range: [number, number]) =>
        contractBody({}, { features: [{ ...numeric('b', range), outside }] });
      const own = offerBody({ columns: [numeric('y'), { ...numeric('b', [10, 20]), outside }] });
      expect(contractProblem(body([10, 20]), own)).toBeNull();
      for (const narrow of [
        [14, 15],
        [10, 19],
        [11, 20],
      ] as [number, number][]) {
        const asking = { kind: 'columns', names: ['b'], leavingOut: ['b'] };
        for (const offered of [own, offer]) {
          expect(contractProblem(body(narrow), offered)).toEqual({
            kind: 'beyond-consent',
            differences: [asking],
          });
        }
      }
    }
  });

  test('categories that the contract lacks are refused where they are, and a question where they are dropped', () => {
    const own = offerBody({ columns: [numeric('y'), nominal('c', 'blue', 'red')] });
    const asks = (...categories: string[]) => contractBody({}, { features: [nominal('c', ...categories)] });
    expect(contractProblem(asks('blue', 'green', 'red'), own)).toBeNull();
    const problem = { kind: 'categories-missing', details: { name: 'c' } };
    expect(contractProblem(asks('blue', 'green'), own)).toEqual(problem);
    const drops = contractBody({}, { features: [{ ...nominal('c', 'blue', 'green'), outside: 'drop' }] });
    expect(contractProblem(drops, own)).toEqual({
      kind: 'beyond-consent',
      differences: [{ kind: 'columns', names: ['c'], leavingOut: ['c'] }],
    });
    const order = offerBody({ columns: [numeric('y'), ordinal('o', 'low', 'high')] });
    const asksOrder = contractBody({}, { features: [ordinal('o', 'low', 'middle')] });
    expect(contractProblem(asksOrder, order)).toMatchObject({ kind: 'categories-missing' });
  });

  test('a range so wide that rounding alone would sort an owner’s rows', () => {
    const body = (range: [number, number]) => contractBody({}, { features: [numeric('b', range)] });
    const widest = 10 * 2 ** 20;
    expect(contractProblem(body([0, widest]), offer)).toBeNull();
    const problem = { kind: 'range-too-wide', details: { name: 'b' } };
    expect(contractProblem(body([0, widest + 1]), offer)).toEqual(problem);
    expect(contractProblem(body([-(2 ** 59), 2 ** 20]), offer)).toEqual(problem);
  });

  test('a range that leaves hardly anything of the owner’s own is held against what it leaves', () => {
    const features = [{ ...numeric('b', [20 - 1e-6, 100]), outside: 'drop' as const }];
    expect(contractProblem(contractBody({}, { features }), offer)).toEqual({
      kind: 'range-too-wide',
      details: { name: 'b' },
    });
  });

  test('numbers, orders and categories are not each other; whole numbers are numbers', () => {
    const kinds = [numeric('a'), nominal('a', 'low', 'high'), ordinal('a', 'low', 'high')];
    for (const [i, own] of kinds.entries()) {
      const shows = offerBody({ columns: [numeric('y'), own] });
      for (const [j, asked] of kinds.entries()) {
        expect(contractProblem(contractBody({}, { features: [asked] }), shows)).toEqual(
          i === j ? null : { kind: 'type-differs', details: { name: 'a', type: asked.type } },
        );
      }
    }
    const whole = contractBody({}, { features: [numeric('a', [0, 1], 'discrete')] });
    expect(contractProblem(whole, offer)).toBeNull();
  });

  test('numbers are the classes of a logistic target only where their owner shows just these', () => {
    const model = { kind: 'logistic', positive: '1' } as const;
    for (const outside of ['refuse', 'drop'] as const) {
      const asks = (range: [number, number] = [0, 1]) =>
        contractBody({}, { target: { ...numeric('y', range, 'discrete'), outside }, model });
      const shows = (range: [number, number], type: 'continuous' | 'discrete') =>
        offerBody({
          columns: [{ ...numeric('y', range, type), outside }, numeric('a'), numeric('b', [10, 20])],
        });
      expect(contractProblem(asks(), shows([0, 1], 'discrete'))).toBeNull();
      const problem = { kind: 'type-differs', details: { name: 'y', type: 'discrete' } };
      // Of a continuous one the values that are whole numbers would be picked.
      expect(contractProblem(asks(), shows([0, 1], 'continuous'))).toEqual(problem);
      expect(contractProblem(asks(), shows([0, 5], 'discrete'))).toEqual(problem);
      expect(contractProblem(asks(), shows([-1, 1], 'discrete'))).toEqual(problem);
      expect(contractProblem(asks([1, 2]), shows([0, 1], 'discrete'))).toEqual(problem);
    }
    const classes = contractBody({}, { target: nominal('y', '0', '1'), model });
    const own = offerBody({ columns: [nominal('y', '0', '1'), numeric('a'), numeric('b', [10, 20])] });
    expect(contractProblem(classes, own)).toBeNull();
  });

  test('a contract without a design matrix', () => {
    const derived = [{ kind: 'log' as const, of: ['a'] as [string] }];
    expect(
      contractProblem({ ...contractBody(), contract: { ...contractBody().contract, derived } }, offer),
    ).toEqual({
      kind: 'invalid',
      details: { path: 'derived.0', expected: 'a column whose range is above 0' },
    });
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

  test('what must be refused is never asked instead', () => {
    const body = contractBody({ slotBits: 1 }, { roundLimit: 11 });
    expect(contractProblem(body, offer)).toMatchObject({ kind: 'bound' });
  });
});
