import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClient, pause, startServer, type RawClient } from './signaling-client.ts';

type Started = Awaited<ReturnType<typeof startServer>>;
interface PeerMessage {
  readonly type: string;
  readonly src?: string;
  readonly payload?: unknown;
}

let started: Started;
beforeEach(async () => {
  started = await startServer();
});
afterEach(async () => {
  await started.server.close();
});

const peerUrl = (id: string, token = 'tokentoken'): string =>
  `${started.url}/peerjs/peerjs?key=peerjs&id=${id}&token=${token}&version=1.5.5`;

async function register(id: string, token?: string): Promise<RawClient> {
  const client = await openClient(peerUrl(id, token));
  await client.next<PeerMessage>(({ type }) => type === 'OPEN');
  return client;
}

const SDP = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\na=fingerprint:sha-256 AA\r\n';
const common = { type: 'data', connectionId: 'dc_abc123' };
const offer = {
  type: 'OFFER',
  dst: 'receiver1',
  payload: {
    ...common,
    sdp: { type: 'offer', sdp: SDP },
    label: 'data',
    reliable: true,
    serialization: 'raw',
  },
};
const answer = {
  type: 'ANSWER',
  dst: 'receiver1',
  payload: { ...common, sdp: { type: 'answer', sdp: SDP } },
};
const candidate = {
  type: 'CANDIDATE',
  dst: 'receiver1',
  payload: {
    ...common,
    candidate: {
      candidate: 'candidate:1 1 udp 2 x.local 9 typ host',
      sdpMid: '0',
      sdpMLineIndex: 0,
      usernameFragment: 'a',
    },
  },
};
const inOffer = (change: object): object => ({ ...offer, payload: { ...offer.payload, ...change } });

describe('the peer socket', () => {
  test.each([offer, answer, candidate])('relays $type with the id of its true sender', async (message) => {
    const receiver = await register('receiver1');
    const sender = await register('sender001');
    sender.send(message);
    const relayed = await receiver.next<PeerMessage>(({ type }) => type === message.type);
    expect(relayed).toEqual({ ...message, src: 'sender001' });
    expect(started.server.counters).toEqual({ refused: 0, payloadBytes: 0 });
  });

  test.each<[string, unknown]>([
    ['an unknown kind', { type: 'DATA', dst: 'receiver1', payload: 'secret' }],
    ['a heartbeat with a payload', { type: 'HEARTBEAT', dst: 'receiver1', payload: 'secret' }],
    ['an expiry with a payload', { type: 'EXPIRE', dst: 'receiver1', payload: 'secret' }],
    ['an offer with metadata', inOffer({ metadata: { secret: 1 } })],
    ['an offer with another label', inOffer({ label: 'secret' })],
    ['an offer of another serialization', inOffer({ serialization: 'json' })],
    ['an unordered channel', inOffer({ reliable: false })],
    ['a media call', inOffer({ type: 'media' })],
    ['a description that is none', inOffer({ sdp: { type: 'offer', sdp: 'secret' } })],
    ['a description with a loose line', inOffer({ sdp: { type: 'offer', sdp: `${SDP}secret\r\n` } })],
    ['a description too long', inOffer({ sdp: { type: 'offer', sdp: `${SDP}a=${'x'.repeat(17_000)}\r\n` } })],
    ['a field beside', { ...offer, secret: 1 }],
    ['a forged sender', { ...offer, src: 'victim001' }],
    ['an odd address', { ...offer, dst: '../x' }],
    ['a candidate with a field beside', { ...candidate, payload: { ...candidate.payload, secret: 1 } }],
    ['no object', 'secret'],
  ])('refuses %s, counts it, and relays nothing', async (_, message) => {
    const receiver = await register('receiver1');
    const sender = await register('sender001');
    sender.send(message);
    sender.send(candidate);
    await receiver.next<PeerMessage>(({ type }) => type === 'CANDIDATE');
    expect(started.server.counters).toEqual({ refused: 1, payloadBytes: 0 });
    const relayed = started.frames
      .filter(({ direction }) => direction === 'out')
      .map(({ bytes }) => Buffer.from(bytes));
    expect(relayed.filter((bytes) => bytes.includes('secret'))).toEqual([]);
  });

  test('refuses bytes, text that is no JSON, and more than 64 KiB', async () => {
    const client = await register('sender001');
    client.socket.send(Buffer.from(JSON.stringify(offer)));
    client.sendText('hello');
    client.sendText('x'.repeat(64 * 1024 + 1));
    expect(await client.closed).toBe(1009);
    expect(started.server.counters.refused).toBe(3);
  });

  test('refuses an upgrade without a proper id, token or key', async () => {
    const bad = [
      peerUrl('short'),
      peerUrl('with-dash-1'),
      peerUrl('sender001', 'x'),
      peerUrl('sender001').replace('key=peerjs', 'key=x'),
    ];
    for (const url of bad) await expect(openClient(url)).rejects.toThrow('400');
    expect(started.server.counters.refused).toBe(bad.length);
  });

  test('says that nobody has an id, after a while', async () => {
    const sender = await register('sender001');
    sender.send({ ...offer, dst: 'nobody001' });
    expect(await sender.next<PeerMessage>(({ type }) => type === 'EXPIRE')).toMatchObject({
      src: 'nobody001',
    });
    expect(started.server.counters.payloadBytes).toBe(0);
  });

  test('a LEAVE reaches nobody, whose PeerJS would close connections that still work', async () => {
    const receiver = await register('receiver1');
    const sender = await register('sender001');
    sender.send({ type: 'LEAVE', dst: 'receiver1' });
    sender.send(candidate);
    await receiver.next<PeerMessage>(({ type }) => type === 'CANDIDATE');
    const out = started.frames
      .filter(({ direction }) => direction === 'out')
      .map(({ bytes }) => Buffer.from(bytes).toString());
    expect(out.filter((text) => text.includes('LEAVE'))).toEqual([]);
    expect(started.server.counters.refused).toBe(0);
  });

  test('an id is kept for its token, and the token gets it again while the old socket lingers', async () => {
    const first = await register('sender001', 'tokentoken');
    const thief = await openClient(peerUrl('sender001', 'othertoken'));
    expect(await thief.next<PeerMessage>(() => true)).toMatchObject({ type: 'ID-TAKEN' });
    const again = await register('sender001', 'tokentoken');
    const other = await register('receiver1');
    first.socket.terminate();
    await pause(50);
    other.send({ ...candidate, dst: 'sender001' });
    await again.next<PeerMessage>(({ type }) => type === 'CANDIDATE');
  });
});

test('upgrades for other paths end, and a broken request does no harm', async () => {
  for (const path of ['/', '/peerjs', '/coordination/x', '/other']) {
    await expect(openClient(`${started.url}${path}`)).rejects.toThrow('404');
  }
  const { port, hostname } = new URL(started.server.address);
  const socket = connect(Number(port), hostname);
  socket.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  socket.resume();
  await new Promise((resolve) => socket.on('close', resolve));
  await register('sender001');
});
