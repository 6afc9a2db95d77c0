import { FederatedError, type Bytes } from '../base/index.ts';
import type { ModelOwnerWork, WorkThread } from '../workers/index.ts';
import type { Progress } from './views.ts';

/** Keeps the one key pair of the tab: made ahead, while people still read. */
export interface KeyKeeper {
  /** Starts to make a key of this size, unless one is there or on its way. */
  prepare(keyBits: number): void;
  /** The public key of this size, big-endian. @throws FederatedError 'cancelled' after `cancel`. */
  key(keyBits: number): Promise<Bytes>;
  /** The thread that holds the private key. */
  work(): ModelOwnerWork;
  /** Gives up a key that is being made. */
  cancel(): void;
  close(): void;
}

export function createKeyKeeper(
  createWorker: () => WorkThread<ModelOwnerWork>,
  onProgress: (progress: Progress | null) => void,
): KeyKeeper {
  let thread = createWorker();
  let current: {
    keyBits: number;
    key: Promise<Bytes>;
    made: boolean;
    reject: (error: Error) => void;
  } | null = null;

  function make(keyBits: number): Promise<Bytes> {
    if (current?.keyBits === keyBits) return current.key;
    cancel();
    let reject: (error: Error) => void = () => undefined;
    const cancelled = new Promise<never>((_, rejectCancelled) => {
      reject = rejectCancelled;
    });
    onProgress({ task: 'generating-key', done: 0, total: 0 });
    const making = {
      keyBits,
      key: Promise.race([thread.work.generateKey(keyBits), cancelled]),
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
  function cancel(): void {
    if (current === null) return;
    current.reject(new FederatedError('cancelled', 'another key is wanted'));
    current = null;
    thread.terminate();
    thread = createWorker();
    onProgress(null);
  }

  return {
    prepare: (keyBits) => void make(keyBits).catch(() => undefined),
    key: make,
    work: () => thread.work,
    cancel() {
      if (current?.made === false) cancel();
    },
    close() {
      cancel();
      thread.terminate();
    },
  };
}
