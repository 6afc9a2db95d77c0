import type { Remote } from 'comlink';
import type { Load } from './load.ts';
import { median, RUNS } from './measure.ts';

export interface TwoWorkers {
  readonly engine: string;
  readonly keyBits: number;
  /** How many times as much two workers encrypt as one in the same time. */
  readonly ratio: number;
}

/** Encryptions of each worker in one timed call. */
const BATCH = 32;

/**
 * One worker at its load, then two at theirs, by turns; the medians compared.
 *
 * @throws Error if a worker disagrees with BigInt arithmetic.
 */
export async function measureTwoWorkers(
  workers: readonly [Remote<Load>, Remote<Load>],
  keyBits: number,
): Promise<TwoWorkers> {
  console.log(`two workers, ${keyBits} bits ...`);
  const [first] = workers;
  const [engine = ''] = await Promise.all(workers.map((worker) => worker.prepareLoad(keyBits)));
  const alone: number[] = [];
  const together: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const aloneMs = await elapsed([first]);
    const togetherMs = await elapsed(workers);
    for (const worker of workers) {
      if (!(await worker.isLoadRight())) throw new Error(`${engine} disagrees with BigInt in two workers`);
    }
    // The first run warms up.
    if (run === 0) continue;
    alone.push(aloneMs);
    together.push(togetherMs);
  }
  return { engine, keyBits, ratio: (2 * median(alone)) / median(together) };
}

async function elapsed(workers: readonly Remote<Load>[]): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(workers.map((worker) => worker.encryptLoad(BATCH)));
  return performance.now() - startedAt;
}
