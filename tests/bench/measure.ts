import { generateKeyPair } from '../../src/paillier/index.ts';
import type { Contender, Operations } from './operations.ts';
import { batchAt, type Workload } from './workloads.ts';

export interface BenchRow {
  readonly op: keyof Operations;
  readonly keyBits: number;
  readonly engine: string;
  /** Median over the runs, each over a batch. */
  readonly msPerOp: number;
}

export interface Measured extends BenchRow {
  /** Medians of the parts that an operation was timed in. */
  readonly partsMs: readonly number[];
}

/** An odd number: the median is one of them. */
export const RUNS = 5;

/**
 * Times every workload on every engine under one fresh key. The engines take turns within a run, on the
 * same inputs, so that a busy moment of the machine hits all of them; a first run warms up and does not
 * count.
 *
 * @param entering told the name of each engine before it sets up or computes.
 * @throws Error if an engine disagrees with BigInt arithmetic on anything that it was timed at.
 */
export async function measure(
  contenders: readonly Contender[],
  workloads: readonly Workload[],
  keyBits: number,
  entering: (name: string) => void,
): Promise<Measured[]> {
  const key = generateKeyPair(keyBits);
  const entries: { name: string; operations: Operations }[] = [];
  for (const { name, withKey } of contenders) {
    entering(name);
    entries.push({ name, operations: await withKey(key) });
  }

  const rows: Measured[] = [];
  for (const workload of workloads) {
    const { op, draw } = workload;
    const batch = batchAt(workload, keyBits);
    console.log(`${op}, ${keyBits} bits ...`);
    const times = entries.map((): (readonly number[])[] => []);
    for (let run = 0; run <= RUNS; run++) {
      const work = await draw(key, batch);
      for (let turn = 0; turn < entries.length; turn++) {
        // Another one starts each time: none is always the one that finds the memory tidy.
        const place = (run + turn) % entries.length;
        const entry = entries[place];
        if (entry === undefined) continue;
        entering(entry.name);
        const { partsMs, isRight } = await work(entry.operations);
        if (!isRight()) throw new Error(`${entry.name} disagrees with BigInt: ${op}, ${keyBits} bits`);
        if (run > 0) times[place]?.push(partsMs.map((ms) => ms / batch));
      }
    }
    rows.push(...entries.map(({ name }, i) => ({ op, keyBits, engine: name, ...mediansOf(times[i] ?? []) })));
  }
  return rows;
}

/** Of the sums over the parts, and of each part. */
function mediansOf(runs: readonly (readonly number[])[]): Pick<Measured, 'msPerOp' | 'partsMs'> {
  return {
    msPerOp: median(runs.map((parts) => parts.reduce((sum, ms) => sum + ms, 0))),
    partsMs: (runs[0] ?? []).map((_, part) => median(runs.map((parts) => parts[part] ?? NaN))),
  };
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
