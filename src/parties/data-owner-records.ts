import { cryptoRandom, type Bytes } from '../base/index.ts';
import { DEAL_SEED_BYTES, DEFAULT_GUARDS, type Guards, type RowCounts } from '../dataset/index.ts';
import {
  createKeyPair,
  type DataOwnerLink,
  type DataOwnerState,
  type RequestBody,
} from '../protocol/index.ts';
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
  /** What rows are dealt to the parts of a validation by: with another deal, parts could be subtracted. */
  readonly dealSeed: Bytes;
  /** Limits that this person set to what its data may be used for. */
  readonly guards: Guards;
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
  /** What the last contract did to the rows; null before there was one. */
  readonly rowCounts: RowCounts | null;
}

/** The record of a link that is new to this browser. */
export async function createDataOwnerRecord(link: DataOwnerLink, member: string): Promise<DataOwnerRecord> {
  return {
    link,
    staticKey: await createKeyPair(),
    maskKey: await createKeyPair(),
    sharedSecret: null,
    compareFirst: false,
    dealSeed: cryptoRandom(DEAL_SEED_BYTES),
    guards: DEFAULT_GUARDS,
    member,
    engine: 'Automatic',
  };
}

/** The three boxes of a data owner. */
export function dataOwnerBoxes(storage: Storage) {
  return {
    records: storage.box<DataOwnerRecord>('data-owner'),
    files: storage.box<StoredFile>('data-owner-file'),
    checkpoints: storage.box<DataOwnerCheckpoint>('data-owner-checkpoint'),
  };
}
