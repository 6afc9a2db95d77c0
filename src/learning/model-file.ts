import * as v from 'valibot';

import { contractSchema } from '../contract/index.ts';

const finite = v.pipe(v.number(), v.finite());
const notNegative = v.pipe(finite, v.minValue(0));
const probability = v.pipe(notNegative, v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.minLength(1));

const termSchema = v.strictObject({
  /** `(intercept)`, a column, `column=category`, or a derived column. */
  term: name,
  estimate: finite,
  stdError: v.exactOptional(notNegative),
  t: v.exactOptional(finite),
  pValue: v.exactOptional(probability),
  ci95: v.exactOptional(v.strictTuple([finite, finite])),
});

const metricsSchema = v.strictObject({
  rows: count,
  rowsDropped: count,
  /** Of all models but logistic ones, whose weights minimise another loss than the one they are for. */
  rss: v.exactOptional(notNegative),
  /** rss / rows, squared units of the target. */
  mse: v.exactOptional(notNegative),
  rSquared: v.exactOptional(finite),
  adjRSquared: v.exactOptional(finite),
  residualStdError: v.exactOptional(notNegative),
  dfResidual: v.exactOptional(count),
  f: v.exactOptional(notNegative),
  fPValue: v.exactOptional(probability),
  /** As statsmodels counts: the variance is no parameter. */
  aic: v.exactOptional(finite),
  bic: v.exactOptional(finite),
  /** Of the Gram matrix of the mapped columns. */
  conditionNumber: v.exactOptional(notNegative),
});

const trainingSchema = v.strictObject({
  mode: v.picklist(['rounds', 'one-shot']),
  optimiser: v.picklist(['conjugate-gradients', 'gradient-descent']),
  rounds: count,
  converged: v.boolean(),
  /** Whether a person ended it. */
  stopped: v.boolean(),
  keyBits: v.picklist([2048, 3072, 4096]),
  engine: v.picklist(['FMA', 'SIMD', 'BigInt']),
  owners: count,
  seconds: notNegative,
  /** Payload in both directions, all owners. */
  bytes: count,
  penalty: v.exactOptional(notNegative),
  l1Share: v.exactOptional(probability),
  learningRate: v.exactOptional(notNegative),
  /** Mean squared error after each round, squared units of the target. */
  lossByRound: v.array(notNegative),
});

/** The model file, version 1: every number a float64 in the units of the data; what is not available is absent. */
export const modelFileSchema = v.pipe(
  v.strictObject({
    format: v.literal('federated-trainer/model'),
    version: v.literal(1),
    task: v.picklist(['linear', 'ridge', 'lasso', 'elastic-net', 'logistic']),
    target: v.strictObject({
      name,
      type: v.picklist(['continuous', 'discrete', 'ordinal', 'nominal']),
      positive: v.exactOptional(name),
    }),
    /** `(intercept)` first, then the order of the contract. */
    terms: v.pipe(v.array(termSchema), v.minLength(1)),
    metrics: metricsSchema,
    training: trainingSchema,
    privacy: v.nullable(v.strictObject({ epsilon: notNegative, delta: probability })),
    contract: contractSchema,
  }),
  v.check(
    ({ task, metrics: { rss, mse } }) =>
      [rss, mse].every((loss) => (loss === undefined) === (task === 'logistic')),
    'rss and mse are there unless the model is logistic',
  ),
  v.check(
    ({ task, target }) => (target.positive !== undefined) === (task === 'logistic'),
    'a positive class is there if the model is logistic, and only then',
  ),
);

export type ModelFile = v.InferOutput<typeof modelFileSchema>;
export type ModelTerm = v.InferOutput<typeof termSchema>;
export type ModelMetrics = v.InferOutput<typeof metricsSchema>;
export type TrainingFacts = v.InferOutput<typeof trainingSchema>;

/** Whether `value` is a model file; unknown fields are refused. */
export function isModelFile(value: unknown): value is ModelFile {
  return v.safeParse(modelFileSchema, value).success;
}
