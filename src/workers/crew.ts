import { LEAST_SHARED_MS } from './effort.ts';
import type { HelperWork } from './helper-work.ts';
import type { OnProgress, WorkThread } from './interfaces.ts';
import type { Idle } from './randomizer-pool.ts';
import { share, type Hand } from './share.ts';

/** Helpers are started for a job from this effort on: to load, compile and set up takes about half of it. */
const LEAST_STARTED_MS = 200;
/** How long helpers wait for another job: the rounds of a training come faster, and an idle tab holds no memory. */
const REST_MS = 10_000;
/** However many cores there are, more than this are hardly ever free, and every thread takes memory. */
const MOST_HELPERS = 15;

/** The threads of a tab that compute together: a role's worker, and the helpers that it started. */
export interface Crew {
  /** How many there can be, this one included. */
  readonly threads: number;
  /**
   * Computes all parts of a job; with helpers, if it is worth that. Resolves to the results in the order of
   * the parts.
   *
   * @throws what `here` throws; a helper that fails is no failure.
   */
  share<Part, Result>(job: Job<Part, Result>): Promise<Result[]>;
  /** Runs a step when no job is waited for; returns what calls it off. */
  readonly whenFree: Idle;
}

export interface Job<Part, Result> {
  readonly parts: readonly Part[];
  /** What it takes in one thread, see `effort.ts`. */
  readonly effortMs: number;
  /** Computes a part in this thread. */
  here(part: Part): Result;
  /** Has it computed by a helper. Absent: this takes a secret that stays here. */
  there?(helper: HelperWork, part: Part): Promise<Result>;
  /** Nobody waits for it: as soon as somebody waits for another job, no part is begun, and results are fewer. */
  readonly background?: boolean;
  readonly onProgress?: OnProgress | undefined;
}

export interface Recruiting {
  /** How many helpers there may be at most. */
  readonly most: number;
  start(): WorkThread<HelperWork>;
  /** Replaced in tests only. */
  readonly restMs?: number;
}

interface Helper {
  readonly thread: WorkThread<HelperWork>;
  readonly ready: Promise<unknown>;
}

/** How many helpers to recruit: a thread for every core, the role's own worker included. */
export function helpersFor(cores: number): number {
  // A browser that hides the number says nothing, or 1.
  return cores > 1 ? Math.min(cores - 1, MOST_HELPERS) : 0;
}

/** @param recruiting absent: this thread computes alone. */
export function createCrew(recruiting?: Recruiting): Crew {
  const restMs = recruiting?.restMs ?? REST_MS;
  let most = recruiting?.most ?? 0;
  let helpers: Helper[] = [];
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** Jobs under way, and how many of them somebody waits for. */
  let jobs = 0;
  let awaited = 0;
  const whenNoneIsAwaited = new Set<() => void>();

  /** Starts what is missing, if it can be started, and returns the helpers. */
  function recruit(count: number): readonly Helper[] {
    while (recruiting !== undefined && helpers.length < Math.min(count, most)) {
      try {
        const thread = recruiting.start();
        helpers.push({ thread, ready: thread.work.engine() });
      } catch {
        // A browser without workers inside workers, or a policy that forbids them.
        most = helpers.length;
      }
    }
    return helpers;
  }

  function lose(helper: Helper): void {
    if (!helpers.includes(helper)) return;
    helpers = helpers.filter((each) => each !== helper);
    // What killed it may come again: the tab goes on with those that are left.
    most -= 1;
    helper.thread.terminate();
  }

  function rest(): void {
    for (const { thread } of helpers) thread.terminate();
    helpers = [];
  }

  function handsFor<Part, Result>({ parts, effortMs, there }: Job<Part, Result>): Hand<Part, Result>[] {
    const leastMs = helpers.length > 0 ? LEAST_SHARED_MS : LEAST_STARTED_MS;
    if (there === undefined || parts.length < 2 || effortMs < leastMs) return [];
    return recruit(parts.length - 1).map((helper) => ({
      ready: helper.ready,
      compute: (part) => there(helper.thread.work, part),
      lose: () => lose(helper),
    }));
  }

  return {
    threads: most + 1,

    async share(job) {
      const { parts, here, onProgress, background = false } = job;
      const weight = background ? 0 : 1;
      jobs += 1;
      awaited += weight;
      clearTimeout(resting);
      try {
        const isOver = () => background && awaited > 0;
        return await share({ parts, here, hands: handsFor(job), onProgress, isOver });
      } finally {
        jobs -= 1;
        awaited -= weight;
        if (jobs === 0 && helpers.length > 0) resting = setTimeout(rest, restMs);
        if (awaited === 0) for (const goOn of [...whenNoneIsAwaited]) goOn();
      }
    },

    whenFree(step) {
      let timer: ReturnType<typeof setTimeout>;
      const wait = () => {
        whenNoneIsAwaited.delete(wait);
        // Calls and messages that wait already are served first.
        timer = setTimeout(() => {
          if (awaited > 0) whenNoneIsAwaited.add(wait);
          else step();
        }, 0);
      };
      wait();
      return () => {
        clearTimeout(timer);
        whenNoneIsAwaited.delete(wait);
      };
    },
  };
}
