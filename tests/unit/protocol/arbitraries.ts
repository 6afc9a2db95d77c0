import fc from 'fast-check';
import type { Bytes } from '../../../src/base/index.ts';
import type { Column } from '../../../src/contract/index.ts';
import type { Message } from '../../../src/protocol/messages.ts';
import { contractBody, scoringBody } from './bodies.ts';

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength, maxLength }).map((array) => new Uint8Array(array));
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((each) => each.length <= 200);
const name = text.filter((each) => each.length > 0);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0);
const range = fc
  .tuple(finite, finite)
  .filter(([lo, hi]) => lo < hi && Number.isFinite(hi - lo))
  .map(([lo, hi]): [number, number] => [lo, hi]);

const numeric: fc.Arbitrary<Column> = fc.record({
  name,
  type: fc.constantFrom('continuous' as const, 'discrete' as const),
  range,
  missing: fc.constantFrom({ policy: 'drop' as const }, { policy: 'indicator' as const, constant: 0.1 }),
  outside: fc.constantFrom('refuse' as const, 'clip' as const, 'drop' as const),
});
const nominal: fc.Arbitrary<Column> = fc
  .record({ name, categories: fc.uniqueArray(name, { minLength: 2, maxLength: 5 }) })
  .map(({ name: own, categories }) => ({
    name: own,
    type: 'nominal',
    categories,
    reference: categories[0] ?? '',
    missing: { policy: 'drop' },
    outside: 'refuse',
  }));
const columns = (minLength: number) => fc.array(fc.oneof(numeric, nominal), { minLength, maxLength: 5 });

const mode = fc.constantFrom('rounds' as const, 'one-shot' as const);
const count = fc.integer({ min: 1, max: 1000 });
const hash = bytes(32, 32);
const entry = { maskKey: bytes(65, 65), commitment: hash };
const ciphertexts = fc.record({ ciphertexts: bytes(1, 300) });
const both: Record<string, fc.Arbitrary<unknown>> = {
  PAUSE: fc.record({ reason: fc.constantFrom('consent', 'away', 'facilitator') }),
  RESUME: fc.constant({}),
  ABORT: fc.record(
    {
      reason: fc.constantFrom('withdrawn', 'left', 'integrity', 'cancelled', 'failed', 'data-refused'),
      guard: fc.constantFrom('leastRows', 'leastMembers', 'columnShare', 'modes'),
    },
    { requiredKeys: ['reason'] },
  ),
};
const validation = fc.oneof(
  fc.constant({ kind: 'none' }),
  fc.record({ kind: fc.constant('folds'), folds: fc.integer({ min: 2, max: 20 }) }),
  fc.record({ kind: fc.constant('hold-out'), share: fc.double({ min: 0.01, max: 0.9, noNaN: true }) }),
);
const missingMarks = fc.uniqueArray(
  text.filter((each) => each.length <= 20),
  { maxLength: 5 },
);
const derived = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('product'), of: fc.tuple(name, name) }),
    fc.record({ kind: fc.constantFrom('square', 'log'), of: fc.tuple(name) }),
  ),
  { maxLength: 3 },
);
const scores = fc.integer({ min: 0, max: 1000 });
const key = { keyBits: fc.integer({ min: 128, max: 4096 }), n: bytes(16, 64), keyProof: bytes(1, 300) };
const toDataOwner: Record<string, fc.Arbitrary<unknown>> = {
  REQUEST: fc.record({
    title: text,
    owners: count,
    present: fc.integer({ min: 0, max: 1000 }),
    kind: fc.constantFrom('linear', 'ridge', 'lasso', 'elastic-net', 'logistic'),
    mode,
    roundLimit: fc.option(count),
    asked: fc.array(text, { maxLength: 5 }),
    shared: columns(0),
    derived,
    missingMarks,
    validation,
    sample: fc.constantFrom(null, 'diabetes', 'penguins'),
  }),
  CONTRACT: fc.tuple(count, count, bytes(16, 64)).map(([run, owners, n]) => contractBody({ run, owners, n })),
  ROSTER: fc.record({
    contractHash: hash,
    entries: fc.array(fc.record(entry), { minLength: 1, maxLength: 5 }),
  }),
  READY: fc.record({
    rosterHash: hash,
    confirmations: fc.array(fc.record({ nonce: hash, tag: hash }), { maxLength: 5 }),
  }),
  WEIGHTS: ciphertexts,
  FINISH: fc.record({ stopped: fc.boolean() }),
  SCORING: fc.tuple(hash, scores).map(([model, left]) => scoringBody({ model, left })),
  SCORED: fc.record({
    question: hash,
    left: scores,
    answer: fc.oneof(
      fc.record({ kind: fc.constant('scores'), ciphertexts: bytes(1, 300) }),
      fc.record({
        kind: fc.constant('refused'),
        code: fc.constantFrom('model', 'limit', 'shape', 'key', 'failed'),
      }),
    ),
  }),
  ...both,
};
const toModelOwner: Record<string, fc.Arbitrary<unknown>> = {
  COLUMNS: fc.record({
    columns: columns(2),
    maximumRows: fc.integer({ min: 1, max: 1e9 }),
    roundLimit: count,
    modes: fc.uniqueArray(mode, { minLength: 1, maxLength: 2 }),
    missingMarks,
    validation,
    derived,
  }),
  WITHDRAW: fc.constant({}),
  ACCEPT: fc.record({ contractHash: hash, ...entry }),
  READY: fc.record({ rosterHash: hash, nonce: hash, tags: fc.array(hash, { maxLength: 5 }) }),
  BASE: ciphertexts,
  GRADIENT: ciphertexts,
  SCORE: fc.record({
    model: hash,
    rows: fc.integer({ min: 1, max: 1000 }),
    ...key,
    ciphertexts: bytes(1, 300),
  }),
  ...both,
};

function messages(
  decode: 'data-owner' | 'model-owner',
  bodies: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<{ decode: typeof decode; message: Message }> {
  const envelope = fc.record({
    v: fc.constant(3),
    sid: bytes(16, 16),
    from: fc.integer({ min: 0, max: 1000 }),
    seq: fc.maxSafeNat(),
    round: fc.integer({ min: 0, max: 100_000 }),
  });
  const byType = Object.entries(bodies).map(([type, body]) =>
    fc.tuple(envelope, body).map(([rest, each]) => ({
      decode,
      message: { ...rest, type, body: each } as Message,
    })),
  );
  return fc.oneof(...byType);
}

/** A message of any type, and who may receive it. */
export const arbitraryMessage = fc.oneof(
  messages('data-owner', toDataOwner),
  messages('model-owner', toModelOwner),
);
