/**
 * An element that has to be there, from the end for a negative index.
 *
 * @throws RangeError if it is not.
 */
export function at<T>(list: readonly T[], index: number): T {
  const element = list.at(index);
  if (element === undefined) throw new RangeError(`index ${index}: outside a list of ${list.length}`);
  return element;
}
