import { cryptoRandom, FederatedError, toHex } from './base/index.ts';
import { acceptInvite, createDataOwner, dataOwnerBoxes } from './parties/index.ts';
import { formatDataOwnerAddress, roomOf, type DataOwnerLink } from './protocol/index.ts';
import { claim, coordinationFor, openNetwork, pageAddress, type Tab } from './tab.ts';
import type { Route } from './ui/index.ts';
import { spawnDataOwnerWork } from './workers/index.ts';

/** @throws FederatedError 'session-unknown', 'already-open', or what storage and network say. */
export async function openDataOwner(tab: Tab, id: string): Promise<Route> {
  const { storage } = tab;
  const record = await dataOwnerBoxes(storage).records.load(id);
  if (record === undefined) throw new FederatedError('session-unknown', 'no such invite in this browser');
  await claim(tab, `data-owner/${id}`);
  const party = await createDataOwner({
    ...{ id, record, storage },
    network: await openNetwork(toHex(cryptoRandom(16))),
    coordination: coordinationFor(await roomOf(record.link.sid), 'dataOwner', record.member),
    createWorker: spawnDataOwnerWork,
    now: Date.now,
    storageRetryMs: 5000,
    samplesUrl: new URL('./samples/', pageAddress()).href,
  });
  tab.closers.push(() => party.close());
  return { page: 'dataOwner', party };
}

/** Opens a full link: its secret is stored, and what stays in the address bar is none. */
export async function openDataOwnerLink(tab: Tab, link: DataOwnerLink): Promise<Route> {
  const id = await acceptInvite(tab.storage, link);
  history.replaceState(null, '', formatDataOwnerAddress(id));
  return openDataOwner(tab, id);
}
