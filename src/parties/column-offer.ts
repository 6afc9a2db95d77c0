import { FederatedError } from '../base/index.ts';
import { MAX_CATEGORIES, MAX_NAME_LENGTH, widened, type Column, type ColumnType } from '../contract/index.ts';
import { looksLikeAnotherUnit, proposeColumn, type ColumnProfile } from '../dataset/index.ts';
import type { OfferedColumn } from './views.ts';

/** What a person changed about a column: the rest is what the page proposes. */
export interface ColumnChoice {
  readonly shown?: boolean;
  readonly type?: ColumnType;
  readonly range?: readonly [number, number];
  /** Of an ordinal column, from lowest to highest. */
  readonly order?: readonly string[];
  /** Of a nominal column. */
  readonly categories?: readonly string[];
  readonly missing?: 'drop' | 'indicator';
  readonly outside?: 'refuse' | 'clip' | 'drop';
  /** The name under which the model owner knows it; null for its own. */
  readonly shownAs?: string | null;
}

export type ColumnChoices = Readonly<Record<string, ColumnChoice>>;

const TYPES: readonly ColumnType[] = ['continuous', 'discrete', 'ordinal', 'nominal'];

/** The name under which a column is offered. */
export function offeredName({ name }: ColumnProfile, choices: ColumnChoices): string {
  return choiceOf(choices, name).shownAs ?? name;
}

export function choiceOf(choices: ColumnChoices, name: string): ColumnChoice {
  // Headers are a stranger's text: one may be spelled like a property of every object.
  return Object.hasOwn(choices, name) ? (choices[name] ?? {}) : {};
}

interface ColumnContext {
  /** As the model owner asks for it, and all contributing owners together show it. */
  readonly asked: Column | undefined;
  /** As it was contributed, and still stands. */
  readonly standing: Column | undefined;
  /** A name that the model owner asks for, of which it may be another spelling. */
  readonly couldBe: string | undefined;
}

/** One column of a file as its owner offers it. */
export function offerColumn(
  profile: ColumnProfile,
  choice: ColumnChoice,
  { asked, standing, couldBe }: ColumnContext,
): OfferedColumn {
  const types = typesOf(profile);
  const column = standing ?? proposedColumn(profile, choice, asked);
  if (column === null) return { shown: false, usable: false, column, types };
  const named = choice.shownAs ?? null;
  const isWidened = asked !== undefined && widened(column, asked);
  const isOther = asked !== undefined && 'range' in column && looksLikeAnotherUnit(profile, asked);
  return {
    shown: choice.shown ?? true,
    usable: true,
    column,
    types,
    ...(isWidened ? { widenedTo: asked } : {}),
    ...(named === null ? {} : { shownAs: named }),
    ...(couldBe !== undefined && named === null ? { couldBe } : {}),
    ...(isOther ? { otherUnit: true } : {}),
  };
}

/** Types that a column can be given. */
function typesOf(profile: ColumnProfile): ColumnType[] {
  return TYPES.filter((type) => proposeColumn(profile, { type })?.type === type);
}

/** What its owner chose of it; for what it did not choose, what the model owner asks for. */
function proposedColumn(profile: ColumnProfile, choice: ColumnChoice, asked: Column | undefined) {
  const { type, range, order, shownAs } = choice;
  const missing = missingOf(choice, asked);
  const outside = choice.outside ?? asked?.outside;
  const column = proposeColumn(profile, { type, range, order, missing, outside });
  if (column === null) return null;
  const named = { ...column, name: shownAs ?? column.name };
  // The constant is the model owner's: it need not lie among the values of this file.
  if ('range' in named) return missing === undefined ? named : { ...named, missing };
  return named.type === 'nominal' ? withCategories(named, choice.categories) : named;
}

function missingOf({ missing }: ColumnChoice, asked: Column | undefined): Column['missing'] | undefined {
  return missing === undefined || missing === asked?.missing.policy ? asked?.missing : { policy: missing };
}

type Nominal = Extract<Column, { type: 'nominal' }>;

/** Categories of the file are left out only where its owner says that rows outside are. */
function withCategories(column: Nominal, chosen: readonly string[] | undefined): Nominal {
  if (chosen === undefined) return column;
  const kept = column.outside === 'drop' ? [] : column.categories;
  const categories = [...new Set([...chosen, ...kept])].sort();
  const [reference] = categories;
  return reference === undefined ? column : { ...column, categories, reference };
}

/**
 * Checks a range that a person typed.
 *
 * @throws FederatedError 'data-out-of-range' if it does not hold the column's values.
 */
export function checkRange(profile: ColumnProfile, [lo, hi]: readonly [number, number]): void {
  const { name, minimum, maximum } = profile;
  const holds =
    lo < hi &&
    Number.isFinite(hi - lo) &&
    (minimum === undefined || lo <= minimum) &&
    (maximum === undefined || hi >= maximum);
  if (holds) return;
  throw new FederatedError('data-out-of-range', 'range: does not hold the data', {
    name,
    lo,
    hi,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  });
}

/**
 * What a list of categories is a choice of: an order, or the categories of a nominal column.
 *
 * @param column the column as it is offered.
 * @throws FederatedError 'invalid-argument' for a list that no column can have, or that lacks categories of the file
 *   while rows outside are not dropped.
 */
export function categoryChoice(
  { categories = [] }: ColumnProfile,
  column: Column | null,
  values: readonly string[],
): ColumnChoice {
  if (column?.type !== 'nominal' && column?.type !== 'ordinal') {
    throw new FederatedError('invalid-argument', 'categories: a column of none');
  }
  const distinct = new Set(values);
  const fits = values.length > 0 && values.length <= MAX_CATEGORIES && distinct.size === values.length;
  const spelled = values.every((value) => value.trim() !== '' && value.length <= MAX_NAME_LENGTH);
  const mayLack = column.type === 'nominal' && column.outside === 'drop';
  const complete = mayLack || categories.every(({ value }) => distinct.has(value));
  if (!fits || !spelled || !complete) {
    throw new FederatedError('invalid-argument', 'categories: not those of this column');
  }
  return column.type === 'ordinal' ? { order: values } : { categories: values };
}

/**
 * Checks the name that a column is to be offered under.
 *
 * @param taken names of the other columns, as they are offered.
 * @throws FederatedError 'invalid-argument'.
 */
export function checkShownAs(name: string, taken: readonly string[]): void {
  if (name !== '' && name.length <= MAX_NAME_LENGTH && !taken.includes(name)) return;
  throw new FederatedError('invalid-argument', 'name: another column has it, or none can');
}
