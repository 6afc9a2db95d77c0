import { cryptoRandom, equalBytes, FederatedError, toBase64Url } from '../base/index.ts';
import {
  createInvite,
  createKeyPair,
  createSessionSecrets,
  dataOwnerIdOf,
  formatDataOwnerLink,
  modelOwnerIdOf,
  modelOwnerKeyHash,
  rawPublicKey,
  type DataOwnerLink,
} from '../protocol/index.ts';
import type { Storage } from '../storage/index.ts';
import { createDataOwnerRecord, dataOwnerBoxes, type DataOwnerRecord } from './data-owner-records.ts';
import { modelOwnerRecords, type InviteRecord, type ModelOwnerRecord } from './model-owner-records.ts';
import { DEFAULT_CHOICES } from './plan.ts';
import { SAMPLES, type SampleName } from './samples.ts';

/** Names a tab towards the facilitator's server: random, and kept so that a reload takes its place over. */
function newMember(): string {
  return toBase64Url(cryptoRandom(16));
}

/** Makes a session and stores it in this browser; returns the id of the model owner's page. */
export async function createSession(
  storage: Storage,
  rehearsal: { readonly sample: SampleName; readonly title: string } | null = null,
): Promise<{ id: string; record: ModelOwnerRecord }> {
  const { sid } = createSessionSecrets();
  const sample = rehearsal?.sample ?? null;
  const owners = sample === null ? 1 : SAMPLES[sample].files.length;
  const record: ModelOwnerRecord = {
    sid,
    staticKey: await createKeyPair(),
    member: newMember(),
    invites: Array.from({ length: owners }, (_, i) => ({ ...createInvite(i + 1), name: '', boundKey: null })),
    choices:
      rehearsal === null
        ? DEFAULT_CHOICES
        : { ...DEFAULT_CHOICES, title: rehearsal.title, target: SAMPLES[rehearsal.sample].target },
    contractFile: null,
    sample,
    runs: 0,
    frozen: null,
    result: null,
    totals: null,
    scoring: null,
  };
  const id = await modelOwnerIdOf(sid);
  await modelOwnerRecords(storage).save(id, record);
  return { id, record };
}

/** The data-owner links of a session, by invite: fragments with their secrets. */
export async function dataOwnerFragments(
  record: ModelOwnerRecord,
): Promise<(invite: InviteRecord) => string> {
  const keyHash = await modelOwnerKeyHash(await rawPublicKey(record.staticKey));
  return ({ index, psk }) =>
    formatDataOwnerLink({ sid: record.sid, invite: index, psk, modelOwnerKeyHash: keyHash });
}

/**
 * Stores a data owner's link in this browser, or finds what an earlier visit stored; returns the id of
 * its page. The static key is there before anything is said to the model owner.
 *
 * @throws FederatedError 'channel-authentication' for a link with the name of a stored one and another model owner's key.
 */
export async function acceptInvite(storage: Storage, link: DataOwnerLink): Promise<string> {
  const id = await dataOwnerIdOf(link.sid, link.invite);
  const { records } = dataOwnerBoxes(storage);
  const known = await records.load(id);
  if (known && !equalBytes(known.link.modelOwnerKeyHash, link.modelOwnerKeyHash)) {
    // File and consent are kept under this id: they were meant for the model owner of the first link.
    throw new FederatedError('channel-authentication', 'a link of another model owner', {
      reason: 'model-owner-key',
    });
  }
  // The invite may have been taken back and made anew: the newest link counts, the key of this browser stays.
  const record: DataOwnerRecord = known ? { ...known, link } : await createDataOwnerRecord(link, newMember());
  await records.save(id, record);
  return id;
}
