import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTINCT_LIMIT, readProfile, type ColumnProfile } from '../../../src/dataset/index.ts';
import { CHUNK_BYTES } from '../../../src/dataset/source.ts';
import { csv, refusal, sample } from './support.ts';

async function columnOf(...cells: string[]): Promise<ColumnProfile | undefined> {
  const { columns } = await readProfile(csv(`n,x\n${cells.map((cell) => `1,${cell}`).join('\n')}`));
  return columns[1];
}

describe('the profile of a file', () => {
  it('tells rows, columns and what they hold', async () => {
    const profile = await readProfile(sample('diabetes.csv'));
    expect(profile).toMatchObject({
      name: 'diabetes.csv',
      rows: 442,
      bytes: 21262,
      encoding: 'utf-8',
      delimiter: ',',
      decimalComma: false,
      missingCells: 0,
      completeRows: 442,
    });
    expect(profile.milliseconds).toBeGreaterThanOrEqual(0);
    expect(profile.columns.map((column) => column.name).join()).toBe(
      'age,sex,bmi,bp,s1,s2,s3,s4,s5,s6,progression',
    );
    expect(profile.columns.every((column) => column.kind === 'numeric')).toBe(true);
    // Mean of the target as published with the data: 152.13348416289594 (scikit-learn, load_diabetes).
    expect(profile.columns[10]).toMatchObject({
      integers: true,
      minimum: 25,
      maximum: 346,
      missing: 0,
      distinct: 214,
    });
    expect(profile.columns[10]?.mean).toBeCloseTo(152.13348416289594, 10);
    expect(profile.columns[2]).toMatchObject({ integers: false, minimum: 18, maximum: 42.2 });
  });

  it('agrees with plain statistics on any numbers', async () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 50,
    });
    await fc.assert(
      fc.asyncProperty(values, async (numbers) => {
        const column = await columnOf(...numbers.map(String));
        expect(column).toMatchObject({
          kind: 'numeric',
          minimum: Math.min(...numbers) + 0,
          maximum: Math.max(...numbers) + 0,
          integers: numbers.every(Number.isInteger),
        });
        expect(column?.histogram.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
      }),
    );
  });

  it('counts equal bins from lowest to highest', async () => {
    const column = await columnOf(...Array.from({ length: 33 }, (_, i) => String(i / 2)));
    expect(column?.histogram).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3]);
    expect((await columnOf('5', '5'))?.histogram[0]).toBe(2);
  });

  it('keeps the shape of a long column in the histogram', async () => {
    // A quarter of the values are 0, the others 1, in an order that no even spacing follows.
    const rows = Array.from({ length: 50_000 }, (_, i) =>
      String(((i * 7919) % 10_007) / 10_007 < 0.25 ? 0 : 1),
    );
    const histogram = (await columnOf(...rows))?.histogram ?? [];
    const share = (histogram[0] ?? 0) / ((histogram[0] ?? 0) + (histogram[15] ?? 0));
    expect(share).toBeCloseTo(0.25, 1);
  });

  it('counts missing cells, and the rows without one', async () => {
    const text = 'a,b\n1,NA\n,2\nn/a,null\n?,-\nNaN,nan\n" ",NULL\n3,4\n';
    const profile = await readProfile(csv(text));
    expect(profile).toMatchObject({ rows: 7, missingCells: 10, completeRows: 1 });
    expect(profile.columns.map((column) => column.missing)).toEqual([5, 5]);
  });

  it('takes the marks it is told, numbers among them', async () => {
    const options = { missingMarks: ['-999', 'none'] };
    const { columns } = await readProfile(csv('a\n1\n-999\n-999.0\nNone\n'), options);
    expect(columns[0]).toMatchObject({ kind: 'numeric', missing: 3, minimum: 1, maximum: 1 });
    const details = await refusal(readProfile(csv('a\n1\n2\n3\n4\n?\n'), options), 'csv-not-numeric');
    expect(details).toMatchObject({ line: 6, value: '?' });
  });

  it('says what it can of a column without values', async () => {
    expect(await columnOf('', 'NA')).toEqual({
      name: 'x',
      kind: 'numeric',
      integers: false,
      missing: 2,
      distinct: 0,
      histogram: [],
    });
  });

  it('recognises text beside numbers, and counts its categories', async () => {
    const column = await columnOf('red', 'blue', ' red ', '', '"say ""hi"""', 'red', '7');
    expect(column).toEqual({
      name: 'x',
      kind: 'text',
      integers: false,
      missing: 1,
      distinct: 4,
      histogram: [],
      categories: [
        { value: 'red', count: 3 },
        { value: '7', count: 1 },
        { value: 'blue', count: 1 },
        { value: 'say "hi"', count: 1 },
      ],
    });
  });

  it('has the median: of the middle two where there is no middle', async () => {
    expect((await columnOf('3', '1', '10'))?.median).toBe(3);
    expect((await columnOf('3', '1', '10', 'NA', '4'))?.median).toBe(3.5);
    expect((await columnOf('1e308', '1.5e308'))?.median).toBe(1.25e308);
    const long = await columnOf(...Array.from({ length: 50_000 }, (_, i) => String((i * 7919) % 10_007)));
    expect(Math.abs((long?.median ?? 0) - 5003)).toBeLessThan(200);
    expect(await columnOf('a', 'b')).not.toHaveProperty('median');
  });

  it('counts few numbers as categories, however they are written', async () => {
    expect((await columnOf('1', '2', '1.0', '+1', '', '2.5'))?.categories).toEqual([
      { value: '1', count: 3 },
      { value: '2', count: 1 },
      { value: '2.5', count: 1 },
    ]);
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));
    expect((await columnOf(...numbers(50)))?.categories).toHaveLength(50);
    expect(await columnOf(...numbers(51))).not.toHaveProperty('categories');
    const { columns } = await readProfile(csv('n;x\n1;2,5\n1;2,50\n'));
    expect(columns[1]?.categories).toEqual([{ value: '2.5', count: 2 }]);
  });

  it('leaves white space around categories out, as holding them against a contract does', async () => {
    expect((await columnOf('red', '\tred ', 'blue'))?.categories).toEqual([
      { value: 'red', count: 2 },
      { value: 'blue', count: 1 },
    ]);
  });

  it('keeps no list of more categories than a contract may name', async () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`);
    expect((await columnOf(...words(200)))?.categories).toHaveLength(200);
    expect(await columnOf(...words(201))).toMatchObject({ kind: 'text', distinct: 201 });
    expect(await columnOf(...words(201))).not.toHaveProperty('categories');
    expect((await columnOf(...words(3000)))?.distinct).toBe(DISTINCT_LIMIT);
  });

  it('takes a column for numbers up to one other cell in ten, and for text beyond', async () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));
    const profile = (...cells: string[]) => readProfile(csv(`n,x\n${cells.map((c) => `1,${c}`).join('\n')}`));
    await refusal(profile(...numbers(18), 'a', 'b'), 'csv-not-numeric');
    await refusal(profile(...numbers(3), 'a'), 'csv-not-numeric');
    expect((await columnOf(...numbers(17), 'a', 'b'))?.kind).toBe('text');
    expect((await columnOf('1', '2', 'a'))?.kind).toBe('text');
    expect((await columnOf('1', 'a'))?.kind).toBe('text');
  });

  it('reports progress and reads files of many chunks', async () => {
    const rows = 150_000;
    const blob = csv(`a,b\n${Array.from({ length: rows }, (_, i) => `${i},"${i}\n"`).join('\n')}`);
    const progress: number[] = [];
    const profile = await readProfile(blob, { onProgress: (done, total) => progress.push(done / total) });
    expect(profile).toMatchObject({
      rows,
      columns: [{ maximum: rows - 1 }, { maximum: rows - 1, kind: 'numeric' }],
    });
    expect(progress.length).toBe(Math.ceil(blob.size / CHUNK_BYTES));
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const blob = csv(`a\n${'1\n'.repeat(CHUNK_BYTES)}`);
    const reading = readProfile(blob, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await refusal(reading, 'cancelled');
  });
});
