import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { bigintEngine } from '../../src/bignum/index.ts';
import {
  acceptInvite,
  createDataOwner,
  createModelOwner,
  createSession,
  dataOwnerBoxes,
  dataOwnerFragments,
  modelOwnerRecords,
  type DataOwnerParty,
  type ModelOwnerParty,
  type ModelOwnerView,
  type Party,
  type Plan,
  type Problem,
} from '../../src/parties/index.ts';
import { parseFragment, peerIdOf } from '../../src/protocol/index.ts';
import { createMemoryStorage, type Storage } from '../../src/storage/index.ts';
import { createMemoryHub, type Coordination, type MemoryHub } from '../../src/transport/index.ts';
import {
  createDataOwnerWork,
  createModelOwnerWork,
  createModelUseWork,
  type DataOwnerWork,
  type ModelOwnerWork,
} from '../../src/workers/index.ts';
import { tapWire, type Wire } from './session-wire.ts';

/** Length of the keys of these tests, in place of the plan's: the protocol is the same, the time is not. */
export const SMALL_KEY_BITS = 512;

/** A line to a facilitator that nobody watches. */
export const noCoordination: Coordination = {
  setStatus: () => undefined,
  setPaused: () => undefined,
  closeSession: () => undefined,
  onRoom: () => undefined,
  onStateChange: () => undefined,
  close: () => undefined,
};

/** A data owner's tab. */
export interface Joined {
  readonly party: DataOwnerParty;
  readonly storage: Storage;
  readonly networkId: string;
}

export interface SessionKit {
  readonly modelOwner: ModelOwnerParty;
  readonly modelOwnerNetworkId: string;
  readonly hub: MemoryHub;
  readonly wire: Wire;
  /** Opens the link of an invite, with storage of its own unless one is given. */
  join(invite: number, options?: JoinOptions): Promise<Joined>;
  close(): Promise<void>;
}

export interface JoinOptions {
  readonly storage?: Storage;
  readonly work?: (work: DataOwnerWork) => DataOwnerWork;
  /** Where samples are fetched from. */
  readonly samplesUrl?: string;
}

interface KitOptions {
  /** Invites there are from the start. */
  readonly owners?: number;
  readonly work?: (work: ModelOwnerWork) => ModelOwnerWork;
}

/** A session in one process: the real parties, protocol and arithmetic over an in-memory network. */
export async function createSessionKit(
  plan: Partial<Plan> = {},
  { owners = 1, work: alterModelOwner = (work: ModelOwnerWork) => work }: KitOptions = {},
): Promise<SessionKit> {
  const wire = tapWire();
  const hub = createMemoryHub({ intercept: wire.intercept });
  const storage = createMemoryStorage();
  const { id, record: fresh } = await createSession(storage);
  const record = {
    ...fresh,
    choices: { ...fresh.choices, keyBits: SMALL_KEY_BITS as Plan['keyBits'], ...plan },
  };
  await modelOwnerRecords(storage).save(id, record);
  const fragmentOf = await dataOwnerFragments(record);
  const parties: Party<unknown>[] = [];
  let joined = 0;

  const modelOwnerNetworkId = await peerIdOf(record.sid);
  const modelOwner = createModelOwner({
    ...{ id, record, storage, now: Date.now, facilitatorLink: '' },
    network: hub.join(modelOwnerNetworkId),
    coordination: noCoordination,
    createWorker: () => {
      const work = createModelOwnerWork({ engine: bigintEngine, allowSmallKeys: true });
      return { work: alterModelOwner(work), terminate: () => undefined };
    },
    createModelUse: () => ({ work: createModelUseWork(), terminate: () => undefined }),
    linkOf: (_, invite) => fragmentOf(invite),
  });
  parties.push(modelOwner);
  for (let i = 1; i < owners; i++) modelOwner.addDataOwner();

  return {
    modelOwner,
    modelOwnerNetworkId,
    hub,
    wire,
    async join(
      invite,
      {
        storage: own = createMemoryStorage(),
        work: alter = (work: DataOwnerWork) => work,
        samplesUrl = '',
      } = {},
    ) {
      const link = modelOwner.view.invites.find(({ index }) => index === invite)?.link ?? '';
      const destination = parseFragment(link);
      if (destination.kind !== 'data-owner-link') throw new Error('no such invite');
      const ownerId = await acceptInvite(own, destination.link);
      const ownerRecord = await dataOwnerBoxes(own).records.load(ownerId);
      if (ownerRecord === undefined) throw new Error('not stored');
      joined += 1;
      const networkId = `owner${joined}`.padEnd(12, '0');
      const party = await createDataOwner({
        ...{ id: ownerId, record: ownerRecord, storage: own, now: Date.now, storageRetryMs: 20, samplesUrl },
        network: hub.join(networkId),
        coordination: noCoordination,
        createWorker: () => ({
          work: alter(createDataOwnerWork({ engine: bigintEngine, allowSmallKeys: true })),
          terminate: () => undefined,
        }),
      });
      parties.push(party);
      return { party, storage: own, networkId };
    },
    async close() {
      for (const party of parties) await party.close();
    },
  };
}

/** Waits until a view is as it should be. */
export async function until<View>(party: Party<View>, condition: (view: View) => boolean): Promise<View> {
  if (condition(party.view)) return party.view;
  return new Promise((resolvePromise, reject) => {
    const stop = party.subscribe(() => {
      if (!condition(party.view)) return;
      clearTimeout(timer);
      stop();
      resolvePromise(party.view);
    });
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited in vain; last view: ${JSON.stringify(party.view).slice(0, 2000)}`));
    }, 30_000);
  });
}

/** Waits until nobody has anything to do for a while. */
export async function settled(wire: Wire): Promise<void> {
  for (let seen = -1; seen !== wire.messages.length;) {
    seen = wire.messages.length;
    await new Promise((wake) => setTimeout(wake, 150));
  }
}

/** Joins with a file and contributes it. */
export async function contribute(
  kit: SessionKit,
  invite: number,
  file: File,
  options: JoinOptions = {},
): Promise<Joined> {
  const joined = await kit.join(invite, options);
  await joined.party.useFile(file);
  await until(joined.party, (view) => view.canContribute);
  await joined.party.contribute(joined.party.view.consentKey);
  return joined;
}

/** Presses Train as soon as it can be. */
export async function train(kit: SessionKit): Promise<void> {
  await until(kit.modelOwner, (view) => view.trainBlock === null);
  kit.modelOwner.train();
}

/** Waits for the end of a training. */
export async function ended(kit: SessionKit): Promise<ModelOwnerView> {
  await until(kit.modelOwner, ({ phase }) => phase !== 'finished' && phase !== 'failed');
  return until(kit.modelOwner, ({ phase }) => phase === 'finished' || phase === 'failed');
}

/** Codes of the problems that a tab shows, each with its reason. */
export function problemsOf(
  party: Party<{ readonly problems: readonly Problem[] }>,
): (string | undefined)[][] {
  return party.view.problems.map(({ code, details }) => [code, details['reason'] as string | undefined]);
}

const vectors = resolve(import.meta.dirname, '../vectors');

export async function vectorFile(name: string): Promise<File> {
  return new File([await readFile(resolve(vectors, name))], name);
}

export async function expectedResults(): Promise<Record<string, ExpectedFit>> {
  return JSON.parse(await readFile(resolve(vectors, 'expected.json'), 'utf8')) as Record<string, ExpectedFit>;
}

export interface ExpectedFit {
  readonly rows: number;
  readonly terms: readonly {
    readonly term: string;
    readonly estimate: number;
    readonly std_error: number;
  }[];
}
