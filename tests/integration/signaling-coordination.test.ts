import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cryptoRandom, toBase64Url } from '../../src/base/index.ts';
import {
  CLOSE_REPLACED,
  MAX_COORDINATION_BYTES,
  type RoomSnapshot,
  type ServerMessage,
} from '../../src/transport/index.ts';
import { openClient, pause, startServer, type RawClient } from './signaling-client.ts';

type Started = Awaited<ReturnType<typeof startServer>>;

let started: Started;
const room = toBase64Url(cryptoRandom(16));
const newMember = (): string => toBase64Url(cryptoRandom(16));

beforeEach(async () => {
  started = await startServer();
});
afterEach(async () => {
  await started.server.close();
});

const open = (): Promise<RawClient> => openClient(`${started.url}/coordination`);

async function join(role: string, member = newMember()): Promise<RawClient> {
  const client = await open();
  client.send({ type: 'join', room, role, member });
  return client;
}

async function snapshot(client: RawClient, fits: (room: RoomSnapshot) => boolean): Promise<RoomSnapshot> {
  const found = await client.next<ServerMessage>((message) => message.type === 'room' && fits(message));
  return found as RoomSnapshot;
}

async function refusal(client: RawClient): Promise<string> {
  const found = await client.next<ServerMessage>(({ type }) => type === 'refused');
  return found.type === 'refused' ? found.reason : '';
}

describe('a room', () => {
  test('shows who is there, in which phase and round, and since when', async () => {
    const facilitator = await join('facilitator');
    const modelOwner = await join('modelOwner');
    const dataOwner = await join('dataOwner');
    modelOwner.send({ type: 'status', phase: 'ready', round: 0 });
    modelOwner.send({ type: 'status', phase: 'training', round: 2 });
    dataOwner.send({ type: 'status', phase: 'training', round: 2 });
    const seen = await snapshot(
      facilitator,
      ({ participants }) => participants.length === 2 && participants.every(({ round }) => round === 2),
    );
    const byRole = (role: string) => seen.participants.find((participant) => participant.role === role);
    expect(byRole('modelOwner')).toMatchObject({
      number: 1,
      phase: 'training',
      round: 2,
      present: true,
      refused: 0,
    });
    expect(byRole('dataOwner')).toMatchObject({ number: 1, phase: 'training', round: 2, present: true });
    expect(byRole('dataOwner')?.joinedAt).toBeGreaterThan(Date.now() - 10_000);
    expect(seen).toMatchObject({
      facilitators: 1,
      round: 2,
      closed: false,
      pauseRequested: false,
      payloadBytes: 0,
    });
    expect(seen.timeline.map(({ phase }) => phase)).toEqual(['ready', 'training']);
    expect(seen.refused).toBe(0);
    expect(seen.messages).toBe(6);
    const sizes = started.frames
      .filter(({ direction, bytes }) => direction === 'in' && bytes[0] === '{'.charCodeAt(0))
      .map(({ bytes }) => bytes.length);
    expect(seen.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(seen.longestBytes).toBe(Math.max(...sizes));
  });

  test('tells nobody the secret by which a member comes back', async () => {
    const member = newMember();
    await join('dataOwner', member);
    const facilitator = await join('facilitator');
    const seen = await snapshot(facilitator, ({ participants }) => participants.length === 1);
    expect(JSON.stringify(seen)).not.toContain(member);
  });

  test('sends at most about five snapshots a second', async () => {
    const facilitator = await join('facilitator');
    const dataOwner = await join('dataOwner');
    const until = Date.now() + 1000;
    let round = 0;
    while (Date.now() < until) {
      dataOwner.send({ type: 'status', phase: 'training', round: ++round });
      await pause(10);
    }
    const received = facilitator.waiting.length;
    expect(received).toBeGreaterThan(2);
    expect(received).toBeLessThanOrEqual(8);
    const last = await snapshot(facilitator, ({ participants }) => participants[0]?.round === round);
    expect(last.participants).toHaveLength(1);
  });

  test('shows who is away, and gives the place back to the same member alone', async () => {
    const member = newMember();
    const watcher = await join('facilitator');
    const first = await join('dataOwner', member);
    first.send({ type: 'status', phase: 'ready', round: 0 });
    await snapshot(watcher, ({ participants }) => participants[0]?.phase === 'ready');
    first.socket.terminate();
    const away = await snapshot(watcher, ({ participants }) => participants[0]?.present === false);
    await join('dataOwner', member);
    const back = await snapshot(watcher, ({ participants }) => participants[0]?.present === true);
    expect(back.participants).toHaveLength(1);
    expect(back.participants[0]).toMatchObject({ id: away.participants[0]?.id, phase: 'ready', number: 1 });
    await join('dataOwner');
    const another = await snapshot(watcher, ({ participants }) => participants.length === 2);
    expect(another.participants[1]).toMatchObject({ number: 2, phase: 'connecting' });
  });

  test('closes the older of two sockets of one member', async () => {
    const member = newMember();
    const older = await join('dataOwner', member);
    await snapshot(older, () => true);
    const newer = await join('dataOwner', member);
    expect(await older.closed).toBe(CLOSE_REPLACED);
    const seen = await snapshot(newer, () => true);
    expect(seen.participants).toMatchObject([{ present: true }]);
  });

  test('forgets who leaves', async () => {
    const watcher = await join('facilitator');
    const dataOwner = await join('dataOwner');
    await snapshot(watcher, ({ participants }) => participants.length === 1);
    dataOwner.send({ type: 'leave' });
    await snapshot(watcher, ({ participants }) => participants.length === 0);
    dataOwner.send({ type: 'status', phase: 'ready', round: 0 });
    expect(await refusal(dataOwner)).toBe('not-joined');
  });

  test('is paused and closed by any facilitator, and stays closed', async () => {
    const first = await join('facilitator');
    const second = await join('facilitator');
    const dataOwner = await join('dataOwner');
    await snapshot(dataOwner, ({ facilitators }) => facilitators === 2);
    first.send({ type: 'pause', paused: true });
    await snapshot(dataOwner, ({ pauseRequested }) => pauseRequested);
    second.send({ type: 'pause', paused: false });
    await snapshot(dataOwner, ({ pauseRequested }) => !pauseRequested);
    second.send({ type: 'close' });
    for (const client of [first, second, dataOwner]) {
      await snapshot(client, ({ closed }) => closed);
      expect(await client.closed).toBe(1000);
    }
    const late = await join('dataOwner');
    expect(await refusal(late)).toBe('closed');
    expect(await late.closed).toBe(1008);
  });
});

describe('refusals', () => {
  test.each([
    ['not JSON', 'hello'],
    ['another type', '{"type":"payload","data":"x"}'],
    ['an extra field', '{"type":"status","phase":"ready","round":0,"loss":1}'],
    ['a wrong phase', '{"type":"status","phase":"x","round":0}'],
  ])('%s is refused and counted against its sender', async (_, text) => {
    const facilitator = await join('facilitator');
    const dataOwner = await join('dataOwner');
    dataOwner.sendText(text);
    expect(await refusal(dataOwner)).toBe('malformed');
    const seen = await snapshot(facilitator, ({ refused }) => refused === 1);
    expect(seen.participants[0]?.refused).toBe(1);
  });

  test('a message above 1 KiB closes the socket and is counted', async () => {
    const facilitator = await join('facilitator');
    const dataOwner = await join('dataOwner');
    await snapshot(facilitator, ({ participants }) => participants.length === 1);
    const padded = JSON.stringify({ type: 'leave' }).padEnd(MAX_COORDINATION_BYTES);
    const fits = await join('dataOwner');
    fits.sendText(padded);
    dataOwner.sendText(`${padded} `);
    expect(await dataOwner.closed).toBe(1009);
    const seen = await snapshot(facilitator, ({ refused }) => refused === 1);
    expect(seen.participants).toMatchObject([{ refused: 1 }]);
  });

  test('bytes instead of text are refused', async () => {
    const dataOwner = await join('dataOwner');
    dataOwner.socket.send(Buffer.from('{"type":"leave"}'));
    expect(await refusal(dataOwner)).toBe('malformed');
  });

  test('before a join nothing else is taken', async () => {
    const client = await open();
    client.send({ type: 'status', phase: 'ready', round: 0 });
    expect(await refusal(client)).toBe('not-joined');
    const facilitator = await join('facilitator');
    expect((await snapshot(facilitator, () => true)).refused).toBe(1);
  });

  test('a second join, a request out of role, and a member under another role', async () => {
    const member = newMember();
    const dataOwner = await join('dataOwner', member);
    dataOwner.send({ type: 'join', room, role: 'dataOwner', member });
    expect(await refusal(dataOwner)).toBe('joined-already');
    dataOwner.send({ type: 'pause', paused: true });
    expect(await refusal(dataOwner)).toBe('role');
    dataOwner.send({ type: 'close' });
    expect(await refusal(dataOwner)).toBe('role');
    const facilitator = await join('facilitator');
    facilitator.send({ type: 'status', phase: 'ready', round: 0 });
    expect(await refusal(facilitator)).toBe('role');
    const impostor = await join('facilitator', member);
    expect(await refusal(impostor)).toBe('role');
    expect(await impostor.closed).toBe(1008);
  });
});
