import { generateKeyPair } from '../../src/paillier/index.ts';
import type { BenchEngine } from './engines.ts';
import type { Workload } from './workloads.ts';

export interface BenchRow {
  readonly op: string;
  readonly keyBits: number;
  readonly engine: string;
  /** Median over the runs, each over a batch. */
  readonly msPerOp: number;
}

const RUNS = 5;

/**
 * Times every workload on every engine under one fresh key. The engines take turns within a run, on the
 * same inputs, so that a busy moment of the machine hits all of them; a first run warms up and does not
 * count.
 *
 * @throws Error if an engine disagrees with BigInt arithmetic on anything that it was timed at.
 */
export function measure(
  engines: readonly BenchEngine[],
  workloads: readonly Workload[],
  keyBits: number,
): BenchRow[] {
  const key = generateKeyPair(keyBits);
  const contenders = engines.map(({ name, withKey }) => ({ name, operations: withKey(key) }));

  return workloads.flatMap(({ op, batch, draw }) => {
    console.log(`${op}, ${keyBits} bits ...`);
    const times = contenders.map((): number[] => []);
    for (let run = 0; run <= RUNS; run++) {
      const work = draw(key, batch);
      for (let turn = 0; turn < contenders.length; turn++) {
        // Another one starts each time: none is always the one that finds the memory tidy.
        const place = (run + turn) % contenders.length;
        const contender = contenders[place];
        if (contender === undefined) continue;
        const startedAt = performance.now();
        const isRight = work(contender.operations);
        const elapsedMs = performance.now() - startedAt;
        if (!isRight()) throw new Error(`${contender.name} disagrees with BigInt: ${op}, ${keyBits} bits`);
        if (run > 0) times[place]?.push(elapsedMs / batch);
      }
    }
    return contenders.map(({ name }, i) => ({ op, keyBits, engine: name, msPerOp: median(times[i] ?? []) }));
  });
}

/** The middle one of an odd number of values. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
