import { scaleLinear, scaleLog } from 'd3-scale';

/** Axes of the charts: from values to pixels, with ticks where there is room for their figures. */

export const MARGIN = { left: 54, right: 16, top: 12, bottom: 30 } as const;
/** Room between the axis and the first and last round. */
const INSET = 5;
const MIN_TICK_PX = 24;
/** Below it powers of ten run out of digits; a loss this small is a zero in any case. */
const LEAST = 1e-250;
/** Above it differences overflow. */
const MOST = 1e300;
/** Values that differ by a smaller share than this have no round numbers between them. */
const LEAST_SPAN = 1e-9;
const MIN_ROUND_TICK_PX = 26;

export interface Tick {
  readonly value: number;
  readonly at: number;
}

/** Where a value stands, in pixels. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** The logarithmic axis on the left of a chart of rounds. */
export interface LogAxis {
  readonly y: (value: number) => number;
  readonly ticks: readonly Tick[];
  readonly bottom: number;
}

/** Maps rounds 1 to `limit` to pixels, with whole rounds as ticks. */
export function roundAxis(
  limit: number,
  width: number,
): { x: (round: number) => number; ticks: readonly Tick[] } {
  const last = Math.max(2, limit);
  const x = scaleLinear([1, last], [MARGIN.left + INSET, width - MARGIN.right - INSET]);
  const fitting = Math.max(2, Math.floor((width - MARGIN.left - MARGIN.right) / MIN_ROUND_TICK_PX));
  const values =
    last <= fitting
      ? Array.from({ length: last }, (_, index) => index + 1)
      : [1, ...x.ticks(Math.min(fitting, 10)).filter((value) => Number.isInteger(value) && value > 1)];
  return { x, ticks: values.map((value) => ({ value, at: x(value) })) };
}

/**
 * Maps positive values to pixels on a logarithmic scale, with as many ticks as there is room for.
 * Values below `span` of the largest are drawn at the edge: they would only push the others together.
 */
export function logAxis(
  values: readonly number[],
  height: number,
  { padding, span }: { padding: number; span: number },
): LogAxis {
  const bottom = height - MARGIN.bottom;
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const top = Math.max(...positive, LEAST);
  const floor = Math.max(Math.min(...positive, top), top * span);
  // A single value gets a scale around it.
  const spread = Math.max((top / floor) ** padding, 1 + padding);
  const scale = scaleLog([floor / spread, top * spread], [bottom, MARGIN.top]).clamp(true);
  const room = Math.max(2, Math.floor((bottom - MARGIN.top) / MIN_TICK_PX));
  return {
    y: scale,
    ticks: thinned(scale.ticks(room), room + 1).map((value) => ({ value, at: scale(value) })),
    bottom,
  };
}

/**
 * Maps values linearly to pixels, from `start` to `end`, with about `count` ticks at round numbers. The axis
 * ends at a tick; equal values get an axis around them.
 */
export function linearAxis(
  values: readonly number[],
  [start, end]: readonly [number, number],
  count: number,
): Axis {
  const finite = values.filter((value) => Math.abs(value) < MOST);
  const low = finite.length === 0 ? 0 : finite.reduce((a, b) => Math.min(a, b));
  const high = finite.length === 0 ? 1 : finite.reduce((a, b) => Math.max(a, b));
  const size = Math.max(Math.abs(low), Math.abs(high));
  const apart = high - low > Math.max(LEAST, LEAST_SPAN * size);
  const around = apart ? 0 : size > LEAST ? size / 2 : 1;
  const scale = scaleLinear([low - around, high + around], [start, end]).nice(count);
  return { at: scale, ticks: scale.ticks(count).map((value) => ({ value, at: scale(value) })) };
}

/** Maps positive values to pixels on a logarithmic scale, from the lowest at `start` to the highest at `end`. */
export function logarithmicAxis(
  values: readonly number[],
  [start, end]: readonly [number, number],
  count: number,
): Axis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = positive.length === 0 ? 1 : positive.reduce((a, b) => Math.min(a, b));
  const high = positive.length === 0 ? 10 : positive.reduce((a, b) => Math.max(a, b));
  const spread = low === high ? 2 : 1;
  const scale = scaleLog([Math.max(low / spread, LEAST), high * spread], [start, end]).clamp(true);
  return {
    at: scale,
    ticks: thinned(scale.ticks(count), count).map((value) => ({ value, at: scale(value) })),
  };
}

/**
 * Moves labels apart that would lie on each other: each is at least `gap` pixels below the one before, in the
 * order of their places, and none is below `bottom`.
 */
export function spreadLabels<T extends { readonly at: number }>(
  labels: readonly T[],
  gap: number,
  bottom: number,
): readonly (T & { readonly shown: number })[] {
  const placed = [...labels].sort((a, b) => a.at - b.at).map((label) => ({ ...label, shown: label.at }));
  placed.forEach((label, i) => {
    label.shown = Math.max(label.shown, (placed[i - 1]?.shown ?? -Infinity) + gap);
  });
  for (let i = placed.length - 1, limit = bottom; i >= 0; i--, limit -= gap) {
    const label = placed[i];
    if (label !== undefined) label.shown = Math.min(label.shown, limit);
  }
  return placed;
}

/** At most `count` of the ticks: powers of ten first, then evenly chosen. */
function thinned(ticks: readonly number[], count: number): readonly number[] {
  if (ticks.length <= count) return ticks;
  const powers = ticks.filter((value) => Number.isInteger(Math.log10(value)));
  const chosen = powers.length >= 2 ? powers : ticks;
  const step = Math.ceil(chosen.length / count);
  return chosen.filter((_, index) => index % step === 0);
}

/** At most `count` of many points, the first and the last among them: more cannot be seen. */
export function sampled<T>(points: readonly T[], count: number): readonly T[] {
  if (points.length <= count) return points;
  const step = (points.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => points[Math.round(index * step)]).filter(
    (point): point is T => point !== undefined,
  );
}
