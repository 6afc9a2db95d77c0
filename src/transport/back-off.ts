/** The wait before the first new attempt; it doubles with each one after. */
const FIRST_DELAY_MS = 500;
/** A server that is back is found within this time. */
const MAX_DELAY_MS = 8_000;

/** Repeats an attempt with growing waits. */
export interface BackOff {
  /** Runs `attempt` after the next wait; a wait that is under way is kept. */
  schedule(attempt: () => void): void;
  /** The last attempt succeeded: the next wait is the first again. */
  reset(): void;
  stop(): void;
}

export function createBackOff(): BackOff {
  let delayMs = FIRST_DELAY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    schedule(attempt) {
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        attempt();
      }, delayMs);
      delayMs = Math.min(MAX_DELAY_MS, 2 * delayMs);
    },
    reset() {
      delayMs = FIRST_DELAY_MS;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
