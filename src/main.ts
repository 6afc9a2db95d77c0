import {
  asFederatedError,
  createNotifier,
  cryptoRandom,
  FederatedError,
  toBase64Url,
  toHex,
} from './base/index.ts';
import {
  acceptInvite,
  createDataOwner,
  createFacilitator,
  createModelOwner,
  createModelReader,
  createSession,
  dataOwnerBoxes,
  dataOwnerFragments,
  modelOwnerRecords,
  SAMPLES,
  type SampleName,
} from './parties/index.ts';
import {
  formatDataOwnerAddress,
  formatFacilitatorLink,
  formatModelOwnerAddress,
  parseFragment,
  peerIdOf,
  roomOf,
} from './protocol/index.ts';
import { createBrowserStorage } from './storage/index.ts';
import {
  coordinationBeside,
  createCoordination,
  createPeerNetwork,
  loadIceServers,
  type RoomRole,
} from './transport/index.ts';
import { mountApp, type Route } from './ui/index.ts';
import { spawnDataOwnerWork, spawnModelOwnerWork, spawnModelUse } from './workers/index.ts';

/** How long a reloaded tab waits for its former self to let go. */
const TAKE_OVER_MS = 3000;

const storage = createBrowserStorage();
const notifier = createNotifier();
let route: Route = { page: 'start' };
/** What has to be let go of when the address changes. */
const closers: (() => unknown)[] = [];

/** Full address of a fragment. The secret stands behind the # and is never sent to a server. */
const addressOf = (fragment: string): string => new URL(fragment, location.href.split('#')[0]).href;

function coordinationFor(room: string, role: RoomRole, member: string) {
  return createCoordination({ url: coordinationBeside(location.href), room, role, member });
}

async function openNetwork(id: string) {
  return createPeerNetwork({ id, iceServers: await loadIceServers(location.href.split('#')[0] ?? '') });
}

async function openModelOwner(id: string): Promise<Route> {
  const record = await modelOwnerRecords(storage).load(id);
  if (record === undefined) throw new FederatedError('session-unknown', 'no such session in this browser');
  await claim(`model-owner/${id}`);
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
  closers.push(() => party.close());
  return { page: 'modelOwner', party };
}

async function openDataOwner(id: string): Promise<Route> {
  const record = await dataOwnerBoxes(storage).records.load(id);
  if (record === undefined) throw new FederatedError('session-unknown', 'no such invite in this browser');
  await claim(`data-owner/${id}`);
  const party = await createDataOwner({
    ...{ id, record, storage },
    network: await openNetwork(toHex(cryptoRandom(16))),
    coordination: coordinationFor(await roomOf(record.link.sid), 'dataOwner', record.member),
    createWorker: spawnDataOwnerWork,
    now: Date.now,
    storageRetryMs: 5000,
    samplesUrl: new URL('./samples/', location.href.split('#')[0]).href,
  });
  closers.push(() => party.close());
  return { page: 'dataOwner', party };
}

function openFacilitator(room: string): Route {
  const member = toBase64Url(cryptoRandom(16));
  const party = createFacilitator({ room, coordination: coordinationFor(room, 'facilitator', member) });
  closers.push(() => party.close());
  return { page: 'facilitator', party };
}

function openModel(): Route {
  const reader = createModelReader({ createWorker: spawnModelUse });
  closers.push(() => reader.close());
  return { page: 'model', reader };
}

/** One tab per role: two would answer twice. The claim ends with the tab. */
async function claim(name: string): Promise<void> {
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

async function open(fragment: string): Promise<Route> {
  if (!globalThis.isSecureContext) throw new FederatedError('insecure-context', 'no secure context');
  const destination = parseFragment(fragment);
  switch (destination.kind) {
    case 'start':
      return { page: 'start' };
    case 'model':
      return openModel();
    case 'model-owner':
      return openModelOwner(destination.id);
    case 'facilitator':
      return openFacilitator(destination.room);
    case 'data-owner':
      return openDataOwner(destination.id);
    case 'data-owner-link': {
      const id = await acceptInvite(storage, destination.link);
      // The secret is stored: what stays in the address bar is none.
      history.replaceState(null, '', formatDataOwnerAddress(id));
      return openDataOwner(id);
    }
  }
}

async function navigate(): Promise<void> {
  await Promise.all(closers.splice(0).map((close) => close()));
  try {
    route = await open(location.hash);
  } catch (error) {
    const { code, details } = asFederatedError(error, 'link-malformed');
    route = { page: 'problem', code, details };
  }
  notifier.notify();
}

function fail(error: unknown): void {
  const { code, details } = asFederatedError(error, 'storage-failed');
  route = { page: 'problem', code, details };
  notifier.notify();
}

const target = document.getElementById('app');
if (target === null) throw new TypeError('index.html has no element with id "app"');

// First the party, then the page: no other page flashes up before it.
await navigate();
mountApp(target, {
  subscribe: notifier.subscribe,
  get route() {
    return route;
  },
  startSession() {
    createSession(storage).then(({ id }) => {
      location.hash = formatModelOwnerAddress(id);
    }, fail);
  },
  async prepareSample(sample: SampleName) {
    const { id, record } = await createSession(storage, sample);
    const fragmentOf = await dataOwnerFragments(record);
    return {
      title: SAMPLES[sample].title,
      links: [
        ...record.invites.map((invite) => ({
          label: `Data owner ${invite.index}`,
          role: 'dataOwner' as const,
          href: addressOf(fragmentOf(invite)),
        })),
        {
          label: 'Facilitator',
          role: 'facilitator',
          href: addressOf(formatFacilitatorLink(await roomOf(record.sid))),
        },
        { label: 'Model owner', role: 'modelOwner', href: addressOf(formatModelOwnerAddress(id)) },
      ],
    };
  },
  openModel() {
    location.hash = '#/model';
  },
  goHome() {
    location.hash = '';
  },
});

addEventListener('hashchange', () => void navigate());
