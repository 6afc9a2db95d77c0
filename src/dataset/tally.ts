import { detached } from './records.ts';

export interface Tally {
  /** Counts a text, white space around it left out. */
  add(text: string): void;
  /** How many different ones were counted; one more than the capacity once that is exceeded. */
  distinct(): number;
  /** What was counted, in order of first appearance; nothing once the capacity is exceeded. */
  entries(): { value: string; count: number }[];
}

/** Letters, digits and signs that stand in ASCII: most cells begin and end with one, and need no cutting. */
function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** Counts different texts up to a capacity. */
export function createTally(capacity: number): Tally {
  const counts = new Map<string, number>();
  let full = false;
  return {
    add(text) {
      if (full) return;
      const plain = isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1));
      const key = plain ? text : text.trim();
      const count = counts.get(key);
      if (count !== undefined) counts.set(key, count + 1);
      else if (counts.size < capacity) counts.set(detached(key), 1);
      else {
        full = true;
        counts.clear();
      }
    },
    distinct: () => (full ? capacity + 1 : counts.size),
    entries: () => Array.from(counts, ([value, count]) => ({ value, count })),
  };
}
