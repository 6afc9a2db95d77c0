export { computeTotals } from './totals.ts';
export type { OwnerTotals, TotalsOptions } from './totals.ts';
export { DISTINCT_LIMIT } from './column-profiler.ts';
export type { ColumnProfile } from './column-profiler.ts';
export { readProfile } from './profile.ts';
export type { FileProfile, ProfileOptions } from './profile.ts';
export { declaredMaximumRows, proposeColumn } from './propose.ts';
export { localRisks } from './risks.ts';
export type { LocalRisk } from './risks.ts';
