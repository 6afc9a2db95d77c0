import { toHex, type Bytes } from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import type { FitRequest, TrainingFacts } from '../learning/index.ts';
import type { Analysis, ModelOwnerWork } from '../workers/index.ts';
import { fitRequestOf, gatheringOf, penaltyFacts, type StoredTotals } from './refit.ts';
import type { TrainingRun } from './training-run.ts';
import type { Plan, ResultView } from './views.ts';

/** A result as it is kept. */
export type StoredResult = Omit<ResultView, 'scores'>;

/** What a training or a refit leaves behind. */
export interface Findings {
  readonly result: StoredResult;
  /** Null where the whole Gram matrix is not known. */
  readonly totals: StoredTotals | null;
}

/** Ends a training: the model, and the totals that others can be computed from. */
export async function concludeRun(
  run: TrainingRun,
  plan: Plan,
  agreed: { readonly contract: Contract; readonly contractHash: Bytes },
  facts: TrainingFacts,
): Promise<Findings> {
  const request = fitRequestOf(plan);
  const all = { ...facts, ...penaltyFacts(request) };
  const { known, ...found } = await run.conclude(request, all);
  const contractHash = toHex(agreed.contractHash);
  const last = { contract: agreed.contract, request };
  return {
    result: resultOf(found, contractHash, false),
    totals: known === null ? null : { known, gathering: gatheringOf(plan), facts, last },
  };
}

/** Another model from totals that are there; null where they do not suffice. */
export async function refitFrom(
  stored: StoredTotals,
  before: StoredResult | null,
  { plan, contract }: { readonly plan: Plan; readonly contract: Contract },
  work: ModelOwnerWork,
  now: () => number,
): Promise<Findings | null> {
  const request: FitRequest = fitRequestOf(plan);
  const startedAt = now();
  // Nobody was asked: rounds and bytes are those of the training before.
  const facts = { ...stored.facts, rounds: 0, bytes: 0, lossByRound: [], ...penaltyFacts(request) };
  const found = await work.refit(stored.known, contract, request, facts);
  if (found === null) return null;
  const seconds = (now() - startedAt) / 1000;
  const { training } = found.model;
  const model = { ...found.model, training: { ...training, seconds } };
  return {
    result: resultOf({ ...found, model }, before?.contractHash ?? '', true),
    totals: { ...stored, last: { contract, request } },
  };
}

function resultOf(
  { model, fit, description, validation, mayLackRows }: Omit<Analysis, 'known'>,
  contractHash: string,
  refit: boolean,
): StoredResult {
  return { model, fit, description, validation, mayLackRows, contractHash, refit };
}
