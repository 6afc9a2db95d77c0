import { checkInteger } from '../base/index.ts';
import type { Randomizers } from '../paillier/index.ts';
import type { OnProgress } from './interfaces.ts';

/** The most that a pool keeps, however much is asked for: a kilobyte each at 4096 bits. */
const LIMIT = 512;

/** Runs a step as soon as nothing else is to be done; returns what calls it off. */
export type Idle = (step: () => void) => () => void;

export interface AheadOptions {
  /** Nobody waits for them: there may be fewer. */
  readonly background: boolean;
  readonly onProgress?: OnProgress | undefined;
}

export interface RandomizerPoolDeps {
  /** Computes values at once. */
  readonly source: Randomizers;
  /** Computes values bit by bit, letting messages through. */
  readonly ahead: (count: number, options: AheadOptions) => Promise<bigint[]>;
  /** How many are kept ready. Whoever takes more at once will find more the next time. */
  readonly target: number;
  readonly idle: Idle;
}

/** Values made ahead of use. */
export interface RandomizerPool extends Randomizers {
  /** Begins to fill itself in idle time, and does so again whenever something was taken. */
  start(): void;
  /** Has `count` values ready, though not more than a pool keeps: who takes them does not have to wait. */
  prepare(count: number, onProgress?: OnProgress): Promise<void>;
  /** Forgets what it holds and makes nothing ahead any more: its key is no longer in use. */
  drop(): void;
}

/**
 * Keeps values of `source` ready for both roles: most of an encryption's time passes while a person reads
 * or somebody else computes. A value leaves the pool when it is handed out, so none is ever used twice.
 *
 * What is held is as secret as the plaintexts that it will hide: who knows r^n divides it out. So it
 * stays in the tab's workers, is never stored, and is let go with its key.
 */
export function createRandomizerPool({ source, ahead, target, idle }: RandomizerPoolDeps): RandomizerPool {
  let wanted = Math.min(checkInteger(target, 'target', 0), LIMIT);
  let ready: bigint[] = [];
  /** Not before it is started, and not after it was dropped. */
  let active = false;
  let filling = false;
  let callOff: (() => void) | null = null;

  function keep(values: readonly bigint[]): void {
    if (active) ready.push(...values);
  }

  function refill(): void {
    if (!active || filling || callOff !== null || ready.length >= wanted) return;
    callOff = idle(() => {
      callOff = null;
      filling = true;
      ahead(wanted - ready.length, { background: true }).then(
        (values) => {
          filling = false;
          keep(values);
          refill();
        },
        // Nothing is made ahead any more: whoever takes values will be told why.
        () => undefined,
      );
    });
  }

  return {
    start() {
      active = true;
      refill();
    },

    async prepare(count, onProgress) {
      const missing = Math.min(checkInteger(count, 'count', 0), LIMIT) - ready.length;
      if (missing <= 0) {
        onProgress?.(count, count);
        return;
      }
      const before = count - missing;
      const report = onProgress && ((done: number) => onProgress(before + done, count));
      keep(await ahead(missing, { background: false, onProgress: report }));
    },

    take(count) {
      checkInteger(count, 'count', 0);
      wanted = Math.min(Math.max(wanted, count), LIMIT);
      const taken = ready.splice(0, count);
      refill();
      const missing = count - taken.length;
      return missing === 0 ? taken : [...taken, ...source.take(missing)];
    },

    drop() {
      active = false;
      callOff?.();
      callOff = null;
      ready = [];
    },
  };
}
