import { scaleLinear, scaleLog } from 'd3-scale';

/** What the charts of rounds share: an axis of rounds below, a logarithmic one on the left. */

export const MARGIN = { left: 54, right: 16, top: 12, bottom: 30 } as const;
/** Room between the axis and the first and last round. */
const INSET = 5;
const MIN_TICK_PX = 24;
/** Below it powers of ten run out of digits; a loss this small is a zero in any case. */
const LEAST = 1e-250;
const MIN_ROUND_TICK_PX = 26;

export interface Tick {
  readonly value: number;
  readonly at: number;
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
): { y: (value: number) => number; ticks: readonly Tick[]; bottom: number } {
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
