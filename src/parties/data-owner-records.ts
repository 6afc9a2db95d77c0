import type { DataOwnerLink, DataOwnerState, RequestBody } from '../protocol/index.ts';
import type { Storage } from '../storage/index.ts';
import type { StoredFile } from './offer.ts';
import type { ReceiptBook } from './receipt.ts';
import type { Engine } from './views.ts';

/** What a data owner's tab keeps of its link: secrets that never leave this browser. */
export interface DataOwnerRecord {
  readonly link: DataOwnerLink;
  /** S_D: stored before the first HELLO, so that only this browser can come back. */
  readonly staticKey: CryptoKeyPair;
  /** This owner's key for the masks: one for the session, so that its roster can be told from another. */
  readonly maskKey: CryptoKeyPair;
  /** The words that the owners share; null if they use none. */
  readonly sharedSecret: string | null;
  /** Whether nothing is sent before this person has compared the roster code. */
  readonly compareFirst: boolean;
  /** How many data owners this person was told of on contributing: if it is alone then, it is asked before anything leaves. */
  readonly ownersTold: number;
  /** This tab's place in the room of the facilitator. */
  readonly member: string;
  readonly engine: Engine;
}

/** Where the session was: enough for a reloaded tab to go on. */
export interface DataOwnerCheckpoint {
  readonly state: DataOwnerState;
  readonly book: ReceiptBook;
  readonly request: RequestBody | null;
  /** The rows that answered in this session; null before any has. */
  readonly answeredRows: string | null;
}

/** The three boxes of a data owner. */
export function dataOwnerBoxes(storage: Storage) {
  return {
    records: storage.box<DataOwnerRecord>('data-owner'),
    files: storage.box<StoredFile>('data-owner-file'),
    checkpoints: storage.box<DataOwnerCheckpoint>('data-owner-checkpoint'),
  };
}
