import { nextSlice } from './next-slice.ts';

/** Rows that a page can make, or make anew, within one frame without being late, on a slow machine too. */
const ROWS_A_FRAME = 20;

/**
 * A long list that comes into a page, and changes there, over several frames, so that the page reacts meanwhile.
 *
 * @param items in order; another object with the same key is the same row, changed.
 */
export function gradually<Item>(
  items: () => readonly Item[],
  keyOf: (item: Item) => string,
): { readonly current: readonly Item[] } {
  let standing = $state.raw<readonly Item[]>([]);
  const current = $derived(nextSlice(items(), standing, keyOf, ROWS_A_FRAME));
  $effect(() => {
    const stands = current.length === standing.length && current.every((item, i) => item === standing[i]);
    if (stands) return;
    const frame = requestAnimationFrame(() => (standing = current));
    return () => cancelAnimationFrame(frame);
  });
  return {
    get current() {
      return current;
    },
  };
}
