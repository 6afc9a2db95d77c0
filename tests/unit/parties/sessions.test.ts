import { expect, test } from 'vitest';
import { dataOwnerBoxes } from '../../../src/parties/data-owner-records.ts';
import { acceptInvite } from '../../../src/parties/sessions.ts';
import { createMemoryStorage } from '../../../src/storage/index.ts';

const bytes = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const link = { sid: bytes(16, 1), invite: 1, psk: bytes(32, 2), modelOwnerKeyHash: bytes(16, 3) };

test('an invite that was made anew is taken, and the keys of this browser stay', async () => {
  const storage = createMemoryStorage();
  const { records } = dataOwnerBoxes(storage);
  const id = await acceptInvite(storage, link);
  const before = await records.load(id);
  expect(await acceptInvite(storage, { ...link, psk: bytes(32, 9) })).toBe(id);
  const after = await records.load(id);
  expect(after?.link.psk).toEqual(bytes(32, 9));
  expect(after?.staticKey.publicKey).toEqual(before?.staticKey.publicKey);
});

test('a link of the same name with another model owner’s key takes nothing over', async () => {
  const storage = createMemoryStorage();
  const id = await acceptInvite(storage, link);
  const forged = { ...link, psk: bytes(32, 9), modelOwnerKeyHash: bytes(16, 9) };
  await expect(acceptInvite(storage, forged)).rejects.toMatchObject({
    code: 'channel-authentication',
    details: { reason: 'model-owner-key' },
  });
  expect((await dataOwnerBoxes(storage).records.load(id))?.link).toEqual(link);
});
