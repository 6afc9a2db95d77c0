import type { FileProfile } from './profile.ts';

export type LocalRisk = 'few-rows' | 'rare-category';

/** A category with fewer members says something about each of them (PROTOCOL, section 1). */
const LEAST_MEMBERS = 5;

/**
 * Reasons for which an owner must say that it understands the risk before contributing.
 *
 * @param profile with the columns that the model owner is to see, no others.
 * @param minimumRows fewest rows an owner should have: max(30, 2 d) unless the contract says otherwise.
 */
export function localRisks(profile: Pick<FileProfile, 'rows' | 'columns'>, minimumRows: number): LocalRisk[] {
  const risks: LocalRisk[] = [];
  if (profile.rows < minimumRows) risks.push('few-rows');
  // Numbers count as categories only where their owner declares them so, which guards look after.
  const text = profile.columns.filter((column) => column.kind === 'text');
  const counts = text.flatMap((column) => (column.categories ?? []).map(({ count }) => count));
  if (counts.some((count) => count < LEAST_MEMBERS)) risks.push('rare-category');
  return risks;
}
