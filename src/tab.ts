import { FederatedError } from './base/index.ts';
import {
  coordinationBeside,
  createCoordination,
  createPeerNetwork,
  loadIceServers,
} from './transport/index.ts';
import type { RoomRole } from './transport/index.ts';
import type { Storage } from './storage/index.ts';

/** How long a reloaded tab waits for its former self to let go. */
const TAKE_OVER_MS = 3000;

/** What a party is opened in. */
export interface Tab {
  readonly storage: Storage;
  /** What has to be let go of when the address changes. */
  readonly closers: (() => unknown)[];
}

/** Address of the page itself, without a fragment. */
export const pageAddress = (): string => location.href.split('#')[0] ?? '';

/** Full address of a fragment. The secret stands behind the # and is never sent to a server. */
export const addressOf = (fragment: string): string => new URL(fragment, pageAddress()).href;

export function coordinationFor(room: string, role: RoomRole, member: string) {
  return createCoordination({ url: coordinationBeside(location.href), room, role, member });
}

export async function openNetwork(id: string) {
  return createPeerNetwork({ id, iceServers: await loadIceServers(pageAddress()) });
}

/** One tab per role: two would answer twice. The claim ends with the tab. */
export async function claim({ closers }: Tab, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const signal = AbortSignal.timeout(TAKE_OVER_MS);
    const holdUntilClosed = () =>
      new Promise<void>((release) => {
        closers.push(release);
        resolve();
      });
    navigator.locks
      .request(`federated-trainer/${name}`, { signal }, holdUntilClosed)
      .catch(() => reject(new FederatedError('already-open', 'open in another tab')));
  });
}
