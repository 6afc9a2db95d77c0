import {
  levelsOf,
  dimensionOf,
  termCountOf,
  type Column,
  type Contract,
  type Mode,
} from '../contract/index.ts';
import type { FileProfile } from './profile.ts';

/** What a guard does when it finds something: nothing, warn its owner, refuse the contract. */
export type GuardLevel = 'off' | 'warn' | 'refuse';

/** Limits that an owner sets to what its data may be used for (after the disclosure filters of DataSHIELD). */
export interface Guards {
  /** Fewest rows. Null: 30, or two for each term if that is more. */
  readonly leastRows: { readonly level: GuardLevel; readonly value: number | null };
  /** Fewest members of a category that occurs. */
  readonly leastMembers: { readonly level: GuardLevel; readonly value: number };
  /** Largest share of terms, one for each category but the reference, to rows. */
  readonly columnShare: { readonly level: GuardLevel; readonly value: number };
  readonly modes: { readonly level: GuardLevel; readonly accepted: readonly Mode[] };
}

export type GuardName = keyof Guards;

/** Something that a guard stands against. */
export interface GuardFinding {
  readonly guard: GuardName;
  readonly level: 'warn' | 'refuse';
  /** What the guard asks for: a number, of modes those accepted. */
  readonly value: number | readonly Mode[];
  /** What there is: rows, members of the smallest category, the share, the mode. */
  readonly found: number | Mode;
  /** The columns that have too small a category. */
  readonly columns?: readonly string[];
}

/** Fewest rows of a file, and for each term. */
const LEAST_ROWS = 30;
const ROWS_PER_TERM = 2;

export const DEFAULT_GUARDS: Guards = {
  leastRows: { level: 'warn', value: null },
  leastMembers: { level: 'warn', value: 5 },
  columnShare: { level: 'warn', value: 0.33 },
  modes: { level: 'warn', accepted: ['rounds', 'one-shot'] },
};

/**
 * What an owner's guards find in a file and the columns to be shown; with a contract, in its columns and its mode.
 *
 * @param profile where rows are known to be dropped, with the rows that are left.
 * @param shown the columns to be shown; of a contract, `[...features, target]`.
 */
export function guardFindings(
  profile: Pick<FileProfile, 'rows' | 'columns'>,
  shown: readonly Column[],
  guards: Guards,
  contract?: Contract,
): GuardFinding[] {
  const { leastRows, leastMembers, columnShare, modes } = guards;
  const { rows } = profile;
  const findings: GuardFinding[] = [];
  // Before a target is known: any of the columns in the place of the intercept.
  const terms = contract
    ? dimensionOf(contract)
    : shown.reduce((sum, column) => sum + termCountOf(column), 0);

  const least = leastRows.value ?? Math.max(LEAST_ROWS, ROWS_PER_TERM * terms);
  if (leastRows.level !== 'off' && rows < least) {
    findings.push({ guard: 'leastRows', level: leastRows.level, value: least, found: rows });
  }

  const small = shown
    .map((column) => ({ name: column.name, members: fewestMembers(profile, column, contract) }))
    .filter(({ members }) => members < leastMembers.value);
  if (leastMembers.level !== 'off' && small.length > 0) {
    findings.push({
      guard: 'leastMembers',
      level: leastMembers.level,
      value: leastMembers.value,
      found: Math.min(...small.map(({ members }) => members)),
      columns: small.map(({ name }) => name),
    });
  }

  const share = terms / Math.max(1, rows);
  if (columnShare.level !== 'off' && share > columnShare.value) {
    findings.push({ guard: 'columnShare', level: columnShare.level, value: columnShare.value, found: share });
  }

  if (modes.level !== 'off' && contract !== undefined && !modes.accepted.includes(contract.mode)) {
    findings.push({ guard: 'modes', level: modes.level, value: modes.accepted, found: contract.mode });
  }
  return findings;
}

/** Members of the smallest category that occurs in a column; infinite where it is none of categories. */
function fewestMembers(
  { columns }: Pick<FileProfile, 'columns'>,
  column: Column,
  contract: Contract | undefined,
): number {
  const isClass = contract?.model.kind === 'logistic' && contract.target.name === column.name;
  if (levelsOf(column).length === 0 && !isClass) return Infinity;
  const categories = columns.find(({ name }) => name === column.name)?.categories ?? [];
  return Math.min(...categories.map(({ count }) => count));
}
