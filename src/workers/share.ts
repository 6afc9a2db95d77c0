import type { OnProgress } from './interfaces.ts';
import { nextTask } from './next-task.ts';

/** What a thread has at a time: while it computes one part, the next lies there already. */
const PARTS_IN_HAND = 2;
/** What a thread has may take this many times as long as this thread's slowest part... */
const PATIENCE_FACTOR = 10;
/** ... and at least this: a thread that died without a word must not hold up a job for good. */
const PATIENCE_LEAST_MS = 3000;

/** Another thread, as far as one job is concerned. */
export interface Hand<Part, Result> {
  /** Resolves when the thread is there; rejects if it cannot be started. */
  readonly ready: Promise<unknown>;
  compute(part: Part): Promise<Result>;
  /** It failed, or was not heard of for too long: it is not to be asked again. */
  lose(): void;
}

interface Sharing<Part, Result> {
  readonly parts: readonly Part[];
  /** Computes a part in this thread. */
  readonly here: (part: Part) => Result;
  readonly hands: readonly Hand<Part, Result>[];
  /** Told after every part, with the number of parts. */
  readonly onProgress?: OnProgress | undefined;
  /** Once it says so, no part is begun any more. */
  readonly isOver?: () => boolean;
  /** Replaced in tests only. */
  readonly patienceLeastMs?: number;
}

/**
 * Computes parts in this thread and in others, each taking the next one as soon as it is free, and lets
 * messages through in between. A part that another thread fails at is computed again.
 *
 * @returns the results in the order of the parts: all of them, unless the job was over before.
 * @throws what `here` throws.
 */
export async function share<Part, Result>({
  parts,
  here,
  hands,
  onProgress,
  isOver = () => false,
  patienceLeastMs = PATIENCE_LEAST_MS,
}: Sharing<Part, Result>): Promise<Result[]> {
  const results = new Map<number, Result>();
  /** Parts that other threads have. */
  const away = new Map<number, Hand<Part, Result>>();
  let waiting = [...parts.keys()];
  let slowestMs = 0;
  let wake = (): void => undefined;

  function next(): number | undefined {
    if (isOver()) waiting = [];
    return waiting.shift();
  }

  function deliver(index: number, result: Result): void {
    // A thread that was given up may still be heard of.
    if (results.has(index)) return;
    results.set(index, result);
    onProgress?.(results.size, parts.length);
  }

  function computeHere(index: number): void {
    const startedAt = performance.now();
    deliver(index, here(parts[index] as Part));
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  }

  /** Gives a thread one part after the other until none waits. */
  async function employ(hand: Hand<Part, Result>): Promise<void> {
    let index: number | undefined;
    try {
      await hand.ready;
      while ((index = next()) !== undefined) {
        away.set(index, hand);
        deliver(index, await hand.compute(parts[index] as Part));
        away.delete(index);
        wake();
      }
    } catch {
      hand.lose();
      if (index !== undefined && away.delete(index)) waiting.push(index);
      wake();
    }
  }

  /** Waits for a thread that is away, for as long as is reasonable; false: none has stirred. */
  function stirs(): Promise<boolean> {
    return new Promise((resolve) => {
      const patienceMs = Math.max(patienceLeastMs, PATIENCE_FACTOR * slowestMs);
      const timer = setTimeout(resolve, patienceMs, false);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  for (const hand of hands) for (let i = 0; i < PARTS_IN_HAND; i++) void employ(hand);
  try {
    for (;;) {
      const index = next();
      if (index !== undefined) {
        if (!results.has(index)) computeHere(index);
        await nextTask();
      } else if (away.size === 0) {
        break;
      } else if (!(await stirs())) {
        for (const hand of new Set(away.values())) hand.lose();
        waiting.push(...away.keys());
        away.clear();
      }
    }
  } finally {
    // If a part was refused, nothing is begun any more.
    waiting = [];
  }
  return parts.flatMap((_, index) => (results.has(index) ? [results.get(index) as Result] : []));
}
