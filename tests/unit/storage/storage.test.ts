import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../../src/storage/index.ts';

describe('memory storage', () => {
  test('gives back what was saved, by box and id', async () => {
    const storage = createMemoryStorage();
    const box = storage.box<string>('files');
    expect(await box.load('a')).toBeUndefined();
    await box.save('a', 'one');
    await box.save('b', 'two');
    await storage.box<string>('keys').save('a', 'three');
    expect(await Promise.all([box.load('a'), box.load('b')])).toEqual(['one', 'two']);
    expect(await storage.box<string>('files').load('a')).toBe('one');
    await box.remove('a');
    expect(await box.load('a')).toBeUndefined();
    expect(await storage.box<string>('keys').load('a')).toBe('three');
  });

  test('clones on the way in and out, as IndexedDB does', async () => {
    const box = createMemoryStorage().box<{ list: number[]; bytes: Uint8Array; big: bigint }>('states');
    const value = { list: [1], bytes: Uint8Array.of(1, 2), big: 2n ** 100n };
    await box.save('a', value);
    value.list.push(2);
    value.bytes[0] = 9;
    const loaded = await box.load('a');
    expect(loaded).toEqual({ list: [1], bytes: Uint8Array.of(1, 2), big: 2n ** 100n });
    loaded?.list.push(3);
    expect((await box.load('a'))?.list).toEqual([1]);
  });

  test('keeps keys and files, which JSON would not', async () => {
    const storage = createMemoryStorage();
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
      'deriveBits',
    ]);
    await storage.box<CryptoKeyPair>('keys').save('a', pair);
    expect((await storage.box<CryptoKeyPair>('keys').load('a'))?.privateKey.extractable).toBe(false);
    await storage.box<Blob>('files').save('a', new Blob(['x,y']));
    expect(await (await storage.box<Blob>('files').load('a'))?.text()).toBe('x,y');
  });

  test('says that storing failed, and why', async () => {
    const box = createMemoryStorage().box<unknown>('states');
    await expect(box.save('a', () => 1)).rejects.toMatchObject({
      code: 'storage-failed',
      details: { name: 'DataCloneError' },
    });
  });
});
