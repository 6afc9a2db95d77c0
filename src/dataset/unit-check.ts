import type { Column } from '../contract/index.ts';
import type { ColumnProfile } from './column-profiler.ts';
import { outwardRange } from './propose.ts';

/** Fewer different values are codes or counts, whose ends differ from owner to owner. */
const LEAST_DISTINCT = 5;
/** How many of its own spans a column's median may lie from the middle of the united range. */
const LARGEST_DISTANCE = 3;
/** The same for columns that start at 0, as amounts do: one owner's largest may be ten times another's. */
const LARGEST_DISTANCE_FROM_ZERO = 20;
/** A column starts at 0 if its lowest value is nearer to it than this share of its span. */
const NEAR_ZERO = 0.1;

/**
 * Whether a column seems to be in another unit than other owners': the middle of the range that all owners' values
 * lie in is further from its median than three times its own span, and so its span is less than a sixth of that
 * range. Neither shifting nor scaling all owners' values changes the answer.
 *
 * Metres among centimetres are some 200 spans away, kilograms among grams 800, body temperatures in Celsius among
 * Fahrenheit 6; the owner whose unit makes the larger numbers is not warned, since its values are most of the range.
 * Subgroups that overlap, or lie a few spans apart, are not either: children among adults are 3 spans away or less.
 * What it cannot see: units that differ by little (outdoor temperatures in Celsius and Fahrenheit overlap), and a
 * factor of less than 40 between amounts that start at 0.
 *
 * @param united the column as all owners' ranges together make it.
 */
export function looksLikeAnotherUnit(profile: ColumnProfile, united: Column): boolean {
  const { minimum, maximum, median, distinct } = profile;
  if (united.type !== 'continuous' && united.type !== 'discrete') return false;
  if (minimum === undefined || maximum === undefined || median === undefined) return false;
  if (distinct < LEAST_DISTINCT) return false;
  // Rounded outwards as proposals are, since the united range is.
  const [low, high] = outwardRange(minimum, maximum, profile.integers) ?? [minimum, maximum];
  const span = high - low;
  const middle = united.range[0] / 2 + united.range[1] / 2;
  const startsAtZero = Math.min(Math.abs(minimum), Math.abs(maximum)) < NEAR_ZERO * span;
  return Math.abs(median - middle) > (startsAtZero ? LARGEST_DISTANCE_FROM_ZERO : LARGEST_DISTANCE) * span;
}
