import { describe, expect, test, vi } from 'vitest';
import { FederatedError, type Bytes, type ErrorCode } from '../../../src/base/index.ts';
import { createMessageLink, type MessageLink } from '../../../src/parties/message-link.ts';
import {
  decodeToDataOwner,
  decodeToModelOwner,
  encodeMessage,
  type Message,
  type ToDataOwner,
  type ToModelOwner,
} from '../../../src/protocol/index.ts';
import { filled, SID } from '../protocol/bodies.ts';

/** A channel that keeps what is sent, and is fed by hand. */
function createChannel() {
  let listener: (message: Bytes) => void = () => undefined;
  let closeListener: (reason: ErrorCode) => void = () => undefined;
  const sent: Bytes[] = [];
  const channel = {
    send: vi.fn((message: Bytes) => {
      sent.push(message);
      return Promise.resolve();
    }),
    onMessage: (next: typeof listener) => void (listener = next),
    onClose: (next: typeof closeListener) => void (closeListener = next),
    close: vi.fn(),
  };
  return {
    channel,
    sent,
    arrive: (bytes: Bytes) => listener(bytes),
    end: (reason: ErrorCode) => closeListener(reason),
  };
}

function modelOwnerLink() {
  const ends = createChannel();
  const received: [string, number][] = [];
  const closed: ErrorCode[] = [];
  const link: MessageLink<ToDataOwner> = createMessageLink<ToDataOwner, ToModelOwner>({
    ...{ channel: ends.channel, sid: SID, self: 0, other: 2, decode: decodeToModelOwner },
    onMessage: (message, bytes) => void received.push([message.type, bytes]),
    onClose: (reason) => void closed.push(reason),
  });
  return { ...ends, link, received, closed };
}

/** The message number `seq` of data owner 2. */
function fromOwner(seq: number, change: Partial<Message> = {}): Bytes {
  const message = { v: 3, type: 'RESUME', sid: SID, from: 2, seq, round: 0, body: {}, ...change };
  return encodeMessage(message as Message);
}

describe('sending', () => {
  test('adds the envelope, and counts from 0', () => {
    const { link, sent } = modelOwnerLink();
    const sizes = [1, 2].map((round) =>
      link.send({ type: 'WEIGHTS', round, body: { ciphertexts: filled(9, round) } }),
    );
    expect(sent.map(decodeToDataOwner)).toEqual(
      [1, 2].map((round) => ({
        ...{ v: 3, type: 'WEIGHTS', sid: SID, from: 0, seq: round - 1, round },
        body: { ciphertexts: filled(9, round) },
      })),
    );
    expect(sizes).toEqual(sent.map((bytes) => bytes.length));
  });

  test('a channel that fails ends the link, with its reason, once', async () => {
    const { link, channel, closed, end } = modelOwnerLink();
    channel.send.mockRejectedValue(new FederatedError('peer-gone', 'gone'));
    link.send({ type: 'RESUME', round: 0, body: {} });
    link.send({ type: 'RESUME', round: 0, body: {} });
    await Promise.resolve();
    await Promise.resolve();
    end('channel-broken');
    expect(closed).toEqual(['peer-gone']);
    expect(channel.close).toHaveBeenCalledTimes(1);
    expect(link.send({ type: 'RESUME', round: 0, body: {} })).toBe(0);
    expect(channel.send).toHaveBeenCalledTimes(2);
  });

  test('what is too large ends the link instead of being sent', () => {
    const { link, closed, sent } = modelOwnerLink();
    const size = link.send({ type: 'WEIGHTS', round: 1, body: { ciphertexts: filled(8 * 1024 * 1024, 1) } });
    expect([size, sent, closed]).toEqual([0, [], ['message-too-large']]);
  });
});

describe('receiving', () => {
  test('messages in order are handed on with their size', () => {
    const { arrive, received, closed } = modelOwnerLink();
    const messages = [fromOwner(0), fromOwner(1, { type: 'WITHDRAW' })];
    messages.forEach(arrive);
    expect(received).toEqual([
      ['RESUME', messages[0]?.length],
      ['WITHDRAW', messages[1]?.length],
    ]);
    expect(closed).toEqual([]);
  });

  test.each([
    ['a gap', [fromOwner(0), fromOwner(2)], 1],
    ['a first message that is not the first', [fromOwner(1)], 0],
    ['a repeat', [fromOwner(0), fromOwner(0)], 1],
    ['another session', [fromOwner(0, { sid: filled(16, 8) })], 0],
    ['another sender', [fromOwner(0, { from: 3 })], 0],
    ['its own message come back', [fromOwner(0, { from: 0 })], 0],
    ['what only a data owner receives', [fromOwner(0, { type: 'FINISH', body: { stopped: true } })], 0],
    ['no message at all', [filled(40, 0xff)], 0],
  ])('%s ends the link', (_, messages, good) => {
    const { arrive, received, closed, channel } = modelOwnerLink();
    messages.forEach(arrive);
    expect(received).toHaveLength(good);
    expect(closed).toEqual(['message-malformed']);
    expect(channel.close).toHaveBeenCalledTimes(1);
    arrive(fromOwner(good));
    expect(received).toHaveLength(good);
  });

  test('a message too large for its type ends the link with that code', () => {
    const { arrive, closed } = modelOwnerLink();
    const bytes = new Uint8Array(20_000);
    bytes[0] = fromOwner(0)[0] ?? 0;
    arrive(bytes);
    expect(closed).toEqual(['message-too-large']);
  });
});

describe('closing', () => {
  test('by the other side says why, once', () => {
    const { end, closed } = modelOwnerLink();
    end('peer-gone');
    end('channel-broken');
    expect(closed).toEqual(['peer-gone']);
  });

  test('by this side says nothing', () => {
    const { link, channel, arrive, end, received, closed } = modelOwnerLink();
    link.close();
    arrive(fromOwner(0));
    end('peer-gone');
    expect(channel.close).toHaveBeenCalledTimes(1);
    expect([received, closed]).toEqual([[], []]);
  });
});
