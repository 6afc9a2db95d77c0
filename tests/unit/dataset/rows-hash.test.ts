import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/dataset/index.ts';
import { createRowsHasher } from '../../../src/dataset/rows-hash.ts';
import { csv, sample, utf16 } from './support.ts';

async function hashOf(file: Blob | string): Promise<string> {
  return (await readProfile(typeof file === 'string' ? csv(file) : file)).rowsHash;
}

async function expectAlike(...files: readonly (Blob | string)[]): Promise<void> {
  const [first, ...others] = await Promise.all(files.map(hashOf));
  for (const [i, hash] of others.entries()) expect(hash, `file ${i + 1}`).toBe(first);
}

async function expectDistinct(...files: readonly (Blob | string)[]): Promise<void> {
  const hashes = await Promise.all(files.map(hashOf));
  expect(new Set(hashes).size).toBe(files.length);
}

const TEXT = 'größe,kind,n\n1.5,red,2\n-3,"a,b",4\n,blue,1000\n';

describe('the hash of the rows', () => {
  it('is 64 hex digits, the same wherever it is computed', async () => {
    // Computed by this implementation when it was written: an accidental change would make files that
    // have answered look as if they had not.
    expect(await hashOf(sample('diabetes.csv'))).toBe(
      '699de975f672dba0bd52172722186d0dbc8c14e8a6d32e13eefe535f9416fa7e',
    );
  });

  it('does not depend on delimiter, quotes, line ends, blank lines or spaces around cells', async () => {
    await expectAlike(
      TEXT,
      TEXT.replaceAll('\n', '\r\n'),
      TEXT.replaceAll('\n', '\r'),
      TEXT.slice(0, -1),
      `${TEXT}\n\n \n`,
      TEXT.replace('\n', '\n\n'),
      '"größe","kind","n"\n"1.5","red","2"\n"-3","a,b","4"\n"","blue","1000"\n',
      'größe;kind;n\n1.5;red;2\n-3;a,b;4\n;blue;1000\n',
      'größe\tkind\tn\n1.5\tred\t2\n-3\ta,b\t4\n\tblue\t1000\n',
      'größe|kind|n\n1.5|red|2\n-3|a,b|4\n|blue|1000\n',
      ' größe , kind , n \n 1.5 , red ,2  \n -3," a,b ", 4\n , blue\t,1000\n',
    );
  });

  it('does not depend on the encoding', async () => {
    await expectAlike(
      TEXT,
      csv(`\ufeff${TEXT}`),
      utf16(TEXT, false, true),
      utf16(TEXT, true, false),
      new Blob([Uint8Array.from(TEXT, (character) => character.charCodeAt(0))]),
    );
  });

  it('does not depend on how a number is written', async () => {
    await expectAlike(
      'a,b\n1.5,0\n-2000,3\n',
      'a,b\n1.50,-0\n-2e3,3.0\n',
      'a,b\n+1.5e0,0.000\n-2000.,03\n',
      'a;b\n1,5;0\n-2000;3\n',
      'a;b\n15e-1;0,0\n-0,2E+4;3\n',
    );
  });

  it('does not depend on the decimal mark inside text columns either', async () => {
    await expectAlike('a,b\n1,"3,5"\n2,x\n3,y\n', 'a;b\n1;3,5\n2;x\n3;y\n', 'a;b\n1;3.50\n2;x\n3;y\n');
    await expectAlike('a,b\n1,"1,5e999"\n2,x\n3,y\n', 'a;b\n1;1,5e999\n2;x\n3;y\n');
  });

  it('does not depend on which mark stands for a missing value', async () => {
    await expectAlike('a,b\n1,\n2,x\n3,y\n', 'a,b\n1,NA\n2,x\n3,y\n', 'a,b\n1, null\n2,x\n3,y\n');
    await expectDistinct('a,b\n1,\n2,x\n3,y\n', 'a,b\n1,0\n2,x\n3,y\n', 'a,b\n1,none\n2,x\n3,y\n');
  });

  it('does not depend on the order of rows or columns', async () => {
    const cell = fc.oneof(
      fc.integer({ min: -2, max: 2 }).map(String),
      fc.constantFrom('x', 'y', '', 'long text that takes more room than the numbers of a row do'),
    );
    const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
      fc.record({
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 8,
        }),
        columns: fc.shuffledSubarray([...new Array(width).keys()], { minLength: width }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.array(fc.nat(), { minLength: 18, maxLength: 18 }),
        async ({ rows, columns }, keys) => {
          // The first column keeps the file acceptable: numbers only.
          const write = (order: readonly number[], body: readonly (readonly string[])[]): string =>
            [
              ['n', ...order.map((i) => `c${i}`)],
              ...body.map((row) => ['1', ...order.map((i) => row[i] ?? '')]),
            ]
              .map((row) => row.join())
              .join('\n');
          const texts = ['u', 'v'].map((text) => columns.map(() => text));
          const body = [...rows, ...texts, ...texts, ...texts, ...texts, ...texts];
          const shuffled = body
            .map((row, i) => ({ row, at: keys[i] ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row);
          const inOrder = columns.toSorted((a, b) => a - b);
          await expectAlike(write(inOrder, body), write(columns, shuffled));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('depends on names, values, text and how often a row occurs', async () => {
    await expectDistinct(
      'a,b\n1,2\n3,4\n',
      'a,c\n1,2\n3,4\n',
      'b,a\n1,2\n3,4\n',
      'a,b\n1,2\n3,5\n',
      'a,b\n1,2\n3,4.000000000000001\n',
      'a,b\n1,4\n3,2\n',
      'a,b\n1,2\n3,4\n3,4\n',
      'a,b\n1,2\n1,2\n3,4\n',
      'a,b\n1,2\n1,2\n3,4\n3,4\n',
      'a,b\n1,2\n',
      'a,b,c\n1,2,\n3,4,\n',
      'a\n1\n3\n',
    );
    await expectDistinct(
      'a,b,c\n1,x,y\n',
      'a,b,c\n1,X,y\n',
      'a,b,c\n1,xy,\n',
      'a,b,c\n1,,xy\n',
      'a,b,c\n1,y,x\n',
      'a,b,c\n1,x y,\n',
    );
  });

  it('depends on every character of a text, however long', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(text, fc.nat(), (original, at) => {
        const place = at % original.length;
        const changed =
          original.slice(0, place) + (original[place] === 'x' ? 'y' : 'x') + original.slice(place + 1);
        const summary = (cell: string): string => {
          const rows = createRowsHasher(['a', 'b']);
          rows.addRow([`.${cell}.`, '1'], ['text', 'number'], Float64Array.of(0, 1));
          return rows.finish(1);
        };
        expect(summary(changed)).not.toBe(summary(original));
      }),
    );
    for (const length of [255, 256, 509, 510, 511, 512, 5000]) {
      const summary = (end: string): string => {
        const rows = createRowsHasher(['a']);
        rows.addRow([`${'.'.repeat(length - 1)}${end}`], ['text'], new Float64Array(1));
        return rows.finish(1);
      };
      expect(summary('x')).not.toBe(summary('y'));
    }
  });

  it('tells where a cell ends, whatever is in it', () => {
    const words = (text: string): Float64Array => {
      const units = Uint16Array.from(text, (character) => character.charCodeAt(0));
      return new Float64Array(units.buffer);
    };
    const summary = (second: 'text' | 'number', a: string, b: string): string => {
      const rows = createRowsHasher(['a', 'b']);
      const value = second === 'number' ? (words(b)[0] ?? 0) : 0;
      rows.addRow([a, b], ['text', second], Float64Array.of(0, value));
      return rows.finish(1);
    };
    // The head of a text cell, in code units, as part of a text.
    const head = '\0\0\u0001\u7ff8';
    expect(summary('text', 'ab', 'cdefgh')).not.toBe(summary('number', `ab${head}cd`, 'efgh'));
  });

  it('keeps numbers apart that are beyond float64', async () => {
    await expectDistinct('a;b\n1;1,5e999\n2;x\n3;y\n', 'a;b\n1;1,6e999\n2;x\n3;y\n');
  });

  it('depends on the values of rows that occur a great many times', () => {
    // Sums of four separate words modulo 2^32 would keep nothing of 2^32 equal rows; this one carries.
    const hasher = (times: number, value: number): string => {
      const rows = createRowsHasher(['a']);
      for (let i = 0; i < times; i++) rows.addRow([''], ['number'], Float64Array.of(value));
      return rows.finish(0);
    };
    const words = (text: string): number[] => (JSON.parse(text) as [string, string[], number, number[]])[3];
    const asInteger = (text: string): bigint =>
      words(text).reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
    expect(asInteger(hasher(1000, 7))).toBe(1000n * asInteger(hasher(1, 7)));
    expect(asInteger(hasher(1, 7))).not.toBe(asInteger(hasher(1, 8)));
  });
});
