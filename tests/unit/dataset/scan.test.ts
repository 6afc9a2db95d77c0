import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../src/contract/index.ts';
import {
  computeTotals,
  csvWithPredictions,
  scanDesign,
  type DesignRow,
  type ScanOptions,
} from '../../../src/dataset/index.ts';
import { contractOf, csv, nominal, numeric, ordinal, refusal, sample } from './support.ts';

const A = numeric('a', [1, 10]);
const N = nominal('n', 'x', 'y');
const Y = numeric('y', [0, 100]);

async function scan(text: string | Blob, contract: Contract, options: ScanOptions = {}) {
  const rows: DesignRow[] = [];
  const file = typeof text === 'string' ? csv(text) : text;
  const summary = await scanDesign(file, contract, options, (row) => {
    rows.push({ ...row, values: row.values.slice() });
  });
  return { rows, summary };
}

describe('scanning a file to predict from', () => {
  it('gives the terms in the units of the data, the cells, and the target', async () => {
    const contract = contractOf(Y, [A, N, ordinal('o', 'low', 'high')], {
      derived: [
        { kind: 'product', of: ['a', 'n'] },
        { kind: 'log', of: ['a'] },
      ],
    });
    const { rows, summary } = await scan('id,y,o,n,a\nfirst,50,high,y,2.5\n"2,nd",NA,low,x,4\n', contract);
    expect(rows).toEqual([
      {
        index: 0,
        names: ['id', 'y', 'o', 'n', 'a'],
        cells: ['first', '50', 'high', 'y', '2.5'],
        values: Float64Array.of(1, 2.5, 1, 2, 2.5, Math.log(2.5)),
        problem: null,
        extrapolated: false,
        target: 50,
      },
      {
        index: 1,
        names: ['id', 'y', 'o', 'n', 'a'],
        cells: ['2,nd', 'NA', 'low', 'x', '4'],
        values: Float64Array.of(1, 4, 0, 1, 0, Math.log(4)),
        problem: null,
        extrapolated: false,
        target: NaN,
      },
    ]);
    expect(summary).toEqual({
      rows: 2,
      usable: 2,
      extrapolated: 0,
      withTarget: 1,
      problems: { missing: 0, 'unknown-category': 0, undefined: 0 },
      hasTarget: true,
    });
  });

  it('needs no target', async () => {
    const { rows, summary } = await scan('a\n2\n', contractOf(Y, [A]));
    expect(rows[0]?.target).toBeNaN();
    expect(summary).toMatchObject({ usable: 1, withTarget: 0, hasTarget: false });
  });

  it('takes numbers outside the range as they are, or clipped as in training, and says so', async () => {
    const features = [
      A,
      numeric('b', [0, 1], { outside: 'clip' }),
      numeric('c', [0, 1], { outside: 'drop' }),
    ];
    const { rows, summary } = await scan(
      'a,b,c,y\n20,0,0,1\n2,5,0,1\n2,0,-3,101\n2,0,0,1\n',
      contractOf(Y, features),
    );
    expect(rows.map(({ values }) => [...values])).toEqual([
      [1, 20, 0, 0],
      [1, 2, 1, 0],
      [1, 2, 0, -3],
      [1, 2, 0, 0],
    ]);
    expect(rows.map(({ extrapolated }) => extrapolated)).toEqual([true, true, true, false]);
    expect(rows[2]?.target).toBe(101);
    expect(summary).toMatchObject({ usable: 4, extrapolated: 3, withTarget: 4 });
  });

  it('counts rows without a prediction by reason', async () => {
    const contract = contractOf(Y, [A, N], { derived: [{ kind: 'log', of: ['a'] }] });
    const text = 'a,n,y\n2,x,1\nNA,x,1\n2,w,1\n-1,x,1\n0,y,1\n2,,1\nNA,w,1\n';
    const { rows, summary } = await scan(text, contract);
    expect(rows.map(({ problem }) => problem)).toEqual([
      null,
      'missing',
      'unknown-category',
      'undefined',
      'undefined',
      'missing',
      'missing',
    ]);
    expect(summary).toMatchObject({
      rows: 7,
      usable: 1,
      extrapolated: 0,
      problems: { missing: 3, 'unknown-category': 1, undefined: 2 },
    });
  });

  it('lets constants stand in where the contract does', async () => {
    const features = [
      { ...A, missing: { policy: 'indicator', constant: 3 } as const },
      { ...N, missing: { policy: 'indicator' } as const },
    ];
    const { rows } = await scan('a,n,y\nNA,NA,1\n', contractOf(Y, features));
    expect([...(rows[0]?.values ?? [])]).toEqual([1, 3, 1, 0, 1]);
    expect(rows[0]?.problem).toBeNull();
  });

  it('tells the classes of a logistic target, and what is none', async () => {
    const model = { kind: 'logistic', positive: 'yes' } as const;
    const { rows } = await scan(
      'a,t\n2,yes\n2,no\n2,maybe\n2,\n',
      contractOf(nominal('t', 'no', 'yes'), [A], { model }),
    );
    expect(rows.map(({ target }) => target)).toEqual([1, 0, NaN, NaN]);
    const binary = contractOf(numeric('t', [1, 2], { type: 'discrete' }), [A], {
      model: { kind: 'logistic', positive: '1' },
    });
    const numbers = await scan('a,t\n2,1\n2,2.0\n2,3\n2,1.5\n', binary);
    expect(numbers.rows.map(({ target }) => target)).toEqual([1, 0, NaN, NaN]);
  });

  it('sums to the totals of the same file', async () => {
    const features = [numeric('bmi', [10, 30], { outside: 'clip' }), numeric('bp', [0, 200])];
    const contract = contractOf(numeric('progression', [0, 400]), features);
    const { gram } = await computeTotals(sample('diabetes.csv'), contract);
    let sum = 0;
    await scanDesign(sample('diabetes.csv'), contract, {}, ({ values }) => {
      sum += ((values[1] ?? 0) - 20) / 10;
    });
    expect(sum).toBeCloseTo(Number(gram[1]) / 2 ** 52, 8);
  });

  it('refuses what cannot be read, and features that are not there', async () => {
    expect(await refusal(scan('b\n1\n', contractOf(Y, [A])), 'data-column-missing')).toEqual({
      names: ['a'],
    });
    expect(await refusal(scan('a\n1\nx\n', contractOf(Y, [A])), 'data-not-numeric')).toMatchObject({
      line: 3,
    });
    await refusal(scan('a\n1\ninf\n', contractOf(Y, [A])), 'csv-not-finite');
    const log = contractOf(Y, [numeric('a', [0, 1])], { derived: [{ kind: 'log', of: ['a'] }] });
    await refusal(scan('', log), 'contract-invalid');
    expect(await scan('A\n2\n', contractOf(Y, [A]), { columnNames: { a: 'A' } })).toMatchObject({
      summary: { usable: 1 },
    });
  });
});

describe('predictions beside the cells of a file', () => {
  const predict = ({ values }: DesignRow) => 2 * (values[1] ?? 0);
  const written = async (text: string, options = {}, contract = contractOf(Y, [A])) => {
    const { csv: blob } = await csvWithPredictions(csv(text), contract, options, predict);
    return blob.text();
  };

  it('stand in a column of their own, empty where there is none', async () => {
    expect(await written('a,id\n2,first\nNA,second\n30,third\n')).toBe(
      'a,id,prediction\r\n2,first,4\r\nNA,second,\r\n30,third,60\r\n',
    );
  });

  it('take another name where theirs is taken', async () => {
    expect(await written('a,prediction,prediction 2\n2,,\n')).toContain(
      'a,prediction,prediction 2,prediction 3\r\n',
    );
    expect(await written('a\n2\n', { column: 'predicted y' })).toBe('a,predicted y\r\n2,4\r\n');
  });

  it('leave a cell empty for what is not a number', async () => {
    const { csv: blob } = await csvWithPredictions(csv('a\n2\n'), contractOf(Y, [A]), {}, () => NaN);
    expect(await blob.text()).toBe('a,prediction\r\n2,\r\n');
  });

  it('are written with a decimal comma where the file has one', async () => {
    expect(await written('a;b\n2,75;x\n', { decimalComma: true })).toBe(
      'a;b;prediction\r\n"2,75";x;"5,5"\r\n',
    );
  });

  it('defuse what a spreadsheet would run, and nothing else', async () => {
    const cells = [
      '=1+1',
      '+cmd',
      '-cmd',
      '@SUM(A1)',
      '\tx',
      ' =1',
      '-2+3',
      '\uff1d1',
      "'quoted",
      '-5',
      '+1e3',
      '-',
      'a=b',
    ];
    const text = Papa.unparse([['a', '=head'], ...cells.map((cell) => ['2', cell])]);
    const { data } = Papa.parse<string[]>((await written(text)).trimEnd());
    expect(data.map(([, cell]) => cell)).toEqual([
      "'=head",
      "'=1+1",
      "'+cmd",
      "'-cmd",
      "'@SUM(A1)",
      "'\tx",
      "' =1",
      "'-2+3",
      "'\uff1d1",
      "'quoted",
      '-5',
      '+1e3',
      '-',
      'a=b',
    ]);
  });

  it('read back as they were, whatever the cells hold', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', 'é', '1') })
      .filter((text) => !text.startsWith('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), async (cells) => {
        const text = Papa.unparse([['a', 'b'], ...cells.map((each) => ['2', each])], { quotes: true });
        const { data } = Papa.parse<string[]>(await written(text), { newline: '\r\n', skipEmptyLines: true });
        expect(data.slice(1)).toEqual(cells.map((each) => ['2', each, '4']));
      }),
    );
  });

  it('come with the summary of the scan', async () => {
    const { summary } = await csvWithPredictions(csv('a\n2\nNA\n'), contractOf(Y, [A]), {}, predict);
    expect(summary).toMatchObject({ rows: 2, usable: 1, problems: { missing: 1 } });
  });
});
