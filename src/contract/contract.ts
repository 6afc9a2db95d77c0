import * as v from 'valibot';

/**
 * The contract: what the model owner asks of the data owners, and all of it. Later sessions hash it,
 * so every field that decides what leaves a tab stands here; what only the model owner needs to know
 * (penalties, learning rates) does not.
 */

/** The longest name of a column or category, in UTF-16 units. */
export const MAX_NAME_LENGTH = 200;
/** The most columns a contract may name: the widest data that the protocol is measured for, doubled. */
export const MAX_COLUMNS = 400;
/** The most categories of one nominal or ordinal column. */
export const MAX_CATEGORIES = 200;
/** The most rows that all owners together may declare. */
export const MAX_ROWS = 1_000_000_000;
/** The most rounds a contract may ask for. */
export const MAX_ROUNDS = 100_000;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME_LENGTH));
const description = v.pipe(v.string(), v.maxLength(500));
const finite = v.pipe(v.number(), v.finite());
const count = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(max));

const unique = (title: string) =>
  v.check<string[], string>((names) => new Set(names).size === names.length, `${title} must be distinct`);

/** [lo, hi], lo < hi: values of the column are mapped from it to [-1, 1]. */
const range = v.pipe(
  v.strictTuple([finite, finite]),
  v.check(
    ([lo, hi]) => lo < hi && Number.isFinite(hi - lo),
    'a range must run from a lower to a higher number',
  ),
);

/**
 * What happens to a row whose value is missing: it is dropped, or a constant (the middle of the range unless given;
 * for categories none of them) and an indicator column stand in.
 */
const missing = v.variant('policy', [
  v.strictObject({ policy: v.literal('drop') }),
  v.strictObject({ policy: v.literal('indicator'), constant: v.optional(finite) }),
]);

/** What happens to a value outside the range or the categories. Clipping is for ranges only. */
const outsideRange = v.picklist(['refuse', 'clip', 'drop']);
const outsideCategories = v.picklist(['refuse', 'drop']);

const common = { name, description: v.optional(description), missing };

const numeric = <T extends 'continuous' | 'discrete'>(type: T) =>
  v.strictObject({ ...common, type: v.literal(type), range, outside: outsideRange });

/** One alone is what a single owner may have of a column: a contract has two at least. */
const categories = v.pipe(v.array(name), v.minLength(1), v.maxLength(MAX_CATEGORIES), unique('categories'));

const ordinal = v.strictObject({
  ...common,
  type: v.literal('ordinal'),
  /** From lowest to highest; the rank is mapped to [-1, 1]. */
  order: categories,
  outside: outsideCategories,
});

const nominal = v.pipe(
  v.strictObject({
    ...common,
    type: v.literal('nominal'),
    categories,
    /** The level without a column of its own. */
    reference: name,
    outside: outsideCategories,
  }),
  v.check(
    (column) => column.categories.includes(column.reference),
    'the reference must be one of the categories',
  ),
);

export const columnSchema = v.variant('type', [numeric('continuous'), numeric('discrete'), ordinal, nominal]);

const derivedSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('product'), of: v.strictTuple([name, name]) }),
  v.strictObject({ kind: v.literal('square'), of: v.strictTuple([name]) }),
  v.strictObject({ kind: v.literal('log'), of: v.strictTuple([name]) }),
]);

/** Binary digits after the point. PROTOCOL: multiples of 4, so that values map onto base-16 exponents. */
const scalesSchema = v.strictObject({
  gramBits: v.picklist([40, 52, 60]),
  weightBits: v.literal(40),
  /** The largest mapped weight, W. A power of two. */
  weightBound: v.pipe(
    v.number(),
    v.safeInteger(),
    v.minValue(1),
    v.maxValue(2 ** 20),
    v.check((bound) => Number.isInteger(Math.log2(bound)), 'the weight bound must be a power of two'),
  ),
});

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

const dpSchema = v.strictObject({
  epsilon: v.pipe(positive, v.maxValue(100)),
  delta: v.pipe(positive, v.maxValue(0.1)),
  /** Norm to which a mapped record is clipped. */
  clipNorm: positive,
});

const validationSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({ kind: v.literal('hold-out'), share: v.pipe(positive, v.maxValue(0.9)) }),
  v.strictObject({
    kind: v.literal('folds'),
    folds: v.pipe(v.number(), v.safeInteger(), v.minValue(2), v.maxValue(20)),
  }),
]);

const modelSchema = v.strictObject({
  kind: v.picklist(['linear', 'ridge', 'lasso', 'elastic-net', 'logistic']),
  /** The class that counts as one, where the target is a category. */
  positive: v.optional(name),
});

/** The categories of a column, in their order; none of a column of numbers. */
export function levelsOf(column: v.InferOutput<typeof columnSchema>): readonly string[] {
  if (column.type === 'nominal') return column.categories;
  return column.type === 'ordinal' ? column.order : [];
}

/** Whether the constant that stands in for missing values is one that the column could have. */
function hasValidConstant(column: v.InferOutput<typeof columnSchema>): boolean {
  const { missing } = column;
  if (missing.policy === 'drop' || missing.constant === undefined) return true;
  return 'range' in column && missing.constant >= column.range[0] && missing.constant <= column.range[1];
}

export const contractSchema = v.pipe(
  v.strictObject({
    format: v.literal('federated-trainer/contract'),
    version: v.literal(1),
    title: v.optional(v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH))),
    target: columnSchema,
    features: v.pipe(v.array(columnSchema), v.minLength(1), v.maxLength(MAX_COLUMNS)),
    derived: v.pipe(v.array(derivedSchema), v.maxLength(MAX_COLUMNS)),
    /** Written cells that count as missing, besides the empty one. */
    missingMarks: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(20))),
      v.maxLength(50),
      unique('missing marks'),
    ),
    model: modelSchema,
    mode: v.picklist(['rounds', 'one-shot']),
    roundLimit: count(MAX_ROUNDS),
    /** Fewest rows an owner should have. */
    minimumRows: count(MAX_ROWS),
    scales: scalesSchema,
    dp: v.nullable(dpSchema),
    validation: validationSchema,
  }),
  v.check(
    (contract) =>
      new Set([contract.target, ...contract.features].map((c) => c.name)).size ===
      contract.features.length + 1,
    'column names must be distinct',
  ),
  v.check(
    (contract) =>
      contract.derived.every((d) => d.of.every((of) => contract.features.some((f) => f.name === of))),
    'a derived column must name features',
  ),
  v.check(
    ({ derived }) => new Set(derived.map((d) => JSON.stringify(d))).size === derived.length,
    'derived columns must be distinct',
  ),
  v.check(
    ({ target, features }) => [target, ...features].every(hasValidConstant),
    'the constant for missing values must lie in the range of its column',
  ),
  v.check(
    ({ target, features }) => [target, ...features].every((column) => levelsOf(column).length !== 1),
    'a column of categories needs two of them',
  ),
  v.check(({ target }) => target.missing.policy === 'drop', 'rows without a target are dropped'),
  v.check(
    ({ mode, validation }) => mode === 'one-shot' || validation.kind === 'none',
    'validation needs the one-shot mode',
  ),
);

export type Column = v.InferOutput<typeof columnSchema>;
export type NumericColumn = Extract<Column, { type: 'continuous' | 'discrete' }>;
export type ColumnType = Column['type'];
export type Contract = v.InferOutput<typeof contractSchema>;
export type Scales = Contract['scales'];
export type ModelKind = Contract['model']['kind'];
export type Mode = Contract['mode'];
export type DerivedColumn = Contract['derived'][number];
export type Validation = Contract['validation'];

/** Whether `value` is a contract; unknown fields are refused. */
export function isContract(value: unknown): value is Contract {
  return v.safeParse(contractSchema, value).success;
}

/** The scales used unless a contract says otherwise (PROTOCOL, section 3). */
export const DEFAULT_SCALES: Scales = { gramBits: 52, weightBits: 40, weightBound: 4096 };

/** Written cells that count as missing unless a contract says otherwise; the empty cell always does. */
export const DEFAULT_MISSING_MARKS: readonly string[] = ['NA', 'N/A', 'NaN', 'null', '?', '-'];
