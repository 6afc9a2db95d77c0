import {
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  MAX_NAME_LENGTH,
  MAX_ROUNDS,
  unionOfColumns,
  type Column,
  type Contract,
} from '../contract/index.ts';
import { slotsPerPlaintext } from '../encoding/index.ts';
import {
  boundOf,
  dimensionOf,
  roundsToTotals,
  type ContractBody,
  type ModelOwnerState,
  type OfferBody,
  type UnprovenContract,
} from '../protocol/index.ts';
import type { KeyFit, Plan, SharedColumn, TrainBlock } from './views.ts';

/** Rounds of gradient descent unless the model owner says otherwise. */
const DEFAULT_DESCENT_ROUNDS = 100;
/** Learning rate unless the model owner says otherwise: safe for columns mapped to [-1, 1]. */
const DEFAULT_LEARNING_RATE = 0.5;

/** A plan as it is kept: features by what was unchecked, so that new columns start checked. */
export type PlanChoices = Omit<Plan, 'features'> & { readonly unchecked: readonly string[] };

export const DEFAULT_CHOICES: PlanChoices = {
  title: '',
  target: '',
  unchecked: [],
  kind: 'linear',
  mode: 'rounds',
  keyBits: 3072,
  optimiser: 'conjugate-gradients',
  roundLimit: null,
  learningRate: DEFAULT_LEARNING_RATE,
  penalty: 1,
  l1Share: 0.5,
  engine: 'Automatic',
};

/** The columns to choose from, and who lacks them. */
export function sharedColumns(
  offers: readonly { readonly owner: number; readonly offer: OfferBody }[],
  contract: Contract | null,
): SharedColumn[] {
  const proposals = offers.map(({ owner, offer }) => ({ owner, columns: offer.columns }));
  if (contract === null) return unionOfColumns(proposals);
  return [contract.target, ...contract.features].map((column) => ({
    column,
    missingFrom: proposals
      .filter(({ columns }) => !columns.some((c) => c.name === column.name))
      .map((p) => p.owner),
  }));
}

/** Whether every owner has the column, and means the same by it. */
function isUsable({ missingFrom, conflict }: SharedColumn): boolean {
  return missingFrom.length === 0 && conflict !== true;
}

/** Whether rows can be summed for the column: a contract file may ask for others. */
function isNumeric({ type, missing }: Column): boolean {
  return (type === 'continuous' || type === 'discrete') && missing.policy === 'drop';
}

/** The plan that choices and columns make together. */
export function planOf(choices: PlanChoices, columns: readonly SharedColumn[]): Plan {
  const { unchecked, ...rest } = choices;
  const known = columns.some(({ column }) => column.name === choices.target);
  const target = known ? choices.target : '';
  const features = columns
    .filter((shared) => isUsable(shared) && shared.column.name !== target)
    .map(({ column }) => column.name)
    .filter((name) => !unchecked.includes(name));
  return { ...rest, target, features };
}

/** Choices after a change of the plan. */
export function changeChoices(
  choices: PlanChoices,
  change: Partial<Plan>,
  columns: readonly SharedColumn[],
): PlanChoices {
  const { features, ...rest } =
    change.title === undefined ? change : { ...change, title: change.title.slice(0, MAX_NAME_LENGTH) };
  const target = change.target ?? choices.target;
  if (features === undefined) return { ...choices, ...rest };
  const names = columns.filter(isUsable).map(({ column }) => column.name);
  const unchecked = names.filter((name) => name !== target && !features.includes(name));
  // What cannot be chosen now was not unchecked by anybody.
  const kept = choices.unchecked.filter((name) => !names.includes(name));
  return { ...choices, ...rest, unchecked: [...kept, ...unchecked] };
}

/** Whether a round limit that a person typed can be asked for. */
export function isRoundLimit(limit: number | null): limit is number {
  return limit !== null && Number.isSafeInteger(limit) && limit >= 1 && limit <= MAX_ROUNDS;
}

/** The round limit that a plan asks for. */
export function roundLimitOf(plan: Plan): number {
  if (plan.roundLimit !== null) return plan.roundLimit;
  return plan.optimiser === 'gradient-descent' ? DEFAULT_DESCENT_ROUNDS : plan.features.length + 2;
}

/** The contract of a plan whose target and features are valid; null if they are not. */
export function contractOf(
  plan: Plan,
  columns: readonly SharedColumn[],
  base: Contract | null,
): Contract | null {
  const find = (name: string): Column | undefined =>
    columns.find(({ column }) => column.name === name)?.column;
  const target = find(plan.target);
  const features = plan.features.map(find).filter((column) => column !== undefined);
  if (target === undefined || features.length === 0) return null;
  return {
    format: 'federated-trainer/contract',
    version: 1,
    ...(plan.title === '' ? {} : { title: plan.title }),
    target,
    features,
    derived: [],
    missingMarks: base?.missingMarks ?? [...DEFAULT_MISSING_MARKS],
    model: { kind: plan.kind },
    mode: plan.mode,
    roundLimit: roundLimitOf(plan),
    minimumRows: base?.minimumRows ?? Math.max(30, 2 * (features.length + 1)),
    scales: base?.scales ?? DEFAULT_SCALES,
    dp: null,
    validation: { kind: 'none' },
  };
}

/** Nmax: what the owners declared, summed. */
export function maximumRowsOf(offers: readonly { readonly offer: OfferBody }[]): number {
  return offers.reduce((sum, { offer }) => sum + offer.maximumRows, 0);
}

/** How the numbers of a contract fit the key. */
export function keyFitOf(contract: Contract, maximumRows: number, keyBits: number): KeyFit {
  const bound = boundOf(contract, Math.max(1, maximumRows));
  const slots = slotsPerPlaintext(bound, keyBits);
  return {
    dimension: dimensionOf(contract),
    roundsToTotals: roundsToTotals(contract),
    slotBits: bound.slotBits,
    slotsPerCiphertext: slots,
    ciphertextsPerAnswer: slots < 1 ? 0 : Math.ceil(dimensionOf(contract) / slots),
    roundLimit: contract.roundLimit,
  };
}

interface BlockParts {
  readonly online: boolean;
  readonly state: ModelOwnerState;
  readonly plan: Plan;
  readonly columns: readonly SharedColumn[];
  readonly keyFit: KeyFit | null;
}

/** Why Train is disabled, most basic reason first; null if it is enabled. */
export function trainBlockOf({ online, state, plan, columns, keyFit }: BlockParts): TrainBlock | null {
  const { frozen } = state;
  const owners = Object.entries(state.owners)
    .filter(([owner]) => frozen === null || frozen[Number(owner)] !== undefined)
    .map(([, record]) => record)
    .filter((owner) => owner.connected);
  if (!['gathering', 'finished', 'failed'].includes(state.name)) return 'training';
  if (owners.length === 0) return online ? 'no-owner' : 'connecting';
  if (owners.every((owner) => owner.offer === null)) return 'no-owner';
  if (owners.some((owner) => owner.offer === null)) return 'owner-not-contributed';
  if (frozen !== null && owners.length < Object.keys(frozen).length) return 'roster-frozen';
  if (plan.target === '') return 'no-target';
  if (plan.features.length === 0) return 'no-features';
  const used = [plan.target, ...plan.features].map((name) =>
    columns.filter(isUsable).find(({ column }) => column.name === name),
  );
  if (used.includes(undefined)) return 'column-missing';
  const numeric = used.every((shared) => shared !== undefined && isNumeric(shared.column));
  if (plan.kind !== 'linear' || plan.mode !== 'rounds' || !numeric) return 'not-yet-supported';
  if (keyFit === null || keyFit.slotsPerCiphertext < 1) return 'bound-too-large';
  if (!isRoundLimit(keyFit.roundLimit)) return 'bad-round-limit';
  if (plan.optimiser === 'gradient-descent' && !(plan.learningRate > 0 && plan.learningRate < 1e6)) {
    return 'bad-learning-rate';
  }
  return null;
}

/** What a CONTRACT says besides its key. */
export function contractBody(
  contract: Contract,
  key: { readonly n: ContractBody['n']; readonly keyBits: number },
  session: { readonly owners: number; readonly maximumRows: number; readonly run: number },
): UnprovenContract {
  return { contract, ...session, ...key, slotBits: boundOf(contract, session.maximumRows).slotBits };
}
