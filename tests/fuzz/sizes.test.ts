import type * as cborg from 'cborg';
import { decode } from 'cborg';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { concatBytes, type Bytes } from '../../src/base/index.ts';
import { MAX_CATEGORIES, MAX_COLUMNS, type Column } from '../../src/contract/index.ts';
import { createOpener, createSealer, MAX_PLAINTEXT_BYTES } from '../../src/protocol/channel/records.ts';
import { decodeToDataOwner, decodeToModelOwner, encodeMessage } from '../../src/protocol/codec.ts';
import { KEY_PROOF_ROOTS, SIZE_LIMITS, type Message } from '../../src/protocol/messages.ts';
import { contractOf } from '../unit/contract/support.ts';
import {
  contractBody,
  filled,
  messagesToDataOwner,
  messagesToModelOwner,
  requestBody,
  rosterBody,
  SID,
} from '../unit/protocol/bodies.ts';
import { treeOf, write, type Tree } from './cbor-tree.ts';
import { withoutHang } from './guard.ts';

// The decoder itself, and a count of its calls.
vi.mock('cborg', async (importOriginal) => {
  const original = await importOriginal<typeof cborg>();
  return { ...original, decode: vi.fn(original.decode) };
});
beforeEach(() => {
  vi.mocked(decode).mockClear();
});

type Decode = (bytes: Bytes) => Message;
const received = [
  ...messagesToDataOwner().map(
    (message) => [message.type, 'a data owner', message, decodeToDataOwner] as const,
  ),
  ...messagesToModelOwner().map(
    (message) => [message.type, 'the model owner', message, decodeToModelOwner] as const,
  ),
];

function outcome(decodeMessage: Decode, bytes: Bytes): string {
  try {
    decodeMessage(bytes);
    return 'accepted';
  } catch (error) {
    const { code = String(error), details = {} } = error as { code?: string; details?: { reason?: string } };
    return details.reason === undefined ? code : `${code}: ${details.reason}`;
  }
}

describe.each(received)('%s to %s', (type, _, message, decodeMessage) => {
  const limit = SIZE_LIMITS[type];
  const lead = encodeMessage(message).subarray(0, 1);

  test('above its size is refused unparsed, and at once', () => {
    // A list of more than anybody wants to read.
    const huge = concatBytes(lead, Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff), new Uint8Array(limit - 5));
    expect(huge).toHaveLength(limit + 1);
    let fastest = Infinity;
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      expect(outcome(decodeMessage, huge)).toBe('message-too-large');
      fastest = Math.min(fastest, performance.now() - start);
    }
    expect(decode).not.toHaveBeenCalled();
    expect(fastest).toBeLessThan(1);
    // The same at its size is read.
    expect(outcome(decodeMessage, huge.slice(0, limit))).toMatch(
      /^message-malformed: (not CBOR|too many items)$/,
    );
    expect(decode).toHaveBeenCalledTimes(1);
  });
});

describe('within the size', () => {
  const KiB = 1024;
  const room = SIZE_LIMITS.WEIGHTS - KiB;
  const many = (count: number, byte: number, ...each: number[]): Tree => ({
    kind: 'raw',
    bytes: concatBytes(
      Uint8Array.of((byte << 5) | 26, count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255),
      Uint8Array.from({ length: room - 5 }, (_, i) => each[i % each.length] ?? 0),
    ),
  });
  const shapes: [string, Tree, string][] = [
    ['zeros', many(room - 5, 4, 0), 'too many items'],
    ['empty lists', many(room - 5, 4, 0x80), 'too many items'],
    ['empty maps', many(room - 5, 4, 0xa0), 'too many items'],
    ['empty texts', many(room - 5, 4, 0x60), 'too many items'],
    ['empty byte strings', many(room - 5, 4, 0x40), 'too many items'],
    ['lists without end', many(1, 4, 0x81), 'not CBOR'],
    ['maps without end', many(1, 5, 0x60, 0xa1), 'not CBOR'],
    ['floats', many(Math.floor((room - 5) / 3), 4, 0xf9, 0x38, 0), 'too many items'],
    ['many keys', manyKeys(Math.floor(room / 6)), 'too many items'],
    ['one text', { kind: 'text', bytes: filled(room, 0xc3) }, 'unexpected shape'],
    ['one byte string', { kind: 'bytes', bytes: filled(room, 0x41) }, 'accepted'],
  ];

  test.each(shapes)('no second for %s', (_, tree, expected) => {
    const body: Tree = { kind: 'map', entries: [[treeOf('ciphertexts'), tree]] };
    const envelope = { v: 3, type: 'WEIGHTS', sid: SID, from: 0, seq: 0, round: 1 };
    const { entries } = treeOf(envelope) as Tree & { kind: 'map' };
    const whole = write({ kind: 'map', entries: [...entries, [treeOf('body'), body]] }, [3]);
    const said = withoutHang(() => outcome(decodeToDataOwner, whole));
    expect(said.replace('message-malformed: ', '')).toBe(expected);
  });

  const long = (i: number, length: number) => `${i}`.padEnd(length, 'x');
  const wide: Column[] = Array.from({ length: MAX_COLUMNS + 1 }, (_, i) => ({
    name: long(i, 5),
    type: 'nominal',
    description: 'd',
    categories: Array.from({ length: MAX_CATEGORIES }, (__, at) => `${at}`),
    reference: '7',
    missing: { policy: 'indicator' },
    outside: 'refuse',
  }));
  const [first = contractOf().target, ...features] = wide;
  const target: Column = { ...first, missing: { policy: 'drop' } };
  const derived = features.map(({ name }) => ({
    kind: 'product' as const,
    of: [name, name] as [string, string],
  }));
  const missingMarks = Array.from({ length: 50 }, (_, i) => `${i}`);
  const contract = contractOf({
    title: 't',
    target,
    features,
    derived,
    missingMarks,
    dp: { epsilon: 1, delta: 1e-6, clipNorm: 2 },
  });
  const asked = wide.map(({ name }) => name);
  const envelope = { v: 3, sid: SID, from: 0, seq: 0, round: 0 } as const;
  const xs = Array.from({ length: 1000 }, (_, i) => i % 256);
  const large: Message[] = [
    {
      ...envelope,
      type: 'CONTRACT',
      body: { ...contractBody(), contract, n: filled(512, 1), keyProof: filled(512 * KEY_PROOF_ROOTS, 1) },
    },
    { ...envelope, type: 'REQUEST', body: requestBody({ asked, shared: wide }) },
    { ...envelope, type: 'ROSTER', body: rosterBody(filled(32, 1), xs) },
  ];
  test.each(large.map((message) => [message.type, message] as const))(
    'the widest %s is let through',
    (_, message) => {
      const bytes = encodeMessage(message);
      expect(withoutHang(() => outcome(decodeToDataOwner, bytes))).toBe('accepted');
    },
  );
});

test('a record that is too large is refused before it is decrypted', async () => {
  const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const largest = await createSealer(key)(new Uint8Array(MAX_PLAINTEXT_BYTES));
  const open = createOpener(key);
  await expect(open(concatBytes(largest, new Uint8Array(1)))).rejects.toMatchObject({
    code: 'message-too-large',
  });
  expect(decrypt).not.toHaveBeenCalled();
  expect(await createOpener(key)(largest)).toHaveLength(MAX_PLAINTEXT_BYTES);
  expect(decrypt).toHaveBeenCalledTimes(1);
  for (const limit of Object.values(SIZE_LIMITS)) expect(limit).toBeLessThan(MAX_PLAINTEXT_BYTES);
});

/** A map of as many different keys of four letters, in their order. */
function manyKeys(count: number): Tree {
  const digit = (i: number, place: number) => 48 + (Math.floor(i / 64 ** place) % 64);
  const bytes = new Uint8Array(5 + 6 * count);
  bytes.set([0xba, count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255]);
  for (let i = 0; i < count; i++)
    bytes.set([0x64, digit(i, 3), digit(i, 2), digit(i, 1), digit(i, 0), 0], 5 + 6 * i);
  return { kind: 'raw', bytes };
}
