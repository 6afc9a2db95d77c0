import * as v from 'valibot';
import { checkInteger } from '../base/index.ts';

/**
 * What one file, known by the hash of its rows, has answered. A file that answered under two rosters can
 * be found out by subtracting the totals, so that a second session needs its owner's informed consent.
 */

/** What a file answered in one session. */
export interface LedgerEntry {
  /** The public name of the session; never its secret id. */
  readonly session: string;
  readonly title: string;
  /** The words that tell who took part. */
  readonly rosterCode: string;
  /** Data owners, this one included. */
  readonly owners: number;
  /** Names of the columns that went in. */
  readonly columns: readonly string[];
  /** Highest round that was answered; 0 if BASE was all. */
  readonly rounds: number;
  /** When that was, in milliseconds since 1970. */
  readonly at: number;
}

/** Stands for what was recorded but cannot be read any more: it may have been any session. */
export interface LostEntry {
  readonly lost: true;
}

/** At most one lost entry, then what is known, the latest answer last. */
export type Ledger = readonly (LedgerEntry | LostEntry)[];

/** Entries kept of a file. Whoever agreed to that many learns nothing from one more. */
export const LEDGER_ENTRIES = 100;

const LOST: LostEntry = { lost: true };

const count = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const entrySchema = v.object({
  session: v.pipe(v.string(), v.nonEmpty()),
  title: v.string(),
  rosterCode: v.string(),
  owners: count(1),
  columns: v.array(v.string()),
  rounds: count(0),
  at: count(0),
});

/**
 * A ledger as it comes out of storage. Nothing stored is an empty ledger; whatever cannot be read counts
 * as a lost entry, so that a broken record is never taken for a file that has answered nothing.
 */
export function readLedger(stored: unknown): Ledger {
  if (stored === undefined) return [];
  if (!Array.isArray(stored)) return [LOST];
  const results = stored.map((item) => v.safeParse(entrySchema, item));
  const entries = results.flatMap((result) => (result.success ? [result.output] : []));
  return entries.length < stored.length ? [LOST, ...entries] : entries;
}

/**
 * The ledger with an answer noted: to be stored before the answer is sent. A session has one entry, which
 * later rounds and trainings bring up to date; beyond {@link LEDGER_ENTRIES} the oldest are left out.
 *
 * @throws TypeError or RangeError for an entry that {@link readLedger} would not take back.
 */
export function noteAnswer(ledger: Ledger, entry: LedgerEntry): Ledger {
  checkInteger(entry.owners, 'owners', 1);
  checkInteger(entry.rounds, 'rounds', 0);
  checkInteger(entry.at, 'at', 0);
  if (entry.session === '') throw new RangeError('session: expected a name, got none');

  const earlier = ledger.filter(isKnown);
  const before = earlier.find(({ session }) => session === entry.session);
  const updated = {
    ...entry,
    columns: [...new Set([...(before?.columns ?? []), ...entry.columns])],
    rounds: Math.max(entry.rounds, before?.rounds ?? 0),
  };
  const others = earlier.filter(({ session }) => session !== entry.session);
  const lost = ledger.length > earlier.length ? [LOST] : [];
  return [...lost, ...others.slice(1 - LEDGER_ENTRIES), updated];
}

/**
 * What a file has answered in other sessions than `session`, lost entries included: unless that is
 * nothing, its owner must be asked before the file answers here.
 */
export function answeredElsewhere(ledger: Ledger, session: string): Ledger {
  return ledger.filter((item) => !isKnown(item) || item.session !== session);
}

/** Whether it is known what an item of a ledger was. */
export function isKnown(item: LedgerEntry | LostEntry): item is LedgerEntry {
  return !('lost' in item);
}
