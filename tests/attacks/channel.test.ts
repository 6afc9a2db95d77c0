import { createKeyPair } from '../../src/protocol/index.ts';
import type * as Kit from '../unit/protocol/channel-pair.ts';
import { testAttack } from './attack.ts';

/** Both ends of the channel over a pipe that the attacker holds. */
const entry = 'tests/unit/protocol/channel-pair.ts';

const fingerprint = (pair: string): string => Array.from({ length: 32 }, () => pair).join(':');
const SECRET = 'what only the two of them may read';
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const text = (message: Uint8Array): string => new TextDecoder().decode(message);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

testAttack<typeof Kit, object>(9, {
  entry,
  async attempt({ createPipePair, createSession, receive, refusalOf, shakeHands }) {
    const session = await createSession();
    const pair = createPipePair();
    // Each tab has a connection to the relay and sees its own certificate and one of the relay's.
    const outcome = await shakeHands(session, pair, {
      open: { fingerprints: { local: fingerprint('D0'), remote: fingerprint('EA') } },
      accept: { fingerprints: { local: fingerprint('A1'), remote: fingerprint('EB') } },
    });
    let arrived = '';
    if (outcome.dataOwner.status === 'fulfilled' && outcome.modelOwner.status === 'fulfilled') {
      const message = receive(outcome.modelOwner.value, 1);
      await outcome.dataOwner.value.send(bytes(SECRET));
      arrived = (await message).map(text).join();
    }
    const relayed = [...pair.sentByDataOwner, ...pair.sentByModelOwner];
    return {
      dataOwner: refusalOf(outcome.dataOwner),
      modelOwner: refusalOf(outcome.modelOwner),
      arrived,
      // HELLO, WELCOME, CONFIRM, CONFIRM, and a sealed record.
      kinds: relayed.map((message) => message[0]).sort((a = 0, b = 0) => a - b),
      relayRead: relayed.some((message) => text(message).includes(SECRET.slice(0, 8))),
    };
  },
  succeeded: {
    dataOwner: 'open',
    modelOwner: 'open',
    arrived: SECRET,
    kinds: [1, 2, 3, 4, 16],
    // Undetected, and still the sealing hides what passes.
    relayRead: false,
  },
  failed: {
    dataOwner: 'channel-authentication confirmation',
    modelOwner: 'channel-authentication confirmation',
    arrived: '',
    kinds: [1, 2, 3, 4],
    relayRead: false,
  },
});

testAttack<typeof Kit, object>(10, {
  entry,
  async attempt({ connect, createPipePair, createSession, endOf }) {
    /** Sends a, b and c through somebody who hands them on as `order` says, and returns what arrives. */
    const through = async (order: readonly number[]): Promise<string> => {
      const pair = createPipePair({ toModelOwner: (message, index) => (index < 2 ? [message] : []) });
      const { dataOwner, modelOwner } = await connect(await createSession(), pair);
      const arrived: string[] = [];
      modelOwner.onMessage((message) => arrived.push(text(message)));
      void endOf(modelOwner).then((end) => arrived.push(end));
      for (const letter of ['a', 'b', 'c']) await dataOwner.send(bytes(letter));
      for (const number of order)
        pair.injectToModelOwner(pair.sentByDataOwner[2 + number]?.slice() ?? bytes(''));
      await settled();
      return arrived.join(' ');
    };
    return {
      untouched: await through([0, 1, 2]),
      replayed: await through([0, 0, 1, 2]),
      reordered: await through([0, 2, 1]),
      dropped: await through([0, 2]),
    };
  },
  succeeded: { untouched: 'a b c', replayed: 'a a b c', reordered: 'a c b', dropped: 'a c' },
  failed: {
    untouched: 'a b c',
    replayed: 'a channel-broken repeat',
    reordered: 'a channel-broken gap',
    dropped: 'a channel-broken gap',
  },
});

testAttack<typeof Kit, object>(11, {
  entry,
  async attempt({ connect, createPipePair, createSession, refusalOf, shakeHands }) {
    const session = await createSession();
    await connect(session, createPipePair());
    const owner = session.boundKey;
    // The thief has the whole link, psk included, and a key of its own.
    const thief = await shakeHands(session, createPipePair(), { open: { staticKey: await createKeyPair() } });
    const back = await shakeHands(session, createPipePair());
    return {
      thief: refusalOf(thief.dataOwner),
      modelOwnerOnThief: refusalOf(thief.modelOwner),
      bindingKept: session.boundKey === owner,
      ownerComesBack: refusalOf(back.dataOwner),
    };
  },
  succeeded: { thief: 'open', modelOwnerOnThief: 'open', bindingKept: true, ownerComesBack: 'open' },
  failed: { thief: 'link-used', modelOwnerOnThief: 'link-used', bindingKept: true, ownerComesBack: 'open' },
});

testAttack<typeof Kit, object>(12, {
  entry,
  async attempt({ createPipePair, createSession, receive, refusalOf, shakeHands }) {
    const session = await createSession();
    const pair = createPipePair();
    // The signaling server brings the data owner to the impostor, who knows sid, invite and psk from the link.
    const outcome = await shakeHands(session, pair, { accept: { staticKey: await createKeyPair() } });
    let read = '';
    if (outcome.dataOwner.status === 'fulfilled' && outcome.modelOwner.status === 'fulfilled') {
      const message = receive(outcome.modelOwner.value, 1);
      await outcome.dataOwner.value.send(bytes(SECRET));
      read = (await message).map(text).join();
    }
    return {
      dataOwner: refusalOf(outcome.dataOwner),
      impostorRead: read,
      sentByDataOwner: pair.sentByDataOwner.map((message) => message[0]),
    };
  },
  succeeded: { dataOwner: 'open', impostorRead: SECRET, sentByDataOwner: [1, 3, 16] },
  failed: { dataOwner: 'channel-authentication model-owner-key', impostorRead: '', sentByDataOwner: [1] },
});
