import { expose, wrap } from 'comlink';
import { vi } from 'vitest';
import { bigintEngine } from '../../../src/bignum/index.ts';
import { createCrew, type Crew } from '../../../src/workers/crew.ts';
import { handingOver } from '../../../src/workers/handing-over.ts';
import { createHelperWork, type HelperWork } from '../../../src/workers/helper-work.ts';
import type { WorkThread } from '../../../src/workers/index.ts';

/** A helper behind a channel, as in another thread, and what it was asked for. */
export function helperThread(): WorkThread<HelperWork> & { readonly asked: string[] } {
  const { port1, port2 } = new MessageChannel();
  const asked: string[] = [];
  const work = createHelperWork({ engine: bigintEngine });
  expose(
    handingOver<HelperWork>({
      engine: work.engine,
      randomizers(...request) {
        asked.push('randomizers');
        return work.randomizers(...request);
      },
      matrixRows(...request) {
        asked.push('matrixRows');
        return work.matrixRows(...request);
      },
      sum(...request) {
        asked.push('sum');
        return work.sum(...request);
      },
    }),
    port1,
  );
  return {
    asked,
    work: wrap<HelperWork>(port2),
    terminate() {
      port1.close();
      port2.close();
    },
  };
}

/** A thread that is there, and fails at everything. */
function failingThread(): WorkThread<HelperWork> {
  const fail = () => Promise.reject(new Error('out of memory'));
  const work = {
    engine: () => Promise.resolve('bigint' as const),
    randomizers: fail,
    matrixRows: fail,
    sum: fail,
  };
  return { work, terminate: () => undefined };
}

/** A crew with one helper, to which every job is large. */
export function eagerCrew({ fails = false } = {}): Crew & { readonly asked: () => string[] } {
  const started: (WorkThread<HelperWork> & { readonly asked?: string[] })[] = [];
  const start = () => {
    const thread = fails ? failingThread() : helperThread();
    started.push(thread);
    return thread;
  };
  const crew = createCrew({ most: 1, start, restMs: 100 });
  return {
    ...crew,
    share: (job) => crew.share({ ...job, effortMs: Infinity }),
    asked: () => [...new Set(started.flatMap(({ asked = [] }) => asked))],
  };
}

/** Idle time that passes as steps are taken from the list. */
export function idleSteps() {
  const steps: (() => void)[] = [];
  const idle = (step: () => void) => {
    steps.push(step);
    return () => {
      if (steps.includes(step)) steps.splice(steps.indexOf(step), 1);
    };
  };
  return { steps, idle };
}

/** No idle time. */
export const never = () => () => undefined;

/** What the jobs of a crew gave, in the order in which they were begun. */
export function resultsOf(crew: Crew): () => Promise<unknown[][]> {
  const share = vi.spyOn(crew, 'share');
  return () => Promise.all(share.mock.results.map(({ value }) => value as Promise<unknown[]>));
}
