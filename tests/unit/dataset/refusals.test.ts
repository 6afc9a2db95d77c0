import { describe, expect, it } from 'vitest';
import { MAX_COLUMNS } from '../../../src/contract/index.ts';
import { readProfile } from '../../../src/dataset/index.ts';
import { CHUNK_BYTES } from '../../../src/dataset/source.ts';
import { csv, refusal } from './support.ts';

const ROWS = Array.from({ length: 30 }, (_, i) => `${i},${60 + i}.5,x${i % 2}`);

/** A table of 30 rows whose second column has `cell` on line 18. */
function tableWith(cell: string): string {
  return ['n,bp,ward', ...ROWS.map((row, i) => (i === 16 ? `16,${cell},x0` : row))].join('\n');
}

describe('what cannot be read', () => {
  it.each(['', '\ufeff', '\n\n', '  \r\n'])('an empty file: %j', async (text) => {
    await refusal(readProfile(csv(text)), 'csv-empty');
  });

  it.each(['a,b', 'a,b\n', 'a,b\r\n\r\n'])('a header and no rows: %j', async (text) => {
    await refusal(readProfile(csv(text)), 'csv-no-rows');
  });

  it('a record with too few or too many fields', async () => {
    const short = await refusal(readProfile(csv('a,b,c\n1,"2\n",3\n4,5\n6,7,8\n')), 'csv-ragged');
    expect(short).toEqual({
      line: 4,
      expected: 3,
      found: 2,
      context: ['",3', '4,5', '6,7,8'],
      contextLine: 3,
    });
    const long = await refusal(readProfile(csv('a,b\n1,2\n3,4,5')), 'csv-ragged');
    expect(long).toEqual({ line: 3, expected: 2, found: 3, context: ['1,2', '3,4,5'], contextLine: 2 });
  });

  it('a quote that is never closed', async () => {
    const details = await refusal(readProfile(csv('a,b\n1,2\n3,"4\n5,6\n7,8\n')), 'csv-unclosed-quote');
    expect(details).toMatchObject({ line: 3, column: 2, context: ['1,2', '3,"4', '5,6'], contextLine: 2 });
  });

  it('binary data', async () => {
    const zip = Uint8Array.from([
      0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00, 0x08, 0x00, 0x2c, 0x0a, 0xc3, 0xff, 0, 1, 0, 0,
    ]);
    await refusal(readProfile(new Blob([zip])), 'csv-not-text');
    await refusal(readProfile(csv(`a,b\n${'1,2\n'.repeat(400_000)}\0`)), 'csv-not-text');
  });

  it('a column without a name', async () => {
    expect(await refusal(readProfile(csv('a, ,c\n1,2,3')), 'csv-header-empty-name')).toMatchObject({
      line: 1,
      column: 2,
    });
  });

  it('two columns of one name', async () => {
    const details = await refusal(readProfile(csv('\na,b, a\n1,2,3')), 'csv-header-duplicate');
    expect(details).toMatchObject({ line: 2, column: 3, name: 'a', first: 1 });
  });

  it('too many columns', async () => {
    const text = (count: number) => {
      const names = Array.from({ length: count }, (_, i) => `c${i}`);
      return `${names.join()}\n${names.map(() => '1').join()}`;
    };
    expect((await readProfile(csv(text(MAX_COLUMNS)))).columns).toHaveLength(MAX_COLUMNS);
    const details = await refusal(readProfile(csv(text(MAX_COLUMNS + 1))), 'csv-too-many-columns');
    expect(details).toEqual({ limit: MAX_COLUMNS, found: MAX_COLUMNS + 1 });
  });

  it('no column of numbers', async () => {
    const details = await refusal(readProfile(csv('a,b\nx,y\nz,\n')), 'csv-no-numeric-columns');
    expect(details).toEqual({ names: ['a', 'b'] });
  });

  it('a file that the browser cannot read any more', async () => {
    const gone = new Blob(['a\n1']);
    gone.slice = () => {
      throw new DOMException('changed on disk', 'NotReadableError');
    };
    await refusal(readProfile(gone), 'storage-failed');
  });
});

describe('cells that are no numbers', () => {
  it('a slip among numbers: line, column, name, cell and the lines around it', async () => {
    expect(await refusal(readProfile(csv(tableWith('87.o'))), 'csv-not-numeric')).toEqual({
      line: 18,
      column: 2,
      name: 'bp',
      value: '87.o',
      context: ['15,75.5,x1', '16,87.o,x0', '17,77.5,x1'],
      contextLine: 17,
    });
  });

  it.each(['Infinity', '-inf', '+INF', '∞', '1e999'])('%s', async (cell) => {
    const details = await refusal(readProfile(csv(tableWith(cell))), 'csv-not-finite');
    expect(details).toMatchObject({ line: 18, column: 2, name: 'bp', value: cell });
  });

  it('a column of nothing but infinities', async () => {
    expect(await refusal(readProfile(csv('a,b\n1,inf\n2,inf')), 'csv-not-finite')).toMatchObject({
      line: 2,
      column: 2,
    });
  });

  it.each(['0x10', '1 000', '12%', '"1,000"'])('%s', async (cell) => {
    await refusal(readProfile(csv(tableWith(cell))), 'csv-not-numeric');
  });

  it('a NaN is missing, not wrong', async () => {
    expect((await readProfile(csv(tableWith('NaN')))).missingCells).toBe(1);
  });

  it('the first of several mistakes', async () => {
    const text = tableWith('inf').replace('20,80.5', '2o,8o.5').replace('5,65.5', '5,six');
    expect(await refusal(readProfile(csv(text)), 'csv-not-numeric')).toMatchObject({ line: 7, value: 'six' });
  });

  it('the physical line after quoted line breaks, in the cell itself too', async () => {
    const text = `n,x,y\n1,"a\r\nb",1\n2,"c\n\nd",2\n3,e,3\n4,f,4\n5,"g\nh",bad\n6,i,6\n7,j,7`;
    const details = await refusal(readProfile(csv(text)), 'csv-not-numeric');
    expect(details).toMatchObject({
      line: 10,
      column: 3,
      value: 'bad',
      context: ['5,"g', 'h",bad', '6,i,6'],
    });
  });

  it('shows at most 40 characters of a cell, and the stretch of a long line where it stands', async () => {
    const long = 'y'.repeat(1000);
    const rows = Array.from({ length: 20 }, (_, i) => `${long},${i === 9 ? 'z'.repeat(50) : i},${long}`);
    const details = await refusal(readProfile(csv(`a,b,c\n${rows.join('\n')}`)), 'csv-not-numeric');
    expect(details['value']).toBe('z'.repeat(40));
    const [before, line, after] = details['context'] as string[];
    expect([before?.length, line?.length, after?.length]).toEqual([400, 400, 400]);
    expect(line).toContain('z'.repeat(50));
  });

  it('counts a CRLF that two chunks share as one line break', async () => {
    const first = `0,1,${'x'.repeat(CHUNK_BYTES - 'n,x,y\r\n0,1,\r'.length)}\r\n`;
    const rows = Array.from({ length: 10 }, (_, i) => `${i},${i === 5 ? 'bad' : i},x\r\n`);
    const details = await refusal(readProfile(csv(`n,x,y\r\n${first}${rows.join('')}`)), 'csv-not-numeric');
    expect(details).toMatchObject({ line: 8, context: ['4,4,x', '5,bad,x', '6,6,x'], contextLine: 7 });
  });

  it('shows lines of other encodings and other line breaks', async () => {
    const text = tableWith('87.o').replace('x0', 'ü').replaceAll('\n', '\r');
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    const details = await refusal(readProfile(new Blob([bytes])), 'csv-not-numeric');
    expect(details).toMatchObject({ line: 18, context: ['15,75.5,x1', '16,87.o,x0', '17,77.5,x1'] });
  });
});
