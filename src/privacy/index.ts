export { answeredElsewhere, isKnown, noteAnswer, readLedger } from './ledger.ts';
export type { Ledger, LedgerEntry, LostEntry } from './ledger.ts';
