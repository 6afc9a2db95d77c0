import { isFederatedError } from '../base/index.ts';
import {
  classesOf,
  DEFAULT_MISSING_MARKS,
  DEFAULT_SCALES,
  designOf,
  dimensionOf,
  MAX_NAME_LENGTH,
  MAX_ROUNDS,
  unionOfColumns,
  type Column,
  type Contract,
} from '../contract/index.ts';
import { createPacking, slotsPerPlaintext } from '../encoding/index.ts';
import {
  baseLengthOf,
  boundOf,
  fittingBound,
  roundsToTotals,
  type ContractBody,
  type ModelOwnerState,
  type OfferBody,
  type UnprovenContract,
} from '../protocol/index.ts';
import type { KeyFit, Plan, PlannedColumn, SharedColumn, TrainBlock } from './views.ts';

/** Rounds of gradient descent unless the model owner says otherwise. */
const DEFAULT_DESCENT_ROUNDS = 100;
/** Learning rate unless the model owner says otherwise: safe for columns mapped to [-1, 1]. */
const DEFAULT_LEARNING_RATE = 0.5;
/** From so many terms on rounds take long, and disclose the same in the end. */
const MOST_TERMS_IN_ROUNDS = 25;

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
  positive: '',
  derived: [],
  validation: { kind: 'none' },
  missingMarks: [...DEFAULT_MISSING_MARKS],
  columnChoices: {},
  scores: 0,
};

/** The columns to choose from as the model owner asks for them, and who lacks them. */
export function sharedColumns(
  offers: readonly { readonly owner: number; readonly offer: OfferBody }[],
  contract: Contract | null,
  choices: PlanChoices['columnChoices'] = {},
): SharedColumn[] {
  const proposals = offers.map(({ owner, offer }) => ({ owner, columns: offer.columns }));
  const shared: SharedColumn[] =
    contract === null
      ? unionOfColumns(proposals)
      : [contract.target, ...contract.features].map((column) => ({
          column,
          missingFrom: proposals
            .filter(({ columns }) => !columns.some((c) => c.name === column.name))
            .map((p) => p.owner),
        }));
  return shared.map((each) => ({ ...each, column: asPlanned(each.column, choices[each.column.name] ?? {}) }));
}

/** A column with what the model owner changed about it. */
function asPlanned(column: Column, { reference, missing, outside }: PlannedColumn): Column {
  const policy = missing === undefined ? column.missing : { policy: missing };
  switch (column.type) {
    case 'continuous':
    case 'discrete':
      return { ...column, missing: policy, outside: outside ?? column.outside };
    case 'ordinal':
      return { ...column, missing: policy, outside: ofCategories(outside) ?? column.outside };
    case 'nominal': {
      const known = reference !== undefined && column.categories.includes(reference);
      return {
        ...column,
        missing: policy,
        outside: ofCategories(outside) ?? column.outside,
        reference: known ? reference : column.reference,
      };
    }
  }
}

/** There is no nearest category to clip to. */
function ofCategories(outside: PlannedColumn['outside']): 'refuse' | 'drop' | undefined {
  return outside === 'clip' ? undefined : outside;
}

/** Whether every owner has the column, and means the same by it. */
function isUsable({ missingFrom, conflict }: SharedColumn): boolean {
  return missingFrom.length === 0 && conflict !== true;
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
  const classes = targetClasses(target, columns) ?? [];
  return {
    ...rest,
    target,
    features,
    derived: choices.derived.filter(({ of }) => of.every((name) => features.includes(name))),
    positive: classes.includes(choices.positive) ? choices.positive : (classes.at(-1) ?? ''),
  };
}

/** The classes of the target; null where it has none. */
export function targetClasses(target: string, columns: readonly SharedColumn[]): string[] | null {
  const found = columns.find(({ column }) => column.name === target);
  return found === undefined ? null : classesOf(found.column);
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

/** The round limit that a plan asks for, of a contract with `terms` terms. */
export function roundLimitOf(plan: Pick<Plan, 'roundLimit' | 'optimiser'>, terms: number): number {
  if (plan.roundLimit !== null) return plan.roundLimit;
  return plan.optimiser === 'gradient-descent' ? DEFAULT_DESCENT_ROUNDS : terms + 1;
}

/** The contract of a plan whose target and features are known; null if they are not. */
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
  const contract: Contract = {
    format: 'federated-trainer/contract',
    version: 1,
    ...(plan.title === '' ? {} : { title: plan.title }),
    // A row without a target tells nothing.
    target: { ...target, missing: { policy: 'drop' } },
    features,
    derived: [...plan.derived],
    missingMarks: [...plan.missingMarks],
    model: plan.kind === 'logistic' ? { kind: plan.kind, positive: plan.positive } : { kind: plan.kind },
    mode: plan.mode,
    roundLimit: 1,
    minimumRows: base?.minimumRows ?? 1,
    scales: base?.scales ?? DEFAULT_SCALES,
    dp: null,
    validation: plan.validation,
  };
  const terms = termsOf(contract);
  return {
    ...contract,
    roundLimit: roundLimitOf(plan, terms ?? features.length + 1),
    minimumRows: base?.minimumRows ?? Math.max(30, 2 * (terms ?? features.length + 1)),
  };
}

/** d of a contract; null where it has no design matrix. */
function termsOf(contract: Contract): number | null {
  try {
    return dimensionOf(contract);
  } catch (error) {
    if (isFederatedError(error, 'contract-invalid')) return null;
    throw error;
  }
}

/** Whether so many terms are asked for in rounds that one-shot is the better mode. */
export function suggestsOneShot(contract: Contract | null): boolean {
  if (contract?.mode !== 'rounds') return false;
  return (termsOf(contract) ?? 0) > MOST_TERMS_IN_ROUNDS + 1;
}

/** Nmax: what the owners declared, summed. */
export function maximumRowsOf(offers: readonly { readonly offer: OfferBody }[]): number {
  return offers.reduce((sum, { offer }) => sum + offer.maximumRows, 0);
}

/** How the numbers of a contract fit the key; null for a contract without a design matrix. */
export function keyFitOf(contract: Contract, maximumRows: number, keyBits: number): KeyFit | null {
  const dimension = termsOf(contract);
  if (dimension === null) return null;
  const { slotBits } = boundOf(contract, Math.max(1, maximumRows));
  const fits = fitsKey(contract, Math.max(1, maximumRows), keyBits);
  const values = contract.mode === 'rounds' ? dimension : baseLengthOf(contract);
  return {
    dimension,
    roundsToTotals: roundsToTotals(contract),
    slotBits,
    slotsPerCiphertext: fits ? slotsPerPlaintext({ slotBits }, keyBits) : 0,
    ciphertextsPerAnswer: fits ? createPacking({ slotBits, keyBits }).ciphertextsFor(values) : 0,
    roundLimit: contract.roundLimit,
  };
}

/** Whether values fit a slot, and totals a message. */
function fitsKey(contract: Contract, maximumRows: number, keyBits: number): boolean {
  try {
    fittingBound(contract, maximumRows, keyBits);
    return true;
  } catch (error) {
    if (isFederatedError(error, 'encoding-bound-too-large')) return false;
    throw error;
  }
}

interface BlockParts {
  readonly online: boolean;
  readonly state: ModelOwnerState;
  readonly plan: Plan;
  readonly columns: readonly SharedColumn[];
  readonly contract: Contract | null;
  readonly keyFit: KeyFit | null;
}

/** Why Train is disabled, most basic reason first; null if it is enabled. */
export function trainBlockOf(parts: BlockParts): TrainBlock | null {
  return ownersBlock(parts) ?? columnsBlock(parts) ?? settingsBlock(parts);
}

function ownersBlock({ online, state }: BlockParts): TrainBlock | null {
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
  return null;
}

function columnsBlock({ plan, columns, contract }: BlockParts): TrainBlock | null {
  if (plan.target === '') return 'no-target';
  if (plan.features.length === 0) return 'no-features';
  const usable = columns.filter(isUsable).map(({ column }) => column);
  const target = usable.find(({ name }) => name === plan.target);
  const known = plan.features.every((name) => usable.some((column) => column.name === name));
  if (target === undefined || !known || contract === null) return 'column-missing';
  if (plan.kind === 'logistic') {
    if (classesOf(target) === null) return 'target-not-classes';
  } else if (target.type === 'nominal') return 'target-not-numeric';
  try {
    // The intercept alone is no model.
    return designOf(contract).terms.length > 1 ? null : 'no-features';
  } catch (error) {
    if (!isFederatedError(error, 'contract-invalid')) throw error;
    return String(error.details['path']).startsWith('derived') ? 'bad-derived' : 'too-many-terms';
  }
}

function settingsBlock({ plan, keyFit }: BlockParts): TrainBlock | null {
  if (plan.validation.kind !== 'none' && plan.mode !== 'one-shot') return 'validation-needs-one-shot';
  if (keyFit === null || keyFit.slotsPerCiphertext < 1) return 'bound-too-large';
  if (plan.mode === 'rounds') {
    if (!isRoundLimit(keyFit.roundLimit)) return 'bad-round-limit';
    if (plan.optimiser === 'gradient-descent' && !(plan.learningRate > 0 && plan.learningRate < 1e6)) {
      return 'bad-learning-rate';
    }
  }
  const isPenalised = plan.kind === 'ridge' || plan.kind === 'lasso' || plan.kind === 'elastic-net';
  if (isPenalised && !(plan.penalty >= 0 && Number.isFinite(plan.penalty))) return 'bad-penalty';
  if (plan.kind === 'elastic-net' && !(plan.l1Share >= 0 && plan.l1Share <= 1)) return 'bad-l1-share';
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
