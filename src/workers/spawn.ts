import { proxy, wrap, type Remote } from 'comlink';
import { FederatedError } from '../base/index.ts';
import { keepErrorCodes } from './errors.ts';
import type { DataOwnerWork, ModelOwnerWork, OnProgress, WorkThread } from './interfaces.ts';

keepErrorCodes();

interface Thread<Work> {
  /** Calls into the thread; rejects if the thread dies or is ended meanwhile, which comlink would not. */
  call<T>(action: (remote: Remote<Work>) => Promise<T>): Promise<T>;
  terminate(): void;
}

/**
 * Starts a worker at once, so that it is there even if the server goes away; after it died, with the next
 * call. After `terminate` every call rejects with 'cancelled'.
 */
function startThread<Work>(start: () => Worker): Thread<Work> {
  let over = false;
  let current: ReturnType<typeof launch> | null = launch();

  function launch() {
    const worker = start();
    let fail: (error: FederatedError) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    // Nobody may be waiting when it happens.
    failed.catch(() => undefined);
    const died = () => {
      worker.terminate();
      if (!over) current = null;
      fail(new FederatedError('worker-failed', 'the worker could not be loaded or died'));
    };
    worker.addEventListener('error', died, { once: true });
    return { worker, remote: wrap<Work>(worker), failed, fail };
  }

  return {
    call(action) {
      if (over) return Promise.reject(new FederatedError('cancelled', 'the worker was ended'));
      const { remote, failed } = (current ??= launch());
      return Promise.race([action(remote), failed]);
    },
    terminate() {
      over = true;
      current?.worker.terminate();
      current?.fail(new FederatedError('cancelled', 'the worker was ended'));
    },
  };
}

/** The model owner's arithmetic in a thread of its own. */
export function spawnModelOwnerWork(): WorkThread<ModelOwnerWork> {
  const { call, terminate } = startThread<ModelOwnerWork>(
    () => new Worker(new URL('./model-owner.worker.ts', import.meta.url), { type: 'module' }),
  );
  return {
    terminate,
    work: {
      engine: () => call((remote) => remote.engine()),
      generateKey: (keyBits) => call((remote) => remote.generateKey(keyBits)),
      encrypt: (plaintexts) => call((remote) => remote.encrypt(plaintexts)),
      sumAndDecrypt: (answers, bounds) => call((remote) => remote.sumAndDecrypt(answers, bounds)),
    },
  };
}

/** A data owner's arithmetic in a thread of its own. */
export function spawnDataOwnerWork(): WorkThread<DataOwnerWork> {
  const { call, terminate } = startThread<DataOwnerWork>(
    () => new Worker(new URL('./data-owner.worker.ts', import.meta.url), { type: 'module' }),
  );
  const crossing = (onProgress: OnProgress | undefined) =>
    onProgress === undefined ? undefined : proxy(onProgress);
  return {
    terminate,
    work: {
      engine: () => call((remote) => remote.engine()),
      readProfile: (file, onProgress) => call((remote) => remote.readProfile(file, crossing(onProgress))),
      checkContract: (file, terms, onProgress) =>
        call((remote) => remote.checkContract(file, terms, crossing(onProgress))),
      encryptBase: (onProgress) => call((remote) => remote.encryptBase(crossing(onProgress))),
      encryptGradient: (weights, onProgress) =>
        call((remote) => remote.encryptGradient(weights, crossing(onProgress))),
    },
  };
}
