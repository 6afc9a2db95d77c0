import type { Mode } from '../../contract/index.ts';
import type { DataOwnerView, FileView } from '../../parties/index.ts';
import { copy } from '../copy/copy.ts';
import { formatSignificant } from '../lib/format.ts';

/** The limits that a data owner sets itself, and what they say about its file. */

export type Guards = DataOwnerView['guards'];
export type GuardName = keyof Guards;
export type GuardLevel = Guards[GuardName]['level'];
type GuardFinding = FileView['findings'][number];

export const guardNames: readonly GuardName[] = ['leastRows', 'leastMembers', 'columnShare', 'modes'];
export const guardLevels: readonly GuardLevel[] = ['off', 'warn', 'refuse'];

/** The first limit that refuses the file; null if none does. */
export function refusal({ findings }: Pick<FileView, 'findings'>): GuardFinding | null {
  return findings.find(({ level }) => level === 'refuse') ?? null;
}

/** How many limits warn, and how many refuse. */
export function levelCounts(guards: Guards): { readonly warn: number; readonly refuse: number } {
  const levels = guardNames.map((name) => guards[name].level);
  return {
    warn: levels.filter((level) => level === 'warn').length,
    refuse: levels.filter((level) => level === 'refuse').length,
  };
}

/** Findings that warn and that no risk to be ticked stands for. */
export function plainWarnings({ findings, risks }: Pick<FileView, 'findings' | 'risks'>): GuardFinding[] {
  return findings.filter(
    ({ level, guard }) => level === 'warn' && !risks.some((r) => riskGuard[r] === guard),
  );
}

/** The limit that stands behind a risk, if one does. */
export const riskGuard: Partial<Record<FileView['risks'][number], GuardName>> = {
  'few-rows': 'leastRows',
  'rare-category': 'leastMembers',
  'many-columns': 'columnShare',
};

/** What a limit found, in a sentence with its figures. */
export function findingText({ guard, value, found, columns = [] }: GuardFinding): string {
  const words = copy.limits.findings;
  const { rows } = copy.amounts;
  const [figure, limit] = [Number(found), Number(value)];
  switch (guard) {
    case 'leastRows':
      return words.leastRows(rows(figure), rows(limit));
    case 'leastMembers':
      return words.leastMembers(columns, rows(figure), rows(limit));
    case 'columnShare':
      return words.columnShare(formatSignificant(figure, 2), formatSignificant(limit, 2));
    case 'modes':
      return words.modes(isMode(found) ? copy.modes[found] : null);
  }
}

function isMode(found: GuardFinding['found']): found is Mode {
  return typeof found === 'string';
}

const NAMED_CATEGORIES = 3;

/** The categories of a column that are rarer than this person's limit, in sentences. */
export function rareCategories(
  { findings }: Pick<FileView, 'findings'>,
  { name, categories = [] }: FileView['profile']['columns'][number],
): string[] {
  const words = copy.ownColumns;
  const finding = findings.find(({ guard, columns }) => guard === 'leastMembers' && columns?.includes(name));
  if (finding === undefined) return [];
  const limit = Number(finding.value);
  const rare = categories.filter(({ count }) => count < limit);
  const named = rare.slice(-NAMED_CATEGORIES);
  const more = rare.length - named.length;
  return [
    ...named.map(({ value, count }) => words.rare(value, copy.amounts.rows(count), limit)),
    ...(more === 0 ? [] : [words.rareMore(more)]),
  ];
}
