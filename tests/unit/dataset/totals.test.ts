import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract, NumericColumn } from '../../../src/contract/index.ts';
import {
  computeTotals,
  proposeColumn,
  readProfile,
  type OwnerTotals,
  type TotalsOptions,
} from '../../../src/dataset/index.ts';
import { contractOf, csv, numeric, refusal, sample, utf16 } from './support.ts';

/** A float64 as numerator over 2^1074: all of them are. */
function exact(value: number): bigint {
  const [word = 0n] = new BigUint64Array(Float64Array.of(value).buffer);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & ((1n << 52n) - 1n);
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return word >> 63n === 1n ? -magnitude : magnitude;
}

/** round(sum of a_r b_r, times 2^bits), halves upwards, in fractions of integers. */
function oracle(a: readonly number[], b: readonly number[], bits: number): bigint {
  const sum = a.reduce((total, x, r) => total + exact(x) * exact(b[r] ?? 0), 0n);
  const denominator = 1n << (2n * 1074n - BigInt(bits));
  return (2n * sum + denominator) >> (2n * 1074n - BigInt(bits) + 1n);
}

type Sums = Pick<OwnerTotals, 'rows' | 'dropped' | 'dimension' | 'gram' | 'xty' | 'yty'>;

/** What the model owner gets a sum of. */
async function sumsOf(file: Blob, contract: Contract, options?: TotalsOptions): Promise<Sums> {
  const { rows, dropped, dimension, gram, xty, yty } = await computeTotals(file, contract, options);
  return { rows, dropped, dimension, gram, xty, yty };
}

/** Totals of columns of values by the definition, for contracts whose rows are all used. */
function totalsOf(columns: readonly (readonly number[])[], contract: Contract): Sums {
  const described = [...contract.features, contract.target] as NumericColumn[];
  const mapped = columns.map((column, c) => {
    const [lo, hi] = described[c]?.range ?? [0, 1];
    return column.map((x) => (2 * (x - lo)) / (hi - lo) - 1);
  });
  const y = mapped.pop() ?? [];
  const x = [y.map(() => 1), ...mapped];
  const { gramBits, weightBits } = contract.scales;
  return {
    rows: y.length,
    dropped: 0,
    dimension: x.length,
    gram: x.flatMap((a) => x.map((b) => oracle(a, b, gramBits))),
    xty: x.map((a) => oracle(a, y, gramBits + weightBits)),
    yty: oracle(y, y, gramBits),
  };
}

const A = numeric('a', [0, 10]);
const Y = numeric('y', [0, 100]);
const SIMPLE = contractOf(Y, [A]);
const totalsFor = (text: string, contract = SIMPLE) => sumsOf(csv(text), contract);
const changed = (change: Partial<NumericColumn>) => contractOf(Y, [{ ...A, ...change }]);

describe('totals of a file', () => {
  it('equal exact arithmetic on the mapped values to the last digit, for any data, range and scale', async () => {
    const value = fc.double({ min: -1000, max: 1000, noNaN: true });
    const edge = fc.constantFrom(-1000, 1000, 0, 1e-300, 999.9999999999999);
    const row = fc.array(fc.oneof(value, edge), { minLength: 3, maxLength: 3 });
    const range = fc.constantFrom<[number, number]>([-1000, 1000], [-1e6, 3e7], [-1234.5678, 1001.001]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        range,
        range,
        fc.constantFrom<40 | 52 | 60>(40, 52, 60),
        async (rows, featureRange, targetRange, gramBits) => {
          const features = [numeric('a', featureRange), numeric('b', [-1000, 1001])];
          const scales = { gramBits, weightBits: 40 as const, weightBound: 4096 };
          const contract = contractOf(numeric('y', targetRange), features, { scales });
          const text = `b,unused,y,a\n${rows.map(([a, b, y]) => [b, 'x', y, a].join()).join('\n')}`;
          const columns = [0, 1, 2].map((c) => rows.map((r) => (r[c] ?? 0) + 0));
          expect(await totalsFor(text, contract)).toEqual(totalsOf(columns, contract));
        },
      ),
    );
  });

  it('of the diabetes data equal a straightforward sum', async () => {
    const file = sample('diabetes.csv');
    const [header = '', ...lines] = (await file.text()).trim().split('\n');
    const rows = lines.map((line) => line.split(',').map(Number));
    const columns = header.split(',').map((_, c) => rows.map((row) => row[c] ?? NaN));
    const { columns: profiles } = await readProfile(file);
    const proposals = profiles.map((profile) => proposeColumn(profile)).filter((column) => column !== null);
    const [target = Y, ...features] = [...proposals.slice(10), ...proposals.slice(0, 10)];
    const contract = contractOf(target, features);
    const totals = await sumsOf(file, contract);
    expect(totals).toEqual(totalsOf(columns, contract));
    expect(totals).toMatchObject({ rows: 442, dropped: 0, dimension: 11 });
    expect(totals.gram[0]).toBe(442n << 52n);
  });

  it('of parts add up to the totals of the whole, but for one rounding each', async () => {
    const contract = contractOf(numeric('progression', [0, 350]), [
      numeric('bmi', [10, 50]),
      numeric('bp', [60, 140]),
    ]);
    const whole = await computeTotals(sample('diabetes.csv'), contract);
    const names = ['a', 'b', 'c'].map((owner) => `diabetes-hospital-${owner}.csv`);
    const parts = await Promise.all(names.map((name) => computeTotals(sample(name), contract)));
    whole.gram.forEach((entry, i) => {
      const sum = parts.reduce((total, part) => total + (part.gram[i] ?? 0n), 0n);
      expect(Number(sum - entry)).toBeGreaterThanOrEqual(-2);
      expect(Number(sum - entry)).toBeLessThanOrEqual(2);
    });
    expect(parts.map((part) => part.rows)).toEqual([221, 132, 89]);
  });

  it('do not depend on how the file is written', async () => {
    const expected = await totalsFor('a,y\n2.5,10\n10,100\n');
    expect(await totalsFor('\ufeff y ; a \r\n10;2,5\r\n\r\n1e2;10,0\r\n')).toEqual(expected);
    expect(await totalsFor('y\t"a"\r"10"\t"2.5"\r100\t +10')).toEqual(expected);
    expect(await sumsOf(utf16('a|y\n2.5|10\n10|100\n', false, false), SIMPLE)).toEqual(expected);
  });

  it('leave rows with a missing value out and count them', async () => {
    const text = 'a,y,other\n1,10,\nNA,20,1\n3,,1\n4,?,x\n5,50,\n';
    const totals = await totalsFor(text);
    expect(totals).toMatchObject({ rows: 2, dropped: 3 });
    expect(totals).toEqual({ ...(await totalsFor('a,y\n1,10\n5,50\n')), dropped: 3 });
  });

  it('take the marks of the contract', async () => {
    const contract = { ...SIMPLE, missingMarks: ['-999'] };
    expect(await totalsFor('a,y\n-999,10\n5,50\n', contract)).toMatchObject({ rows: 1, dropped: 1 });
    await refusal(totalsFor('a,y\nNA,10\n5,50\n', contract), 'data-not-numeric');
  });

  it('include values on the ends of the range', async () => {
    expect((await totalsFor('a,y\n0,0\n10,100\n')).gram).toEqual([2n << 52n, 0n, 0n, 2n << 52n]);
  });

  it('clip or drop values outside the range where the contract says so', async () => {
    const text = 'a,y\n-5,10\n11,20\n5,30\n';
    expect(await totalsFor(text, changed({ outside: 'clip' }))).toEqual(
      await totalsFor('a,y\n0,10\n10,20\n5,30\n'),
    );
    expect(await totalsFor(text, changed({ outside: 'drop' }))).toEqual({
      ...(await totalsFor('a,y\n5,30\n')),
      dropped: 2,
    });
  });

  it('of ranges as wide as float64 has room for are finite', async () => {
    const contract = changed({ range: [-8e307, 8e307] });
    expect((await totalsFor('a,y\n-8e307,1\n8e307,1\n', contract)).gram).toEqual([
      2n << 52n,
      0n,
      0n,
      2n << 52n,
    ]);
  });

  it('report progress and can be cancelled', async () => {
    const done: number[] = [];
    const file = csv('a,y\n1,2\n');
    await computeTotals(file, SIMPLE, { onProgress: (bytes, total) => done.push(bytes / total) });
    expect(done).toEqual([1]);
    await refusal(computeTotals(file, SIMPLE, { signal: AbortSignal.abort() }), 'cancelled');
  });
});

describe('what a file is refused for', () => {
  it('columns of the contract that it lacks', async () => {
    const contract = contractOf(Y, [A, numeric('b', [0, 1]), numeric('B', [0, 1])]);
    expect(await refusal(totalsFor('a,b\n1,2\n', contract), 'data-column-missing')).toEqual({
      names: ['B', 'y'],
    });
  });

  it('a value outside the range', async () => {
    const details = await refusal(totalsFor('x,a,y\nq,1,2\nq,"10.5",4\n'), 'data-out-of-range');
    expect(details).toEqual({
      line: 3,
      column: 2,
      name: 'a',
      value: '10.5',
      lo: 0,
      hi: 10,
      context: ['q,1,2', 'q,"10.5",4'],
      contextLine: 2,
    });
    await refusal(totalsFor('a,y\n1,-0.001\n'), 'data-out-of-range');
  });

  it('text where the contract has numbers, even in a row that is dropped', async () => {
    const details = await refusal(
      totalsFor('a,y\n1,2\nNA,3,\n'.replace(',3,', ',three')),
      'data-not-numeric',
    );
    expect(details).toMatchObject({ line: 3, column: 2, name: 'y', value: 'three' });
  });

  it('an infinity, clipped or not', async () => {
    const details = await refusal(
      totalsFor('a,y\n1,2\n-inf,3\n', changed({ outside: 'clip' })),
      'csv-not-finite',
    );
    expect(details).toMatchObject({ line: 3, column: 1, name: 'a', value: '-inf' });
  });

  it('a decimal comma where there is none in the file', async () => {
    const file = csv('a;y\n2,5;10\n');
    await refusal(computeTotals(file, SIMPLE, { decimalComma: false }), 'data-not-numeric');
  });

  it('no row left', async () => {
    expect(await refusal(totalsFor('a,y\nNA,1\n2,\n'), 'data-too-few-rows')).toEqual({ rows: 0, dropped: 2 });
  });

  it('what no file can be read for', async () => {
    await refusal(totalsFor(''), 'csv-empty');
    expect(await refusal(totalsFor('a,y\n1,2\n3\n'), 'csv-ragged')).toMatchObject({ line: 3 });
  });

  it('a contract that is not supported, before the file is looked at', async () => {
    const dp = { epsilon: 1, delta: 1e-6, clipNorm: 1 };
    await refusal(totalsFor('', contractOf(Y, [A], { dp })), 'contract-unsupported');
    const names = numeric('a', [0, 1]);
    await refusal(totalsFor('', contractOf(Y, [A, names])), 'contract-invalid');
  });
});
