import type { Bytes } from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import type { FrozenRoster, ScoreGiverState } from '../protocol/index.ts';
import type { Storage } from '../storage/index.ts';
import type { SampleName } from './samples.ts';
import type { PlanChoices } from './plan.ts';
import type { StoredTotals } from './refit.ts';
import type { StoredResult } from './result.ts';

/** One invite: its secret, what its owner is called here, and the key it is bound to. */
export interface InviteRecord {
  readonly index: number;
  readonly name: string;
  readonly psk: Bytes;
  /** S_D of the tab that took the invite; null until one has. */
  readonly boundKey: Bytes | null;
}

/** What the model owner's tab keeps of a session. */
export interface ModelOwnerRecord {
  readonly sid: Bytes;
  /** S_M: its hash is in every data-owner link. */
  readonly staticKey: CryptoKeyPair;
  readonly member: string;
  readonly invites: readonly InviteRecord[];
  readonly choices: PlanChoices;
  readonly contractFile: { readonly name: string; readonly contract: Contract } | null;
  readonly sample: SampleName | null;
  /** How many contracts this session has seen. */
  readonly runs: number;
  /** Who every training of this session is with; null before the first totals. */
  readonly frozen: FrozenRoster | null;
  readonly result: StoredResult | null;
  /** What refits are computed from; null before the whole Gram matrix is known, or where somebody's rows may have changed. */
  readonly totals: StoredTotals | null;
  /** Scores given; null before any could be. */
  readonly scoring: ScoreGiverState | null;
}

export function modelOwnerRecords(storage: Storage) {
  return storage.box<ModelOwnerRecord>('model-owner');
}
