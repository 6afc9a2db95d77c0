import { describe, expect, it } from 'vitest';
import { unionOfColumns, type Column } from '../../../src/contract/index.ts';
import {
  looksLikeAnotherUnit,
  proposeColumn,
  readProfile,
  type ColumnProfile,
} from '../../../src/dataset/index.ts';
import { csv, nominal, sample } from './support.ts';

async function profileOf(values: readonly number[]): Promise<ColumnProfile> {
  const [column] = (await readProfile(csv(`x\n${values.join('\n')}`))).columns;
  if (column === undefined) throw new Error('no column');
  return column;
}

/** Which of several owners' columns are warned of, given the union of what they propose. */
function warned(profiles: readonly ColumnProfile[]): boolean[] {
  const proposals = profiles.map((profile, owner) => {
    const column = proposeColumn(profile);
    return { owner, columns: column === null ? [] : [column] };
  });
  const united = unionOfColumns(proposals)[0]?.column;
  return profiles.map((profile) => united !== undefined && looksLikeAnotherUnit(profile, united));
}

/** Values that lie between two ends as those of a symmetrical distribution do. */
const spread = (low: number, high: number, count = 40) =>
  Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    return Number((low + (high - low) * (share + Math.sin(2 * Math.PI * share) / 10)).toFixed(3));
  });

const warnedOf = async (...columns: readonly (readonly number[])[]) =>
  warned(await Promise.all(columns.map(profileOf)));

describe('a column in another unit', () => {
  it.each<[string, number[], number[]]>([
    ['metres among centimetres', spread(1.5, 1.98), spread(151, 196)],
    ['kilograms among grams', spread(2.7, 6.3), spread(2700, 6300)],
    ['kilograms of persons among grams', spread(45, 120), spread(45_000, 120_000)],
    ['body temperatures in Celsius among Fahrenheit', spread(35.5, 40.5), spread(96, 105)],
    ['years among months', spread(20, 80).map(Math.round), spread(240, 960).map(Math.round)],
    ['millimoles among milligrams', spread(3.2, 7.5), spread(120, 290)],
    ['amounts from 0 among a hundredth of it', spread(0, 30), spread(0, 3000)],
  ])('is seen by its owner: %s', async (_, own, others) => {
    expect(await warnedOf(own, others)).toEqual([true, false]);
    expect(await warnedOf(others, own, others)).toEqual([false, true, false]);
  });

  it.each<[string, number[], number[]]>([
    ['the same unit', spread(151, 196), spread(149, 201)],
    ['children among adults', spread(0, 17).map(Math.round), spread(18, 95).map(Math.round)],
    ['the old among all', spread(80, 100).map(Math.round), spread(0, 100).map(Math.round)],
    ['small animals among large', spread(2700, 3900), spread(4500, 6300)],
    ['amounts of which others have ten times as much', spread(0, 100), spread(0, 1000)],
    ['codes', Array.from({ length: 40 }, (_, i) => 1 + (i % 2)), spread(1, 12).map(Math.round)],
    ['one year among several', Array.from({ length: 40 }, () => 2007), [2007, 2008, 2009, 2008]],
    ['outdoor temperatures, which overlap', spread(-10, 35), spread(14, 95)],
  ])('is not suspected in %s', async (_, own, others) => {
    expect(await warnedOf(own, others)).toEqual([false, false]);
  });

  it('is not suspected in any column of the sample owners', async () => {
    for (const names of [
      ['penguins-biscoe', 'penguins-dream', 'penguins-torgersen'],
      ['diabetes-hospital-a', 'diabetes-hospital-b', 'diabetes-hospital-c'],
    ]) {
      const files = await Promise.all(names.map((name) => readProfile(sample(`${name}.csv`))));
      for (const [i, { kind }] of (files[0]?.columns ?? []).entries()) {
        const profiles = files.map(({ columns }) => columns[i]).filter((column) => column !== undefined);
        if (kind === 'numeric') expect(warned(profiles)).toEqual([false, false, false]);
      }
    }
  });

  it('does not depend on a shift or scale of all', async () => {
    const [own, others] = [spread(15, 19.8), spread(151, 196)];
    const change = (values: number[], scale: number, shift: number) =>
      values.map((value) => scale * value + shift);
    for (const [scale, shift] of [
      [1, 0],
      [1000, 0],
      [-1, 0],
      [0.001, 50],
    ] as const) {
      expect(await warnedOf(change(own, scale, shift), change(others, scale, shift))).toEqual([true, false]);
    }
  });

  it('is a matter of numbers only', async () => {
    const column: Column = nominal('x', 'a', 'b');
    expect(looksLikeAnotherUnit(await profileOf(spread(1, 2)), column)).toBe(false);
    const [text] = (await readProfile(csv('t,n\na,1\nb,2\n'))).columns;
    const numbers = proposeColumn(await profileOf(spread(100, 200)));
    expect(text && numbers && looksLikeAnotherUnit(text, numbers)).toBe(false);
  });
});
