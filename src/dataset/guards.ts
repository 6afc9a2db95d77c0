import { FederatedError } from '../base/index.ts';
import {
  levelsOf,
  dimensionOf,
  termCountOf,
  type Column,
  type Contract,
  type Mode,
} from '../contract/index.ts';
import type { Members } from './members.ts';
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
  /** The smallest of these categories: where what is summed is known. */
  readonly term?: string;
}

/** What a contract sums, as far as guards look at it: for the owner's eyes only. */
export interface Summed {
  readonly rows: number;
  /** The fewest rows of a part that has any; all rows where there is one part. */
  readonly smallestPart: number;
  readonly members: readonly Members[];
}

/** The fewest rows that are ever held out, or left in a fold: whatever the guards of an owner say. */
const LEAST_PART_ROWS = 5;
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
 * @param shown the columns to be shown; of a contract, `[...features, target]`.
 * @param summed what the contract sums: taken in place of rows and categories of the profile, which is of all rows.
 */
export function guardFindings(
  profile: Pick<FileProfile, 'rows' | 'columns'>,
  shown: readonly Column[],
  guards: Guards,
  contract?: Contract,
  summed?: Summed,
): GuardFinding[] {
  const { leastRows, leastMembers, columnShare, modes } = guards;
  const { rows } = summed ?? profile;
  const fewestRows = Math.min(rows, summed?.smallestPart ?? rows);
  const findings: GuardFinding[] = [];
  // Before a target is known: any of the columns in the place of the intercept.
  const terms = contract
    ? dimensionOf(contract)
    : shown.reduce((sum, column) => sum + termCountOf(column), 0);

  const least = leastRows.value ?? Math.max(LEAST_ROWS, ROWS_PER_TERM * terms);
  if (leastRows.level !== 'off' && fewestRows < least) {
    findings.push({ guard: 'leastRows', level: leastRows.level, value: least, found: fewestRows });
  }

  const members: readonly Members[] =
    summed?.members ??
    shown.map((column) => ({
      ...{ term: column.name, columns: [column.name] },
      members: fewestMembers(profile, column, contract),
    }));
  const small = members.filter((each) => each.members < leastMembers.value);
  const [smallest] = small.toSorted((a, b) => a.members - b.members);
  if (leastMembers.level !== 'off' && smallest !== undefined) {
    findings.push({
      guard: 'leastMembers',
      level: leastMembers.level,
      value: leastMembers.value,
      found: smallest.members,
      columns: [...new Set(small.flatMap(({ columns }) => columns))],
      ...(summed === undefined ? {} : { term: smallest.term }),
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

/**
 * Refuses a hold-out or folds of which an owner's part would be few rows, whatever guards say: the totals of a part of
 * one row are that row. Few rows in all are what a person agrees to.
 *
 * @throws FederatedError `guard-refused` with the guard `leastRows`.
 */
export function checkPartRows({ validation }: Contract, smallestPart: number): void {
  if (validation.kind === 'none' || smallestPart >= LEAST_PART_ROWS) return;
  throw new FederatedError('guard-refused', 'a part of too few rows', {
    ...{ guard: 'leastRows', value: LEAST_PART_ROWS, found: smallestPart, of: 'part' },
  });
}

/** The fewest rows of a part that has any. */
export function fewestRowsOf(parts: readonly { readonly rows: number }[]): number {
  return Math.min(...parts.flatMap(({ rows }) => (rows > 0 ? [rows] : [])));
}

/** Members of the smallest category that occurs in a column; infinite where it is none of categories. */
function fewestMembers(
  { columns }: Pick<FileProfile, 'columns'>,
  column: Column,
  contract: Contract | undefined,
): number {
  const isClass = contract?.model.kind === 'logistic' && contract.target.name === column.name;
  const categories = columns.find(({ name }) => name === column.name)?.categories ?? [];
  // Numbers that take two values, one of them again, are categories by another name.
  const asCategories = categories.length === 2 && categories.some(({ count }) => count > 1);
  if (levelsOf(column).length === 0 && !isClass && !asCategories) return Infinity;
  return Math.min(...categories.map(({ count }) => count));
}
