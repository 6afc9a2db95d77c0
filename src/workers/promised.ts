/** What `compute` returns or throws, as a promise: callers see the same as from another thread. */
export function promised<T>(compute: () => T): Promise<T> {
  return new Promise((resolve) => resolve(compute()));
}
