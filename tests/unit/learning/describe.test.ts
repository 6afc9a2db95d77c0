import { describe, expect, it } from 'vitest';

import { addTotals, baseOfTotals, describe as describeTotals } from '../../../src/learning/index.ts';
import { relative, statistics } from './references.ts';
import {
  contractWith,
  ISLANDS,
  numeric,
  penguinsMass,
  penguinsSex,
  tableFrom,
  totalsOfTable,
} from './rows.ts';
import { diabetesContract, get, HOSPITALS, ownerTotals } from './support.ts';

const contract = diabetesContract();
const totals = addTotals(HOSPITALS.map((table) => ownerTotals(contract, table)));

describe('descriptive statistics', () => {
  const { mean, sd, correlations } = statistics.diabetes.describe;

  it('are those of pandas, from BASE alone but for the correlations', () => {
    for (const description of [
      describeTotals(totals, contract),
      describeTotals(baseOfTotals(totals), contract),
    ]) {
      expect(description.variables.map(({ name }) => name)).toEqual(Object.keys(mean));
      for (const { name, count, mean: found, sd: deviation } of description.variables) {
        expect(count).toBe(442);
        expect(relative(found, mean[name] ?? 0)).toBeLessThan(1e-13);
        expect(relative(deviation, sd[name] ?? 0)).toBeLessThan(1e-12);
      }
    }
  });

  it('have the correlations of pandas once the Gram matrix is known', () => {
    const found = describeTotals(totals, contract).correlations;
    found?.forEach((row, i) =>
      row.forEach((entry, j) => expect(entry).toBeCloseTo(get(get(correlations, i), j), 12)),
    );
    expect(found).toHaveLength(11);
    expect(describeTotals(baseOfTotals(totals), contract).correlations).toBeNull();
  });

  it('give shares for categories', () => {
    const penguins = addTotals(ISLANDS.map((table) => totalsOfTable(penguinsMass, table)));
    const { variables } = describeTotals(penguins, penguinsMass);
    const of = (name: string) => variables.find((entry) => entry.name === name)?.mean;
    // Counted in the files: 68 Chinstrap, 119 Gentoo, 168 male of 333 complete rows.
    expect(of('species=Chinstrap')).toBeCloseTo(68 / 333, 14);
    expect(of('species=Gentoo')).toBeCloseTo(119 / 333, 14);
    const sexes = addTotals(ISLANDS.map((table) => totalsOfTable(penguinsSex, table)));
    expect(describeTotals(sexes, penguinsSex).variables.at(-1)?.mean).toBeCloseTo(168 / 333, 14);
  });

  it('have no correlation with what is constant, and no deviation of one row', () => {
    const small = contractWith([numeric('a', [0, 10]), numeric('b', [0, 10])], numeric('y', [0, 10]));
    const rows = [
      [1, 3, 2],
      [2, 3, 5],
      [4, 3, 1],
    ];
    const some = describeTotals(totalsOfTable(small, tableFrom(['a', 'b', 'y'], rows)), small);
    expect(some.correlations?.[1]).toEqual([null, null, null]);
    expect(get(some.variables, 1).sd).toBe(0);
    const one = describeTotals(totalsOfTable(small, tableFrom(['a', 'b', 'y'], rows.slice(0, 1))), small);
    expect(get(one.variables, 0)).toEqual({ name: 'a', count: 1, mean: expect.closeTo(1, 14) as number });
  });
});
