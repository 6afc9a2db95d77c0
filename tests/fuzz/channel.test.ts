import { describe, expect, test } from 'vitest';
import {
  bigintToBytes,
  bytesToBigint,
  concatBytes,
  isFederatedError,
  type Bytes,
} from '../../src/base/index.ts';
import {
  decodeHello,
  decodeTagged,
  decodeWelcome,
  encodeHello,
  encodeTagged,
  encodeWelcome,
  KIND,
} from '../../src/protocol/channel/handshake-messages.ts';
import { createOpener, createSealer } from '../../src/protocol/channel/records.ts';
import {
  createPipePair,
  createSession,
  refusalOf,
  shakeHands,
  type Tamper,
} from '../unit/protocol/channel-pair.ts';
import { counter, failure, reporting, withoutHang } from './guard.ts';
import { scrambled } from './mutations.ts';
import { createRandom, SEED, type Random } from './seed.ts';

const MESSAGES = 20_000;
const RECORDS = 20_000;
const HANDSHAKES = 300;

/** One kind of message: how it is read, and written again. */
interface Format {
  readonly kind: number;
  readonly length: number;
  readonly again: (message: Bytes) => Bytes;
}
const tagged = (kind: (typeof KIND)['refuse' | 'confirmDataOwner' | 'confirmModelOwner']): Format => ({
  kind,
  length: 34,
  again: (message) => encodeTagged(kind, decodeTagged(message, kind)),
});
const FORMATS: [string, Format][] = [
  ['HELLO', { kind: 1, length: 134, again: (message) => encodeHello(decodeHello(message)) }],
  ['WELCOME', { kind: 2, length: 132, again: (message) => encodeWelcome(decodeWelcome(message)) }],
  ['CONFIRM of the data owner', tagged(KIND.confirmDataOwner)],
  ['CONFIRM of the model owner', tagged(KIND.confirmModelOwner)],
  ['REFUSE', tagged(KIND.refuse)],
];

/** Tampered with in one place or several, or of another kind or version. */
function altered(message: Bytes, random: Random): Bytes {
  if (random.chance(0.1)) return random.bytes(random.below(200));
  const copy = message.slice();
  if (random.chance(0.3)) copy[random.below(2)] = random.below(7);
  return random.chance(0.5) && copy.length > 0 ? scrambled(copy, random) : copy;
}

describe(`the sealed channel, FUZZ_SEED=${SEED}`, () => {
  test.each(FORMATS)('%s: read, or refused as malformed', (name, { kind, length, again }) => {
    const random = createRandom(name);
    const outcomes = counter<'accepted' | 'malformed'>();
    for (let index = 0; index < MESSAGES; index++) {
      const lead = Uint8Array.of(kind, 1);
      const message = altered(concatBytes(lead, random.bytes(length - 2)), random);
      reporting(index, message, () => {
        const sound = message.length === length && message[0] === kind && message[1] === 1;
        const read = withoutHang(() => readOrNull(again, message));
        outcomes.add(read === null ? 'malformed' : 'accepted');
        if (sound !== (read !== null)) throw new Error(sound ? 'refused' : 'accepted');
        if (read !== null && !Buffer.from(read).equals(message)) throw new Error('another message');
      });
    }
    expect(outcomes.of('accepted')).toBeGreaterThan(MESSAGES / 10);
    expect(outcomes.of('malformed')).toBeGreaterThan(MESSAGES / 10);
  });

  test('a handshake in which one message was tampered with does not open for whom it reached', async () => {
    const random = createRandom('handshakes');
    const outcomes = counter<string>();
    for (let index = 0; index < HANDSHAKES; index++) {
      const session = await createSession();
      const [direction, at] = random.pick([
        ['toModelOwner', 0],
        ['toModelOwner', 1],
        ['toDataOwner', 0],
        ['toDataOwner', 1],
      ] as const);
      let sent: Bytes = new Uint8Array();
      const tamper: Tamper = (message, i) => {
        if (i !== at) return [message];
        do sent = random.chance(0.3) ? negated(message, random) : altered(message, random);
        while (Buffer.from(sent).equals(message));
        return [sent];
      };
      const { dataOwner, modelOwner } = await shakeHands(session, createPipePair({ [direction]: tamper }));
      const [reached, other] =
        direction === 'toModelOwner' ? [modelOwner, dataOwner] : [dataOwner, modelOwner];
      const said = refusalOf(reached);
      outcomes.add(said);
      // Only behind its own last message may the other side think that all is well.
      const early = direction === 'toModelOwner' || at === 0;
      const expected = /^channel-authentication (malformed|reflected|model-owner-key|confirmation)$/;
      if (!expected.test(said)) throw failure(index, sent, said);
      if (early && !/^channel-authentication/.test(refusalOf(other)))
        throw failure(index, sent, refusalOf(other));
    }
    for (const reason of ['malformed', 'confirmation', 'model-owner-key']) {
      expect([reason, outcomes.of(`channel-authentication ${reason}`) > 5]).toEqual([reason, true]);
    }
  }, 120_000);

  test('a record opens in its place and as it was sealed, or not at all', async () => {
    const random = createRandom('records');
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const seal = createSealer(key);
    const plaintexts = [0, 1, 64, 300].map((length) => random.bytes(length));
    const records: Bytes[] = [];
    for (const plaintext of plaintexts) records.push(await seal(plaintext));
    const outcomes = counter<string>();
    for (let index = 0; index < RECORDS; index++) {
      const place = random.below(records.length);
      const open = createOpener(key);
      for (const earlier of records.slice(0, place)) await open(earlier);
      const record = alteredRecord(records, place, random);
      const honest = records[place] ?? record;
      const expected = expectedOutcome(record, honest, BigInt(place));
      const outcome = await open(record).then(
        (plaintext) => (Buffer.from(plaintext).equals(plaintexts[place] ?? plaintext) ? 'opened' : 'another'),
        (error: unknown) => {
          if (isFederatedError(error, 'channel-broken')) return String(error.details['reason']);
          throw failure(index, record, error);
        },
      );
      outcomes.add(outcome);
      if (outcome !== expected) throw failure(index, record, `${outcome} in place of ${expected}`);
    }
    for (const outcome of ['opened', 'malformed', 'gap', 'repeat', 'forged']) {
      expect([outcome, outcomes.of(outcome) > RECORDS / 50]).toEqual([outcome, true]);
    }
  }, 120_000);
});

function readOrNull(again: (message: Bytes) => Bytes, message: Bytes): Bytes | null {
  try {
    return again(message);
  } catch (error) {
    if (isFederatedError(error, 'channel-authentication') && error.details['reason'] === 'malformed')
      return null;
    throw error;
  }
}

/** The prime of P-256 (FIPS 186-4, D.1.2.3). */
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;

/** One of the keys replaced by its negative: a point of the curve, and the same shared secret. */
function negated(message: Bytes, random: Random): Bytes {
  const copy = message.slice();
  const end = random.chance(0.5) ? copy.length : copy.length - 65;
  if (end < 65) return altered(message, random);
  const y = bytesToBigint(copy.subarray(end - 32, end));
  copy.set(bigintToBytes((((P - y) % P) + P) % P, 32), end - 32);
  return copy;
}

function alteredRecord(records: readonly Bytes[], place: number, random: Random): Bytes {
  const honest = records[place] ?? new Uint8Array();
  const other = random.pick(records);
  switch (random.below(8)) {
    case 0:
      return honest;
    case 1:
      return other;
    case 2:
      return concatBytes(honest.subarray(0, 9), other.subarray(9));
    case 3:
      return concatBytes(other.subarray(0, 9), honest.subarray(9));
    case 4: {
      const copy = honest.slice();
      copy[random.below(9)] = random.below(256);
      return copy;
    }
    case 5:
      return honest.slice(0, random.below(40));
    case 6: {
      const copy = honest.slice();
      const at = copy.length - 1 - random.below(16);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    }
    default:
      return scrambled(honest, random);
  }
}

/** By the description of a record: kind 16, counter of 8 bytes, ciphertext and tag. */
function expectedOutcome(record: Bytes, honest: Bytes, place: bigint): string {
  if (Buffer.from(record).equals(honest)) return 'opened';
  if (record.length < 25 || record[0] !== 16) return 'malformed';
  const counterOf = bytesToBigint(record.subarray(1, 9));
  if (counterOf > place) return 'gap';
  return counterOf < place ? 'repeat' : 'forged';
}
