import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/index.ts';
import {
  commitmentTo,
  inRosterOrder,
  rosterCode,
  rosterDefect,
  sameRoster,
  type RosterEntry,
} from '../../../src/protocol/roster.ts';
import { WORDS } from '../../../src/protocol/words.ts';
import { fakeEntry, fakeKey, filled } from './bodies.ts';

const own = fakeEntry(2);
const entries = [1, 2, 3].map(fakeEntry);

/** By Node's own SHA-256: see `taggedHash`. */
function tagged(purpose: string, ...parts: Uint8Array[]): Bytes {
  const tag = `federated-trainer/v1/${purpose}`;
  const hash = createHash('sha256').update(Uint8Array.of(tag.length)).update(tag);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

describe('inRosterOrder', () => {
  test('sorts by key, whoever came first, and keeps what belongs to a key', () => {
    const order = fc.shuffledSubarray([1, 2, 3, 9, 127, 128, 255], { minLength: 1 });
    fc.assert(
      fc.property(order, (xs) => {
        const named = xs.map((x) => ({ ...fakeEntry(x), owner: 1000 - x }));
        const sorted = inRosterOrder(named);
        expect(sorted?.map(({ owner }) => 1000 - owner)).toEqual([...xs].sort((a, b) => a - b));
        for (const { maskKey, owner } of sorted ?? []) expect(maskKey).toEqual(fakeKey(1000 - owner));
      }),
    );
  });

  test('keys are unsigned numbers, the first byte first', () => {
    const late = { ...own, maskKey: fakeKey(0) };
    late.maskKey[1] = 2;
    const early = { ...own, maskKey: fakeKey(255) };
    early.maskKey[1] = 1;
    expect(inRosterOrder([late, early])).toEqual([early, late]);
  });

  test('two equal keys, or a key and its negative, have no order', () => {
    expect(inRosterOrder([own, fakeEntry(1), own])).toBeNull();
    // A point and its negative differ in y only, and share every secret.
    expect(inRosterOrder([own, { ...fakeEntry(2), maskKey: fakeKey(2, 9) }])).toBeNull();
  });

  test('does not touch the list that it is given', () => {
    const list = [fakeEntry(3), fakeEntry(1)];
    inRosterOrder(list);
    expect(list).toEqual([fakeEntry(3), fakeEntry(1)]);
  });
});

describe('rosterDefect', () => {
  test('a roster in order, with the own key and commitment once, has none', () => {
    expect(rosterDefect(entries, own, 3)).toBeNull();
    expect(rosterDefect([own], own, 1)).toBeNull();
  });

  const negative = { ...fakeEntry(1), maskKey: fakeKey(2, 9) };
  test.each([
    ['fewer owners than the contract says', entries, 4, 'shape'],
    ['more owners than the contract says', entries, 2, 'shape'],
    ['nobody', [], 0, 'own-key'],
    ['unsorted', [fakeEntry(1), fakeEntry(3), own], 3, 'shape'],
    ['two equal keys of others', [fakeEntry(1), fakeEntry(1), own], 3, 'shape'],
    ['the own key twice', [fakeEntry(1), own, own], 3, 'shape'],
    ['the own key and its negative', [fakeEntry(1), own, negative], 3, 'shape'],
    [
      'a key of another and its negative',
      [fakeEntry(1), { ...own, maskKey: fakeKey(1, 9) }, own],
      3,
      'shape',
    ],
    ['without the own key', [fakeEntry(1), fakeEntry(3), fakeEntry(4)], 3, 'own-key'],
    ['with the negative of the own key only', [fakeEntry(1), negative, fakeEntry(3)], 3, 'own-key'],
    [
      'another commitment to the own key',
      [fakeEntry(1), { ...own, commitment: filled(32, 9) }, fakeEntry(3)],
      3,
      'own-key',
    ],
  ] as [string, RosterEntry[], number, string][])('%s', (_, roster, owners, defect) => {
    expect(rosterDefect(roster, own, owners)).toBe(defect);
  });
});

describe('sameRoster', () => {
  const keys = entries.map(({ maskKey }) => maskKey);

  test('has the same keys in the same order, whatever is committed to', () => {
    expect(sameRoster(entries, keys)).toBe(true);
    expect(
      sameRoster(
        entries.map((each) => ({ ...each, commitment: filled(32, 99) })),
        keys,
      ),
    ).toBe(true);
  });

  test('one owner fewer, more, other or swapped is another roster', () => {
    for (const other of [
      entries.slice(1),
      entries.slice(0, 2),
      [...entries, fakeEntry(4)],
      [fakeEntry(0), ...entries.slice(1)],
      [...entries.slice(0, 2), { ...fakeEntry(3), maskKey: fakeKey(3, 1) }],
      [...entries].reverse(),
      [],
    ]) {
      expect(sameRoster(other, keys)).toBe(false);
    }
  });
});

describe('commitmentTo', () => {
  const [hash, key, nonce] = [filled(32, 1), fakeKey(2), filled(32, 3)];

  test('is the tagged hash of contract, key and nonce', async () => {
    expect(await commitmentTo(hash, key, nonce)).toEqual(tagged('roster-commitment', hash, key, nonce));
  });

  test('differs by each of them', async () => {
    const all = await Promise.all([
      commitmentTo(hash, key, nonce),
      commitmentTo(filled(32, 9), key, nonce),
      commitmentTo(hash, fakeKey(9), nonce),
      commitmentTo(hash, key, filled(32, 9)),
    ]);
    expect(new Set(all.map(String)).size).toBe(4);
  });
});

describe('rosterCode', () => {
  const [hash, nonces] = [filled(32, 1), [filled(32, 2), filled(32, 3)]];

  test('is six words of the tagged hash of roster and nonces', async () => {
    const digest = tagged('roster-code', hash, ...nonces);
    const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
    const words = Array.from(
      { length: 6 },
      (_, i) => WORDS[Number.parseInt(bits.slice(10 * i, 10 * i + 10), 2)],
    );
    expect(await rosterCode(hash, nonces)).toBe(words.join(' '));
  });

  test('another roster, nonce or order of nonces gives other words', async () => {
    const codes = await Promise.all([
      rosterCode(hash, nonces),
      rosterCode(filled(32, 9), nonces),
      rosterCode(hash, [filled(32, 2), filled(32, 4)]),
      rosterCode(hash, [...nonces].reverse()),
    ]);
    expect(new Set(codes).size).toBe(4);
  });
});
