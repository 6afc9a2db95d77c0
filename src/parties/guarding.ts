import { FederatedError } from '../base/index.ts';
import type { Column, Contract, Mode } from '../contract/index.ts';
import {
  guardFindings,
  type FileProfile,
  type GuardFinding,
  type GuardName,
  type Guards,
} from '../dataset/index.ts';
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
 * @param profile with the rows that the contract uses, as far as that is known, and columns under the names of the
 *   contract.
 * @throws FederatedError 'guard-refused' with the guard, and what it found.
 */
export function checkGuards(
  profile: Pick<FileProfile, 'rows' | 'columns'>,
  contract: Contract,
  guards: Guards,
): void {
  const findings = guardFindings(profile, [...contract.features, contract.target], guards, contract);
  const refusal = findings.find(({ level }) => level === 'refuse');
  if (refusal === undefined) return;
  const { guard, value, found, columns } = refusal;
  throw new FederatedError('guard-refused', `the guard ${guard} refuses the contract`, {
    guard,
    found,
    value: typeof value === 'number' ? value : [...value],
    ...(columns === undefined ? {} : { columns }),
  });
}
