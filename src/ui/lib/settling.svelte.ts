/** How long a page that has just been opened waits for what others send, before it shows the rest without. */
const WAIT_MS = 4000;

/**
 * Whether what comes first on a page is there, or has been waited for long enough: what stands below is shown
 * then, and is not pushed down while somebody reads it. Stays true. Call it while a component is set up.
 */
export function createSettling(isThere: () => boolean): { readonly settled: boolean } {
  let settled = $state(false);
  const settle = (): void => void (settled = true);
  $effect(() => {
    if (isThere()) settle();
  });
  $effect(() => {
    const timer = setTimeout(settle, WAIT_MS);
    return () => clearTimeout(timer);
  });
  return {
    get settled() {
      return settled;
    },
  };
}
