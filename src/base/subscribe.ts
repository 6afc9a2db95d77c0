/** Calls every listener when something changed. A party is observed through this alone. */
export interface Observable {
  /** Registers a listener; the returned function removes it. */
  subscribe(listener: () => void): () => void;
}

/** A set of listeners; `notify` calls each once. */
export function createNotifier(): Observable & { notify(): void } {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify() {
      for (const listener of [...listeners]) listener();
    },
  };
}
