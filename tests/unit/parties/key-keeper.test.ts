import { describe, expect, test, vi } from 'vitest';
import { FederatedError, type Bytes } from '../../../src/base/index.ts';
import { createKeyKeeper } from '../../../src/parties/key-keeper.ts';
import type { ModelOwnerWork, OnProgress } from '../../../src/workers/index.ts';

interface Thread {
  readonly work: ModelOwnerWork;
  readonly terminate: ReturnType<typeof vi.fn<() => void>>;
  /** Sizes that were asked for. */
  readonly asked: number[];
  /** Ends what the thread is doing. */
  finish(): void;
  fail(error: Error): void;
}

function setUp() {
  const threads: Thread[] = [];
  const progress: (string | null)[] = [];
  const keeper = createKeyKeeper(
    () => {
      const asked: number[] = [];
      let resolve: (key: Bytes) => void = () => undefined;
      let reject: (error: Error) => void = () => undefined;
      const made = new Promise<Bytes>((...settle) => ([resolve, reject] = settle));
      const thread: Thread = {
        work: {
          generateKey: (keyBits: number) => {
            asked.push(keyBits);
            return made;
          },
          proveKey: (seed: Bytes, onProgress?: OnProgress) => {
            onProgress?.(3, 11);
            return seed.length === 0 ? Promise.reject(new Error('no seed')) : Promise.resolve(seed);
          },
          importKey: (text: string) => made.then((n) => ({ n, keyBits: Number(text) })),
        } as unknown as ModelOwnerWork,
        terminate: vi.fn(),
        asked,
        finish: () => resolve(Uint8Array.of(threads.length)),
        fail: (error) => reject(error),
      };
      threads.push(thread);
      return thread;
    },
    (each) => void progress.push(each === null ? null : each.task),
  );
  const thread = (number: number): Thread => {
    const found = threads[number - 1];
    if (found === undefined) throw new Error(`no thread ${number}`);
    return found;
  };
  return { keeper, threads, thread, progress };
}

const keyOf = (thread: number, keyBits: number) => ({ n: Uint8Array.of(thread), keyBits });

describe('createKeyKeeper', () => {
  test('makes one key of a size, however often it is asked for', async () => {
    const { keeper, thread, threads, progress } = setUp();
    keeper.prepare(3072);
    keeper.prepare(3072);
    const keys = [keeper.key(3072), keeper.key(3072)];
    thread(1).finish();
    expect(await Promise.all(keys)).toEqual([keyOf(1, 3072), keyOf(1, 3072)]);
    expect(await keeper.key(3072)).toEqual(keyOf(1, 3072));
    expect(thread(1).asked).toEqual([3072]);
    expect(threads).toHaveLength(1);
    expect(progress).toEqual(['generating-key', null]);
    expect(keeper.work()).toBe(thread(1).work);
  });

  test('another size ends the thread: who waited for the first is told', async () => {
    const { keeper, thread, progress } = setUp();
    const small = keeper.key(2048);
    const large = keeper.key(4096);
    await expect(small).rejects.toMatchObject({ code: 'cancelled' });
    expect(thread(1).terminate).toHaveBeenCalledTimes(1);
    expect(thread(2).asked).toEqual([4096]);
    thread(2).finish();
    expect(await large).toEqual(keyOf(2, 4096));
    expect(keeper.work()).toBe(thread(2).work);
    expect(progress).toEqual(['generating-key', null, 'generating-key', null]);
  });

  test('preparing another size troubles nobody', async () => {
    const { keeper, thread } = setUp();
    keeper.prepare(2048);
    keeper.prepare(4096);
    thread(2).finish();
    expect(await keeper.key(4096)).toEqual(keyOf(2, 4096));
  });

  test('cancel gives up a key that is being made, and keeps one that is', async () => {
    const { keeper, thread, threads, progress } = setUp();
    keeper.cancel();
    expect(threads).toHaveLength(1);
    const key = keeper.key(3072);
    keeper.cancel();
    await expect(key).rejects.toMatchObject({ code: 'cancelled' });
    expect(thread(1).terminate).toHaveBeenCalledTimes(1);
    expect(progress.at(-1)).toBeNull();

    const again = keeper.key(3072);
    thread(2).finish();
    await again;
    keeper.cancel();
    expect(thread(2).terminate).not.toHaveBeenCalled();
    expect(await keeper.key(3072)).toEqual(keyOf(2, 3072));
  });

  test('a key that fails is told, and can be asked for again', async () => {
    const { keeper, thread, progress } = setUp();
    const key = keeper.key(3072);
    thread(1).fail(new FederatedError('cross-check-failed', 'disagrees'));
    await expect(key).rejects.toMatchObject({ code: 'cross-check-failed' });
    expect(progress).toEqual(['generating-key', null]);
    await expect(keeper.key(3072)).rejects.toMatchObject({ code: 'cross-check-failed' });
    expect(thread(1).asked).toEqual([3072, 3072]);
  });

  test('close ends every thread', async () => {
    const { keeper, threads } = setUp();
    const key = keeper.key(3072);
    keeper.close();
    await expect(key).rejects.toMatchObject({ code: 'cancelled' });
    for (const { terminate } of threads) expect(terminate).toHaveBeenCalled();
  });
});

describe('the key that is there', () => {
  test('is told when it is, and not before', async () => {
    const { keeper, thread } = setUp();
    expect(keeper.current()).toBeNull();
    const key = keeper.key(3072);
    expect(keeper.current()).toBeNull();
    thread(1).finish();
    await key;
    expect(keeper.current()).toEqual({ bits: 3072, imported: false });
    keeper.prepare(4096);
    expect(keeper.current()).toBeNull();
  });

  test('is proved by the thread that holds it, with progress that ends', async () => {
    const { keeper, progress } = setUp();
    expect(await keeper.prove(Uint8Array.of(7))).toEqual(Uint8Array.of(7));
    expect(progress).toEqual(['proving-key', null]);
    await expect(keeper.prove(new Uint8Array())).rejects.toThrow('no seed');
    expect(progress).toEqual(['proving-key', null, 'proving-key', null]);
  });
});

describe('importKey', () => {
  test('takes a key from a file: the same thread holds it, and nothing is generated', async () => {
    const { keeper, thread, threads } = setUp();
    const imported = keeper.importKey('2048');
    thread(1).finish();
    expect(await imported).toBe(2048);
    expect(keeper.current()).toEqual({ bits: 2048, imported: true });
    expect(await keeper.key(2048)).toEqual(keyOf(1, 2048));
    expect(threads).toHaveLength(1);
    expect(thread(1).asked).toEqual([]);
    keeper.cancel();
    expect(thread(1).terminate).not.toHaveBeenCalled();
  });

  test('gives up a key that is being made', async () => {
    const { keeper, thread } = setUp();
    const making = keeper.key(3072);
    const imported = keeper.importKey('2048');
    await expect(making).rejects.toMatchObject({ code: 'cancelled' });
    expect(thread(1).terminate).toHaveBeenCalledTimes(1);
    thread(2).finish();
    expect(await imported).toBe(2048);
    expect(keeper.work()).toBe(thread(2).work);
  });

  test('a file that is none leaves the key that is there', async () => {
    const { keeper, thread } = setUp();
    const key = keeper.key(3072);
    thread(1).finish();
    await key;
    vi.spyOn(thread(1).work, 'importKey').mockRejectedValue(new FederatedError('phe-file-invalid', 'no key'));
    await expect(keeper.importKey('x')).rejects.toMatchObject({ code: 'phe-file-invalid' });
    expect(keeper.current()).toEqual({ bits: 3072, imported: false });
    expect(await keeper.key(3072)).toEqual(keyOf(1, 3072));
    keeper.prepare(4096);
    expect(thread(2).asked).toEqual([4096]);
  });

  test('no other key is made in its place while it is read', async () => {
    const { keeper, thread, threads } = setUp();
    const imported = keeper.importKey('2048');
    // Somebody contributes, and Train is pressed.
    keeper.prepare(2048);
    const key = keeper.key(2048);
    thread(1).finish();
    await imported;
    expect(await key).toEqual(keyOf(1, 2048));
    expect(thread(1).asked).toEqual([]);
    expect(threads).toHaveLength(1);
    expect(keeper.current()).toEqual({ bits: 2048, imported: true });
  });

  test('another size is a key of its own', async () => {
    const { keeper, thread } = setUp();
    const imported = keeper.importKey('2048');
    thread(1).finish();
    await imported;
    const key = keeper.key(3072);
    thread(2).finish();
    expect(await key).toEqual(keyOf(2, 3072));
    expect(keeper.current()).toEqual({ bits: 3072, imported: false });
  });
});
