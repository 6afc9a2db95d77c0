import type { Bytes } from '../base/index.ts';
import type { DataOwnerLink, DataOwnerState, RequestBody } from '../protocol/index.ts';
import type { Storage } from '../storage/index.ts';
import type { StoredFile } from './offer.ts';
import type { Engine, ReceiptLine } from './views.ts';

/** What a data owner's tab keeps of its link: secrets that never leave this browser. */
export interface DataOwnerRecord {
  readonly link: DataOwnerLink;
  /** S_D: stored before the first HELLO, so that only this browser can come back. */
  readonly staticKey: CryptoKeyPair;
  /** This tab's place in the room of the facilitator. */
  readonly member: string;
  readonly engine: Engine;
}

/** What is told of the contract that was last answered, for as long as the tab remembers it. */
export interface ContractTerms {
  readonly hash: Bytes;
  readonly roundLimit: number;
  readonly roundsToTotals: number;
  readonly owners: number;
  readonly keyBits: number;
}

/** Where the session was: enough for a reloaded tab to go on. */
export interface DataOwnerCheckpoint {
  readonly state: DataOwnerState;
  readonly receipt: readonly ReceiptLine[];
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly request: RequestBody | null;
  readonly terms: ContractTerms | null;
}

/** The three boxes of a data owner. */
export function dataOwnerBoxes(storage: Storage) {
  return {
    records: storage.box<DataOwnerRecord>('data-owner'),
    files: storage.box<StoredFile>('data-owner-file'),
    checkpoints: storage.box<DataOwnerCheckpoint>('data-owner-checkpoint'),
  };
}
