import { MAX_CATEGORIES, MAX_NAME_LENGTH, type Column } from '../contract/index.ts';
import type { ColumnProfile } from './column-profiler.ts';

/** A public range is cut into at least this many steps of 1, 2 or 5 times a power of ten. */
const LEAST_STEPS = 4;
/** A text column is taken for categories if each has this many members on average. */
const MEMBERS_PER_CATEGORY = 4;
/** Spans below this share of the values themselves are rounded as if they were as wide. */
const LEAST_RELATIVE_SPAN = 1e-9;
/** Narrower spans are rounded as if they were as wide: near the smallest float64 steps have no digits left. */
const LEAST_SPAN = 1e-290;

/**
 * What a data owner may show of a column, as a proposal: its type and a public range or categories. A
 * numeric column is never proposed as nominal, whatever its values.
 *
 * @returns null where nothing can be proposed: no values, names too long, free text.
 */
export function proposeColumn(profile: ColumnProfile): Column | null {
  const { name, minimum, maximum } = profile;
  if (name.length > MAX_NAME_LENGTH) return null;
  const policies = { missing: { policy: 'drop' }, outside: 'refuse' } as const;
  if (profile.kind === 'numeric') {
    if (minimum === undefined || maximum === undefined) return null;
    const range = outwardRange(minimum, maximum, profile.integers);
    return range && { name, type: profile.integers ? 'discrete' : 'continuous', range, ...policies };
  }
  const categories = proposedCategories(profile);
  const [reference] = categories;
  return reference === undefined ? null : { name, type: 'nominal', categories, reference, ...policies };
}

/**
 * Rounds [minimum, maximum] outwards to a step of 1, 2 or 5 times a power of ten, about a tenth to a
 * quarter of the span (two digits at most), so that neither end gives away a value; whole numbers to
 * whole steps. A constant lies inside its range, not on an end.
 *
 * @returns null if no range of finite width holds the values.
 */
export function outwardRange(minimum: number, maximum: number, integers: boolean): [number, number] | null {
  if (minimum === maximum) {
    const margin = Math.max(1, 1e-6 * Math.abs(minimum));
    return outwardRange(minimum - margin, maximum + margin, integers);
  }
  const largest = Math.max(Math.abs(minimum), Math.abs(maximum));
  const span = Math.max(maximum - minimum, LEAST_RELATIVE_SPAN * largest, LEAST_SPAN);
  if (!Number.isFinite(span)) return null;
  const step = tidyStep(span / LEAST_STEPS, integers);
  const low = tidyMultiple(minimum, step, -1);
  const high = tidyMultiple(maximum, step, 1);
  return Number.isFinite(high - low) && low < high ? [low, high] : null;
}

interface Step {
  readonly digit: 1 | 2 | 5;
  readonly exponent: number;
}

/** The largest step that is at most `size`. */
function tidyStep(size: number, integers: boolean): Step {
  const exponent = Math.floor(Math.log10(size));
  if (integers && exponent < 0) return { digit: 1, exponent: 0 };
  const leading = size / Number(`1e${exponent}`);
  return { digit: leading >= 5 ? 5 : leading >= 2 ? 2 : 1, exponent };
}

/** The multiple of the step next to `value`, not inside it: below for direction -1, above for 1. */
function tidyMultiple(value: number, { digit, exponent }: Step, direction: -1 | 1): number {
  // Spelled as a decimal, so that the result is the float64 that prints shortest.
  const multiple = (count: number) => Number(`${count * digit}e${exponent}`) + 0;
  const quotient = value / multiple(1);
  let count = direction < 0 ? Math.floor(quotient) : Math.ceil(quotient);
  // The division rounds: the neighbour may hold the value already, or this one may not.
  if (direction * (multiple(count - direction) - value) >= 0) count -= direction;
  while (direction * (multiple(count) - value) < 0) count += direction;
  return multiple(count);
}

/** The categories in the order of their code units, which all owners share; none if they are not categories. */
function proposedCategories({ categories = [] }: ColumnProfile): string[] {
  const members = categories.reduce((sum, category) => sum + category.count, 0);
  const fits = categories.length >= 2 && categories.length <= MAX_CATEGORIES;
  if (!fits || members < MEMBERS_PER_CATEGORY * categories.length) return [];
  const values = categories.map((category) => category.value);
  return values.some((value) => value.length > MAX_NAME_LENGTH) ? [] : values.sort();
}

/**
 * The row maximum that is told to the model owner: `rows` rounded up to 1, 2 or 5 times a power of ten.
 */
export function declaredMaximumRows(rows: number): number {
  let power = 1;
  while (power * 10 <= rows) power *= 10;
  return [1, 2, 5, 10].map((digit) => digit * power).find((maximum) => maximum >= rows) ?? rows;
}
