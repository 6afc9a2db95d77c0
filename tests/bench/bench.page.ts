import { proxy, wrap, type Remote } from 'comlink';
import type { Measured } from './measure.ts';
import { measureTwoWorkers, type TwoWorkers } from './two-workers.ts';
import type { Bench, EngineMemory } from './worker.bench.ts';

export interface BenchResult {
  readonly rows: Measured[];
  readonly memory: EngineMemory[];
}

declare global {
  interface Window {
    /** Put here by the script that opens the page: see `Exchange` in `native.ts`. */
    exchange(program: string, request: string): Promise<string>;
    /** Measures in a worker, as the product computes, and rejects if an engine is wrong. */
    measure(keyBits: number, programs: readonly string[]): Promise<BenchResult>;
    /** The same for two workers beside one. */
    measureTwoWorkers(keyBits: number): Promise<TwoWorkers>;
  }
}

window.measure = (keyBits, programs) =>
  inWorkers(([worker]) =>
    worker.measure(
      keyBits,
      programs,
      proxy((program, request) => window.exchange(program, request)),
    ),
  );

window.measureTwoWorkers = (keyBits) => inWorkers((workers) => measureTwoWorkers(workers, keyBits));

type BenchWorkers = readonly [Remote<Bench>, Remote<Bench>];

/** Fresh ones, which end with the work: what one size of key leaves in memory is not in the way of the next. */
async function inWorkers<T>(work: (workers: BenchWorkers) => Promise<T>): Promise<T> {
  const threads = [startWorker(), startWorker()] as const;
  try {
    return await work([wrap<Bench>(threads[0]), wrap<Bench>(threads[1])]);
  } finally {
    for (const thread of threads) thread.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.bench.ts', import.meta.url), { type: 'module' });
}
