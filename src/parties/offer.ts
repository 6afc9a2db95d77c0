import { DEFAULT_MISSING_MARKS, type Column, type Contract } from '../contract/index.ts';
import {
  columnMatches,
  declaredMaximumRows,
  type FileProfile,
  type Guards,
  type RowCounts,
} from '../dataset/index.ts';
import type { OfferBody, RequestBody } from '../protocol/index.ts';
import { choiceOf, offerColumn, offeredName, type ColumnChoices } from './column-offer.ts';
import { consentedModes, fileFindings, risksOf } from './guarding.ts';
import type { ConsentLimits, FileView, Risk } from './views.ts';

/**
 * Rounds that a Contribute agrees to unless the contract asks for more: after as many rounds as there
 * are columns the pooled totals are known in any case, so a higher number gives nothing more away. It
 * only bounds the work.
 */
const DEFAULT_ROUND_CONSENT = 1000;

/** A file as it is kept in this browser. */
export interface StoredFile {
  readonly name: string;
  readonly blob: Blob;
  readonly choices: ColumnChoices;
  /** Risks that its owner ticked: one that comes later is not among them. */
  readonly understood: readonly Risk[];
  /** Whether it is one of the samples that come with the page: nobody's secret. */
  readonly sample: boolean;
}

/** What the same rows, and others, did before. */
interface FileHistory {
  /** Other sessions that these rows answered. */
  readonly answeredBefore: FileView['answeredBefore'];
  /** Whether other rows than these answered in this session. */
  readonly changed: boolean;
}

/** What a file is shown and offered under. */
export interface FileContext {
  /** Null before the model owner has said what it asks for. */
  readonly request: RequestBody | null;
  /** What was contributed, for as long as that stands. */
  readonly standing: OfferBody | null;
  /** The contract of the run that this tab is in. */
  readonly contract: Contract | null;
  readonly guards: Guards;
  readonly rowCounts: RowCounts | null;
}

/** What a file shows to its owner and offers to the model owner. */
export function fileView(
  file: StoredFile,
  profile: FileProfile,
  { request, standing, contract, guards, rowCounts }: FileContext,
  history: FileHistory,
): FileView {
  const { choices } = file;
  const shared = request?.shared ?? [];
  const names = profile.columns.map((column) => offeredName(column, choices));
  const matches = columnMatches(names, [...new Set([...(request?.asked ?? []), ...shared.map(nameOf)])]);
  const offered = profile.columns.map((column, i) => {
    const name = names[i] ?? column.name;
    return offerColumn(column, choiceOf(choices, column.name), {
      asked: shared.find((each) => each.name === name),
      standing: standing?.columns.find((each) => each.name === name),
      couldBe: matches.find(({ found }) => found === name)?.wanted,
    });
  });
  const shown = offered.flatMap((each, i): Column[] =>
    each.shown && each.column !== null ? [{ ...each.column, name: profile.columns[i]?.name ?? '' }] : [],
  );
  const findings = fileFindings(profile, shown, guards, contract?.mode ?? request?.mode);
  const risks: Risk[] = [
    ...risksOf(findings),
    ...(history.answeredBefore.length > 0 ? (['answered-before'] as const) : []),
    ...(history.changed ? (['file-changed'] as const) : []),
  ];
  return {
    name: file.name,
    profile,
    offered,
    declaredMaximumRows: declaredMaximumRows(Math.max(1, profile.rows)),
    risks,
    answeredBefore: history.answeredBefore,
    riskUnderstood: risks.length > 0 && risks.every((risk) => file.understood.includes(risk)),
    lacking: shared.map(nameOf).filter((name) => !names.includes(name)),
    findings,
    rowCounts,
  };
}

function nameOf({ name }: Column): string {
  return name;
}

/** Headers of the file that stand for columns of other names, by these. */
export function columnNamesOf(profile: FileProfile, choices: ColumnChoices): Record<string, string> {
  return Object.fromEntries(
    profile.columns
      .map((column): [string, string] => [offeredName(column, choices), column.name])
      .filter(([offered, name]) => offered !== name),
  );
}

/** Why a file cannot be contributed as it stands; null if it can. */
export function offerProblem(file: FileView): 'no-columns' | 'guard' | 'risk' | null {
  if (file.offered.filter((each) => each.shown).length < 2) return 'no-columns';
  if (file.findings.some(({ level }) => level === 'refuse')) return 'guard';
  return file.risks.length > 0 && !file.riskUnderstood ? 'risk' : null;
}

/** What a Contribute would agree to now. */
export function limitsOf(request: RequestBody | null, guards: Guards): ConsentLimits {
  return {
    roundLimit: DEFAULT_ROUND_CONSENT,
    modes: consentedModes(guards),
    validation: request?.validation ?? { kind: 'none' },
    owners: ownersHere(request),
  };
}

/** Data owners whose tabs are here as far as this one is told: itself in any case. */
export function ownersHere(request: RequestBody | null): number {
  return Math.max(1, request?.present ?? 1);
}

/** The message that a Contribute sends. */
export function offerBody(file: FileView, request: RequestBody, guards: Guards): OfferBody {
  const { roundLimit, modes, validation } = limitsOf(request, guards);
  return {
    columns: file.offered.flatMap(({ shown, column }) => (shown && column !== null ? [column] : [])),
    maximumRows: file.declaredMaximumRows,
    roundLimit,
    modes: [...modes],
    missingMarks: request.missingMarks,
    validation,
    derived: request.derived,
  };
}

/** The marks of missing values that a file is read with before it is contributed. */
export function marksOf(request: RequestBody | null): readonly string[] {
  return request?.missingMarks ?? DEFAULT_MISSING_MARKS;
}

/** Whether the same cells count as missing. */
export function sameMarks(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((mark) => b.includes(mark));
}
