import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { concatBytes, type Bytes } from '../../../src/base/index.ts';
import {
  CLOSE_GRACE_MS,
  createFramedConnection,
  PING_INTERVAL_MS,
  SILENT_TICKS,
  SILENT_TICKS_INTERRUPTED,
  type FramedConnection,
} from '../../../src/transport/framed-connection.ts';
import { FRAME_KIND, splitIntoFrames } from '../../../src/transport/framing.ts';

const LIMIT = 4 * 1024 * 1024;

/** A channel that keeps what it is given until the test drains it. */
function fakeChannel() {
  let drain: () => void = () => undefined;
  const channel = {
    frames: [] as Bytes[],
    bufferedAmount: 0,
    interrupted: false,
    broken: false,
    destroyed: false,
    send(frame: Bytes) {
      if (channel.broken || channel.destroyed) throw new Error('InvalidStateError');
      channel.frames.push(frame);
      channel.bufferedAmount += frame.length;
    },
    onDrain(listener: () => void) {
      drain = listener;
    },
    destroy() {
      channel.destroyed = true;
    },
    drain() {
      channel.bufferedAmount = 0;
      drain();
    },
    sentKinds: () => channel.frames.map((frame) => frame[0]),
  };
  return channel;
}

function setUp() {
  const channel = fakeChannel();
  const connection = createFramedConnection({
    remoteId: 'remote',
    channel,
    maxMessageBytes: LIMIT,
    fingerprints: () => Promise.reject(new Error('not asked for')),
  });
  const reasons: string[] = [];
  connection.onClose((reason) => reasons.push(reason));
  return { channel, connection, reasons };
}

function receive(connection: FramedConnection, frame: Uint8Array<ArrayBuffer>): void {
  connection.receive(frame.slice().buffer);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('messages', () => {
  test('a message goes out in frames and is counted', async () => {
    const { channel, connection } = setUp();
    const message = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    await connection.send(message);
    const pieces = channel.frames.map((frame, i) => frame.subarray(i === 0 ? 5 : 1));
    expect(concatBytes(...pieces)).toEqual(message);
    expect(connection.bytesSent).toBe(100_000);
  });

  test('messages that came before a listener are kept, in order', () => {
    const { connection } = setUp();
    for (const byte of [1, 2]) {
      for (const frame of splitIntoFrames(Uint8Array.of(byte))) receive(connection, frame);
    }
    const received: Bytes[] = [];
    connection.onMessage((message) => received.push(message));
    for (const frame of splitIntoFrames(Uint8Array.of(3))) receive(connection, frame);
    expect(received).toEqual([Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
    expect(connection.bytesReceived).toBe(3);
  });

  test('more than the limit may not wait for a listener', () => {
    const { connection, reasons } = setUp();
    for (let i = 0; i < 2; i++) {
      for (const frame of splitIntoFrames(new Uint8Array(LIMIT - 10))) receive(connection, frame);
    }
    expect(reasons).toEqual(['message-too-large']);
  });

  test('sending waits while too much is buffered, and keeps the order', async () => {
    const { channel, connection } = setUp();
    const sent: string[] = [];
    const first = connection.send(new Uint8Array(3 * 1024 * 1024)).then(() => sent.push('first'));
    const second = connection.send(Uint8Array.of(7));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([]);
    expect(channel.bufferedAmount).toBeLessThan(1.2 * 1024 * 1024);
    while (sent.length === 0) {
      channel.drain();
      await vi.advanceTimersByTimeAsync(0);
    }
    await Promise.all([first, second]);
    expect(channel.frames.at(-1)?.at(-1)).toBe(7);
    expect(channel.sentKinds().filter((kind) => kind === FRAME_KIND.start).length).toBe(2);
  });

  test('a message above the limit is refused before anything is sent', async () => {
    const { channel, connection } = setUp();
    await expect(connection.send(new Uint8Array(LIMIT + 1))).rejects.toMatchObject({
      code: 'message-too-large',
    });
    expect(channel.frames).toEqual([]);
    expect(connection.open).toBe(true);
  });
});

describe('the end', () => {
  test.each<[string, string, (connection: FramedConnection) => void]>([
    ['a goodbye', 'peer-gone', (connection) => receive(connection, Uint8Array.of(FRAME_KIND.bye))],
    ['a lost channel', 'peer-gone', (connection) => connection.lost()],
    ['a malformed frame', 'message-malformed', (connection) => receive(connection, Uint8Array.of(99))],
    ['text instead of bytes', 'message-malformed', (connection) => connection.receive('text')],
  ])('%s ends it with %s, once', async (_, reason, act) => {
    const { channel, connection, reasons } = setUp();
    act(connection);
    act(connection);
    expect(reasons).toEqual([reason]);
    expect(connection.open).toBe(false);
    expect(channel.destroyed).toBe(true);
    await expect(connection.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'peer-gone' });
    const late: string[] = [];
    connection.onClose((lateReason) => late.push(lateReason));
    expect(late).toEqual([reason]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a send that waits for the channel rejects when the peer goes', async () => {
    const { connection } = setUp();
    const sent = connection.send(new Uint8Array(3 * 1024 * 1024));
    const outcome = expect(sent).rejects.toMatchObject({ code: 'peer-gone' });
    await vi.advanceTimersByTimeAsync(0);
    connection.lost();
    await outcome;
  });

  test('a channel that throws ends it', async () => {
    const { channel, connection, reasons } = setUp();
    channel.broken = true;
    await expect(connection.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'peer-gone' });
    expect(reasons).toEqual(['peer-gone']);
  });

  test('close says goodbye after what was sent, waits for the other side, and tells no listener', async () => {
    const { channel, connection, reasons } = setUp();
    void connection.send(Uint8Array.of(1));
    connection.close();
    expect(connection.open).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(channel.sentKinds()).toEqual([FRAME_KIND.start, FRAME_KIND.bye]);
    expect(channel.destroyed).toBe(false);
    connection.lost();
    await connection.ended;
    expect(channel.destroyed).toBe(true);
    expect(reasons).toEqual([]);
  });

  test('close does not wait for ever', async () => {
    const { channel, connection } = setUp();
    connection.close();
    await vi.advanceTimersByTimeAsync(CLOSE_GRACE_MS - 1);
    expect(channel.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(channel.destroyed).toBe(true);
  });
});

describe('the heartbeat', () => {
  test('a ping is answered at once, whatever the timers do', () => {
    const { channel, connection } = setUp();
    receive(connection, Uint8Array.of(FRAME_KIND.ping));
    expect(channel.sentKinds()).toEqual([FRAME_KIND.pong]);
  });

  test('a peer that answers stays', async () => {
    const { channel, connection, reasons } = setUp();
    for (let tick = 0; tick < 5 * SILENT_TICKS; tick++) {
      await vi.advanceTimersByTimeAsync(PING_INTERVAL_MS);
      receive(connection, Uint8Array.of(FRAME_KIND.pong));
    }
    expect(reasons).toEqual([]);
    expect(channel.sentKinds().every((kind) => kind === FRAME_KIND.ping)).toBe(true);
  });

  test.each([
    ['connected', false, SILENT_TICKS],
    ['interrupted', true, SILENT_TICKS_INTERRUPTED],
  ])('a silent peer on a path that is %s is gone in time', async (_, interrupted, ticks) => {
    const { channel, reasons } = setUp();
    channel.interrupted = interrupted;
    // The first tick only starts the count.
    await vi.advanceTimersByTimeAsync(ticks * PING_INTERVAL_MS);
    expect(reasons).toEqual([]);
    await vi.advanceTimersByTimeAsync(PING_INTERVAL_MS);
    expect(reasons).toEqual(['peer-gone']);
  });

  test('a computer that slept takes nobody for gone', async () => {
    const { reasons } = setUp();
    await vi.advanceTimersByTimeAsync(PING_INTERVAL_MS);
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(PING_INTERVAL_MS);
    expect(reasons).toEqual([]);
  });
});
