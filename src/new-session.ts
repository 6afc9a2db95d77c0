import { createSession, dataOwnerFragments, type SampleName } from './parties/index.ts';
import { formatFacilitatorLink, formatModelOwnerAddress, roomOf } from './protocol/index.ts';
import type { Storage } from './storage/index.ts';
import { addressOf } from './tab.ts';
import type { SampleLinks } from './ui/index.ts';

/** Makes a session; returns the fragment of its model owner's page. */
export async function startSession(storage: Storage): Promise<string> {
  const { id } = await createSession(storage);
  return formatModelOwnerAddress(id);
}

/** Makes a session of this title around sample files; returns its role links. */
export async function prepareSample(
  storage: Storage,
  sample: SampleName,
  title: string,
): Promise<SampleLinks> {
  const { id, record } = await createSession(storage, { sample, title });
  const fragmentOf = await dataOwnerFragments(record);
  return {
    title,
    links: [
      ...record.invites.map((invite) => ({
        role: 'dataOwner' as const,
        index: invite.index,
        href: addressOf(fragmentOf(invite)),
      })),
      {
        role: 'facilitator',
        href: addressOf(formatFacilitatorLink(await roomOf(record.sid))),
      },
      { role: 'modelOwner', href: addressOf(formatModelOwnerAddress(id)) },
    ],
  };
}
