import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FederatedError, utf8, type Bytes } from '../../../src/base/index.ts';
import {
  createInvite,
  createSessionSecrets,
  dataOwnerIdOf,
  formatDataOwnerAddress,
  formatDataOwnerLink,
  formatFacilitatorLink,
  formatModelOwnerAddress,
  MAX_INVITE,
  modelOwnerIdOf,
  peerIdOf,
  roomOf,
  type DataOwnerLink,
} from '../../../src/protocol/links.ts';
import { parseFragment } from '../../../src/protocol/parse-fragment.ts';

const bytes = (length: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => new Uint8Array(array));

const links: fc.Arbitrary<DataOwnerLink> = fc.record({
  sid: bytes(16),
  invite: fc.integer({ min: 1, max: MAX_INVITE }),
  psk: bytes(32),
  modelOwnerKeyHash: bytes(16),
});

function errorOf(fragment: string): FederatedError {
  try {
    parseFragment(fragment);
  } catch (error) {
    if (error instanceof FederatedError) return error;
    throw error;
  }
  throw new Error('the fragment was accepted');
}

function reasonOf(fragment: string): unknown {
  const error = errorOf(fragment);
  expect(error.code).toBe('link-malformed');
  return error.details['reason'];
}

const exampleLink = formatDataOwnerLink({
  sid: new Uint8Array(16).fill(0x11),
  invite: 12,
  psk: new Uint8Array(32).fill(0x22),
  modelOwnerKeyHash: new Uint8Array(16).fill(0x33),
});

describe('role links', () => {
  it('have the documented shape', () => {
    // 0x11 repeated is EREREREREREREREREREREQ in base64url (RFC 4648, by hand from 6-bit groups 000100 010001).
    expect(exampleLink).toBe(
      '#/data-owner/v1.EREREREREREREREREREREQ.12.IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI.MzMzMzMzMzMzMzMzMzMzMw',
    );
  });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(links, fc.boolean(), (link, withHash) => {
        const fragment = formatDataOwnerLink(link).slice(withHash ? 0 : 1);
        expect(parseFragment(fragment)).toEqual({ kind: 'data-owner-link', link });
      }),
    );
  });

  it('say that they are cut short, wherever they are cut', () => {
    for (let length = 3; length < exampleLink.length; length++) {
      expect(reasonOf(exampleLink.slice(0, length)), `cut at ${length}`).toBe('cut-short');
    }
  });

  it('are never accepted with one character changed into another link', () => {
    const characters = fc.constantFrom(...Array.from('AQgw09-_.~%/ #v1=+é'));
    fc.assert(
      fc.property(fc.nat(exampleLink.length - 1), characters, (position, character) => {
        const changed = exampleLink.slice(0, position) + character + exampleLink.slice(position + 1);
        try {
          const parsed = parseFragment(changed);
          // What is accepted is canonical: written again, it is the same text.
          expect(parsed.kind).toBe('data-owner-link');
          if (parsed.kind === 'data-owner-link') expect(formatDataOwnerLink(parsed.link)).toBe(changed);
        } catch (error) {
          if (!(error instanceof FederatedError)) throw error;
          expect(error.code).toBe('link-malformed');
        }
      }),
    );
  });

  it.each([
    ['#/data-owner/v2.EREREREREREREREREREREQ.1', 'version'],
    ['#/facilitator/v10.x', 'version'],
    ['#/data-owner/w1.a.b.c.d', 'unreadable'],
    [`${exampleLink}.x`, 'unreadable'],
    [`${exampleLink}A`, 'unreadable'],
    [`${exampleLink})`, 'unreadable'],
    [` ${exampleLink}`, 'unreadable'],
    [`#${exampleLink}`, 'unreadable'],
    // Last character with spare bits set: the same bytes in another spelling.
    [exampleLink.replace(/w$/, 'x'), 'unreadable'],
    [exampleLink.replace('.12.', '.012.'), 'unreadable'],
    [exampleLink.replace('.12.', '.0.'), 'unreadable'],
    [exampleLink.replace('.12.', '.+1.'), 'unreadable'],
    [exampleLink.replace('.12.', '.65536.'), 'unreadable'],
    [exampleLink.replace('.12.', '.1e3.'), 'unreadable'],
    [exampleLink.replace('.12.', '..'), 'unreadable'],
    // Characters missing in the middle are not an end cut off.
    [exampleLink.replace('ERER', ''), 'unreadable'],
    ['#/nobody/v1.x', 'unreadable'],
    ['#/data-owner/EREREREREREREREREREREQ/', 'unreadable'],
    ['#/model-owner/EREREREREREREREREREREQA', 'unreadable'],
    ['#/model-owner/v1.EREREREREREREREREREREQ', 'unreadable'],
  ])('refuses %s', (fragment, reason) => {
    expect(reasonOf(fragment)).toBe(reason);
  });

  it('leave no secret in an error', () => {
    for (const cut of [5, 30, exampleLink.length - 4]) {
      const { message, details, cause } = errorOf(exampleLink.slice(0, cut) + (cut === 30 ? '~' : ''));
      expect(cause).toBeUndefined();
      expect(message + JSON.stringify(details)).not.toMatch(/ERER|IiIi|MzMz/);
    }
  });

  it('refuse to be written with wrong parts', () => {
    const link = {
      sid: new Uint8Array(16),
      invite: 1,
      psk: new Uint8Array(32),
      modelOwnerKeyHash: new Uint8Array(16),
    };
    expect(() => formatDataOwnerLink({ ...link, sid: new Uint8Array(15) })).toThrow(RangeError);
    expect(() => formatDataOwnerLink({ ...link, psk: new Uint8Array(31) })).toThrow(RangeError);
    expect(() => formatDataOwnerLink({ ...link, modelOwnerKeyHash: new Uint8Array(32) })).toThrow(RangeError);
    expect(() => formatDataOwnerLink({ ...link, invite: 0 })).toThrow(RangeError);
    expect(() => createInvite(0)).toThrow(RangeError);
    expect(() => createInvite(MAX_INVITE + 1)).toThrow(RangeError);
  });
});

describe('addresses', () => {
  it('of the start page', () => {
    for (const fragment of ['', '#', '#/', '/']) expect(parseFragment(fragment)).toEqual({ kind: 'start' });
  });

  it('of a saved model', () => {
    expect(parseFragment('#/model')).toEqual({ kind: 'model' });
    expect(reasonOf('#/model/')).toBe('unreadable');
    expect(reasonOf('#/mode')).toBe('cut-short');
  });

  it('of stored sessions and rooms are read back', async () => {
    const { sid } = createSessionSecrets();
    const [id, modelOwnerId, room] = [
      await dataOwnerIdOf(sid, 1),
      await modelOwnerIdOf(sid),
      await roomOf(sid),
    ];
    expect(parseFragment(formatDataOwnerAddress(id))).toEqual({ kind: 'data-owner', id });
    expect(parseFragment(formatModelOwnerAddress(modelOwnerId))).toEqual({
      kind: 'model-owner',
      id: modelOwnerId,
    });
    expect(parseFragment(formatFacilitatorLink(room))).toEqual({ kind: 'facilitator', room });
    for (const whole of [
      formatDataOwnerAddress(id),
      formatModelOwnerAddress(modelOwnerId),
      formatFacilitatorLink(room),
    ]) {
      for (let length = 3; length < whole.length; length++) {
        const cut = whole.slice(0, length);
        // An address of its own, without a secret.
        if (cut !== '#/model') expect(reasonOf(cut)).toBe('cut-short');
      }
    }
  });
});

describe('names derived from a session', () => {
  it('differ by purpose, session and invite, and repeat', async () => {
    const [a, b] = [createSessionSecrets().sid, createSessionSecrets().sid];
    const names = await Promise.all(
      [a, b].flatMap((sid) => [
        roomOf(sid),
        modelOwnerIdOf(sid),
        dataOwnerIdOf(sid, 1),
        dataOwnerIdOf(sid, 2),
        dataOwnerIdOf(sid, 12),
        peerIdOf(sid),
      ]),
    );
    expect(new Set(names).size).toBe(12);
    expect(await roomOf(a)).toBe(names[0]);
  });

  it('are the documented hash', async () => {
    // SHA-256(length(1) || "federated-trainer/v1/room" || 16 zero bytes), computed here with WebCrypto alone.
    const tag = utf8('federated-trainer/v1/room');
    const input = new Uint8Array([tag.length, ...tag, ...new Uint8Array(16)]);
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', input));
    expect(await roomOf(new Uint8Array(16))).toBe(digest.subarray(0, 16).toString('base64url'));
  });

  it('give a peer id that PeerJS takes', async () => {
    for (let i = 0; i < 20; i++) {
      // peerjs 1.5, lib/util.ts, validateId.
      expect(await peerIdOf(createSessionSecrets().sid)).toMatch(/^[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/);
    }
  });

  it('take their secrets from the given randomness', () => {
    const counting = (length: number): Bytes => new Uint8Array(length).map((_, i) => i);
    expect(createSessionSecrets(counting).sid).toEqual(counting(16));
    expect(createInvite(7, counting)).toEqual({ index: 7, psk: counting(32) });
    expect(createInvite(7).psk).not.toEqual(createInvite(7).psk);
  });

  it('refuse a sid of another length', async () => {
    await expect(roomOf(new Uint8Array(15))).rejects.toThrow(RangeError);
    await expect(dataOwnerIdOf(new Uint8Array(16), 0)).rejects.toThrow(RangeError);
  });
});
