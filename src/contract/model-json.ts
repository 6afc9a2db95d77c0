import {
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  MAX_NAME_LENGTH,
  type Column,
  type ColumnType,
  type Contract,
  type ModelKind,
} from './contract.ts';
import { classesOf, termCountOf } from './design.ts';
import { invalid } from './json.ts';

/**
 * The older shape of a contract, `model.json`:
 * `{ model_type, data_props: { header?, features: [{ col_idx, type, description, range }], target } }`.
 * It knew columns by position; names are taken from its header, else from the descriptions. The range of a column of
 * categories is their list; of an ordinal one in their order, of a nominal one with the alphabetically first as
 * reference.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Fewest rows for each column of the design matrix, and in all. */
const ROWS_PER_COLUMN = 2;
const LEAST_ROWS = 30;

const KINDS: readonly (readonly [RegExp, ModelKind])[] = [
  [/logi/, 'logistic'],
  [/elastic/, 'elastic-net'],
  [/ridge|l2/, 'ridge'],
  [/lasso|l1/, 'lasso'],
  [/linear|least|ols/, 'linear'],
];

const CONTINUOUS = ['continuous', 'numeric', 'number', 'float', 'double', 'real', 'decimal'];
const DISCRETE = ['discrete', 'integer', 'int', 'count'];
const NOMINAL = ['nominal', 'categorical', 'category', 'categories', 'string', 'text'];
const ORDINAL = ['ordinal', 'ordered'];

/** Whether a parsed file has the older shape. */
export function isModelJson(value: unknown): value is Fields {
  return isFields(value) && ('data_props' in value || 'model_type' in value);
}

/**
 * An older contract in today's shape, with today's defaults for what it did not know. What the result
 * holds is not checked yet.
 *
 * @throws FederatedError `contract-invalid`.
 */
export function fromModelJson(file: Fields): Contract {
  const props = fieldsAt(file['data_props'], 'data_props');
  const { features: listed, header } = props;
  if (!Array.isArray(listed) || listed.length === 0)
    throw invalid('data_props.features', 'a list of columns');
  const names = Array.isArray(header) ? (header as unknown[]) : [];
  const features = listed.map((each, i) => toColumn(each, names, `data_props.features.${i}`));
  const target = toColumn(props['target'], names, 'data_props.target');
  // The intercept is a term as well.
  const terms = features.reduce((sum, column) => sum + termCountOf(column), 1);
  return {
    format: 'federated-trainer/contract',
    version: 1,
    target,
    features,
    derived: [],
    missingMarks: [...DEFAULT_MISSING_MARKS],
    model: modelOf(file['model_type'], target),
    mode: 'rounds',
    // One round more than the design matrix has columns.
    roundLimit: terms + 1,
    minimumRows: Math.max(LEAST_ROWS, ROWS_PER_COLUMN * terms),
    scales: DEFAULT_SCALES,
    dp: null,
    validation: { kind: 'none' },
  };
}

/** The kind of model; of two or more classes the last one counts as one, as 1 does among 0 and 1. */
function modelOf(value: unknown, target: Column): Contract['model'] {
  const kind = modelKind(value);
  const positive = kind === 'logistic' ? classesOf(target)?.at(-1) : undefined;
  return positive === undefined ? { kind } : { kind, positive };
}

function modelKind(value: unknown): ModelKind {
  const written = typeof value === 'string' ? value.toLowerCase() : '';
  const found = KINDS.find(([pattern]) => pattern.test(written));
  if (found === undefined) throw invalid('model_type', 'linear, ridge, lasso, elastic net or logistic');
  return found[1];
}

function toColumn(value: unknown, header: readonly unknown[], path: string): Column {
  const fields = fieldsAt(value, path);
  const { description } = fields;
  const name = columnName(fields, header, path);
  const described = typeof description === 'string' && description.trim() !== name;
  const common = {
    name,
    ...(described ? { description } : {}),
    missing: { policy: 'drop' },
    outside: 'refuse',
  } as const;
  const type = columnType(fields['type'], path);
  switch (type) {
    case 'continuous':
    case 'discrete':
      return { ...common, type, range: columnRange(fields['range'], path) };
    case 'ordinal':
      return { ...common, type, order: columnCategories(fields['range'], path) };
    case 'nominal': {
      const categories = columnCategories(fields['range'], path);
      const [reference = ''] = [...categories].sort();
      return { ...common, type, categories, reference };
    }
  }
}

function columnName(fields: Fields, header: readonly unknown[], path: string): string {
  const position = fields['col_idx'];
  const named = Number.isSafeInteger(position) ? header[position as number] : undefined;
  const name = [named, fields['name'], fields['description']].find(
    (each): each is string =>
      typeof each === 'string' && each.trim() !== '' && each.length <= MAX_NAME_LENGTH,
  );
  if (name !== undefined) return name.trim();
  if (Number.isSafeInteger(position)) return `column ${position as number}`;
  throw invalid(`${path}.col_idx`, 'the position of the column, from 0');
}

function columnType(value: unknown, path: string): ColumnType {
  if (value === undefined) return 'continuous';
  const written = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (CONTINUOUS.includes(written)) return 'continuous';
  if (DISCRETE.includes(written)) return 'discrete';
  if (NOMINAL.includes(written)) return 'nominal';
  if (ORDINAL.includes(written)) return 'ordinal';
  throw invalid(`${path}.type`, 'continuous, discrete, ordinal or nominal');
}

/** A list of categories, numbers among them; what each may be is checked with the whole contract. */
function columnCategories(value: unknown, path: string): string[] {
  const listed: unknown[] = Array.isArray(value) ? value : [];
  const categories = listed.filter((each) => typeof each === 'string' || typeof each === 'number');
  if (listed.length < 2 || categories.length < listed.length) {
    throw invalid(`${path}.range`, 'a list of two categories or more');
  }
  return categories.map(String);
}

/** `[lowest, highest]`, or an object with these as `min` and `max`. */
function columnRange(value: unknown, path: string): [number, number] {
  const ends: unknown[] = isFields(value) ? [value['min'], value['max']] : Array.isArray(value) ? value : [];
  const [low, high] = ends;
  if (ends.length === 2 && typeof low === 'number' && typeof high === 'number' && low < high)
    return [low, high];
  throw invalid(`${path}.range`, 'a lower and a higher number');
}

function fieldsAt(value: unknown, path: string): Fields {
  if (!isFields(value)) throw invalid(path, 'an object');
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
