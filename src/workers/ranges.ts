/** From `start` up to, and not with, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * 0 to `count` in ranges of at most `most`, rounded up to an even number since engines compute in pairs: as
 * many as keep all threads busy to the end.
 */
export function evenRanges(count: number, most: number, threads: number): Range[] {
  const ranges = Math.max(1, threads * Math.ceil(count / (threads * most)));
  const size = Math.max(2, 2 * Math.ceil(count / ranges / 2));
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
    start: i * size,
    end: Math.min((i + 1) * size, count),
  }));
}
