/**
 * Remembers the last result, and gives the same one for as long as the key stays: a view is made anew with every
 * change of anything, and a page compares its parts by identity.
 *
 * @param keyOf what the result follows from. Default: the arguments themselves.
 */
export function rememberLast<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
  keyOf: (...args: Args) => readonly unknown[] = (...args) => args,
): (...args: Args) => Result {
  let last: { readonly key: readonly unknown[]; readonly result: Result } | null = null;
  return (...args) => {
    const key = keyOf(...args);
    const before = last?.key ?? [];
    const same = key.length === before.length && key.every((part, i) => Object.is(part, before[i]));
    if (last === null || !same) last = { key, result: compute(...args) };
    return last.result;
  };
}
