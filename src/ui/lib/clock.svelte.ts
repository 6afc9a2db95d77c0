import { createSubscriber } from 'svelte/reactivity';

/** The time in Unix milliseconds, as a reactive value that moves on every `intervalMs` while it is read. */
export function createClock(intervalMs: number): { readonly now: number } {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, intervalMs);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      subscribe();
      return Date.now();
    },
  };
}
