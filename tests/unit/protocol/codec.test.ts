import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, FederatedError, isFederatedError, type Bytes } from '../../../src/base/index.ts';
import {
  canonicalBytes,
  canonicalHash,
  decodeToDataOwner,
  decodeToModelOwner,
  encodeMessage,
  keyProofSeed,
} from '../../../src/protocol/codec.ts';
import { SIZE_LIMITS, type Message, type UnprovenContract } from '../../../src/protocol/messages.ts';
import { arbitraryMessage } from './arbitraries.ts';
import { contractBody, fakeEntry, filled, messagesToDataOwner, messagesToModelOwner, SID } from './bodies.ts';
import { spell, type Spelling } from './loose-cbor.ts';

type Decode = (bytes: Bytes) => Message;
const directions: [string, Message[], Decode, Decode][] = [
  ['a data owner', messagesToDataOwner(), decodeToDataOwner, decodeToModelOwner],
  ['the model owner', messagesToModelOwner(), decodeToModelOwner, decodeToDataOwner],
];
const BOTH_WAYS = ['PAUSE', 'RESUME', 'ABORT'];

/** Code and reason of a refusal. */
function refusal(decode: Decode, bytes: Bytes): string {
  try {
    decode(bytes);
  } catch (error) {
    if (!isFederatedError(error)) throw error;
    const { reason } = error.details;
    return typeof reason === 'string' ? `${error.code}: ${reason}` : error.code;
  }
  return 'accepted';
}

/** The bytes of any value under the type byte of `type`. */
function forged(type: Message['type'], body: Bytes): Bytes {
  return concatBytes(Uint8Array.of(typeByte(type)), body);
}

function typeByte(type: Message['type']): number {
  const found = [...messagesToDataOwner(), ...messagesToModelOwner()].find((each) => each.type === type);
  if (found === undefined) throw new Error('no such type');
  return encodeMessage(found)[0] ?? 0;
}

const withdraw = { v: 3, type: 'WITHDRAW', sid: SID, from: 2, seq: 0, round: 0, body: {} };
const accept = { ...withdraw, type: 'ACCEPT', body: { contractHash: filled(32, 1), ...fakeEntry(2) } };

describe.each(directions)('messages to %s', (_, messages, decode, decodeOther) => {
  test.each(messages.map((message) => [message.type, message] as const))('%s comes back', (type, message) => {
    const bytes = encodeMessage(message);
    expect(decode(bytes)).toEqual(message);
    expect(encodeMessage(decode(bytes))).toEqual(bytes);
    if (!BOTH_WAYS.includes(type)) {
      expect(refusal(decodeOther, bytes)).toBe('message-malformed: unexpected shape');
    }
  });

  test.each(messages.map((message) => [message.type, message] as const))(
    '%s with a field more, less or changed is refused',
    (type, message) => {
      const { seq, ...short } = message;
      const shapes: unknown[] = [
        { ...message, extra: seq },
        { ...message, body: { ...message.body, extra: 1 } },
        short,
        { ...message, v: 2 },
        { ...message, type: 'HELLO' },
        { ...message, sid: filled(15, 7) },
        { ...message, from: -1 },
        { ...message, from: 0.5 },
        { ...message, seq: 'first' },
        { ...message, round: 100_001 },
        { ...message, body: [] },
        { ...message, body: new Uint8Array() },
        { ...message, body: null },
      ];
      for (const shape of shapes) {
        expect(refusal(decode, forged(type, canonicalBytes(shape)))).toBe(
          'message-malformed: unexpected shape',
        );
      }
    },
  );

  test.each([...new Set(messages.map(({ type }) => type))])(
    '%s above its size is refused unparsed',
    (type) => {
      const limit = SIZE_LIMITS[type];
      const garbage = forged(type, filled(limit - 1, 0xff));
      expect(refusal(decode, garbage)).toBe('message-malformed: not CBOR');
      expect(refusal(decode, forged(type, filled(limit, 0xff)))).toBe('message-too-large');
    },
  );
});

describe('bodies', () => {
  test('every body is checked', () => {
    const wrong: [Message['type'], unknown][] = [
      ['REQUEST', { kind: 'cubic' }],
      ['REQUEST', { roundLimit: 0 }],
      ['REQUEST', { owners: 1001 }],
      ['REQUEST', { title: 'x'.repeat(201) }],
      ['REQUEST', { sample: 'iris' }],
      ['REQUEST', { shared: [{ name: 'a' }] }],
      ['CONTRACT', { n: filled(15, 1) }],
      ['CONTRACT', { keyBits: 127 }],
      ['CONTRACT', { slotBits: 0 }],
      ['CONTRACT', { maximumRows: 1e9 + 1 }],
      ['CONTRACT', { contract: { ...contractBody().contract, roundLimit: 0 } }],
      ['CONTRACT', { keyProof: filled(0, 1) }],
      ['CONTRACT', { keyProof: filled(11 * 512 + 1, 1) }],
      ['ROSTER', { contractHash: filled(31, 1) }],
      ['ROSTER', { entries: [] }],
      ['ROSTER', { entries: [{ ...fakeEntry(1), maskKey: filled(33, 2) }] }],
      ['ROSTER', { entries: [{ ...fakeEntry(1), owner: 1 }] }],
      ['ROSTER', { entries: Array.from({ length: 1001 }, () => fakeEntry(1)) }],
      ['READY', { rosterHash: filled(33, 1) }],
      ['READY', { confirmations: [{ nonce: filled(32, 1) }] }],
      ['READY', { confirmations: [{ nonce: filled(31, 1), tag: filled(32, 1) }] }],
      [
        'READY',
        { confirmations: Array.from({ length: 1000 }, () => ({ nonce: filled(32, 1), tag: filled(32, 1) })) },
      ],
      ['WEIGHTS', { ciphertexts: filled(0, 1) }],
      ['WEIGHTS', { ciphertexts: 'text' }],
      ['FINISH', { stopped: 1 }],
      ['PAUSE', { reason: 'lunch' }],
      ['ABORT', { reason: 'because row 7 is negative' }],
      ['ABORT', { guard: 'too few rows' }],
      ['REQUEST', { derived: [{ kind: 'cube', of: ['a'] }] }],
      ['REQUEST', { missingMarks: ['NA', 'NA'] }],
      ['REQUEST', { validation: { kind: 'folds', folds: 21 } }],
      ['SCORING', { model: filled(31, 1) }],
      ['SCORING', { left: 1001 }],
      ['SCORED', { question: filled(33, 1) }],
      ['SCORED', { left: -1 }],
      ['SCORED', { answer: { kind: 'refused', code: 'too curious' } }],
      ['SCORED', { answer: { kind: 'scores', ciphertexts: filled(0, 1) } }],
      ['SCORED', { answer: { kind: 'scores', code: 'limit' } }],
    ];
    for (const [type, change] of wrong) {
      const message = messagesToDataOwner().find((each) => each.type === type);
      const shape = { ...message, body: { ...message?.body, ...(change as object) } };
      expect([type, change, refusal(decodeToDataOwner, forged(type, canonicalBytes(shape)))]).toEqual([
        type,
        change,
        'message-malformed: unexpected shape',
      ]);
    }
  });

  test('what a data owner says is checked', () => {
    const tag = filled(32, 1);
    const wrong: [Message['type'], unknown][] = [
      ['ACCEPT', { maskKey: filled(64, 4) }],
      ['ACCEPT', { commitment: filled(20, 1) }],
      ['READY', { nonce: filled(16, 1) }],
      ['READY', { tags: [tag, filled(16, 1)] }],
      ['READY', { tags: Array.from({ length: 1000 }, () => tag) }],
      ['COLUMNS', { missingMarks: undefined }],
      ['COLUMNS', { validation: { kind: 'folds', folds: 1 } }],
      ['SCORE', { rows: 0 }],
      ['SCORE', { rows: 1001 }],
      ['SCORE', { model: filled(31, 1) }],
      ['SCORE', { n: filled(15, 1) }],
      ['SCORE', { keyProof: filled(11 * 512 + 1, 1) }],
      ['SCORE', { ciphertexts: filled(0, 1) }],
    ];
    for (const [type, change] of wrong) {
      const message = messagesToModelOwner().find((each) => each.type === type);
      const shape = { ...message, body: { ...message?.body, ...(change as object) } };
      const bytes = forged(type, canonicalBytes(shape));
      expect(refusal(decodeToModelOwner, bytes)).toBe('message-malformed: unexpected shape');
    }
  });

  test('an offer of one column, of no mode or of too many columns is refused', () => {
    const offer = messagesToModelOwner().find((each) => each.type === 'COLUMNS');
    const column = (offer?.body as { columns: unknown[] }).columns[0];
    const many = Array.from({ length: 402 }, () => column);
    for (const change of [{ columns: [column] }, { columns: many }, { modes: [] }, { maximumRows: 0 }]) {
      const shape = { ...offer, body: { ...offer?.body, ...change } };
      const bytes = forged('COLUMNS', canonicalBytes(shape));
      expect(refusal(decodeToModelOwner, bytes)).toBe('message-malformed: unexpected shape');
    }
  });

  test('what is too large is not sent', () => {
    const message = { ...withdraw, type: 'GRADIENT', body: { ciphertexts: filled(8 * 1024 * 1024, 1) } };
    expect(() => encodeMessage(message as Message)).toThrow(FederatedError);
    try {
      encodeMessage(message as Message);
    } catch (error) {
      expect(error).toMatchObject({ code: 'message-too-large', details: { type: 'GRADIENT' } });
    }
    // One shot has more to say than a round.
    const base = { ...withdraw, type: 'BASE', body: { ciphertexts: filled(31 * 1024 * 1024, 1) } };
    expect(encodeMessage(base as Message).length).toBeLessThanOrEqual(SIZE_LIMITS.BASE);
  });
});

describe('the first byte', () => {
  test('of every type is the one of the table', () => {
    const types =
      'REQUEST CONTRACT ROSTER WEIGHTS FINISH COLUMNS WITHDRAW ACCEPT BASE GRADIENT PAUSE RESUME ABORT READY ' +
      'SCORING SCORE SCORED';
    for (const message of [...messagesToDataOwner(), ...messagesToModelOwner()]) {
      expect(encodeMessage(message)[0]).toBe(types.split(' ').indexOf(message.type));
    }
    expect(typeByte('READY')).toBe(13);
  });
});

describe('one value, one spelling', () => {
  test('the canonical spelling is accepted, as RFC 8949 works it out', () => {
    expect(spell(accept)).toEqual(new Uint8Array(canonicalBytes(accept)));
    expect(refusal(decodeToModelOwner, forged('ACCEPT', spell(accept)))).toBe('accepted');
  });

  const spellings: [string, Spelling, string][] = [
    ['keys in another order', { order: (keys: string[]) => [...keys].reverse() }, 'not canonical'],
    ['keys in the order of their text', { order: (keys) => [...keys].sort() }, 'not canonical'],
    ['integers of one byte more', { width: 1 }, 'not CBOR'],
    ['integers of two bytes', { width: 2 }, 'not CBOR'],
    ['integers of four bytes', { width: 4 }, 'not CBOR'],
    ['integers of eight bytes', { width: 8 }, 'not CBOR'],
    ['maps of unstated length', { indefinite: 'containers' }, 'not CBOR'],
    ['bytes of unstated length', { indefinite: 'bytes' }, 'not CBOR'],
    ['a key twice', { duplicate: true }, 'not CBOR'],
  ];
  test.each(spellings)('%s', (__, spelling, reason) => {
    const bytes = forged('ACCEPT', spell(accept, spelling));
    expect(bytes).not.toEqual(forged('ACCEPT', spell(accept)));
    expect(refusal(decodeToModelOwner, bytes)).toBe(`message-malformed: ${reason}`);
  });

  test('numbers that are none, bytes behind the end, nothing at all', () => {
    const floats = [0xf97e00, 0xf97c00, 0xf9fc00].map((word) =>
      Uint8Array.of(word >> 16, (word >> 8) & 255, word & 255),
    );
    const before = spell({ ...withdraw, seq: 23 });
    const at = before.indexOf(23);
    for (const float of [...floats, Uint8Array.of(0xf7)]) {
      const bytes = concatBytes(before.slice(0, at), float, before.slice(at + 1));
      expect(refusal(decodeToModelOwner, forged('WITHDRAW', bytes))).toBe('message-malformed: not CBOR');
    }
    const negativeZero = concatBytes(before.slice(0, at), Uint8Array.of(0xf9, 0x80, 0), before.slice(at + 1));
    expect(refusal(decodeToModelOwner, forged('WITHDRAW', negativeZero))).toBe(
      'message-malformed: not canonical',
    );
    const tail = concatBytes(spell(withdraw), Uint8Array.of(0));
    expect(refusal(decodeToModelOwner, forged('WITHDRAW', tail))).toBe('message-malformed: not CBOR');
    expect(refusal(decodeToModelOwner, new Uint8Array())).toBe('message-malformed: unknown type');
    expect(refusal(decodeToModelOwner, Uint8Array.of(200, 1))).toBe('message-malformed: unknown type');
    expect(refusal(decodeToModelOwner, forged('WITHDRAW', new Uint8Array()))).toBe(
      'message-malformed: not CBOR',
    );
  });

  test('the type byte and the envelope agree', () => {
    const bytes = forged('RESUME', spell(withdraw));
    expect(refusal(decodeToModelOwner, bytes)).toBe('message-malformed: type and envelope differ');
  });

  test('nesting without end is refused', () => {
    expect(refusal(decodeToModelOwner, forged('BASE', filled(500_000, 0x81)))).toBe(
      'message-malformed: not CBOR',
    );
  });

  test('keys of the prototype are fields like any others: unknown ones', () => {
    const shapes = ['__proto__', 'constructor', 'toString'].flatMap((key): unknown[] => [
      Object.fromEntries([...Object.entries(withdraw), [key, { polluted: true }]]),
      { ...withdraw, body: Object.fromEntries([[key, 1]]) },
    ]);
    // Everything that is required, but by inheritance.
    shapes.push(Object.fromEntries([['__proto__', withdraw]]));
    for (const shape of shapes) {
      const bytes = forged('WITHDRAW', canonicalBytes(shape));
      expect(refusal(decodeToModelOwner, bytes)).toBe('message-malformed: unexpected shape');
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('what is decoded holds on to no more memory than it is', () => {
    const message = decodeToModelOwner(encodeMessage(accept as Message));
    const { contractHash } = message.body as { contractHash: Bytes };
    expect(contractHash.buffer.byteLength).toBe(32);
  });
});

describe('any message', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryMessage, ({ message, decode }) => {
        const bytes = encodeMessage(message);
        const decoded = (decode === 'data-owner' ? decodeToDataOwner : decodeToModelOwner)(bytes);
        expect(decoded).toEqual(message);
        expect(encodeMessage(decoded)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('altered anywhere is refused with a code, or is another message with that one spelling', () => {
    const edit = fc.record({
      at: fc.nat(),
      kind: fc.constantFrom('flip', 'insert', 'delete', 'truncate', 'repeat'),
      byte: fc.nat({ max: 255 }),
    });
    fc.assert(
      fc.property(arbitraryMessage, fc.array(edit, { minLength: 1, maxLength: 4 }), ({ message }, edits) => {
        let bytes = [...encodeMessage(message)];
        for (const { at, kind, byte } of edits) {
          const i = at % (bytes.length + 1);
          if (kind === 'flip') bytes[i] = byte;
          else if (kind === 'insert') bytes.splice(i, 0, byte);
          else if (kind === 'delete') bytes.splice(i, 1);
          else if (kind === 'truncate') bytes = bytes.slice(0, i);
          else bytes.push(...bytes.slice(i, i + byte));
        }
        const altered = Uint8Array.from(bytes);
        for (const decode of [decodeToDataOwner, decodeToModelOwner]) {
          try {
            expect(encodeMessage(decode(altered))).toEqual(altered);
          } catch (error) {
            if (!isFederatedError(error)) throw error;
          }
        }
      }),
      { numRuns: 4000 },
    );
  });
});

describe('canonicalHash', () => {
  test('does not depend on the order of fields, nor on fields that are absent', async () => {
    const body = contractBody();
    const shuffled = Object.fromEntries(Object.entries(body).reverse());
    expect(await canonicalHash(shuffled)).toEqual(await canonicalHash(body));
    expect(await canonicalHash({ ...body, absent: undefined })).toEqual(await canonicalHash(body));
    expect(await canonicalHash({ ...body, run: 2 })).not.toEqual(await canonicalHash(body));
  });

  test('is SHA-256 of deterministic CBOR', async () => {
    // {"a": 1} is a1 61 61 01 (RFC 8949, appendix A style); SHA-256 by coreutils.
    const hash = Buffer.from(await canonicalHash({ a: 1 })).toString('hex');
    expect(hash).toBe('eb989b4a620fd259ae02181bdab4fc3eb6dc6b45eb7322999bb1416bce318926');
  });
});

describe('keyProofSeed', () => {
  const unproven = Object.fromEntries(
    Object.entries(contractBody()).filter(([name]) => name !== 'keyProof'),
  ) as unknown as UnprovenContract;

  test('is the tagged hash of the session and the contract around the proof', async () => {
    const tag = 'federated-trainer/v1/key-proof';
    // CBOR by the plain encoder of these tests, which writes no floats: so none may be in it.
    const plain = {
      ...unproven,
      contract: { ...unproven.contract, dp: 'none' },
    } as unknown as UnprovenContract;
    const hash = createHash('sha256').update(Uint8Array.of(tag.length)).update(tag).update(SID);
    expect(await keyProofSeed(SID, plain)).toEqual(new Uint8Array(hash.update(spell(plain)).digest()));
  });

  test('does not depend on the proof, but on everything else', async () => {
    const seed = await keyProofSeed(SID, unproven);
    expect(await keyProofSeed(SID, contractBody())).toEqual(seed);
    expect(await keyProofSeed(filled(16, 8), unproven)).not.toEqual(seed);
    for (const change of [{ run: 2 }, { owners: 3 }, { maximumRows: 99 }, { n: filled(16, 0xfe) }]) {
      expect(await keyProofSeed(SID, { ...unproven, ...change })).not.toEqual(seed);
    }
  });
});
