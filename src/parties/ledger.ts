import { answeredElsewhere, isKnown, noteAnswer, readLedger, type LedgerEntry } from '../privacy/index.ts';
import type { Storage } from '../storage/index.ts';
import type { AnsweredSession } from './views.ts';

/** What every file has answered in this browser, by the hash of its parsed rows. */
export interface FileLedger {
  /** Notes an answer of this session, before it leaves. */
  note(rowsHash: string, answer: Omit<LedgerEntry, 'session'>): Promise<void>;
  /** Other sessions that these rows answered; null for one of which the record cannot be read. */
  answeredElsewhere(rowsHash: string): Promise<readonly (AnsweredSession | null)[]>;
}

/** @param session the public id of this tab's session. */
export function createLedger(storage: Storage, session: string): FileLedger {
  const box = storage.box<unknown>('ledger');
  const load = async (rowsHash: string) => readLedger(await box.load(rowsHash));
  return {
    note: async (rowsHash, answer) =>
      box.save(rowsHash, noteAnswer(await load(rowsHash), { ...answer, session })),
    answeredElsewhere: async (rowsHash) =>
      answeredElsewhere(await load(rowsHash), session).map((item) => (isKnown(item) ? item : null)),
  };
}
