import { createECDH } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isFederatedError, toBase64Url, toHex, type Bytes } from '../../../src/base/index.ts';
import { createKeyPair } from '../../../src/protocol/channel/keys.ts';
import type { MaskedAnswer, Masker } from '../../../src/protocol/masks.ts';
import { rosterHashOf, rosterRefused } from '../../../src/protocol/masks.ts';
import { sixWords } from '../../../src/protocol/words.ts';
import { filled, SID } from './bodies.ts';
import {
  confirmationsOf,
  CONTRACT_HASH,
  createMembers,
  IndependentPair,
  independentRosterHash,
  independentTaggedHash,
  inOrder,
  maskerOf,
  maskersOf,
  memberOf,
  MODULUS,
  N,
  rosterOf,
  type Member,
} from './masks-kit.ts';

const BASE: MaskedAnswer = { type: 'BASE', round: 0, question: new Uint8Array(), count: 3 };
const GRADIENT: MaskedAnswer = { type: 'GRADIENT', round: 2, question: filled(96, 8), count: 2 };

/** Sums modulo n, ciphertext by ciphertext. */
function total(masks: readonly (readonly bigint[])[]): bigint[] {
  const length = masks[0]?.length ?? 0;
  return Array.from({ length }, (_, i) => masks.reduce((sum, own) => sum + (own[i] ?? 0n), 0n) % MODULUS);
}

/** The reason that a roster is refused with. */
async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => 'was not refused',
    (each: unknown) => each,
  );
  if (!isFederatedError(error, 'roster-refused')) throw new Error('another failure', { cause: error });
  return error.details['reason'];
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`${index}: not there`);
  return found;
}

describe.each([1, 2, 3, 5])('masks of %i owners', (count) => {
  test('cancel in the sum of all, for every ciphertext of every answer', async () => {
    const maskers = await maskersOf(await createMembers(count));
    for (const answer of [BASE, GRADIENT]) {
      const masks = await Promise.all(maskers.map((masker) => masker.masks(answer)));
      for (const own of masks) {
        expect(own).toHaveLength(answer.count);
        for (const mask of own) expect(mask >= 0n && mask < MODULUS).toBe(true);
      }
      expect(total(masks)).toEqual(Array.from({ length: answer.count }, () => 0n));
    }
  });

  test('do not cancel where anybody is missing', async () => {
    const maskers = await maskersOf(await createMembers(count));
    const masks = await Promise.all(maskers.map((masker) => masker.masks(BASE)));
    for (let chosen = 1; chosen < 2 ** count - 1; chosen++) {
      const subset = masks.filter((_, i) => (chosen >> i) & 1);
      for (const sum of total(subset)) expect(sum).not.toBe(0n);
    }
  });
});

test('who is alone hides nothing: its totals are the sum', async () => {
  const [masker] = await maskersOf(await createMembers(1));
  expect(await masker?.masks(BASE)).toEqual([0n, 0n, 0n]);
  expect(await masker?.readyTags()).toEqual([]);
});

describe('a mask', () => {
  test('is another one for every type, round, question, ciphertext, session and roster', async () => {
    const members = await createMembers(2);
    const [first, second] = [at(members, 0), at(members, 1)];
    const roster = rosterOf(members);
    const masker = await maskerOf(first, roster);
    const seen = new Set<bigint>();
    const question = filled(96, 8);
    const answers: MaskedAnswer[] = [
      { type: 'BASE', round: 0, question: new Uint8Array(), count: 5 },
      { type: 'GRADIENT', round: 0, question: new Uint8Array(), count: 5 },
      { type: 'GRADIENT', round: 1, question, count: 5 },
      { type: 'GRADIENT', round: 2, question, count: 5 },
      { type: 'GRADIENT', round: 1, question: filled(96, 9), count: 5 },
      { type: 'GRADIENT', round: 1, question: filled(95, 8), count: 5 },
    ];
    for (const answer of answers) for (const mask of await masker.masks(answer)) seen.add(mask);
    expect(seen.size).toBe(5 * answers.length);

    // The same owners, keys and session: only who is committed to what, or the contract, differs.
    const another = await memberOf(second.keyPair, filled(32, 77));
    const others = [
      maskerOf(first, rosterOf([first, another])),
      maskerOf(first, { ...roster, contractHash: filled(32, 43) }),
      maskerOf(first, roster, { sid: filled(16, 8) }),
      maskerOf(first, roster, { sharedSecret: filled(10, 1) }),
      maskerOf(first, roster, { sharedSecret: filled(10, 2) }),
    ];
    for (const other of others) seen.add(at(await (await other).masks(BASE), 0));
    expect(seen.size).toBe(5 * answers.length + others.length);
  });

  test('is the same one whenever it is asked for', async () => {
    const members = await createMembers(3);
    const [once, again] = [await maskersOf(members), await maskersOf(members)];
    expect(await at(once, 1).masks(GRADIENT)).toEqual(await at(again, 1).masks(GRADIENT));
    // What comes first does not depend on how much is asked for.
    expect(await at(once, 1).masks({ ...GRADIENT, count: 1 })).toEqual(
      (await at(again, 1).masks(GRADIENT)).slice(0, 1),
    );
  });

  test('spreads over all of n', async () => {
    const [masker] = await maskersOf(await createMembers(2));
    const masks = (await masker?.masks({ ...BASE, count: 400 })) ?? [];
    const octants = Array.from({ length: 8 }, () => 0);
    for (const mask of masks) {
      const octant = Number((8n * mask) / MODULUS);
      octants[octant] = (octants[octant] ?? 0) + 1;
    }
    const chiSquared = octants.reduce((sum, seen) => sum + (seen - 50) ** 2 / 50, 0);
    // Above 49.0 with probability 2.3e-8 (chi-squared, 7 degrees of freedom).
    expect(chiSquared).toBeLessThan(49);
  });

  test('takes a round and a number of ciphertexts, and nothing else', async () => {
    const [masker] = await maskersOf(await createMembers(2));
    await expect(masker?.masks({ ...BASE, round: -1 })).rejects.toThrow(RangeError);
    await expect(masker?.masks({ ...BASE, round: 0.5 })).rejects.toThrow();
  });
});

describe('READY', () => {
  async function play(count: number, change: { readonly sharedSecret?: Bytes | null } = {}) {
    const members = await createMembers(count);
    const maskers = await maskersOf(members, change);
    return { members, maskers, told: await confirmationsOf(members, maskers) };
  }

  /** What owner `to` of three is told, with the `change`d confirmations. */
  async function refused(
    change: (
      confirmations: { nonce: Bytes; tag: Bytes }[],
      maskers: readonly Masker[],
      members: readonly Member[],
    ) => unknown,
    to = 0,
  ): Promise<unknown> {
    const { members, maskers, told } = await play(3);
    const confirmations = at(told, to).confirmations.map((each) => ({ ...each }));
    const changed = ((await change(confirmations, maskers, members)) ??
      confirmations) as typeof confirmations;
    return reasonOf(at(maskers, to).checkReady({ confirmations: changed }));
  }

  test.each([1, 2, 3, 5])('%i owners who confirm one roster read the same six words', async (count) => {
    const { maskers, told } = await play(count);
    const codes = await Promise.all(maskers.map((masker, i) => masker.checkReady(at(told, i))));
    expect(new Set(codes).size).toBe(1);
    expect(codes[0]?.split(' ')).toHaveLength(6);
  });

  test('with one secret among them, too', async () => {
    const { maskers, told } = await play(3, { sharedSecret: filled(10, 3) });
    const codes = await Promise.all(maskers.map((masker, i) => masker.checkReady(at(told, i))));
    expect(new Set(codes).size).toBe(1);
  });

  test('another nonce gives other words', async () => {
    const members = await createMembers(2);
    const another = inOrder([at(members, 0), await memberOf(at(members, 1).keyPair, filled(32, 77))]);
    const codes = await Promise.all(
      [members, another].map(async (each) => {
        const maskers = await maskersOf(each);
        return at(maskers, 0).checkReady(at(await confirmationsOf(each, maskers), 0));
      }),
    );
    expect(codes[0]).not.toBe(codes[1]);
  });

  test('of an owner with another shared secret, or none, is refused by all others and by itself', async () => {
    const members = await createMembers(3);
    const roster = rosterOf(members);
    for (const strange of [filled(10, 4), null]) {
      const maskers = await Promise.all(
        members.map((member, i) =>
          maskerOf(member, roster, { sharedSecret: i === 1 ? strange : filled(10, 3) }),
        ),
      );
      const told = await confirmationsOf(members, maskers);
      for (const [i, masker] of maskers.entries()) {
        expect(await reasonOf(masker.checkReady(at(told, i)))).toBe('ready');
      }
    }
  });

  test('of an owner who was shown another roster is refused', async () => {
    const members = await createMembers(3);
    const another = await memberOf(at(members, 2).keyPair, filled(32, 77));
    const shown = rosterOf(members);
    const maskers = [
      await maskerOf(at(members, 0), shown),
      await maskerOf(at(members, 1), rosterOf([at(members, 0), at(members, 1), another])),
      await maskerOf(at(members, 2), shown),
    ];
    const told = await confirmationsOf(members, maskers);
    expect(await reasonOf(at(maskers, 0).checkReady(at(told, 0)))).toBe('ready');
  });

  test('forged: one bit is enough', async () => {
    for (const index of [0, 1]) {
      expect(
        await refused((confirmations) => {
          const { tag } = at(confirmations, index);
          tag[31] = (tag[31] ?? 0) ^ 1;
        }),
      ).toBe('ready');
    }
  });

  test('forged by somebody who knows everything but a private key', async () => {
    const outsider = await createMembers(1);
    expect(
      await refused(async (confirmations, _, members) => {
        // The owner that is to be deceived, and the model owner's own key in the place of the second.
        const forger = await maskerOf(
          at(outsider, 0),
          rosterOf(inOrder([...members.slice(0, 1), ...outsider])),
        );
        at(confirmations, 0).tag = at(await forger.readyTags(), 0);
      }),
    ).toBe('ready');
  });

  test('reflected: what an owner said to another is no word of that other', async () => {
    for (const index of [0, 1]) {
      expect(
        await refused(async (confirmations, maskers) => {
          at(confirmations, index).tag = at(await at(maskers, 0).readyTags(), index);
        }),
      ).toBe('ready');
    }
  });

  test('meant for somebody else', async () => {
    expect(
      await refused(async (confirmations, maskers) => {
        // The second owner's word to the third.
        at(confirmations, 0).tag = at(await at(maskers, 1).readyTags(), 1);
      }),
    ).toBe('ready');
  });

  test('swapped between owners', async () => {
    for (const to of [0, 1, 2]) {
      expect(await refused((confirmations) => [...confirmations].reverse(), to)).toBe('ready');
      expect(
        await refused(
          ([a, b]) => [
            { ...a, tag: b?.tag },
            { ...b, tag: a?.tag },
          ],
          to,
        ),
      ).toBe('ready');
    }
  });

  test('of too few or too many owners', async () => {
    expect(await refused((confirmations) => confirmations.slice(1))).toBe('shape');
    expect(await refused((confirmations) => confirmations.slice(0, 1))).toBe('shape');
    expect(await refused(() => [])).toBe('shape');
    expect(await refused((confirmations) => [...confirmations, at(confirmations, 0)])).toBe('shape');
  });

  test('with a nonce that was not committed to', async () => {
    for (const index of [0, 1]) {
      expect(
        await refused((confirmations) => {
          at(confirmations, index).nonce = filled(32, 200);
        }),
      ).toBe('commitment');
    }
    // Nonces of two owners exchanged.
    expect(
      await refused(([a, b]) => [
        { ...a, nonce: b?.nonce },
        { ...b, nonce: a?.nonce },
      ]),
    ).toBe('commitment');
  });

  test('a commitment to a nonce under another contract, or of another key, is none', async () => {
    const members = await createMembers(2);
    const [first, second] = [at(members, 0), at(members, 1)];
    const elsewhere = { ...rosterOf(members), contractHash: filled(32, 43) };
    const abroad = await Promise.all(members.map((member) => maskerOf(member, elsewhere)));
    expect(await reasonOf(at(abroad, 0).checkReady(at(await confirmationsOf(members, abroad), 0)))).toBe(
      'commitment',
    );
    const copied = { ...second, entry: { ...second.entry, commitment: first.entry.commitment } };
    for (const strange of [copied, { ...copied, nonce: first.nonce }]) {
      const list = [first, strange];
      const maskers = await maskersOf(list);
      const told = await confirmationsOf(list, maskers);
      expect(await reasonOf(at(maskers, 0).checkReady(at(told, 0)))).toBe('commitment');
    }
  });
});

describe('a roster', () => {
  test('with a key that is on no curve, or in another form, is refused', async () => {
    const [member, other] = await createMembers(2);
    if (member === undefined || other === undefined) throw new Error('no members');
    const off = other.ownKey.slice();
    off[64] = (off[64] ?? 0) ^ 1;
    const compressed = other.ownKey.slice();
    compressed[0] = 2;
    for (const maskKey of [off, compressed, filled(65, 0)]) {
      const roster = { contractHash: CONTRACT_HASH, entries: [member.entry, { ...other.entry, maskKey }] };
      expect(await reasonOf(maskerOf(member, roster))).toBe('shape');
    }
  });

  test('is hashed with its contract, keys and commitments', async () => {
    const roster = rosterOf(await createMembers(2));
    const [first, second] = [at(roster.entries, 0), at(roster.entries, 1)];
    const hashes = await Promise.all(
      [
        roster,
        { ...roster, contractHash: filled(32, 1) },
        { ...roster, entries: [second, first] },
        { ...roster, entries: [first] },
        { ...roster, entries: [first, { ...second, commitment: filled(32, 1) }] },
        { ...roster, entries: [first, { ...second, maskKey: first.maskKey }] },
      ].map(rosterHashOf),
    );
    expect(new Set(hashes.map(toHex)).size).toBe(hashes.length);
    expect(hashes[0]).toEqual(independentRosterHash(roster));
  });

  test('is refused with its reason', () => {
    expect(rosterRefused('own-key')).toMatchObject({
      code: 'roster-refused',
      details: { reason: 'own-key' },
    });
  });
});

describe('known answers', () => {
  /** A key pair as WebCrypto takes it, from a private key that Node makes the public one of. */
  async function pairOf(privateKey: Bytes): Promise<CryptoKeyPair> {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(privateKey);
    const raw = new Uint8Array(ecdh.getPublicKey());
    const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
    const [x, y] = [toBase64Url(raw.slice(1, 33)), toBase64Url(raw.slice(33))];
    const jwk = { kty: 'EC', crv: 'P-256', x, y };
    return {
      privateKey: await crypto.subtle.importKey(
        'jwk',
        { ...jwk, d: toBase64Url(privateKey) },
        algorithm,
        false,
        ['deriveBits'],
      ),
      publicKey: await crypto.subtle.importKey('jwk', jwk, algorithm, true, []),
    };
  }

  const PRIVATE = [filled(32, 1), filled(32, 2), filled(32, 3)];
  const SECRET = filled(10, 9);

  async function cast(sharedSecret: Bytes | null) {
    const named = await Promise.all(
      PRIVATE.map(async (privateKey, i) => ({
        privateKey,
        ...(await memberOf(await pairOf(privateKey), filled(32, 100 + i))),
      })),
    );
    const members = inOrder(named) as typeof named;
    const roster = rosterOf(members);
    const maskers = await maskersOf(members, { sharedSecret });
    const pair = (i: number, j: number) =>
      new IndependentPair(
        at(members, i).privateKey,
        at(members, j).ownKey,
        roster,
        sharedSecret ?? undefined,
      );
    return { members, roster, maskers, pair };
  }

  test.each([[null], [SECRET]])(
    'tags, masks and code agree with those of node:crypto, secret %s',
    async (secret) => {
      const { members, roster, maskers, pair } = await cast(secret);
      expect(at(maskers, 0).rosterHash).toEqual(independentRosterHash(roster));
      expect(await at(maskers, 0).readyTags()).toEqual([pair(0, 1).tag(), pair(0, 2).tag()]);
      expect(await at(maskers, 1).readyTags()).toEqual([pair(1, 0).tag(), pair(1, 2).tag()]);
      expect(await at(maskers, 2).readyTags()).toEqual([pair(2, 0).tag(), pair(2, 1).tag()]);
      for (const answer of [BASE, GRADIENT]) {
        const mu = (i: number, j: number, index: number) => pair(i, j).mu(answer, index, SID, N);
        const modulo = (value: bigint) => ((value % MODULUS) + MODULUS) % MODULUS;
        const indexes = Array.from({ length: answer.count }, (_, index) => index);
        expect(await at(maskers, 0).masks(answer)).toEqual(
          indexes.map((index) => modulo(mu(0, 1, index) + mu(0, 2, index))),
        );
        expect(await at(maskers, 1).masks(answer)).toEqual(
          indexes.map((index) => modulo(mu(1, 2, index) - mu(0, 1, index))),
        );
        expect(await at(maskers, 2).masks(answer)).toEqual(
          indexes.map((index) => modulo(-mu(0, 2, index) - mu(1, 2, index))),
        );
      }
      const told = await confirmationsOf(members, maskers);
      const digest = independentTaggedHash(
        'roster-code',
        independentRosterHash(roster),
        ...members.map(({ nonce }) => nonce),
      );
      expect(await at(maskers, 2).checkReady(at(told, 2))).toBe(sixWords(digest));
    },
  );

  test('agree with Python', async () => {
    // Private keys 0x0101.., 0x0202.., 0x0303.., nonces 0x6464.., 0x6565.., 0x6666.., contract hash 0x2a2a..,
    // sid 0x0707.., n as in the kit, no shared secret. Computed with Python's hashlib and hmac, and arithmetic on
    // P-256 and CBOR written out.
    const { members, maskers } = await cast(null);
    expect(members.map(({ nonce }) => nonce[0])).toEqual([101, 102, 100]);
    expect(toHex(at(maskers, 0).rosterHash)).toBe(
      '9854995b9549df1f547299f34a4abff5db3e202d397b1760533951aa964e1d05',
    );
    expect(toHex(at(await at(maskers, 0).readyTags(), 0))).toBe(
      '3fc6c32b875171211187f5493e1968fbdedeb6a17f02f86f7f4efc11576d4a92',
    );
    expect((await at(maskers, 0).masks(GRADIENT)).map((mask) => mask.toString(16))).toEqual([
      '215c9217b22cb71fe4f77b33b6ea5614',
      'ea2a42e9cbc004af716c715174bbb9f9',
    ]);
    const told = await confirmationsOf(members, maskers);
    expect(await at(maskers, 0).checkReady(at(told, 0))).toBe('hickory octave sun target coffee jasmine');
  });

  test('real key pairs cannot be exported', async () => {
    const { privateKey } = await createKeyPair();
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
  });
});
