import { FederatedError } from '../base/index.ts';
import { widened, type Column, type ColumnType, type Mode } from '../contract/index.ts';
import {
  declaredMaximumRows,
  localRisks,
  proposeColumn,
  type ColumnProfile,
  type FileProfile,
} from '../dataset/index.ts';
import type { OfferBody } from '../protocol/index.ts';
import type { FileView, OfferedColumn } from './views.ts';

/**
 * Rounds that a Contribute agrees to unless the contract asks for more: after as many rounds as there
 * are columns the pooled totals are known in any case, so a higher number gives nothing more away. It
 * only bounds the work.
 */
export const DEFAULT_ROUND_CONSENT = 1000;

/** Modes that a Contribute agrees to. */
export const CONSENTED_MODES: readonly Mode[] = ['rounds'];

/** What a person changed about a column: the rest is what the page proposes. */
export interface ColumnChoice {
  readonly shown?: boolean;
  readonly type?: ColumnType;
  readonly range?: readonly [number, number];
}

/** A file as it is kept in this browser. */
export interface StoredFile {
  readonly name: string;
  readonly blob: Blob;
  readonly choices: Readonly<Record<string, ColumnChoice>>;
  readonly riskUnderstood: boolean;
  /** Whether it is one of the samples that come with the page: nobody's secret. */
  readonly sample: boolean;
}

/** What the same rows, and others, did before. */
export interface FileHistory {
  /** Other sessions that these rows answered. */
  readonly answeredBefore: FileView['answeredBefore'];
  /** Whether other rows than these answered in this session. */
  readonly changed: boolean;
}

/**
 * What a file shows to its owner and offers to the model owner.
 *
 * @param shared the union of what contributing owners show, this one included once it has.
 */
export function fileView(
  file: StoredFile,
  profile: FileProfile,
  shared: readonly Column[],
  history: FileHistory,
): FileView {
  const offered = profile.columns.map((column) =>
    offerColumn(column, file.choices[column.name] ?? {}, shared),
  );
  const shownColumns = profile.columns.filter((_, i) => offered[i]?.shown);
  const here = new Set(profile.columns.map((column) => column.name));
  return {
    name: file.name,
    profile,
    offered,
    declaredMaximumRows: declaredMaximumRows(Math.max(1, profile.rows)),
    risks: [
      ...localRisks({ ...profile, columns: shownColumns }, Math.max(30, 2 * shownColumns.length)),
      ...(history.answeredBefore.length > 0 ? (['answered-before'] as const) : []),
      ...(history.changed ? (['file-changed'] as const) : []),
    ],
    answeredBefore: history.answeredBefore,
    riskUnderstood: file.riskUnderstood,
    lacking: shared.map((column) => column.name).filter((name) => !here.has(name)),
  };
}

function offerColumn(profile: ColumnProfile, choice: ColumnChoice, shared: readonly Column[]): OfferedColumn {
  const proposed = proposeColumn(profile);
  if (proposed === null) return { shown: false, usable: false, column: null };
  const column = applyChoice(proposed, choice);
  // Only numeric columns train today; others stay with their owner.
  const usable = column.type === 'continuous' || column.type === 'discrete';
  const united = shared.find((other) => other.name === column.name);
  const offer = { shown: usable && (choice.shown ?? true), usable, column };
  return united !== undefined && widened(column, united) ? { ...offer, widenedTo: united } : offer;
}

function applyChoice(column: Column, choice: ColumnChoice): Column {
  if (column.type !== 'continuous' && column.type !== 'discrete') return column;
  const numeric = choice.type === 'continuous' || choice.type === 'discrete' ? choice.type : column.type;
  const [lo, hi] = choice.range ?? column.range;
  return { ...column, type: numeric, range: [lo, hi] };
}

/**
 * Checks a range that a person typed.
 *
 * @throws FederatedError 'data-out-of-range' if it does not hold the column's values.
 */
export function checkRange(profile: ColumnProfile, [lo, hi]: readonly [number, number]): void {
  const { name, minimum, maximum } = profile;
  const holds =
    lo < hi &&
    Number.isFinite(hi - lo) &&
    (minimum === undefined || lo <= minimum) &&
    (maximum === undefined || hi >= maximum);
  if (holds) return;
  throw new FederatedError('data-out-of-range', 'range: does not hold the data', {
    name,
    lo,
    hi,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  });
}

/** Why a file cannot be contributed as it stands; null if it can. */
export function offerProblem(file: FileView): 'no-columns' | 'risk' | null {
  if (file.offered.filter((each) => each.shown).length < 2) return 'no-columns';
  return file.risks.length > 0 && !file.riskUnderstood ? 'risk' : null;
}

/** The message that a Contribute sends. */
export function offerBody(file: FileView, roundLimit: number, modes: readonly Mode[]): OfferBody {
  return {
    columns: file.offered.flatMap(({ shown, column }) => (shown && column !== null ? [column] : [])),
    maximumRows: file.declaredMaximumRows,
    roundLimit,
    modes: [...modes],
  };
}
