/** How much memory is taken for WebAssembly, by who asked for it. */
export interface MemoryRecorder {
  /** Memories that are made from now on are this one's. */
  label(owner: string): void;
  /** Bytes of all memories that one owner made. */
  bytesOf(owner: string): number;
}

const PAGE_BYTES = 65_536;

/** Puts itself in the place of `WebAssembly.Memory`, for good. Keeps figures only: memories can be let go. */
export function recordMemories(): MemoryRecorder {
  let current = '';
  const pages = new Map<string, number>();
  const add = (owner: string, more: number) => pages.set(owner, (pages.get(owner) ?? 0) + more);

  WebAssembly.Memory = class extends WebAssembly.Memory {
    readonly #owner = current;

    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      add(this.#owner, descriptor.initial);
    }

    override grow(delta: number): number {
      const before = super.grow(delta);
      add(this.#owner, delta);
      return before;
    }
  };

  return {
    label(owner) {
      current = owner;
    },
    bytesOf: (owner) => (pages.get(owner) ?? 0) * PAGE_BYTES,
  };
}
