import { createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cryptoRandom, FederatedError, type Bytes, type ErrorCode } from '../../../src/base/index.ts';
import { createInbox } from '../../../src/protocol/channel/inbox.ts';
import { createOpener, createSealer, MAX_PLAINTEXT_BYTES } from '../../../src/protocol/channel/records.ts';
import { connect, createPipePair, createSession, endOf, receive, type Tamper } from './channel-pair.ts';

/** Messages of one direction before the first record: HELLO and CONFIRM, or WELCOME and CONFIRM. */
const HANDSHAKE_MESSAGES = 2;

/** Alters the record number `which`, from 0. */
const alterRecord =
  (which: number, change: (record: Bytes) => Bytes[]): Tamper =>
  (message, index) =>
    index === which + HANDSHAKE_MESSAGES ? change(message) : [message];

const numbered = (count: number): Bytes[] =>
  Array.from({ length: count }, (_, i) => Uint8Array.of(i >> 8, i & 255));

describe('sealed channel', () => {
  it('keeps the order of many concurrent messages of mixed sizes, both ways at once', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    // Large ones between small ones: without queues the small ones overtake.
    const messages = Array.from({ length: 300 }, (_, i) =>
      new Uint8Array(i % 7 === 0 ? 60_000 : 2).fill(i & 255),
    );
    const arrived = Promise.all([receive(dataOwner, 300), receive(modelOwner, 300)]);
    await Promise.all(messages.flatMap((m) => [dataOwner.send(m), modelOwner.send(m)]));
    for (const side of await arrived) {
      expect(side.every((m, i) => Buffer.compare(m, messages[i] ?? Buffer.of()) === 0)).toBe(true);
    }
  });

  it('sends nothing that can be read', async () => {
    const pair = createPipePair();
    const { dataOwner } = await connect(await createSession(), pair);
    const plaintext = cryptoRandom(64);
    await dataOwner.send(plaintext);
    await dataOwner.send(plaintext);
    const [first, second] = pair.sentByDataOwner.slice(HANDSHAKE_MESSAGES);
    if (!first || !second) throw new Error('nothing was sent');
    expect(first.length).toBe(9 + 64 + 16);
    expect(Buffer.from(first).includes(Buffer.from(plaintext.subarray(0, 8)))).toBe(false);
    // The same plaintext twice: nothing but the kind and seven zeros of the counter in common.
    expect(Buffer.from(first.subarray(9)).equals(second.subarray(9))).toBe(false);
  });

  it('takes a copy of what it is given', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    const arrived = receive(modelOwner, 2);
    const buffer = Uint8Array.of(1);
    const first = dataOwner.send(buffer);
    buffer[0] = 2;
    await Promise.all([first, dataOwner.send(buffer)]);
    expect(await arrived).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  });

  it('keeps what comes before a listener, also past the end', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    const ended = endOf(dataOwner);
    for (const message of numbered(3)) await modelOwner.send(message);
    modelOwner.close();
    expect(await ended).toBe('peer-gone');
    expect(await receive(dataOwner, 3)).toEqual(numbered(3));
  });

  it('hands over what was sent before the other side closed, then the end', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    const log: string[] = [];
    dataOwner.onMessage((message) => log.push(String(message[1])));
    const ended = new Promise<void>((resolve) => {
      dataOwner.onClose((code) => {
        log.push(code);
        resolve();
      });
    });
    const sent = Promise.all(numbered(3).map((message) => modelOwner.send(message)));
    modelOwner.close();
    await Promise.all([sent, ended]);
    expect(log).toEqual(['0', '1', '2', 'peer-gone']);
  });

  it('says nothing more after its own close', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    const heard: string[] = [];
    dataOwner.onMessage(() => heard.push('message'));
    dataOwner.onClose(() => heard.push('close'));
    await modelOwner.send(Uint8Array.of(1));
    dataOwner.close();
    dataOwner.close();
    await expect(dataOwner.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'invalid-state' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    dataOwner.onClose(() => heard.push('late close'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(heard).toEqual([]);
  });

  it('tells a late close listener, and whoever sends, why it ended', async () => {
    const pair = createPipePair();
    const { dataOwner, modelOwner } = await connect(await createSession(), pair);
    pair.injectToDataOwner(new Uint8Array(40));
    expect(await endOf(dataOwner)).toBe('channel-broken malformed');
    expect(await endOf(dataOwner)).toBe('channel-broken malformed');
    await expect(dataOwner.send(Uint8Array.of(1))).rejects.toMatchObject({ code: 'channel-broken' });
    expect(await endOf(modelOwner)).toBe('peer-gone');
  });

  it('ends when the pipe takes no more, after what has come was read', async () => {
    const pair = createPipePair();
    const { dataOwner, modelOwner } = await connect(await createSession(), pair);
    const ended = endOf(dataOwner);
    const arrived = receive(dataOwner, 1);
    await modelOwner.send(Uint8Array.of(9));
    pair.dataOwner.close();
    const sends = await Promise.allSettled(numbered(3).map((message) => dataOwner.send(message)));
    expect(sends.map((s) => (s.status === 'rejected' ? (s.reason as FederatedError).code : 'sent'))).toEqual(
      Array.from({ length: 3 }, () => 'peer-gone'),
    );
    expect(await ended).toBe('peer-gone');
    expect(await arrived).toEqual([Uint8Array.of(9)]);
  });
});

describe('tampering with records', () => {
  let held: Bytes[] = [];
  const cases: [string, Tamper, string, number][] = [
    ['a dropped one', alterRecord(1, () => []), 'channel-broken gap', 1],
    ['a repeated one', alterRecord(1, (record) => [record, record]), 'channel-broken repeat', 2],
    [
      'a replay of the first',
      (message, index) => {
        if (index === HANDSHAKE_MESSAGES) held = [message];
        return index === HANDSHAKE_MESSAGES + 2 ? held : [message];
      },
      'channel-broken repeat',
      2,
    ],
    [
      'two in reverse order',
      (message, index) => {
        if (index === HANDSHAKE_MESSAGES + 1) {
          held = [message];
          return [];
        }
        return index === HANDSHAKE_MESSAGES + 2 ? [message, ...held] : [message];
      },
      'channel-broken gap',
      1,
    ],
    ['a truncated one', alterRecord(1, (record) => [record.slice(0, -1)]), 'channel-broken forged', 1],
    [
      'one cut to its header',
      alterRecord(1, (record) => [record.slice(0, 9)]),
      'channel-broken malformed',
      1,
    ],
    ['an empty one', alterRecord(1, () => [new Uint8Array()]), 'channel-broken malformed', 1],
    ['a longer one', alterRecord(1, (record) => [Uint8Array.of(...record, 0)]), 'channel-broken forged', 1],
    [
      'a handshake message',
      alterRecord(1, () => [Uint8Array.of(1, ...new Uint8Array(133))]),
      'channel-broken malformed',
      1,
    ],
    [
      'a counter changed to fit',
      (message, index) => {
        if (index === HANDSHAKE_MESSAGES + 1) return [];
        if (index === HANDSHAKE_MESSAGES + 2) message[8] = 1;
        return [message];
      },
      'channel-broken forged',
      1,
    ],
    [
      'one above the limit',
      alterRecord(1, () => [new Uint8Array(MAX_PLAINTEXT_BYTES + 26)]),
      'message-too-large',
      1,
    ],
  ];

  it.each(cases)('%s closes the channel', async (_, tamper, end, accepted) => {
    const pair = createPipePair({ toModelOwner: tamper });
    const { dataOwner, modelOwner } = await connect(await createSession(), pair);
    const received: Bytes[] = [];
    modelOwner.onMessage((message) => received.push(message));
    const [endedThere, endedHere] = [endOf(modelOwner), endOf(dataOwner)];
    await Promise.allSettled(numbered(4).map((message) => dataOwner.send(message)));
    expect(await endedThere).toBe(end);
    expect(await endedHere).toBe('peer-gone');
    expect(received).toEqual(numbered(accepted));
  });

  it('any flipped bit closes the channel', async () => {
    const session = await createSession();
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), fc.uint8Array({ maxLength: 40 }), async (seed, plaintext) => {
        const pair = createPipePair({
          toDataOwner: alterRecord(0, (record) => {
            const bit = seed % (8 * record.length);
            record[bit >> 3] = (record[bit >> 3] ?? 0) ^ (1 << (bit & 7));
            return [record];
          }),
        });
        const { dataOwner, modelOwner } = await connect(session, pair);
        const received: Bytes[] = [];
        dataOwner.onMessage((message) => received.push(message));
        const ended = endOf(dataOwner);
        await modelOwner.send(new Uint8Array(plaintext));
        expect(await ended).toMatch(/^channel-broken (forged|gap|malformed)$/);
        expect(received).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("one's own record sent back closes the channel", async () => {
    const pair = createPipePair();
    const { dataOwner } = await connect(await createSession(), pair);
    await dataOwner.send(Uint8Array.of(1));
    pair.injectToDataOwner(pair.sentByDataOwner[HANDSHAKE_MESSAGES] ?? new Uint8Array());
    expect(await endOf(dataOwner)).toBe('channel-broken forged');
  });

  it('a record of an earlier connection of the same two closes the channel', async () => {
    const session = await createSession();
    const earlier = createPipePair();
    await (await connect(session, earlier)).modelOwner.send(Uint8Array.of(1));
    const pair = createPipePair();
    const { dataOwner } = await connect(session, pair);
    pair.injectToDataOwner(earlier.sentByModelOwner[HANDSHAKE_MESSAGES] ?? new Uint8Array());
    expect(await endOf(dataOwner)).toBe('channel-broken forged');
  });

  it('a flood before a listener closes the channel', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    const ended = endOf(dataOwner);
    const large = new Uint8Array(MAX_PLAINTEXT_BYTES);
    await Promise.allSettled(Array.from({ length: 5 }, () => modelOwner.send(large)));
    expect(await ended).toBe('channel-broken flooded');
  });
});

describe('sizes', () => {
  it('a message at the limit passes, one above is refused and the channel stays open', async () => {
    const { dataOwner, modelOwner } = await connect(await createSession(), createPipePair());
    const arrived = receive(modelOwner, 2);
    const tooLarge = dataOwner.send(new Uint8Array(MAX_PLAINTEXT_BYTES + 1));
    await expect(tooLarge).rejects.toMatchObject({ code: 'message-too-large' });
    await dataOwner.send(new Uint8Array(MAX_PLAINTEXT_BYTES));
    await dataOwner.send(new Uint8Array());
    expect((await arrived).map((m) => m.length)).toEqual([MAX_PLAINTEXT_BYTES, 0]);
  });

  it('anything but bytes is a caller mistake', async () => {
    const { dataOwner } = await connect(await createSession(), createPipePair());
    await expect(dataOwner.send('text' as unknown as Bytes)).rejects.toThrow(TypeError);
  });
});

describe('records', () => {
  it('are opened as they were sealed, whatever the plaintexts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), async (plaintexts) => {
        const raw = cryptoRandom(32);
        const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
        const seal = createSealer(key);
        const open = createOpener(key);
        for (const [i, plaintext] of plaintexts.entries()) {
          const record = await seal(new Uint8Array(plaintext));
          expect([...record.subarray(0, 9)]).toEqual([16, 0, 0, 0, 0, 0, 0, 0, i]);
          // A view into a larger buffer is opened as well.
          const padded = new Uint8Array(record.length + 5);
          padded.set(record, 5);
          expect(await open(padded.subarray(5))).toEqual(new Uint8Array(plaintext));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('have the documented layout', async () => {
    // Opened here with node:crypto: nonce 0^4 || counter, the first 9 bytes as associated data.
    const raw = cryptoRandom(32);
    const seal = createSealer(await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']));
    for (const counter of [0, 1, 2]) {
      const record = Buffer.from(await seal(Uint8Array.of(counter, 42)));
      const nonce = Buffer.concat([Buffer.alloc(4), record.subarray(1, 9)]);
      expect(nonce).toEqual(Buffer.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, counter));
      const decipher = createDecipheriv('aes-256-gcm', raw, nonce);
      decipher.setAAD(record.subarray(0, 9)).setAuthTag(record.subarray(-16));
      const plaintext = Buffer.concat([decipher.update(record.subarray(9, -16)), decipher.final()]);
      expect(plaintext).toEqual(Buffer.of(counter, 42));
    }
  });

  it('never repeat a nonce under concurrent calls', async () => {
    const key = await crypto.subtle.importKey('raw', cryptoRandom(32), 'AES-GCM', false, ['encrypt']);
    const seal = createSealer(key);
    const records = await Promise.all(numbered(300).map((plaintext) => seal(plaintext)));
    const counters = records.map((record) => Buffer.from(record).readBigUInt64BE(1));
    expect(counters).toEqual(Array.from({ length: 300 }, (_, i) => BigInt(i)));
  });
});

describe('inbox', () => {
  function createSource(): {
    inbox: ReturnType<typeof createInbox>;
    readonly bring: (length: number) => void;
    readonly finish: (code: ErrorCode) => void;
    readonly closed: () => boolean;
  } {
    let bring: (message: Bytes) => void = () => undefined;
    let finish: (code: ErrorCode) => void = () => undefined;
    let closed = false;
    const inbox = createInbox(
      {
        send: () => Promise.resolve(),
        onMessage: (listener) => (bring = listener),
        onClose: (listener) => (finish = listener),
        close: () => (closed = true),
      },
      10,
    );
    return {
      inbox,
      bring: (length) => bring(new Uint8Array(length)),
      finish: (code) => finish(code),
      closed: () => closed,
    };
  }

  it('gives messages in order, then the end for ever', async () => {
    const { inbox, bring, finish } = createSource();
    const first = inbox.next();
    for (const length of [1, 2, 3]) bring(length);
    finish('peer-gone');
    bring(4);
    const lengths = [await first, await inbox.next(), await inbox.next()].map((a) =>
      a.kind === 'message' ? a.message.length : a.error.code,
    );
    expect(lengths).toEqual([1, 2, 3]);
    for (let i = 0; i < 2; i++) {
      expect(await inbox.next()).toMatchObject({ kind: 'closed', error: { code: 'peer-gone' } });
    }
  });

  it('closes the pipe when more waits than allowed, and forgets it', async () => {
    const { inbox, bring, closed } = createSource();
    bring(10);
    expect(closed()).toBe(false);
    bring(1);
    expect(closed()).toBe(true);
    expect(await inbox.next()).toMatchObject({ kind: 'closed', error: { details: { reason: 'flooded' } } });
  });

  it('counts only what waits, and takes another limit', async () => {
    const { inbox, bring, closed } = createSource();
    for (let i = 0; i < 5; i++) {
      bring(8);
      await inbox.next();
    }
    inbox.limit(100);
    bring(99);
    expect(closed()).toBe(false);
  });

  it('keeps its first end', async () => {
    const { inbox, finish } = createSource();
    inbox.stop(new FederatedError('timeout', 'late'));
    finish('peer-gone');
    expect(await inbox.next()).toMatchObject({ error: { code: 'timeout' } });
  });
});
