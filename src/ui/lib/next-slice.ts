/**
 * The next step on the way from one list to another: at most so many items are new or replaced by another object,
 * the rest stays as it stood. What is no longer in the list is gone at once.
 *
 * @param items the list to come to.
 * @param standing the list as it is.
 * @param keyOf tells which item takes the place of which.
 */
export function nextSlice<Item>(
  items: readonly Item[],
  standing: readonly Item[],
  keyOf: (item: Item) => string,
  most: number,
): readonly Item[] {
  const stood = new Map(standing.map((item) => [keyOf(item), item]));
  let changes = 0;
  return items.flatMap((item) => {
    const before = stood.get(keyOf(item));
    if (before === item || ++changes <= most) return [item];
    return before === undefined ? [] : [before];
  });
}
