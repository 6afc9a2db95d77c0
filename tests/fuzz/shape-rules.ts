import { SIZE_LIMITS } from '../../src/protocol/messages.ts';
import { readStrictly, type Value } from './strict-reader.ts';

/**
 * What messages may look like, written a second time: by hand, from the protocol's description and over another
 * decoder, so that a slip in one of the two shows as a difference. Only names and figures are the same.
 */
export type Receiver = 'data-owner' | 'model-owner';

type Rule = (value: Value) => boolean;

const integer =
  (min: number, max: number): Rule =>
  (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
const number: Rule = (value) => typeof value === 'number' && Number.isFinite(value);
const within =
  (least: number, most: number): Rule =>
  (value) =>
    typeof value === 'number' && value > 0 && value >= least && value <= most;
const string =
  (min: number, max: number): Rule =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max;
const octets =
  (min: number, max: number): Rule =>
  (value) =>
    value instanceof Uint8Array && value.length >= min && value.length <= max;
const oneOf =
  (...values: Value[]): Rule =>
  (value) =>
    values.includes(value);
const boolean: Rule = (value) => typeof value === 'boolean';
const list =
  (rule: Rule, min: number, max: number): Rule =>
  (value) =>
    Array.isArray(value) && value.length >= min && value.length <= max && value.every(rule);
const orNull =
  (rule: Rule): Rule =>
  (value) =>
    value === null || rule(value);
const either =
  (...rules: Rule[]): Rule =>
  (value) =>
    rules.some((rule) => rule(value));
const both =
  (...rules: Rule[]): Rule =>
  (value) =>
    rules.every((rule) => rule(value));
const distinct: Rule = (value) => Array.isArray(value) && new Set(value).size === value.length;

/** A map of exactly these fields; those whose name ends in `?` may be absent. */
function fields(rules: Record<string, Rule>): Rule {
  const required = Object.entries(rules).filter(([name]) => !name.endsWith('?'));
  const known = new Map(Object.entries(rules).map(([name, rule]) => [name.replace(/\?$/, ''), rule]));
  return (value) =>
    value instanceof Map &&
    required.every(([name]) => value.has(name)) &&
    [...value].every(([name, each]) => known.get(name)?.(each) === true);
}

const name = string(1, 200);
const missing = either(
  fields({ policy: oneOf('drop') }),
  fields({ policy: oneOf('indicator'), 'constant?': number }),
);
const range: Rule = (value) => {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [lo, hi] = value;
  return typeof lo === 'number' && typeof hi === 'number' && lo < hi && hi - lo < Infinity;
};
const levels = both(list(name, 1, 200), distinct);
const anyColumn = { name, 'description?': string(0, 500), missing };
const column = either(
  fields({
    ...anyColumn,
    type: oneOf('continuous', 'discrete'),
    range,
    outside: oneOf('refuse', 'clip', 'drop'),
  }),
  fields({ ...anyColumn, type: oneOf('ordinal'), order: levels, outside: oneOf('refuse', 'drop') }),
  both(
    fields({
      ...anyColumn,
      type: oneOf('nominal'),
      categories: levels,
      reference: name,
      outside: oneOf('refuse', 'drop'),
    }),
    (value) => {
      const categories = get(value, 'categories');
      return Array.isArray(categories) && categories.includes(get(value, 'reference') ?? null);
    },
  ),
);
const derived = either(
  fields({ kind: oneOf('product'), of: list(name, 2, 2) }),
  fields({ kind: oneOf('square', 'log'), of: list(name, 1, 1) }),
);
const models = oneOf('linear', 'ridge', 'lasso', 'elastic-net', 'logistic');
const mode = oneOf('rounds', 'one-shot');
const rounds = integer(1, 100_000);
const rows = integer(1, 1_000_000_000);
const powersOfTwo = Array.from({ length: 21 }, (_, i) => 2 ** i);

const validation = either(
  fields({ kind: oneOf('none') }),
  fields({ kind: oneOf('hold-out'), share: within(0, 0.9) }),
  fields({ kind: oneOf('folds'), folds: integer(2, 20) }),
);
const marks = both(list(string(0, 20), 0, 50), distinct);
const terms = both(
  fields({
    format: oneOf('federated-trainer/contract'),
    version: oneOf(1),
    'title?': string(0, 200),
    target: column,
    features: list(column, 1, 400),
    derived: list(derived, 0, 400),
    missingMarks: marks,
    model: fields({ kind: models, 'positive?': name }),
    mode,
    roundLimit: rounds,
    minimumRows: rows,
    scales: fields({
      gramBits: oneOf(40, 52, 60),
      weightBits: oneOf(40),
      weightBound: oneOf(...powersOfTwo),
    }),
    dp: orNull(
      fields({ epsilon: within(0, 100), delta: within(0, 0.1), clipNorm: within(0, Number.MAX_VALUE) }),
    ),
    validation,
  }),
  (value) => {
    const columns = [get(value, 'target') ?? null, ...items(get(value, 'features'))];
    const names = columns.map((each) => get(each, 'name') ?? null);
    const made = items(get(value, 'derived'));
    const sources = made.flatMap((each) => items(get(each, 'of')));
    const spelled = made.map((each) => JSON.stringify([get(each, 'kind'), ...items(get(each, 'of'))]));
    return (
      distinct(names) &&
      distinct(spelled) &&
      sources.every((source) => names.slice(1).includes(source)) &&
      columns.every(constantFits) &&
      columns.every((each) => items(get(each, 'order') ?? get(each, 'categories')).length !== 1) &&
      get(get(columns[0] ?? null, 'missing') ?? null, 'policy') === 'drop' &&
      (get(value, 'mode') === 'one-shot' || get(get(value, 'validation') ?? null, 'kind') === 'none')
    );
  },
);

/** What stands in for a missing value lies in the range, and categories have nothing to stand in. */
function constantFits(value: Value): boolean {
  const constant = get(get(value, 'missing') ?? null, 'constant');
  if (constant === undefined) return true;
  const [lo, hi] = items(get(value, 'range'));
  return (
    typeof constant === 'number' &&
    typeof lo === 'number' &&
    typeof hi === 'number' &&
    constant >= lo &&
    constant <= hi
  );
}

const hash = octets(32, 32);
const key = octets(65, 65);
const ciphertexts = fields({ ciphertexts: octets(1, 8 * 2 ** 20) });
const owners = integer(1, 1000);
const nothing = fields({});
const pause = fields({ reason: oneOf('consent', 'away', 'facilitator') });
const abort = fields({
  reason: oneOf(
    ...['withdrawn', 'left', 'contract-refused', 'data-refused', 'message-unexpected', 'roster-refused'],
    ...['roster-changed', 'integrity', 'cancelled', 'failed'],
  ),
  'guard?': oneOf('leastRows', 'leastMembers', 'columnShare', 'modes'),
});
const MiB = 2 ** 20;
const underKey = { keyBits: integer(128, 4096), n: octets(16, 512), keyProof: octets(1, 11 * 512) };
const scores = integer(0, 1000);

const BODIES: Record<Receiver, Record<string, Rule>> = {
  'data-owner': {
    REQUEST: fields({
      title: string(0, 200),
      owners,
      present: integer(0, 1000),
      kind: models,
      mode,
      roundLimit: orNull(rounds),
      asked: list(string(0, 200), 0, 401),
      shared: list(column, 0, 401),
      derived: list(derived, 0, 400),
      missingMarks: marks,
      validation,
      sample: oneOf(null, 'diabetes', 'penguins'),
    }),
    CONTRACT: fields({
      contract: terms,
      run: integer(1, 1_000_000),
      owners,
      maximumRows: rows,
      slotBits: integer(1, 4096),
      ...underKey,
    }),
    ROSTER: fields({
      contractHash: hash,
      entries: list(fields({ maskKey: key, commitment: hash }), 1, 1000),
    }),
    READY: fields({ rosterHash: hash, confirmations: list(fields({ nonce: hash, tag: hash }), 0, 999) }),
    WEIGHTS: ciphertexts,
    PAUSE: pause,
    RESUME: nothing,
    FINISH: fields({ stopped: boolean }),
    ABORT: abort,
    SCORING: fields({ model: hash, contract: terms, left: scores }),
    SCORED: fields({
      question: hash,
      left: scores,
      answer: either(
        fields({ kind: oneOf('scores'), ciphertexts: octets(1, MiB) }),
        fields({ kind: oneOf('refused'), code: oneOf('model', 'limit', 'shape', 'key', 'failed') }),
      ),
    }),
  },
  'model-owner': {
    COLUMNS: fields({
      columns: list(column, 2, 401),
      maximumRows: rows,
      roundLimit: rounds,
      modes: list(mode, 1, 2),
      missingMarks: marks,
      validation,
      derived: list(derived, 0, 400),
    }),
    WITHDRAW: nothing,
    ACCEPT: fields({ contractHash: hash, maskKey: key, commitment: hash }),
    READY: fields({ rosterHash: hash, nonce: hash, tags: list(hash, 0, 999) }),
    BASE: fields({ ciphertexts: octets(1, 32 * MiB) }),
    GRADIENT: ciphertexts,
    PAUSE: pause,
    RESUME: nothing,
    ABORT: abort,
    SCORE: fields({ model: hash, rows: integer(1, 1000), ...underKey, ciphertexts: octets(1, 8 * MiB) }),
  },
};

const LIMITS: Readonly<Record<string, number>> = SIZE_LIMITS;

/** Which byte leads which type. */
const LEADING: readonly string[] =
  'REQUEST CONTRACT ROSTER WEIGHTS FINISH COLUMNS WITHDRAW ACCEPT BASE GRADIENT PAUSE RESUME ABORT READY SCORING SCORE SCORED'.split(
    ' ',
  );

const ENVELOPES = Object.fromEntries(
  Object.entries(BODIES).map(([receiver, bodies]) => [
    receiver,
    Object.fromEntries(
      Object.entries(bodies).map(([type, body]) => [
        type,
        fields({
          v: oneOf(3),
          type: oneOf(type),
          sid: octets(16, 16),
          from: integer(0, 1000),
          seq: integer(0, Number.MAX_SAFE_INTEGER),
          round: integer(0, 100_000),
          body,
        }),
      ]),
    ),
  ]),
) as Record<Receiver, Record<string, Rule>>;

/** Types that `receiver` may be sent. */
export function typesTo(receiver: Receiver): string[] {
  return Object.keys(BODIES[receiver]);
}

/** Whether `receiver` has to accept these bytes as a message. */
export function isWellFormed(receiver: Receiver, bytes: Uint8Array): boolean {
  const type = LEADING[bytes[0] ?? LEADING.length];
  const rule = type === undefined ? undefined : ENVELOPES[receiver][type];
  if (type === undefined || rule === undefined || bytes.length > (LIMITS[type] ?? 0)) return false;
  try {
    return rule(readStrictly(bytes.subarray(1)));
  } catch {
    return false;
  }
}

function get(value: Value, field: string): Value | undefined {
  return value instanceof Map ? value.get(field) : undefined;
}

function items(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}
