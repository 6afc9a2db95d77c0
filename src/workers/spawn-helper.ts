import type { EngineName } from '../bignum/index.ts';
import type { HelperWork } from './helper-work.ts';
import type { WorkThread } from './interfaces.ts';
import { startThread } from './thread.ts';

/**
 * A helper of the worker that calls, in a thread that ends with it.
 *
 * @param engine the one to begin with: what the worker runs on.
 * @throws what `new Worker` throws where workers cannot start any.
 */
export function spawnHelper(engine: EngineName): WorkThread<HelperWork> {
  const { call, terminate } = startThread<HelperWork>(
    () => new Worker(new URL('./helper.worker.ts', import.meta.url), { type: 'module', name: engine }),
  );
  return {
    terminate,
    work: {
      engine: () => call((remote) => remote.engine()),
      randomizers: (key, count) => call((remote) => remote.randomizers(key, count)),
      matrixRows: (...request) => call((remote) => remote.matrixRows(...request)),
      sum: (key, answers) => call((remote) => remote.sum(key, answers)),
    },
  };
}
