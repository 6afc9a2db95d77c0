import { checkLength } from '../base/index.ts';

/** Combines two lists element by element. @throws RangeError if their lengths differ. */
export function zipWith<A, B, C>(as: readonly A[], bs: readonly B[], combine: (a: A, b: B) => C): C[] {
  checkLength(bs, 'second list', as.length);
  return as.map((a, i) => combine(a, bs[i] as B));
}
