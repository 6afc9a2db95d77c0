import { proxy, wrap, type ProxyMarked, type Remote } from 'comlink';
import { FederatedError } from '../base/index.ts';
import type { OnProgress } from './interfaces.ts';

export interface Thread<Work> {
  /** Calls into the thread; rejects if the thread dies or is ended meanwhile, which comlink would not. */
  call<T>(
    action: (remote: Remote<Work>, progress: (OnProgress & ProxyMarked) | undefined) => Promise<T>,
    onProgress?: OnProgress,
  ): Promise<T>;
  terminate(): void;
}

/**
 * Starts a worker at once, so that it is there even if the server goes away; after it died, with the next
 * call. After `terminate` every call rejects with 'cancelled'.
 */
export function startThread<Work>(start: () => Worker): Thread<Work> {
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
    async call(action, onProgress) {
      if (over) throw new FederatedError('cancelled', 'the worker was ended');
      const { remote, failed } = (current ??= launch());
      // Progress comes on a port of its own, and may come behind the result.
      let running = true;
      const progress = onProgress && proxy<OnProgress>((...step) => running && onProgress(...step));
      try {
        return await Promise.race([action(remote, progress), failed]);
      } finally {
        running = false;
      }
    },
    terminate() {
      over = true;
      current?.worker.terminate();
      current?.fail(new FederatedError('cancelled', 'the worker was ended'));
    },
  };
}
