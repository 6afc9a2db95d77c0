import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createSignaling, type Signaling } from '../../signaling/index.ts';
import { cryptoRandom, toBase64Url } from '../../src/base/index.ts';
import {
  createCoordination,
  type Coordination,
  type RoomRole,
  type RoomSnapshot,
} from '../../src/transport/index.ts';

let server: Signaling;
const clients: Coordination[] = [];
const newId = (): string => toBase64Url(cryptoRandom(16));
const room = newId();

beforeEach(async () => {
  server = createSignaling({ port: 0, host: '127.0.0.1' });
  await server.ready;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

function join(role: RoomRole, member = newId()) {
  const coordination = createCoordination({
    url: `${server.address.replace('http', 'ws')}/coordination`,
    room,
    role,
    member,
    createSocket: (url) => new NodeWebSocket(url) as unknown as WebSocket,
  });
  clients.push(coordination);
  const states: string[] = [];
  const snapshots: RoomSnapshot[] = [];
  let wake: () => void = () => undefined;
  coordination.onStateChange((state) => {
    states.push(state);
    wake();
  });
  coordination.onRoom((snapshot) => {
    snapshots.push(snapshot);
    wake();
  });
  async function until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    coordination,
    states,
    room: (fits: (snapshot: RoomSnapshot) => boolean) => until(() => snapshots.find(fits)),
    state: (wanted: string) => until(() => states.find((state) => state === wanted)),
  };
}

test('statuses, pause and close reach the others', async () => {
  const facilitator = join('facilitator');
  const owner = join('modelOwner');
  owner.coordination.setStatus('ready', 0);
  await facilitator.room(({ participants }) => participants[0]?.phase === 'ready');
  facilitator.coordination.setPaused(true);
  await owner.room(({ pauseRequested, facilitators }) => pauseRequested && facilitators === 1);
  facilitator.coordination.closeSession();
  await owner.room(({ closed }) => closed);
  const late = join('dataOwner');
  await late.state('refused');
});

test('a repeated status is sent once', async () => {
  const facilitator = join('facilitator');
  const owner = join('modelOwner');
  for (let i = 0; i < 5; i++) owner.coordination.setStatus('ready', 0);
  owner.coordination.setStatus('training', 1);
  const seen = await facilitator.room(({ round }) => round === 1);
  // Two joins, and at most two statuses: those set before the line was open are sent as the last one.
  expect(seen.messages).toBeLessThanOrEqual(4);
});

test('a lost server is found again, and the place and status with it', async () => {
  const owner = join('modelOwner');
  owner.coordination.setStatus('training', 3);
  await owner.room(({ round }) => round === 3);
  const port = Number(new URL(server.address).port);
  await server.close();
  await owner.state('unreachable');
  server = createSignaling({ port, host: '127.0.0.1' });
  await server.ready;
  const watcher = join('facilitator');
  const seen = await watcher.room(({ participants }) => participants[0]?.round === 3);
  expect(seen.participants[0]).toMatchObject({ phase: 'training', present: true });
  expect(owner.states.slice(0, 3)).toEqual(['connecting', 'online', 'unreachable']);
});

test('the older of two tabs with one place stops for good', async () => {
  const member = newId();
  const older = join('dataOwner', member);
  await older.state('online');
  const newer = join('dataOwner', member);
  await older.state('refused');
  await newer.state('online');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(older.states).toEqual(['connecting', 'online', 'refused']);
  expect(newer.states).toEqual(['connecting', 'online']);
});

test('leaving takes the member off the list at once', async () => {
  const facilitator = join('facilitator');
  const owner = join('dataOwner');
  await facilitator.room(({ participants }) => participants.length === 1);
  owner.coordination.close();
  await facilitator.room(({ participants, messages }) => participants.length === 0 && messages >= 3);
});
