import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { designOf, type Column, type Contract } from '../../../src/contract/index.ts';
import { computeTotals, type OwnerTotals } from '../../../src/dataset/index.ts';
import { contractOf, csv, nominal, numeric, ordinal, refusal, sample } from './support.ts';

type Row = Readonly<Record<string, string>>;

function toCsv(rows: readonly Row[]): Blob {
  const names = Object.keys(rows[0] ?? {});
  return csv([names.join(), ...rows.map((row) => names.map((name) => row[name]).join())].join('\n'));
}

/** A term in the units of the data, by its definition and its name alone; null where its row is dropped. */
function termValue(name: string, row: Row, features: readonly Column[]): number | null {
  if (name === '(intercept)') return 1;
  const logged = /^log\((.*)\)$/.exec(name)?.[1];
  if (logged !== undefined) return mapNull(termValue(logged, row, features), Math.log);
  if (name.endsWith('^2')) return mapNull(termValue(name.slice(0, -2), row, features), (v) => v * v);
  const [left = '', right] = name.split('*');
  if (right !== undefined) {
    const b = termValue(right, row, features);
    return mapNull(termValue(left, row, features), (a) => (b === null ? null : a * b));
  }
  const [columnName = '', level] = name.split('=');
  const column = features.find((each) => each.name === columnName);
  if (column === undefined) throw new Error(`no column for ${name}`);
  const cell = row[columnName] ?? '';
  const missing = cell === 'NA';
  if (missing && column.missing.policy === 'drop') return null;
  if (level === '(missing)') return missing ? 1 : 0;
  if (column.type === 'nominal')
    return column.categories.includes(cell) || missing ? Number(cell === level) : null;
  if (column.type === 'ordinal')
    return cell === 'NA' || column.order.includes(cell) ? column.order.indexOf(cell) + 1 : null;
  const [lo, hi] = column.range;
  if (missing)
    return (column.missing.policy === 'indicator' ? column.missing.constant : undefined) ?? (lo + hi) / 2;
  const value = Number(cell);
  if (value >= lo && value <= hi) return value;
  return column.outside === 'clip' ? Math.min(hi, Math.max(lo, value)) : null;
}

function mapNull(value: number | null, change: (value: number) => number | null): number | null {
  return value === null ? null : change(value);
}

/** Totals in float64 by the definition: X'X and X'y of mapped terms. */
function reference(rows: readonly Row[], contract: Contract, targetOf: (row: Row) => number | null) {
  const { terms, target } = designOf(contract);
  const map = (value: number, [lo, hi]: readonly [number, number]) => (2 * (value - lo)) / (hi - lo) - 1;
  const used = rows.flatMap((row) => {
    const values = terms.map(({ name }) => termValue(name, row, contract.features));
    // Every column can drop a row, also one whose only term is that of its derived columns.
    const y = targetOf(row);
    if (y === null || values.includes(null)) return [];
    return [[...values.map((value, i) => map(value ?? 0, terms[i]?.range ?? [0, 1])), map(y, target.range)]];
  });
  const d = terms.length;
  const sum = (i: number, j: number) => used.reduce((total, row) => total + (row[i] ?? 0) * (row[j] ?? 0), 0);
  const indexes = terms.map((_, i) => i);
  return {
    rows: used.length,
    gram: indexes.flatMap((i) => indexes.map((j) => sum(i, j))),
    xty: indexes.map((i) => sum(i, d)),
    yty: sum(d, d),
  };
}

function inFloat(totals: OwnerTotals, { scales }: Contract) {
  const gram = 2 ** scales.gramBits;
  return {
    rows: totals.rows,
    gram: totals.gram.map((entry) => Number(entry) / gram),
    xty: totals.xty.map((entry) => Number(entry) / gram / 2 ** scales.weightBits),
    yty: Number(totals.yty) / gram,
  };
}

function expectClose(actual: ReturnType<typeof inFloat>, expected: ReturnType<typeof inFloat>): void {
  expect(actual.rows).toBe(expected.rows);
  for (const key of ['gram', 'xty'] as const) {
    expect(actual[key]).toHaveLength(expected[key].length);
    actual[key].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[key][i] ?? NaN, 9);
    });
  }
  expect(actual.yty).toBeCloseTo(expected.yty, 9);
}

const cells = {
  a: fc.oneof(fc.double({ min: -3, max: 5, noNaN: true }).map(String), fc.constantFrom('NA', '-3', '5')),
  b: fc.oneof(fc.integer({ min: 1, max: 9 }).map(String), fc.constant('NA')),
  n: fc.constantFrom('x', 'y', 'z', 'w', 'NA'),
  o: fc.constantFrom('low', 'mid', 'high', 'none', 'NA'),
  t: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }).map(String), fc.constant('NA')),
};
const tables = fc.array(fc.record(cells), { minLength: 1, maxLength: 40 });
const missing = fc.constantFrom<Column['missing']>({ policy: 'drop' }, { policy: 'indicator' });
const missingNumber = fc.oneof(missing, fc.constant<Column['missing']>({ policy: 'indicator', constant: 2 }));

describe('totals of a design', () => {
  it('equal the definition, for every kind of term and policy', async () => {
    const contracts = fc
      .record({
        a: missingNumber,
        b: missing,
        n: missing,
        o: missing,
        outside: fc.constantFrom('clip', 'drop'),
      })
      .map((policy): Contract => {
        const a = numeric('a', [-2, 4], { missing: policy.a, outside: policy.outside });
        const b = numeric('b', [1, 9], { type: 'discrete', missing: policy.b });
        const n: Column = {
          ...nominal('n', 'x', 'y', 'z'),
          reference: 'y',
          missing: policy.n,
          outside: 'drop',
        };
        const o: Column = { ...ordinal('o', 'low', 'mid', 'high'), missing: policy.o, outside: 'drop' };
        const derived: Contract['derived'] = [
          { kind: 'square', of: ['a'] },
          { kind: 'log', of: ['b'] },
          { kind: 'product', of: ['a', 'n'] },
          { kind: 'product', of: ['b', 'o'] },
        ];
        return contractOf(numeric('t', [0, 1]), [a, n, b, o], { derived });
      });
    await fc.assert(
      fc.asyncProperty(tables, contracts, async (rows, contract) => {
        const expected = reference(rows, contract, (row) => (row['t'] === 'NA' ? null : Number(row['t'])));
        if (expected.rows === 0) {
          await refusal(computeTotals(toCsv(rows), contract), 'data-too-few-rows');
          return;
        }
        const totals = await computeTotals(toCsv(rows), contract);
        expect(totals.dropped).toBe(rows.length - expected.rows);
        expectClose(inFloat(totals, contract), expected);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, Column, string, (row: Row) => number | null]>([
    ['categories', nominal('o', 'none', 'low', 'mid', 'high'), 'mid', (row) => Number(row['o'] === 'mid')],
    ['an order', ordinal('o', 'none', 'low', 'mid', 'high'), 'none', (row) => Number(row['o'] === 'none')],
    [
      'two numbers',
      numeric('b', [1, 2], { type: 'discrete', outside: 'clip' }),
      '2',
      (row) => Number(Number(row['b']) >= 2),
    ],
  ])('of a logistic target with %s are those of 1 and 0', async (_, target, positive, valueOf) => {
    const contract = contractOf(target, [numeric('a', [-3, 5])], { model: { kind: 'logistic', positive } });
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        const expected = reference(rows, contract, (row) =>
          row[target.name] === 'NA' ? null : valueOf(row),
        );
        if (expected.rows === 0) return;
        const totals = await computeTotals(toCsv(rows), contract);
        expectClose(inFloat(totals, contract), expected);
        // y^ = +-1.
        expect(totals.yty).toBe(BigInt(totals.rows) << 52n);
      }),
      { numRuns: 50 },
    );
  });

  it('take ranks as the target of least squares', async () => {
    const contract = contractOf(ordinal('o', 'low', 'mid', 'high'), [numeric('a', [0, 1])]);
    const totals = await computeTotals(csv('o,a\nlow,1\nhigh,1\nmid,1\n'), contract);
    expect([totals.xty, totals.yty]).toEqual([[0n, 0n], 2n << 52n]);
  });

  it('keep a logarithm within its range, which a platform may round it out of', async () => {
    const log = Math.log;
    const spy = vi.spyOn(Math, 'log').mockImplementation((value) => (value === 1.5 ? 0.7 : log(value)));
    try {
      const contract = contractOf(numeric('t', [0, 1]), [numeric('a', [1, 2])], {
        derived: [{ kind: 'log', of: ['a'] }],
      });
      const { gram } = await computeTotals(csv('a,t\n1.5,1\n1,0\n'), contract);
      expect(gram[8]).toBe(2n << 52n);
    } finally {
      spy.mockRestore();
    }
  });

  it('count for the owner what became of cells and rows', async () => {
    const features = [
      numeric('a', [0, 10], { outside: 'clip' }),
      { ...nominal('n', 'x', 'y'), outside: 'drop' as const, missing: { policy: 'indicator' as const } },
    ];
    const rows = ['1,x,1', '-5,x,1', '20,NA,0', '30,w,0', 'NA,w,0', '20,x,NA', '1,v,0'];
    const { counts, dropped } = await computeTotals(
      csv(`a,n,t\n${rows.join('\n')}`),
      contractOf(numeric('t', [0, 1]), features),
    );
    expect(dropped).toBe(4);
    expect(counts).toEqual({
      columns: [
        { name: 'a', missing: 1, clipped: 2, outside: 0 },
        { name: 'n', missing: 1, clipped: 0, outside: 3 },
        { name: 't', missing: 1, clipped: 0, outside: 0 },
      ],
      droppedForMissing: 2,
      droppedForOutside: 2,
    });
  });
});

const CATEGORIES = contractOf(numeric('t', [0, 1]), [
  nominal('n', 'Adelie', 'Gentoo penguin'),
  numeric('a', [0, 1]),
]);

describe('categories in a file', () => {
  const gramOf = async (...cellsOfN: string[]) =>
    (await computeTotals(csv(`n,a,t\n${cellsOfN.map((cell) => `${cell},1,1`).join('\n')}`), CATEGORIES)).gram;

  it('may have spaces around them, and stand in quotes', async () => {
    expect(await gramOf(' Adelie\t', '"Gentoo penguin "')).toEqual(await gramOf('Adelie', 'Gentoo penguin'));
  });

  it('are refused where they are others, and the similar one is named', async () => {
    const unknown = (cell: string) => refusal(gramOf('Adelie', cell), 'data-unknown-category');
    expect(await unknown('Chinstrap')).toEqual({
      line: 3,
      column: 1,
      name: 'n',
      value: 'Chinstrap',
      categories: ['Adelie', 'Gentoo penguin'],
      context: ['Adelie,1,1', 'Chinstrap,1,1'],
      contextLine: 2,
    });
    expect(await unknown('adelie')).toMatchObject({ value: 'adelie', similar: 'Adelie' });
    expect(await unknown('Gentoo  Penguin')).toMatchObject({ similar: 'Gentoo penguin' });
    expect(await unknown('GentooPenguin')).toMatchObject({ similar: 'Gentoo penguin' });
  });

  it('that are numbers are compared by value', async () => {
    const contract = contractOf(numeric('t', [0, 1]), [nominal('k', '1', '2.5'), numeric('a', [0, 1])]);
    const totals = (text: string) => computeTotals(csv(text), contract);
    const expected = (await totals('k,a,t\n1,0,1\n2.5,0,1\n')).gram;
    expect((await totals('k,a,t\n1.0,0,1\n2.50,0,1\n')).gram).toEqual(expected);
    expect((await totals('k;a;t\n+1;0;1\n2,5;0;1\n')).gram).toEqual(expected);
    await refusal(totals('k,a,t\n1.1,0,1\n'), 'data-unknown-category');
  });

  it('that are written like a missing mark are missing', async () => {
    const contract = contractOf(numeric('t', [0, 1]), [nominal('n', 'NA', 'x', 'y'), numeric('a', [0, 1])]);
    const totals = await computeTotals(csv('n,a,t\nNA,1,1\nx,1,1\ny,0,1\n'), contract);
    expect(totals).toMatchObject({ rows: 2, dropped: 1 });
  });

  it('are refused between the two classes of a number', async () => {
    const target = numeric('t', [0, 1], { type: 'discrete' });
    const contract = contractOf(target, [numeric('a', [0, 1])], {
      model: { kind: 'logistic', positive: '1' },
    });
    const totals = (text: string, change = contract) => computeTotals(csv(text), change);
    expect(await refusal(totals('a,t\n0,1\n1,0.5\n'), 'data-unknown-category')).toMatchObject({
      value: '0.5',
      categories: ['0', '1'],
    });
    await refusal(totals('a,t\n0,1\n1,2\n'), 'data-out-of-range');
    const dropping = { ...contract, target: { ...target, outside: 'drop' as const } };
    expect(await totals('a,t\n0,1\n1,0.5\n1,2\n', dropping)).toMatchObject({ rows: 1, dropped: 2 });
  });
});

describe('other names in a file', () => {
  it('are used where they are given', async () => {
    const contract = contractOf(numeric('Body Mass', [0, 10]), [numeric('constructor', [0, 1])]);
    const file = csv('body_mass,constructor\n5,1\n10,0\n');
    const columnNames = { 'Body Mass': 'body_mass' };
    expect(await computeTotals(file, contract, { columnNames })).toMatchObject({ rows: 2 });
    expect(await refusal(computeTotals(file, contract), 'data-column-missing')).toEqual({
      names: ['Body Mass'],
    });
    expect(
      await refusal(
        computeTotals(file, contract, { columnNames: { 'Body Mass': 'mass' } }),
        'data-column-missing',
      ),
    ).toEqual({ names: ['Body Mass'] });
  });
});

describe('the penguins of three islands', () => {
  const species = nominal('species', 'Adelie', 'Chinstrap', 'Gentoo');
  const contract = contractOf(numeric('body_mass_g', [2000, 7000]), [
    numeric('bill_length_mm', [30, 60]),
    numeric('flipper_length_mm', [170, 240]),
    species,
    nominal('sex', 'female', 'male'),
  ]);
  const islands = ['biscoe', 'dream', 'torgersen'].map((island) => sample(`penguins-${island}.csv`));

  async function allRows(): Promise<{ header: string; rows: string[] }> {
    const texts = await Promise.all(islands.map((file) => file.text()));
    const [header = ''] = texts[0]?.split('\n') ?? [];
    return { header, rows: texts.flatMap((text) => text.trim().split('\n').slice(1)) };
  }

  it('have 333 complete rows', async () => {
    const parts = await Promise.all(islands.map((file) => computeTotals(file, contract)));
    expect(parts.map(({ rows, dropped }) => [rows, dropped])).toEqual([
      [163, 5],
      [123, 1],
      [47, 5],
    ]);
  });

  it('have the same totals in any order of rows and chunks, to the last digit', async () => {
    const { header, rows } = await allRows();
    const whole = await computeTotals(csv([header, ...rows].join('\n')), contract);
    expect(whole).toMatchObject({ rows: 333, dropped: 11, dimension: 6 });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        const { gram, xty, yty } = await computeTotals(csv([header, ...shuffled].join('\r\n')), contract);
        expect({ gram, xty, yty }).toEqual({ gram: whole.gram, xty: whole.xty, yty: whole.yty });
      }),
      { numRuns: 10 },
    );
  });

  it('add up to the totals of all: exactly where values are 0 and 1, else but for one rounding each', async () => {
    const { header, rows } = await allRows();
    const whole = await computeTotals(csv([header, ...rows].join('\n')), contract);
    const parts = await Promise.all(islands.map((file) => computeTotals(file, contract)));
    const rest = (pick: (totals: OwnerTotals) => bigint | undefined) =>
      Number(parts.reduce((sum, part) => sum + (pick(part) ?? 0n), 0n) - (pick(whole) ?? 0n));
    const exact = new Set([0, 3, 4, 5]);
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        const difference = Math.abs(rest(({ gram }) => gram[6 * i + j]));
        expect(difference).toBeLessThanOrEqual(exact.has(i) && exact.has(j) ? 0 : 2);
      }
      expect(Math.abs(rest(({ xty }) => xty[i]))).toBeLessThanOrEqual(2);
    }
    expect(Math.abs(rest(({ yty }) => yty))).toBeLessThanOrEqual(2);
  });
});
