/** Geometry of the picture on the start page. Its figures are those of the diabetes sample. */

/** A card with a tab on its upper edge: the shape of a browser tab. */
export function tabCard(width: number, height: number, tab: number): string {
  const bottom = height - 10.75;
  return (
    `M.75 ${bottom}V26a6 6 0 0 1 6-6H14a6 6 0 0 0 6-6V10A9 9 0 0 1 29 1h${tab}a9 9 0 0 1 9 9v4a6 6 0 0 0 6 6` +
    `H${width - 10.75}a10 10 0 0 1 10 10V${bottom}a10 10 0 0 1-10 10H10.75a10 10 0 0 1-10-10z`
  );
}

export const owners = [
  { rows: 221, widths: [16, 12, 19, 14, 22, 12, 19, 13, 16, 10, 19, 13, 22, 12, 19, 17, 20, 12, 23, 15] },
  { rows: 132, widths: [21, 13, 17, 16, 19, 11, 18, 15, 18, 14, 23, 15, 16, 13, 18, 14] },
  { rows: 89, widths: [18, 10, 21, 14, 19, 11, 19, 15, 16, 14, 18, 13] },
] as const;

/** Estimate and interval of ten coefficients, in units of the picture; zero lies at 161.5. */
export const intervals: readonly (readonly [number, number, number])[] = [
  [151.2, 160.7, 170.1],
  [132.5, 142.2, 151.8],
  [192.8, 203.3, 213.9],
  [177.2, 187.6, 198],
  [31.7, 97.7, 163.6],
  [146.2, 199.9, 253.5],
  [136, 169.6, 203.3],
  [150.2, 175.7, 201.3],
  [194.8, 222, 249.2],
  [156.5, 166.9, 177.4],
];
export const ZERO_X = 161.5;
