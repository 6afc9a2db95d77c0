import { FederatedError } from './base/index.ts';
import { createModelOwner, dataOwnerFragments, modelOwnerRecords } from './parties/index.ts';
import { formatFacilitatorLink, peerIdOf, roomOf } from './protocol/index.ts';
import { addressOf, claim, coordinationFor, openNetwork, type Tab } from './tab.ts';
import type { Route } from './ui/index.ts';
import { spawnModelOwnerWork, spawnModelUse } from './workers/index.ts';

/** @throws FederatedError 'session-unknown', 'already-open', or what storage and network say. */
export async function openModelOwner(tab: Tab, id: string): Promise<Route> {
  const { storage } = tab;
  const record = await modelOwnerRecords(storage).load(id);
  if (record === undefined) throw new FederatedError('session-unknown', 'no such session in this browser');
  await claim(tab, `model-owner/${id}`);
  const room = await roomOf(record.sid);
  const fragmentOf = await dataOwnerFragments(record);
  const party = createModelOwner({
    ...{ id, record, storage },
    network: await openNetwork(await peerIdOf(record.sid)),
    coordination: coordinationFor(room, 'modelOwner', record.member),
    createWorker: spawnModelOwnerWork,
    createModelUse: spawnModelUse,
    now: Date.now,
    linkOf: (_, invite) => addressOf(fragmentOf(invite)),
    facilitatorLink: addressOf(formatFacilitatorLink(room)),
  });
  tab.closers.push(() => party.close());
  return { page: 'modelOwner', party };
}
