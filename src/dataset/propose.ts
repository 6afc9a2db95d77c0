import {
  MAX_CATEGORIES,
  MAX_NAME_LENGTH,
  type Column,
  type ColumnType,
  type NumericColumn,
} from '../contract/index.ts';
import type { ColumnProfile } from './column-profiler.ts';
import { createNumberReader } from './numbers.ts';

/** A public range is cut into at least this many steps of 1, 2 or 5 times a power of ten. */
const LEAST_STEPS = 4;
/** A text column is taken for categories if each has this many members on average. */
const MEMBERS_PER_CATEGORY = 4;
/** Spans below this share of the values themselves are rounded as if they were as wide. */
const LEAST_RELATIVE_SPAN = 1e-9;
/** Narrower spans are rounded as if they were as wide: near the smallest float64 steps have no digits left. */
const LEAST_SPAN = 1e-290;

/** What an owner changed of a proposal. What does not suit the column is left out of account. */
export interface ProposalChoice {
  readonly type?: ColumnType | undefined;
  readonly range?: readonly [number, number] | undefined;
  /** The levels of an ordinal column, from lowest to highest: those that occur, and more if wanted. */
  readonly order?: readonly string[] | undefined;
  readonly missing?: Column['missing'] | undefined;
  readonly outside?: NumericColumn['outside'] | undefined;
}

/**
 * What a data owner may show of a column, as a proposal: its type and a public range or categories. A
 * numeric column is never proposed as nominal, whatever its values, unless its owner chooses so.
 *
 * Values of a text column can be nominal or ordinal; numbers continuous or discrete, and nominal or ordinal where
 * there are few (see `ColumnProfile.categories`). The order of numbers is by value, of other levels alphabetical.
 *
 * @returns null where nothing can be proposed: no values, names too long, free text.
 */
export function proposeColumn(profile: ColumnProfile, choice: ProposalChoice = {}): Column | null {
  const { name, kind } = profile;
  if (name.length > MAX_NAME_LENGTH) return null;
  const chosen = choice.type === 'nominal' || choice.type === 'ordinal' ? choice.type : null;
  const levels = kind === 'text' || chosen !== null ? proposedLevels(profile, chosen !== null) : [];
  if (levels.length > 0) return categoryColumn(name, chosen ?? 'nominal', levels, choice);
  return kind === 'numeric' ? numberColumn(profile, choice) : null;
}

function numberColumn(profile: ColumnProfile, choice: ProposalChoice): NumericColumn | null {
  const { name, minimum, maximum, integers } = profile;
  if (minimum === undefined || maximum === undefined) return null;
  const proposed = outwardRange(minimum, maximum, integers);
  if (proposed === null) return null;
  const [low, high] = choice.range !== undefined && isRange(choice.range) ? choice.range : proposed;
  const chosen = choice.type === 'continuous' || choice.type === 'discrete' ? choice.type : null;
  const { missing = { policy: 'drop' }, outside = 'refuse' } = choice;
  const constant = missing.policy === 'indicator' ? missing.constant : undefined;
  const inside = constant === undefined || (constant >= low && constant <= high);
  return {
    name,
    type: chosen ?? (integers ? 'discrete' : 'continuous'),
    range: [low, high],
    missing: inside ? missing : { policy: missing.policy },
    outside,
  };
}

function isRange([low, high]: readonly [number, number]): boolean {
  return low < high && Number.isFinite(high - low);
}

function categoryColumn(
  name: string,
  type: 'nominal' | 'ordinal',
  levels: readonly string[],
  { order, missing = { policy: 'drop' }, outside }: ProposalChoice,
): Column | null {
  const policies = {
    // No category stands in for a missing one.
    missing: { policy: missing.policy },
    outside: outside === 'drop' ? ('drop' as const) : ('refuse' as const),
  };
  if (type === 'ordinal') {
    const chosen = order !== undefined && isOrderOf(levels, order) ? order : defaultOrder(levels);
    return { name, type, order: [...chosen], ...policies };
  }
  // The order of their code units, which all owners share.
  const categories = [...levels].sort();
  const [reference] = categories;
  return reference === undefined ? null : { name, type, categories, reference, ...policies };
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

/** What occurs in a column, if it can be categories; `chosen` if its owner says so. */
function proposedLevels({ categories = [] }: ColumnProfile, chosen: boolean): string[] {
  const members = categories.reduce((sum, category) => sum + category.count, 0);
  if (!chosen && members < MEMBERS_PER_CATEGORY * categories.length) return [];
  const values = categories.map((category) => category.value);
  return values.length > MAX_CATEGORIES || values.some((value) => value.length > MAX_NAME_LENGTH)
    ? []
    : values;
}

/** Whether an order is one of the levels, and perhaps of more. */
function isOrderOf(levels: readonly string[], order: readonly string[]): boolean {
  const distinct = new Set(order);
  const fits = distinct.size === order.length && order.length <= MAX_CATEGORIES;
  const spelled = order.every((level) => level.trim() !== '' && level.length <= MAX_NAME_LENGTH);
  return fits && spelled && levels.every((level) => distinct.has(level));
}

function defaultOrder(levels: readonly string[]): string[] {
  const reader = createNumberReader(true);
  const numbers = new Map(levels.map((level) => [level, reader.read(level)]));
  const sorted = [...levels].sort();
  if ([...numbers.values()].some(Number.isNaN)) return sorted;
  return sorted.sort((a, b) => (numbers.get(a) ?? 0) - (numbers.get(b) ?? 0));
}

/**
 * The row maximum that is told to the model owner: `rows` rounded up to 1, 2 or 5 times a power of ten.
 */
export function declaredMaximumRows(rows: number): number {
  let power = 1;
  while (power * 10 <= rows) power *= 10;
  return [1, 2, 5, 10].map((digit) => digit * power).find((maximum) => maximum >= rows) ?? rows;
}
