import { designOf, type Contract } from '../contract/index.ts';
import type { FitRequest, TrainingFacts } from '../learning/index.ts';
import type { KnownTotals } from '../workers/index.ts';
import type { Plan } from './views.ts';

/** What a plan says about how totals are gathered: with another of these, they are gathered anew. */
export type Gathering = Pick<
  Plan,
  'mode' | 'keyBits' | 'optimiser' | 'roundLimit' | 'learningRate' | 'engine' | 'validation' | 'missingMarks'
>;

/** The totals of the last training, and what belongs to them. */
export interface StoredTotals {
  readonly known: KnownTotals;
  readonly gathering: Gathering;
  /** How they were come by. */
  readonly facts: TrainingFacts;
  /** What was asked of them last: the same again is a training of its own. */
  readonly last: { readonly contract: Contract; readonly request: FitRequest };
}

export function gatheringOf(plan: Plan): Gathering {
  const { mode, keyBits, optimiser, roundLimit, learningRate, engine, validation, missingMarks } = plan;
  return { mode, keyBits, optimiser, roundLimit, learningRate, engine, validation, missingMarks };
}

/** What a plan asks of totals. */
export function fitRequestOf({ kind, penalty, l1Share }: Plan): FitRequest {
  return { kind, penalty, l1Share, level: 0.95 };
}

/** What a model file says of the penalty. */
export function penaltyFacts({
  kind,
  penalty,
  l1Share,
}: FitRequest): Pick<TrainingFacts, 'penalty' | 'l1Share'> {
  if (kind === 'linear' || kind === 'logistic') return {};
  return { penalty, ...(kind === 'elastic-net' && { l1Share }) };
}

/**
 * Whether a plan asks for nothing but another look at totals that are there: another target, fewer columns, another
 * kind of model or penalty. What it looks like from here: only computing it shows for certain.
 */
export function couldRefit(stored: StoredTotals | null, plan: Plan, contract: Contract | null): boolean {
  if (stored === null || contract === null) return false;
  if (!same(stored.gathering, gatheringOf(plan))) return false;
  if (same(stored.last, { contract, request: fitRequestOf(plan) })) return false;
  const from = stored.known.contract;
  const before = new Map([from.target, ...from.features].map((column) => [column.name, column]));
  const wanted = [contract.target, ...contract.features];
  const readAlike = wanted.every((column) => {
    const known = before.get(column.name);
    return known !== undefined && same(essence(known), essence(column));
  });
  if (!readAlike || from.dp !== null) return false;
  const terms = new Set(designOf(from).terms.map(({ name }) => name));
  const derived = designOf(contract).terms.filter(
    ({ columns, source }) => columns.length > 1 || source.kind === 'log' || source.kind === 'square',
  );
  return derived.every(({ name }) => terms.has(name));
}

/** All of a column but its reference, which changes no value. */
function essence(column: Contract['target']): unknown {
  return column.type === 'nominal' ? { ...column, reference: '' } : column;
}

/** Of plain data in the same order of keys. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
