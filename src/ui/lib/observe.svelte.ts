import { createSubscriber } from 'svelte/reactivity';
import type { Observable } from '../../base/index.ts';

/**
 * What `read` returns, as a reactive value: whoever reads `current` in a component or a `$derived` is
 * updated when `source` notifies. The subscription lives only as long as somebody reads.
 */
export function observe<T>(source: Observable, read: () => T): { readonly current: T } {
  const subscribe = createSubscriber((update) => source.subscribe(update));
  return {
    get current() {
      subscribe();
      return read();
    },
  };
}
