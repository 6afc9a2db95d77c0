import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cryptoRandom, FederatedError, type Bytes } from '../../../src/base/index.ts';
import { createKeyPair, rawPublicKey } from '../../../src/protocol/channel/keys.ts';
import { deriveKeys, transcriptOf } from '../../../src/protocol/channel/key-schedule.ts';
import type { Pipe } from '../../../src/protocol/channel/pipe.ts';
import {
  connect,
  createPipePair,
  createSession,
  receive,
  refusalOf,
  shakeHands,
  type Session,
  type Tamper,
} from './channel-pair.ts';

/** Alters the message number `which` of a direction; the others pass. */
const alter =
  (which: number, change: (message: Bytes) => Bytes[]): Tamper =>
  (message, index) =>
    index === which ? change(message) : [message];

const flip = (message: Bytes, bit: number): Bytes => {
  const changed = message.slice();
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
};

const AUTHENTICATION = /^channel-authentication /;

describe('handshake', () => {
  it('opens a channel that both sides agree on', async () => {
    const session = await createSession();
    const pair = createPipePair();
    const { dataOwner, modelOwner } = await connect(session, pair);
    expect(dataOwner.invite).toBe(3);
    expect(modelOwner.invite).toBe(3);
    expect(dataOwner.remoteStaticKey).toEqual(await rawPublicKey(session.modelOwnerKey));
    expect(modelOwner.remoteStaticKey).toEqual(await rawPublicKey(session.dataOwnerKey));
    expect(session.boundKey).toEqual(modelOwner.remoteStaticKey);
    expect(dataOwner.verifier).toBe(modelOwner.verifier);
    expect(dataOwner.verifier).toMatch(/^([a-z]{3,7} ){5}[a-z]{3,7}$/);
    expect(pair.sentByDataOwner.map((m) => m.length)).toEqual([134, 34]);
    expect(pair.sentByModelOwner.map((m) => m.length)).toEqual([132, 34]);
  });

  it('sends neither psk nor sid', async () => {
    const session = await createSession();
    const pair = createPipePair();
    await connect(session, pair);
    const wire = [...pair.sentByDataOwner, ...pair.sentByModelOwner]
      .map((m) => Buffer.from(m).toString('hex'))
      .join('|');
    for (const secret of [session.link.psk, session.link.sid]) {
      expect(wire).not.toContain(Buffer.from(secret).toString('hex').slice(0, 16));
    }
  });

  it('gives another verifier every time, also to the same two', async () => {
    const session = await createSession();
    const verifiers = new Set<string>();
    for (let i = 0; i < 5; i++) verifiers.add((await connect(session, createPipePair())).dataOwner.verifier);
    expect(verifiers.size).toBe(5);
  });

  it('lets a data owner reconnect with its static key, bound once', async () => {
    const session = await createSession();
    await connect(session, createPipePair());
    const { dataOwner, modelOwner } = await connect(session, createPipePair());
    expect(session.bindings).toBe(1);
    const arrived = receive(modelOwner, 1);
    await dataOwner.send(Uint8Array.of(7));
    expect(await arrived).toEqual([Uint8Array.of(7)]);
  });

  it('binds only after the data owner proved its psk', async () => {
    const session = await createSession();
    const pair = createPipePair({ toModelOwner: alter(1, (message) => [flip(message, 16)]) });
    await shakeHands(session, pair);
    expect(session.bindings).toBe(0);
  });
});

describe('who does not have what it takes', () => {
  const cases: [string, (session: Session) => Parameters<typeof shakeHands>[2]][] = [
    ['a wrong psk', ({ link }) => ({ open: { link: { ...link, psk: cryptoRandom(32) } } })],
    ['a wrong sid', ({ link }) => ({ open: { link: { ...link, sid: cryptoRandom(16) } } })],
    ['an unknown invite', ({ link }) => ({ open: { link: { ...link, invite: 4 } } })],
    ['a withdrawn invite', () => ({ accept: { invite: () => null } })],
    ['another certificate at the data owner', () => ({ open: { fingerprints: fingerprints('D1', 'A1') } })],
    [
      'another certificate at the model owner',
      () => ({ accept: { fingerprints: fingerprints('A1', 'D1') } }),
    ],
    ['certificates the wrong way round', () => ({ open: { fingerprints: fingerprints('A1', 'D0') } })],
  ];

  it.each(cases)('with %s is refused, in the same way', async (_, changesOf) => {
    const session = await createSession();
    const pair = createPipePair();
    const outcome = await shakeHands(session, pair, changesOf(session));
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication confirmation');
    expect(refusalOf(outcome.modelOwner)).toBe('channel-authentication confirmation');
    expect(session.bindings).toBe(0);
    // A psk, a sid, an invite, a certificate: whoever tries hears a WELCOME and a CONFIRM that says nothing.
    expect(pair.sentByModelOwner.map((m) => m.length)).toEqual([132, 34]);
    expect([...(pair.sentByModelOwner[1]?.subarray(0, 2) ?? [])]).toEqual([4, 1]);
  });

  it('is named to the model owner by the invite it claims, if there is such an invite', async () => {
    const session = await createSession();
    const detailsWith = async (changes: Parameters<typeof shakeHands>[2]): Promise<unknown> => {
      const { modelOwner } = await shakeHands(session, createPipePair(), changes);
      return modelOwner.status === 'rejected' ? (modelOwner.reason as FederatedError).details : 'open';
    };
    const wrongPsk = { open: { link: { ...session.link, psk: cryptoRandom(32) } } };
    const unknownInvite = { open: { link: { ...session.link, invite: 4 } } };
    expect(await detailsWith(wrongPsk)).toEqual({ reason: 'confirmation', invite: 3 });
    expect(await detailsWith(unknownInvite)).toEqual({ reason: 'confirmation' });
  });

  it('hears no CONFIRM that would verify, not even where its own was only altered on the way', async () => {
    const session = await createSession();
    const pair = createPipePair({ toModelOwner: alter(1, (message) => [flip(message, 16)]) });
    const outcome = await shakeHands(session, pair);
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication confirmation');
    expect(refusalOf(outcome.modelOwner)).toBe('channel-authentication confirmation');
  });

  it('as a model owner with another static key is refused before anything is confirmed', async () => {
    const session = await createSession();
    const pair = createPipePair();
    const outcome = await shakeHands(session, pair, { accept: { staticKey: await createKeyPair() } });
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication model-owner-key');
    expect(refusalOf(outcome.modelOwner)).toBe('channel-authentication closed');
    expect(pair.sentByDataOwner.length).toBe(1);
  });

  it('as a model owner that knows the link and shows the right key without its private half is refused', async () => {
    const session = await createSession();
    const real = await createKeyPair();
    const forged: CryptoKeyPair = { publicKey: session.modelOwnerKey.publicKey, privateKey: real.privateKey };
    // Its keys differ from the data owner's, so that it cannot even verify the first CONFIRM.
    const outcome = await shakeHands(session, createPipePair(), { accept: { staticKey: forged } });
    expect(refusalOf(outcome.modelOwner)).toBe('channel-authentication confirmation');
    expect(refusalOf(outcome.dataOwner)).toMatch(AUTHENTICATION);
  });

  it('as a data owner that shows a static key without its private half is refused', async () => {
    const session = await createSession();
    await connect(session, createPipePair());
    const thief = await createKeyPair();
    const forged: CryptoKeyPair = { publicKey: session.dataOwnerKey.publicKey, privateKey: thief.privateKey };
    const outcome = await shakeHands(session, createPipePair(), { open: { staticKey: forged } });
    expect(refusalOf(outcome.modelOwner)).toBe('channel-authentication confirmation');
  });
});

describe('a copied link', () => {
  it('used second is refused, and its user is told why', async () => {
    const session = await createSession();
    await connect(session, createPipePair());
    const bound = session.boundKey;
    const outcome = await shakeHands(session, createPipePair(), {
      open: { staticKey: await createKeyPair() },
    });
    expect(refusalOf(outcome.dataOwner)).toBe('link-used');
    expect(refusalOf(outcome.modelOwner)).toBe('link-used');
    expect(outcome.modelOwner).toMatchObject({ reason: { details: { invite: 3 } } });
    expect(session.boundKey).toBe(bound);
  });

  it('used at the same time binds to one of the two', async () => {
    const session = await createSession();
    const other = await createKeyPair();
    const outcomes = await Promise.all([
      shakeHands(session, createPipePair()),
      shakeHands(session, createPipePair(), { open: { staticKey: other } }),
    ]);
    expect(session.bindings).toBe(1);
    expect(outcomes.map(({ dataOwner }) => refusalOf(dataOwner)).sort()).toEqual(['link-used', 'open']);
    expect(outcomes.map(({ modelOwner }) => refusalOf(modelOwner)).sort()).toEqual(['link-used', 'open']);
  });

  it('is refused too where bind itself finds it bound', async () => {
    const session = await createSession();
    const used = new FederatedError('link-used', 'bound meanwhile');
    const outcome = await shakeHands(session, createPipePair(), {
      accept: { bind: () => Promise.reject(used) },
    });
    expect(refusalOf(outcome.dataOwner)).toBe('link-used');
  });

  it('whose invite is withdrawn during the handshake is refused like an unknown one', async () => {
    const session = await createSession();
    let asked = 0;
    const invite = () => (asked++ === 0 ? { psk: session.link.psk, boundKey: null } : null);
    const outcome = await shakeHands(session, createPipePair(), { accept: { invite } });
    expect(asked).toBe(2);
    expect(session.bindings).toBe(0);
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication confirmation');
    expect(outcome.modelOwner).toMatchObject({ reason: { details: { reason: 'confirmation' } } });
  });

  it('without its psk learns nothing of the binding', async () => {
    const session = await createSession();
    await connect(session, createPipePair());
    const outcome = await shakeHands(session, createPipePair(), {
      open: { staticKey: await createKeyPair(), link: { ...session.link, psk: cryptoRandom(32) } },
    });
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication confirmation');
  });

  it('is not claimed by somebody between: REFUSE must verify', async () => {
    const session = await createSession();
    const asRefusal = (message: Bytes): Bytes[] => [Uint8Array.of(5, ...message.subarray(1))];
    const outcome = await shakeHands(session, createPipePair({ toDataOwner: alter(1, asRefusal) }));
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication confirmation');
  });
});

describe('tampering with the handshake', () => {
  const DIRECTIONS = ['toModelOwner', 'toDataOwner'] as const;

  it('any flipped bit of any message keeps the channel from opening', async () => {
    const session = await createSession();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...DIRECTIONS),
        fc.nat(1),
        fc.nat(1_000_000),
        async (direction, which, seed) => {
          const change = (message: Bytes): Bytes[] => [flip(message, seed % (8 * message.length))];
          const outcome = await shakeHands(session, createPipePair({ [direction]: alter(which, change) }));
          expect(refusalOf(outcome.dataOwner)).toMatch(AUTHENTICATION);
          // The last message is the model owner's: when that is altered, it cannot know yet.
          const knows = !(direction === 'toDataOwner' && which === 1);
          expect(refusalOf(outcome.modelOwner)).toMatch(knows ? AUTHENTICATION : /^open$/);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(DIRECTIONS.flatMap((direction) => [0, 1].map((which) => [direction, which] as const)))(
    'truncation, growth or a repeat of message %s %i',
    async (direction, which) => {
      const session = await createSession();
      for (const length of [0, 1, 2, 33]) {
        const pair = createPipePair({ [direction]: alter(which, (message) => [message.slice(0, length)]) });
        expect(refusalOf((await shakeHands(session, pair)).dataOwner)).toMatch(AUTHENTICATION);
      }
      const grown = createPipePair({
        [direction]: alter(which, (message) => [Uint8Array.of(...message, 0)]),
      });
      expect(refusalOf((await shakeHands(session, grown)).dataOwner)).toMatch(AUTHENTICATION);
    },
  );

  it.each(DIRECTIONS)('first message %s repeated', async (direction) => {
    const session = await createSession();
    const pair = createPipePair({ [direction]: alter(0, (message) => [message, message]) });
    expect(refusalOf((await shakeHands(session, pair)).dataOwner)).toMatch(AUTHENTICATION);
  });

  it('a CONFIRM reflected as the answer', async () => {
    const session = await createSession();
    let confirm: Bytes = new Uint8Array();
    const pair = createPipePair({
      toModelOwner: alter(1, (message) => [(confirm = message)]),
      toDataOwner: alter(1, () => [Uint8Array.of(4, ...confirm.subarray(1))]),
    });
    expect(refusalOf((await shakeHands(session, pair)).dataOwner)).toBe(
      'channel-authentication confirmation',
    );
  });

  it('a recorded handshake replayed to the model owner', async () => {
    const session = await createSession();
    const recorded = createPipePair();
    await connect(session, recorded);
    const replay = createPipePair();
    const accepted = session.accept(replay.modelOwner);
    for (const message of recorded.sentByDataOwner) replay.injectToModelOwner(message);
    await expect(accepted).rejects.toMatchObject({ details: { reason: 'confirmation' } });
  });

  it('keys sent back, or one key used as two', async () => {
    const session = await createSession();
    // WELCOME carries e_M at 2, S_M at 67; HELLO e_D at 4, S_D at 69.
    let hello: Bytes = new Uint8Array();
    const reflected = createPipePair({
      toModelOwner: alter(0, (message) => [(hello = message)]),
      toDataOwner: alter(0, (message) => {
        message.set(hello.subarray(4, 69), 2);
        return [message];
      }),
    });
    expect(refusalOf((await shakeHands(session, reflected)).dataOwner)).toBe(
      'channel-authentication reflected',
    );
    const doubled = createPipePair({
      toModelOwner: alter(0, (message) => [message.copyWithin(69, 4, 69)]),
    });
    expect(refusalOf((await shakeHands(session, doubled)).modelOwner)).toBe(
      'channel-authentication reflected',
    );
    const ownKey = await shakeHands(session, createPipePair(), {
      open: { staticKey: session.modelOwnerKey },
    });
    expect(refusalOf(ownKey.modelOwner)).toBe('channel-authentication reflected');
  });

  it('points off the curve, compressed or hybrid', async () => {
    const session = await createSession();
    const points: [number, number][] = [
      [4 + 40, 0xff],
      [4, 0x00],
      [4, 0x02],
      [4, 0x06],
      [4, 0x07],
    ];
    for (const [offset, value] of points) {
      const spoil = (message: Bytes): Bytes[] => {
        message[offset] = offset === 4 ? value : (message[offset] ?? 0) ^ value;
        return [message];
      };
      const outcome = await shakeHands(session, createPipePair({ toModelOwner: alter(0, spoil) }));
      expect(refusalOf(outcome.modelOwner)).toBe('channel-authentication malformed');
    }
  });

  it('a flood before the handshake is over', async () => {
    const session = await createSession();
    const pair = createPipePair();
    const accepted = session.accept(pair.modelOwner);
    for (let i = 0; i < 3; i++) pair.injectToModelOwner(new Uint8Array(1000));
    await expect(accepted).rejects.toMatchObject({
      details: { reason: 'closed', closeReason: 'channel-broken' },
    });
  });
});

describe('an end before the handshake is over', () => {
  it.each([
    ['hello', { toModelOwner: alter(0, () => []) }],
    ['welcome', { toDataOwner: alter(0, () => []) }],
    ['confirm', { toModelOwner: alter(1, () => []) }],
    ['answer', { toDataOwner: alter(1, () => []) }],
  ])('by time when %s is lost', async (_, tampers) => {
    const session = await createSession();
    const pair = createPipePair(tampers);
    const outcome = await shakeHands(session, pair, { open: { signal: AbortSignal.timeout(50) } });
    expect(refusalOf(outcome.dataOwner)).toBe('timeout');
    expect(refusalOf(outcome.modelOwner)).toMatch(/^(open|channel-authentication closed)$/);
  });

  it('by time at the model owner, also while it stores the binding', async () => {
    const session = await createSession();
    const silent = createPipePair();
    await expect(
      session.accept(silent.modelOwner, { signal: AbortSignal.timeout(20) }),
    ).rejects.toMatchObject({
      code: 'timeout',
    });
    const outcome = await shakeHands(session, createPipePair(), {
      accept: { signal: AbortSignal.timeout(100), bind: () => new Promise(() => undefined) },
    });
    expect(refusalOf(outcome.modelOwner)).toBe('timeout');
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication closed');
  });

  it('by cancellation, before or during', async () => {
    const session = await createSession();
    const pair = createPipePair();
    await expect(session.open(pair.dataOwner, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(pair.sentByDataOwner).toEqual([]);
    const controller = new AbortController();
    const opening = session.open(createPipePair().dataOwner, { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('by the other side', async () => {
    const session = await createSession();
    const pair = createPipePair();
    const opening = session.open(pair.dataOwner);
    pair.modelOwner.close();
    await expect(opening).rejects.toMatchObject({
      code: 'channel-authentication',
      details: { reason: 'closed', closeReason: 'peer-gone' },
    });
  });

  it('by a pipe that takes nothing', async () => {
    const session = await createSession();
    const dead: Pipe = {
      send: () => Promise.reject(new Error('no')),
      onMessage: () => undefined,
      onClose: () => undefined,
      close: () => undefined,
    };
    await expect(session.open(dead)).rejects.toMatchObject({ details: { reason: 'closed' } });
  });

  it('by a binding that cannot be stored', async () => {
    const session = await createSession();
    const full = new FederatedError('storage-failed', 'full');
    const outcome = await shakeHands(session, createPipePair(), {
      accept: { bind: () => Promise.reject(full) },
    });
    expect(refusalOf(outcome.modelOwner)).toBe('storage-failed');
    expect(refusalOf(outcome.dataOwner)).toBe('channel-authentication closed');
  });

  it('an abort after the handshake changes nothing', async () => {
    const session = await createSession();
    const controller = new AbortController();
    const outcome = await shakeHands(session, createPipePair(), { open: { signal: controller.signal } });
    controller.abort();
    if (outcome.dataOwner.status === 'rejected' || outcome.modelOwner.status === 'rejected')
      throw new Error('refused');
    const arrived = receive(outcome.modelOwner.value, 1);
    await outcome.dataOwner.value.send(Uint8Array.of(1));
    expect(await arrived).toEqual([Uint8Array.of(1)]);
  });
});

describe('errors', () => {
  it('hold no secret and no key', async () => {
    const session = await createSession();
    const outcome = await shakeHands(session, createPipePair(), {
      open: { link: { ...session.link, psk: cryptoRandom(32) } },
    });
    for (const result of [outcome.dataOwner, outcome.modelOwner]) {
      if (result.status === 'fulfilled') throw new Error('accepted');
      const { details, message, cause } = result.reason as FederatedError;
      expect(cause).toBeUndefined();
      expect(JSON.stringify(details) + message).toMatch(/^[ -~]{0,120}$/);
    }
  });

  it.each(['psk', 'sid'] as const)('a %s of another length is a caller mistake', async (part) => {
    const session = await createSession();
    const link = { ...session.link, [part]: new Uint8Array(5) };
    const outcome = await shakeHands(session, createPipePair(), { open: { link } });
    expect(refusalOf(outcome.dataOwner)).toMatch(/^RangeError/);
  });

  it('a fingerprint of another spelling is a caller mistake', async () => {
    const session = await createSession();
    const outcome = await shakeHands(session, createPipePair(), {
      open: { fingerprints: { local: 'D0', remote: 'A1' } },
    });
    expect(refusalOf(outcome.dataOwner)).toMatch(/^RangeError/);
  });
});

describe('key schedule', () => {
  const parts = {
    sid: new Uint8Array(16).fill(1),
    dataOwnerFingerprint: fingerprints('0A', '0B').local,
    hello: new Uint8Array(134).fill(2),
    modelOwnerFingerprint: fingerprints('0A', '0B').remote,
    welcome: new Uint8Array(132).fill(3),
  };
  const material = {
    psk: new Uint8Array(32).fill(4),
    sharedSecrets: new Uint8Array(96).fill(5),
    transcript: transcriptOf(parts),
  };

  it('is the documented one', async () => {
    // Computed here once more from node:crypto's HKDF and HMAC, not from WebCrypto.
    const text = (t: string): Buffer => Buffer.concat([Buffer.of(Buffer.byteLength(t)), Buffer.from(t)]);
    const name = text('federated-trainer channel v1: P-256, HKDF-SHA-256, AES-256-GCM');
    const transcript = Buffer.concat([
      name,
      parts.sid,
      text('data-owner'),
      parts.hello,
      text('model-owner'),
      parts.welcome,
      Buffer.alloc(32, 0x0a),
      Buffer.alloc(32, 0x0b),
    ]);
    expect(Buffer.from(material.transcript).equals(transcript)).toBe(true);
    const ck = hkdfSync('sha256', material.sharedSecrets, material.psk, transcript, 32);
    const label = text('confirm by data-owner');
    const key = hkdfSync('sha256', Buffer.from(ck), Buffer.alloc(0), Buffer.concat([name, label]), 32);
    const tag = createHmac('sha256', Buffer.from(key)).update(label).update(transcript).digest();
    const keys = await deriveKeys('data-owner', material);
    expect(Buffer.from(await keys.confirmDataOwner.tag()).equals(tag)).toBe(true);
  });

  it('separates directions and purposes', async () => {
    const keys = await deriveKeys('data-owner', material);
    const macs = [keys.confirmDataOwner, keys.confirmModelOwner, keys.refuse];
    for (const a of macs) for (const b of macs) expect(await b.verify(await a.tag())).toBe(a === b);
    const iv = new Uint8Array(12);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, keys.sealingKey, new Uint8Array(4));
    await expect(crypto.subtle.decrypt({ name: 'AES-GCM', iv }, keys.openingKey, sealed)).rejects.toThrow();
    const other = await deriveKeys('model-owner', material);
    expect(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, other.openingKey, sealed)).toEqual(
      new ArrayBuffer(4),
    );
  });

  it('depends on every part', async () => {
    const tagOf = async (changed: typeof material): Promise<string> =>
      Buffer.from(await (await deriveKeys('data-owner', changed)).confirmDataOwner.tag()).toString('hex');
    const one = (length: number): Bytes => new Uint8Array(length).fill(9);
    const tags = await Promise.all([
      tagOf(material),
      tagOf({ ...material, psk: one(32) }),
      ...[0, 32, 64].map((offset) => {
        const sharedSecrets = material.sharedSecrets.slice();
        sharedSecrets[offset] = 0;
        return tagOf({ ...material, sharedSecrets });
      }),
      tagOf({ ...material, transcript: transcriptOf({ ...parts, sid: one(16) }) }),
      tagOf({ ...material, transcript: transcriptOf({ ...parts, hello: one(134) }) }),
      tagOf({ ...material, transcript: transcriptOf({ ...parts, welcome: one(132) }) }),
      tagOf({
        ...material,
        transcript: transcriptOf({ ...parts, dataOwnerFingerprint: parts.modelOwnerFingerprint }),
      }),
      tagOf({
        ...material,
        transcript: transcriptOf({ ...parts, modelOwnerFingerprint: parts.dataOwnerFingerprint }),
      }),
    ]);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('keeps the private half of a static key inside', async () => {
    const pair = await createKeyPair();
    expect(pair.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow();
  });
});

function fingerprints(local: string, remote: string): { local: string; remote: string } {
  const repeat = (pair: string): string => Array.from({ length: 32 }, () => pair).join(':');
  return { local: repeat(local), remote: repeat(remote) };
}
