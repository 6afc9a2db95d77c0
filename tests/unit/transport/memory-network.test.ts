import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/index.ts';
import { createMemoryHub, type Connection, type MemoryHubOptions } from '../../../src/transport/index.ts';

async function connected(options: MemoryHubOptions = {}) {
  const hub = createMemoryHub(options);
  const near = hub.join('near');
  const far = hub.join('far');
  const accepted = new Promise<Connection>((resolve) => far.onConnection(resolve));
  const nearEnd = await near.connect('far');
  return { hub, near, far, nearEnd, farEnd: await accepted };
}

const arrivals = (connection: Connection, count: number): Promise<Bytes[]> =>
  new Promise((resolve) => {
    const received: Bytes[] = [];
    connection.onMessage((message) => {
      received.push(message);
      if (received.length === count) resolve(received);
    });
  });

const ending = (connection: Connection): Promise<string> =>
  new Promise((resolve) => connection.onClose(resolve));

describe('createMemoryHub', () => {
  test('whole messages arrive in order, both ways, as copies', async () => {
    const { nearEnd, farEnd } = await connected({ delayMs: 1 });
    const message = Uint8Array.of(1, 2, 3);
    await nearEnd.send(message);
    message[0] = 9;
    await nearEnd.send(Uint8Array.of(4));
    await farEnd.send(Uint8Array.of(5));
    expect(await arrivals(farEnd, 2)).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    expect(await arrivals(nearEnd, 1)).toEqual([Uint8Array.of(5)]);
    expect([nearEnd.bytesSent, nearEnd.bytesReceived, farEnd.bytesReceived]).toEqual([4, 1, 4]);
    expect([nearEnd.remoteId, farEnd.remoteId]).toEqual(['far', 'near']);
  });

  test('a connection opened before anybody listens is kept', async () => {
    const hub = createMemoryHub();
    const far = hub.join('far');
    const nearEnd = await hub.join('near').connect('far');
    await nearEnd.send(Uint8Array.of(1));
    const farEnd = await new Promise<Connection>((resolve) => far.onConnection(resolve));
    expect(await arrivals(farEnd, 1)).toEqual([Uint8Array.of(1)]);
  });

  test('a close is seen by the other side alone, after what was sent', async () => {
    const { nearEnd, farEnd } = await connected({ delayMs: 1 });
    const nearReasons: string[] = [];
    nearEnd.onClose((reason) => nearReasons.push(reason));
    await nearEnd.send(Uint8Array.of(1));
    const order: string[] = [];
    farEnd.onMessage(() => order.push('message'));
    nearEnd.close();
    order.push(await ending(farEnd));
    expect(order).toEqual(['message', 'peer-gone']);
    expect(nearReasons).toEqual([]);
    await expect(nearEnd.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'peer-gone' });
    await expect(farEnd.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'peer-gone' });
  });

  test('a severed line ends both sides; a closed network ends its connections and gives the id back', async () => {
    const { hub, near, nearEnd, farEnd } = await connected();
    hub.sever('far', 'near');
    expect(await Promise.all([ending(nearEnd), ending(farEnd)])).toEqual(['peer-gone', 'peer-gone']);
    const again = await near.connect('far');
    await near.close();
    expect(again.open).toBe(false);
    await expect(near.connect('far')).rejects.toMatchObject({ code: 'cancelled' });
    expect(hub.join('near').id).toBe('near');
  });

  test('messages are seen, altered and dropped on their way', async () => {
    const seen: string[] = [];
    const { nearEnd, farEnd } = await connected({
      intercept: ({ from, to, bytes }) => {
        seen.push(`${from}>${to}:${bytes.join()}`);
        return bytes[0] === 1 ? null : Uint8Array.of(7);
      },
    });
    await nearEnd.send(Uint8Array.of(1));
    await nearEnd.send(Uint8Array.of(2));
    expect(await arrivals(farEnd, 1)).toEqual([Uint8Array.of(7)]);
    expect(seen).toEqual(['near>far:1', 'near>far:2']);
  });

  test('an unknown id, a taken id and a message above the limit are refused', async () => {
    const { hub, near, nearEnd } = await connected({ maxMessageBytes: 3 });
    await expect(near.connect('nobody')).rejects.toMatchObject({ code: 'model-owner-absent' });
    expect(() => hub.join('near')).toThrow(RangeError);
    await expect(nearEnd.send(new Uint8Array(4))).rejects.toMatchObject({ code: 'message-too-large' });
  });

  test('fingerprints agree across a connection and differ between ids', async () => {
    const { nearEnd, farEnd } = await connected();
    const [near, far] = [await nearEnd.fingerprints(), await farEnd.fingerprints()];
    expect(near).toEqual({ local: far.remote, remote: far.local });
    expect(near.local).not.toBe(near.remote);
    expect(near.local).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });
});
