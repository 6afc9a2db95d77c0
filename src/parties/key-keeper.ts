import { FederatedError, type Bytes } from '../base/index.ts';
import type { ModelOwnerWork, WorkThread } from '../workers/index.ts';
import type { Progress } from './happenings.ts';

interface PublicKey {
  /** The modulus, big-endian. */
  readonly n: Bytes;
  readonly keyBits: number;
}

/** Keeps the one key pair of the tab: made ahead, while people still read, or imported. */
export interface KeyKeeper {
  /** Starts to make a key of this size, unless one is there or on its way. */
  prepare(keyBits: number): void;
  /** The public key of this size. @throws FederatedError 'cancelled' after `cancel`. */
  key(keyBits: number): Promise<PublicKey>;
  /** The proof of the key that is there, bound to `seed`. */
  prove(seed: Bytes): Promise<Bytes>;
  /** Takes a private key in python-paillier's format; returns its size. @throws FederatedError 'phe-file-invalid'. */
  importKey(text: string): Promise<number>;
  /** The key that is there; null while none is. */
  current(): { readonly bits: number; readonly imported: boolean } | null;
  /** The thread that holds the private key. */
  work(): ModelOwnerWork;
  /** Begins anew in another thread, without a key. */
  renew(): void;
  /** Gives up a key that is being made. */
  cancel(): void;
  close(): void;
}

interface Made {
  readonly keyBits: number;
  readonly key: Promise<PublicKey>;
  readonly imported: boolean;
  made: boolean;
  readonly reject: (error: Error) => void;
}

export function createKeyKeeper(
  createWorker: () => WorkThread<ModelOwnerWork>,
  onProgress: (progress: Progress | null) => void,
): KeyKeeper {
  let thread = createWorker();
  let current: Made | null = null;
  /** While a key is taken from a file, the thread must not be given another one to make. */
  let importing: Promise<void> | null = null;

  function make(keyBits: number): Promise<PublicKey> {
    if (current?.keyBits === keyBits) return current.key;
    drop();
    let reject: (error: Error) => void = () => undefined;
    const cancelled = new Promise<never>((_, rejectCancelled) => {
      reject = rejectCancelled;
    });
    onProgress({ task: 'generating-key', done: 0, total: 0 });
    const generated = thread.work.generateKey(keyBits).then((n) => ({ n, keyBits }));
    const making: Made = {
      keyBits,
      key: Promise.race([generated, cancelled]),
      imported: false,
      made: false,
      reject,
    };
    current = making;
    making.key.then(
      () => {
        making.made = true;
        if (current === making) onProgress(null);
      },
      () => {
        if (current === making) {
          current = null;
          onProgress(null);
        }
      },
    );
    return making.key;
  }

  /** A thread that computes cannot be told to stop: it is ended, and its key with it. */
  function renew(): void {
    current?.reject(new FederatedError('cancelled', 'another key is wanted'));
    current = null;
    thread.terminate();
    thread = createWorker();
    onProgress(null);
  }

  function drop(): void {
    if (current !== null) renew();
  }

  return {
    prepare(keyBits) {
      if (importing === null) make(keyBits).catch(() => undefined);
    },
    key: (keyBits) => (importing === null ? make(keyBits) : importing.then(() => make(keyBits))),
    async prove(seed) {
      try {
        return await thread.work.proveKey(seed, (done, total) =>
          onProgress({ task: 'proving-key', done, total }),
        );
      } finally {
        onProgress(null);
      }
    },
    async importKey(text) {
      if (current?.made === false) drop();
      const imported = thread.work.importKey(text);
      const over = imported.then(
        () => undefined,
        () => undefined,
      );
      importing = over;
      try {
        const key = await imported;
        const { keyBits } = key;
        current = { keyBits, key: Promise.resolve(key), imported: true, made: true, reject: () => undefined };
        onProgress(null);
        return keyBits;
      } finally {
        if (importing === over) importing = null;
      }
    },
    current: () => (current?.made === true ? { bits: current.keyBits, imported: current.imported } : null),
    work: () => thread.work,
    renew,
    cancel() {
      if (current?.made === false) drop();
    },
    close() {
      drop();
      thread.terminate();
    },
  };
}
