import { FederatedError } from '../base/index.ts';
import {
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  MAX_NAME_LENGTH,
  type Contract,
  type ModelKind,
  type NumericColumn,
} from './contract.ts';
import { invalid } from './json.ts';

/**
 * The older shape of a contract, `model.json`:
 * `{ model_type, data_props: { header?, features: [{ col_idx, type, description, range }], target } }`.
 * It knew columns by position; names are taken from its header, else from the descriptions.
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

/** Whether a parsed file has the older shape. */
export function isModelJson(value: unknown): value is Fields {
  return isFields(value) && ('data_props' in value || 'model_type' in value);
}

/**
 * An older contract in today's shape, with today's defaults for what it did not know. What the result
 * holds is not checked yet.
 *
 * @throws FederatedError `contract-invalid`; `contract-unsupported` for a column that is not numeric.
 */
export function fromModelJson(file: Fields): Contract {
  const props = fieldsAt(file['data_props'], 'data_props');
  const { features: listed, header } = props;
  if (!Array.isArray(listed) || listed.length === 0)
    throw invalid('data_props.features', 'a list of columns');
  const names = Array.isArray(header) ? (header as unknown[]) : [];
  const features = listed.map((each, i) => toColumn(each, names, `data_props.features.${i}`));
  return {
    format: 'federated-trainer/contract',
    version: 1,
    target: toColumn(props['target'], names, 'data_props.target'),
    features,
    derived: [],
    missingMarks: [...DEFAULT_MISSING_MARKS],
    model: { kind: modelKind(file['model_type']) },
    mode: 'rounds',
    // One round more than the design matrix has columns, the intercept among them.
    roundLimit: features.length + 2,
    minimumRows: Math.max(LEAST_ROWS, ROWS_PER_COLUMN * (features.length + 1)),
    scales: DEFAULT_SCALES,
    dp: null,
    validation: { kind: 'none' },
  };
}

function modelKind(value: unknown): ModelKind {
  const written = typeof value === 'string' ? value.toLowerCase() : '';
  const found = KINDS.find(([pattern]) => pattern.test(written));
  if (found === undefined) throw invalid('model_type', 'linear, ridge, lasso, elastic net or logistic');
  return found[1];
}

function toColumn(value: unknown, header: readonly unknown[], path: string): NumericColumn {
  const fields = fieldsAt(value, path);
  const { description } = fields;
  const name = columnName(fields, header, path);
  const described = typeof description === 'string' && description.trim() !== name;
  return {
    name,
    ...(described ? { description } : {}),
    type: columnType(fields['type'], name, path),
    range: columnRange(fields['range'], path),
    missing: { policy: 'drop' },
    outside: 'refuse',
  };
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

function columnType(value: unknown, name: string, path: string): NumericColumn['type'] {
  if (value === undefined) return 'continuous';
  if (typeof value !== 'string') throw invalid(`${path}.type`, 'continuous or discrete');
  const written = value.trim().toLowerCase();
  if (CONTINUOUS.includes(written)) return 'continuous';
  if (DISCRETE.includes(written)) return 'discrete';
  const details = { feature: `a column of type ${written.slice(0, MAX_NAME_LENGTH)}`, name };
  throw new FederatedError(
    'contract-unsupported',
    'not supported yet: a column that is not numeric',
    details,
  );
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
