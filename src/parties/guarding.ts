import { FederatedError } from '../base/index.ts';
import type { Column, Contract, Mode } from '../contract/index.ts';
import {
  checkPartRows,
  guardFindings,
  smallestPartOf,
  type FileProfile,
  type GuardFinding,
  type GuardName,
  type Guards,
  type Summed,
} from '../dataset/index.ts';
import { offeredName, type ColumnChoices } from './column-offer.ts';
import type { Risk } from './views.ts';

const MODES: readonly Mode[] = ['rounds', 'one-shot'];

/** Risks that a person has to understand where a guard warns of them. */
const RISK_OF: Partial<Record<GuardName, Risk>> = {
  leastRows: 'few-rows',
  leastMembers: 'rare-category',
  columnShare: 'many-columns',
};

/** Modes that a Contribute agrees to: all that no guard refuses. */
export function consentedModes({ modes }: Guards): Mode[] {
  return MODES.filter((mode) => modes.level !== 'refuse' || modes.accepted.includes(mode));
}

/**
 * What guards find before there is a contract.
 *
 * @param shown the columns to be shown, under their names in the file.
 * @param mode what is asked for, as far as it is known.
 */
export function fileFindings(
  profile: FileProfile,
  shown: readonly Column[],
  guards: Guards,
  mode: Mode | undefined,
): GuardFinding[] {
  const { level, accepted } = guards.modes;
  const findings = guardFindings(profile, shown, guards);
  if (mode === undefined || level === 'off' || accepted.includes(mode)) return findings;
  return [...findings, { guard: 'modes', level, value: accepted, found: mode }];
}

/** The risks that findings stand for. */
export function risksOf(findings: readonly GuardFinding[]): Risk[] {
  return findings.flatMap(({ guard, level }) => (level === 'warn' ? (RISK_OF[guard] ?? []) : []));
}

/**
 * Holds a contract against the guards of its data owner.
 *
 * @param profile with columns under the names of the contract.
 * @param summed what the contract sums; absent before it has been summed.
 * @returns what guards warn of.
 * @throws FederatedError 'guard-refused' with the guard, and what it found.
 */
export function checkGuards(
  profile: Pick<FileProfile, 'rows' | 'columns'>,
  contract: Contract,
  guards: Guards,
  summed?: Summed,
): GuardFinding[] {
  const findings = guardFindings(profile, [...contract.features, contract.target], guards, contract, summed);
  const refusal = findings.find(({ level }) => level === 'refuse');
  if (refusal === undefined) return findings;
  const { guard, value, found, columns, term } = refusal;
  throw new FederatedError('guard-refused', `the guard ${guard} refuses the contract`, {
    guard,
    found,
    value: typeof value === 'number' ? value : [...value],
    ...(columns === undefined ? {} : { columns }),
    ...(term === undefined ? {} : { term }),
  });
}

/** A file, what its owner chose to show of it, and the risks that were ticked. */
interface GuardedFile {
  readonly profile: FileProfile | null;
  readonly stored: { readonly choices: ColumnChoices; readonly understood: readonly Risk[] } | null;
}

/**
 * Holds a contract against the file of a data owner and its guards.
 *
 * @param summed what the contract sums; absent before it has been summed.
 * @returns what guards warn of, and this person has not understood as a risk.
 * @throws FederatedError 'guard-refused', of a hold-out or folds of too few rows whatever the guards say.
 */
export function guardContract(
  { profile, stored }: GuardedFile,
  contract: Contract,
  guards: Guards,
  summed?: Summed,
): GuardFinding[] {
  if (profile === null || stored === null) return [];
  checkPartRows(contract, summed?.smallestPart ?? smallestPartOf(contract.validation, profile.rows));
  const columns = profile.columns.map((column) => ({ ...column, name: offeredName(column, stored.choices) }));
  const findings = checkGuards({ rows: profile.rows, columns }, contract, guards, summed);
  return findings.filter((each) => !risksOf([each]).every((risk) => stored.understood.includes(risk)));
}
