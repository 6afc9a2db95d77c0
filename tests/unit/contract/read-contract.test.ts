import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  designOf,
  isContract,
  readContractFile,
  supportedContract,
  termNames,
} from '../../../src/contract/index.ts';
import { contractOf, nominal, numeric, ordinal, refusal } from './support.ts';

const CONTRACT = contractOf();
const invalid = (text: string) => refusal(() => readContractFile(text), 'contract-invalid');
const changed = (change: object) => JSON.stringify({ ...CONTRACT, ...change });

describe('reading a contract file', () => {
  it('reads what it wrote', () => {
    expect(readContractFile(JSON.stringify(CONTRACT))).toEqual(CONTRACT);
    expect(readContractFile(`\ufeff${JSON.stringify(CONTRACT, null, 2)}\r\n`)).toEqual(CONTRACT);
  });

  it.each<[string, string, object]>([
    ['text that is no JSON', '{', { path: '', expected: 'JSON' }],
    ['nothing', '', { path: '', expected: 'JSON' }],
    ['a list', '[]', { path: 'format' }],
    ['an empty object', '{}', { path: 'format', expected: '"format"' }],
    ['a wrong constant', changed({ version: 2 }), { path: 'version', expected: '1' }],
    ['a missing field', changed({ scales: undefined }), { path: 'scales', expected: '"scales"' }],
    ['an unknown field', changed({ extra: 1 }), { path: 'extra', expected: 'never' }],
    [
      'a wrong kind inside',
      changed({ features: [numeric('a'), { ...numeric('b'), range: [0, 'x'] }] }),
      { path: 'features.1.range.1', expected: 'number' },
    ],
    ['an unknown type', changed({ target: { ...numeric('y'), type: 'date' } }), { path: 'target.type' }],
    [
      'names twice',
      changed({ features: [numeric('y')] }),
      { path: '', expected: 'column names must be distinct' },
    ],
  ])('says where it fails: %s', (_, text, details) => {
    expect(invalid(text)).toMatchObject(details);
  });

  it('refuses a name that stands twice in one object, however it is escaped', () => {
    const text = JSON.stringify(CONTRACT);
    const twice = { path: 'version', expected: 'a name that stands once' };
    expect(invalid(text.replace('"version":1', '"version":1,"version":1'))).toEqual(twice);
    expect(invalid(text.replace('"version":1', '"version":1,"\\u0076ersion":1'))).toEqual(twice);
    expect(invalid('{"a":[{"b":1,"c":{},"b":2}]}')).toMatchObject({ path: 'b' });
  });

  it('is not misled by names and signs inside strings, or by a name in several objects', () => {
    const contract = contractOf({ title: '"a":1,"a":{[' });
    contract.features[0] = { ...numeric('a'), description: '\\",{"type":"' };
    expect(readContractFile(JSON.stringify(contract))).toEqual(contract);
  });

  it.each(['__proto__', 'constructor', 'toString', '\\u005f_proto__'])('refuses the name %s', (name) => {
    const text = JSON.stringify(CONTRACT).replace('{', `{"${name}":{"version":1},`);
    expect(invalid(text)).toMatchObject({ expected: 'a name that is not reserved' });
    expect(({} as Record<string, unknown>)['version']).toBeUndefined();
  });

  it('refuses more than 1 MiB, and bears what is just below', () => {
    expect(invalid(' '.repeat(2 ** 20 + 1))['expected']).toContain('1048576');
    const long = '"'.concat('\\n'.repeat(2 ** 19 - 1), '"');
    expect(invalid(long)).toMatchObject({ path: '' });
    expect(invalid(`${'['.repeat(2 ** 19)}${']'.repeat(2 ** 19)}`)).toMatchObject({ path: 'format' });
    const padded = JSON.stringify(CONTRACT).padEnd(2 ** 20);
    expect(readContractFile(padded)).toEqual(CONTRACT);
  });
});

describe('reading the older model.json', () => {
  const OLD = {
    model_type: 'linear_regression',
    data_props: {
      header: ['age', ' bmi ', 'progression'],
      features: [
        { col_idx: 0, type: 'discrete', description: 'age in years', range: [10, 80] },
        { col_idx: 1, type: 'continuous', description: 'bmi', range: [10, 50] },
      ],
      target: { col_idx: 2, type: 'continuous', description: 'progression', range: [0, 350] },
    },
  };
  const props = (change: object) => JSON.stringify({ ...OLD, data_props: { ...OLD.data_props, ...change } });
  const withFeature = (feature: object) => props({ features: [feature] });
  const feature = { col_idx: 0, type: 'continuous', description: 'age', range: [0, 1] };

  it('gives a whole contract, with defaults for what it did not know', () => {
    const contract = readContractFile(JSON.stringify(OLD));
    expect(contract).toEqual(
      contractOf({
        target: numeric('progression', [0, 350]),
        features: [
          { ...numeric('age', [10, 80], 'discrete'), description: 'age in years' },
          numeric('bmi', [10, 50]),
        ],
        missingMarks: [...DEFAULT_MISSING_MARKS],
        roundLimit: 4,
        scales: DEFAULT_SCALES,
      }),
    );
    expect(isContract(contract)).toBe(true);
  });

  it('names columns by header, else by name, description or position', () => {
    const features = [
      { ...feature, col_idx: 1, description: 'from the header' },
      { ...feature, col_idx: 7, name: 'named', description: 'd' },
      { ...feature, col_idx: 8, description: 'described' },
      { col_idx: 9, range: [0, 1] },
    ];
    const names = (text: string) => readContractFile(text).features.map((column) => column.name);
    expect(names(props({ features }))).toEqual(['bmi', 'named', 'described', 'column 9']);
    expect(names(props({ features: [feature], header: true }))).toEqual(['age']);
  });

  it.each([
    ['linear', 'linear'],
    ['LinearRegression', 'linear'],
    ['Logistic regression', 'logistic'],
    ['ridge', 'ridge'],
    ['LASSO', 'lasso'],
    ['elastic_net', 'elastic-net'],
  ])('reads model type %s as %s', (written, kind) => {
    expect(readContractFile(JSON.stringify({ ...OLD, model_type: written })).model.kind).toBe(kind);
  });

  it('reads other words for numeric types, and ranges as objects', () => {
    const types = ['float', 'Integer', ' numeric ', 'int'].map((type, i) => ({
      ...feature,
      col_idx: 5 + i,
      name: `x${i}`,
      type,
    }));
    expect(readContractFile(props({ features: types })).features.map((column) => column.type)).toEqual([
      'continuous',
      'discrete',
      'continuous',
      'discrete',
    ]);
    expect(
      readContractFile(withFeature({ ...feature, range: { min: -1, max: 2 } })).features[0],
    ).toMatchObject({ range: [-1, 2] });
  });

  it('asks for 30 rows, or two for each column', () => {
    const features = Array.from({ length: 20 }, (_, i) => ({
      ...feature,
      col_idx: 20 + i,
      description: `x${i}`,
    }));
    expect(readContractFile(props({ features }))).toMatchObject({ minimumRows: 42, roundLimit: 22 });
  });

  it.each<[string, string, string]>([
    ['an unknown model', JSON.stringify({ ...OLD, model_type: 'forest' }), 'model_type'],
    ['no model', JSON.stringify({ data_props: OLD.data_props }), 'model_type'],
    ['no columns', JSON.stringify({ model_type: 'linear' }), 'data_props'],
    ['no features', props({ features: [] }), 'data_props.features'],
    ['no target', props({ target: undefined }), 'data_props.target'],
    ['a feature that is no object', props({ features: ['age'] }), 'data_props.features.0'],
    ['no range', withFeature({ ...feature, range: undefined }), 'data_props.features.0.range'],
    ['a range of text', withFeature({ ...feature, range: ['0', '1'] }), 'data_props.features.0.range'],
    ['a range upside down', withFeature({ ...feature, range: [1, 0] }), 'data_props.features.0.range'],
    ['a type that is no text', withFeature({ ...feature, type: 1 }), 'data_props.features.0.type'],
    ['no name at all', withFeature({ type: 'continuous', range: [0, 1] }), 'data_props.features.0.col_idx'],
    ['a column twice', props({ features: [{ ...feature, col_idx: 2 }] }), ''],
  ])('says where it fails: %s', (_, text, path) => {
    expect(invalid(text)).toMatchObject({ path });
  });

  it('reads lists of categories, numbers among them', () => {
    const features = [
      { ...feature, name: 'n', type: 'Nominal', range: ['b', 'a', 'c'] },
      { ...feature, col_idx: 8, name: 'o', type: 'ordinal', range: ['low', 'high'] },
      { ...feature, col_idx: 9, name: 'k', type: 'categorical', range: [2, 1] },
    ];
    const contract = readContractFile(
      props({
        features: features.map((each) => ({ ...each, description: each.name })),
        header: [],
        target: { ...feature, col_idx: 3, name: 't', description: 't' },
      }),
    );
    expect(contract.features).toEqual([
      { ...nominal('n', 'b', 'a', 'c'), reference: 'a' },
      ordinal('o', 'low', 'high'),
      { ...nominal('k', '2', '1'), reference: '1' },
    ]);
    // Intercept, two levels, one rank, one level: five terms.
    expect(contract.roundLimit).toBe(6);
  });

  it.each([
    ['one category', ['a']],
    ['no list', { min: 0, max: 1 }],
    ['a category that is neither text nor number', ['a', null]],
  ])('says where it fails: %s', (_, range) => {
    expect(invalid(withFeature({ ...feature, type: 'nominal', range }))).toMatchObject({
      path: 'data_props.features.0.range',
    });
  });

  it('takes the last class of a logistic target for the positive one', () => {
    const target = { col_idx: 2, description: 't' };
    const model = (change: object) =>
      readContractFile(
        JSON.stringify({
          model_type: 'logistic_regression',
          data_props: { ...OLD.data_props, target: { ...target, ...change } },
        }),
      );
    const binary = model({ type: 'discrete', range: [0, 1] });
    expect(binary.model).toEqual({ kind: 'logistic', positive: '1' });
    expect(designOf(binary).target.range).toEqual([0, 1]);
    expect(model({ type: 'nominal', range: ['no', 'yes'] }).model.positive).toBe('yes');
    expect(model({ type: 'continuous', range: [0, 9] }).model).toEqual({ kind: 'logistic' });
  });
});

describe('the sample in the older shape', () => {
  const text = readFileSync(new URL('../../../public/samples/model.json', import.meta.url), 'utf8');
  const table = readFileSync(new URL('../../../public/samples/diabetes.csv', import.meta.url), 'utf8');

  it('has that shape and no other', () => {
    const file = JSON.parse(text) as { data_props: Record<string, unknown> };
    expect(Object.keys(file)).toEqual(['model_type', 'data_props']);
    expect(Object.keys(file.data_props)).toEqual(['header', 'features', 'target']);
  });

  it('is a contract that fits the diabetes files: eleven terms, and ranges that hold them', () => {
    const contract = supportedContract(readContractFile(text));
    expect(isContract(contract)).toBe(true);
    expect(termNames(contract)).toEqual([
      '(intercept)',
      'age',
      'sex',
      'bmi',
      'bp',
      's1',
      's2',
      's3',
      's4',
      's5',
      's6',
    ]);
    const [header = '', ...lines] = table.trim().split('\n');
    const names = header.split(',');
    expect([...contract.features, contract.target].map(({ name }) => name)).toEqual(names);
    [...contract.features, contract.target].forEach((column, i) => {
      const values = lines.map((line) => Number(line.split(',')[i]));
      const [lo, hi] = 'range' in column ? column.range : [NaN, NaN];
      expect(Math.min(...values)).toBeGreaterThanOrEqual(lo);
      expect(Math.max(...values)).toBeLessThanOrEqual(hi);
    });
  });
});
