export interface Pair {
  readonly one: string;
  readonly other: string;
  readonly value: number;
}

/** Every pair of variables once, the strongest correlation first; without those that a constant has none of. */
export function strongestPairs(
  names: readonly string[],
  correlations: readonly (readonly (number | null)[])[],
): readonly Pair[] {
  return correlations
    .flatMap((row, i) =>
      row.slice(0, i).flatMap((value, j) => {
        const [one, other] = [names[j], names[i]];
        return value === null || one === undefined || other === undefined ? [] : [{ one, other, value }];
      }),
    )
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}
