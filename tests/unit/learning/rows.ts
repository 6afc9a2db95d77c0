import { designOf, type Column, type Contract, type Term } from '../../../src/contract/index.ts';
import type { PlainTotals } from '../../../src/learning/index.ts';
import { contractOf, get, readVector, SCALES, type Table } from './support.ts';

/** A CSV file of the vectors; no quotes in it. */
export function tableOf(name: string): Table {
  const [header = [], ...rows] = readVector(name)
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  return { header, rows };
}

/** Values of all terms, in the units of the data, and of the target. */
export interface Row {
  readonly values: readonly number[];
  readonly target: number;
}

/** The rows that a contract uses: complete ones, as every policy of these tests is to drop. */
export function rowsOf(contract: Contract, table: Table): { rows: Row[]; dropped: number } {
  const { terms } = designOf(contract);
  const cell = (cells: readonly string[], column: Column) => get(cells, table.header.indexOf(column.name));
  const all = table.rows.map((cells): Row | null => {
    const isMissing = [contract.target, ...contract.features].some((column) =>
      ['', ...contract.missingMarks].includes(cell(cells, column)),
    );
    if (isMissing) return null;
    const values: number[] = [];
    for (const { source } of terms) values.push(valueOf(source, cells, values));
    const { target, model } = contract;
    const written = cell(cells, target);
    const isPositive =
      target.type === 'nominal' ? written === model.positive : Number(written) === Number(model.positive);
    const number = target.type === 'ordinal' ? target.order.indexOf(written) + 1 : Number(written);
    return { values, target: model.kind === 'logistic' ? Number(isPositive) : number };
  });
  const rows = all.filter((row) => row !== null);
  return { rows, dropped: all.length - rows.length };

  function valueOf(source: Term['source'], cells: readonly string[], before: readonly number[]): number {
    switch (source.kind) {
      case 'intercept':
        return 1;
      case 'value':
        return Number(cell(cells, get(contract.features, source.feature)));
      case 'rank': {
        const column = get(contract.features, source.feature);
        return column.type === 'ordinal' ? column.order.indexOf(cell(cells, column)) + 1 : Number.NaN;
      }
      case 'level':
        return Number(cell(cells, get(contract.features, source.feature)) === source.level);
      case 'missing':
        return 0;
      case 'product':
        return get(before, source.of[0]) * get(before, source.of[1]);
      case 'square':
        return get(before, source.of[0]) ** 2;
      case 'log':
        return Math.log(get(before, source.of[0]));
    }
  }
}

/** Integer of a float64 in [-1, 1] at 2^54. */
function quantised(value: number, [lo, hi]: readonly [number, number]): bigint {
  return BigInt(Math.round((2 * ((value - lo) / (hi - lo)) - 1) * 2 ** 54));
}

/** What the rows of an owner add up to: float64 mapped values, summed exactly, rounded once. */
export function totalsOfRows(contract: Contract, rows: readonly Row[], dropped = 0): PlainTotals {
  const { terms, target } = designOf(contract);
  const { gramBits, weightBits } = contract.scales;
  const d = terms.length;
  const columns = [
    ...terms.map(({ range }, j) =>
      rows.map(({ values }) => (j === 0 ? 1n << 54n : quantised(get(values, j), range))),
    ),
    rows.map((row) => quantised(row.target, target.range)),
  ];
  const product = (a: number, b: number, bits: number) => {
    const right = get(columns, b);
    const sum = get(columns, a).reduce((total, entry, i) => total + entry * get(right, i), 0n);
    return ((sum >> BigInt(107 - bits)) + 1n) >> 1n;
  };
  const indexes = Array.from({ length: d }, (_, j) => j);
  return {
    rows: rows.length,
    dropped,
    scales: contract.scales,
    gram: indexes.map((a) => indexes.map((b) => product(Math.min(a, b), Math.max(a, b), gramBits))),
    xty: indexes.map((a) => product(a, d, gramBits + weightBits)),
    yty: product(d, d, gramBits),
  };
}

export function totalsOfTable(contract: Contract, table: Table): PlainTotals {
  const { rows, dropped } = rowsOf(contract, table);
  return totalsOfRows(contract, rows, dropped);
}

/** Numbers as the rows of a table. */
export function tableFrom(header: readonly string[], rows: readonly (readonly number[])[]): Table {
  return { header, rows: rows.map((row) => row.map(String)) };
}

const policies = { missing: { policy: 'drop' }, outside: 'refuse' } as const;

export function numeric(
  name: string,
  range: [number, number],
  type: 'continuous' | 'discrete' = 'continuous',
): Column {
  return { name, type, range, ...policies };
}

export function nominal(name: string, categories: string[], reference = categories[0] ?? ''): Column {
  return { name, type: 'nominal', categories, reference, ...policies };
}

export function contractWith(
  features: readonly Column[],
  target: Column,
  change: Partial<Contract> = {},
): Contract {
  return {
    ...contractOf([], numeric('y', [0, 1]) as never),
    features: [...features],
    target,
    scales: SCALES,
    ...change,
  };
}

const BILL: Column = numeric('bill_length_mm', [32, 60]);
const DEPTH: Column = numeric('bill_depth_mm', [13, 22]);
const FLIPPER: Column = numeric('flipper_length_mm', [170, 240]);
const MASS: Column = numeric('body_mass_g', [2500, 6500]);
const SPECIES: Column = nominal('species', ['Adelie', 'Chinstrap', 'Gentoo']);
const SEX: Column = nominal('sex', ['female', 'male']);

/** body_mass_g ~ bill_length_mm + flipper_length_mm + species + sex */
export const penguinsMass = contractWith([BILL, FLIPPER, SPECIES, SEX], MASS, { missingMarks: ['NA'] });

/** sex = male ~ the four measures */
export const penguinsSex = contractWith([BILL, DEPTH, FLIPPER, MASS], SEX, {
  missingMarks: ['NA'],
  model: { kind: 'logistic', positive: 'male' },
});

export const ISLANDS = ['biscoe', 'dream', 'torgersen'].map((name) => tableOf(`penguins-${name}.csv`));
