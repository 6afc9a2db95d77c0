import { equalBytes } from '../base/index.ts';
import {
  derivedName,
  MAX_COLUMNS,
  type Column,
  type Contract,
  type DerivedColumn,
} from '../contract/index.ts';
import { canonicalBytes } from './codec.ts';
import type { OfferBody } from './messages.ts';

/** What a contract asks beyond an offer, for its person to agree to or not. */
export type ConsentDifference =
  | { readonly kind: 'round-limit' | 'mode' | 'validation' | 'missing-marks' }
  /** Products, squares and logarithms that this person was not told of, as `a*b`: their totals tell more of the rows. */
  | { readonly kind: 'derived'; readonly names: readonly string[] }
  /** Fewer owners take part than this person was told of: the sum is over fewer rows of others. */
  | { readonly kind: 'fewer-owners' }
  | {
      readonly kind: 'columns';
      /** Columns whose missing values, values outside, or order of levels are treated in another way. */
      readonly names: readonly string[];
      /** Those among them in which values of this owner are left out or clipped: that picks rows. */
      readonly leavingOut: readonly string[];
    }
  /** Not the rows of the first run, of which this many were used then, and would be now: the totals can be subtracted. */
  | { readonly kind: 'rows-differ'; readonly before: number; readonly now: number };

/** Where a contract goes beyond an offer that it does not contradict. */
export function consentDifferences(contract: Contract, offer: OfferBody): ConsentDifference[] {
  const { mode, validation } = contract;
  const differences: ConsentDifference[] = [];
  if (!offer.modes.includes(mode)) differences.push({ kind: 'mode' });
  if (mode === 'rounds' && contract.roundLimit > offer.roundLimit) differences.push({ kind: 'round-limit' });
  // The whole tells less than its parts.
  if (validation.kind !== 'none' && !same(validation, offer.validation)) {
    differences.push({ kind: 'validation' });
  }
  // A number that counts as missing drops the rows that have it.
  if (!same([...contract.missingMarks].sort(), [...offer.missingMarks].sort())) {
    differences.push({ kind: 'missing-marks' });
  }
  const untold = untoldDerived(contract, offer);
  if (untold.length > 0) differences.push({ kind: 'derived', names: untold.map(derivedName) });
  const columns = [contract.target, ...contract.features].flatMap((asked) => {
    const own = offer.columns.find(({ name }) => name === asked.name);
    return own === undefined ? [] : [{ asked, own }];
  });
  const names = columns.filter(({ asked, own }) => differs(asked, own)).map(({ asked }) => asked.name);
  const leavingOut = columns
    .filter(({ asked, own }) => lacksOwnValues(asked, own))
    .map(({ asked }) => asked.name);
  if (names.length > 0) differences.push({ kind: 'columns', names, leavingOut });
  return differences;
}

/**
 * Derived columns that its person was not told of and that are more than a few combinations of the columns shown: more
 * than there are features, or products of two lists of categories, whose cells may have one member.
 */
function untoldDerived({ derived, features }: Contract, offer: OfferBody): DerivedColumn[] {
  const untold = derived.filter((column) => !isAmong(column, offer.derived));
  if (untold.length > features.length) return untold;
  const isCategories = (name: string) =>
    features.some((column) => column.name === name && column.type === 'nominal');
  return untold.filter(({ kind, of }) => kind === 'product' && of.every(isCategories));
}

/**
 * An offer as its person makes it who agrees to what a contract asks: nothing of it is beyond consent any more. What it
 * does not show, it shows no more than before.
 */
export function agreeingTo(contract: Contract, offer: OfferBody): OfferBody {
  const { mode, roundLimit, validation, missingMarks, derived } = contract;
  const before = offer.derived.filter((column) => !isAmong(column, derived));
  const asked = new Map([contract.target, ...contract.features].map((column) => [column.name, column]));
  return {
    ...offer,
    columns: offer.columns.map((own) => {
      const column = asked.get(own.name);
      return column === undefined ? own : narrowed(own, column);
    }),
    modes: [...new Set([...offer.modes, mode])],
    roundLimit: mode === 'rounds' ? Math.max(offer.roundLimit, roundLimit) : offer.roundLimit,
    validation: validation.kind === 'none' ? offer.validation : validation,
    missingMarks,
    derived: [...derived, ...before].slice(0, MAX_COLUMNS),
  };
}

/** What is left of a column where it is treated as a contract asks. */
export function narrowed(own: Column, asked: Column): Column {
  if ('range' in own && 'range' in asked) {
    const [low, high] = [Math.max(own.range[0], asked.range[0]), Math.min(own.range[1], asked.range[1])];
    const { missing, outside } = asked;
    return { ...own, missing, outside, range: low < high ? [low, high] : asked.range };
  }
  // Of an order, the contract's own says what each level means.
  if (own.type !== 'nominal' || asked.type !== 'nominal') return asked;
  const categories = own.categories.filter((category) => asked.categories.includes(category));
  const reference = categories.includes(own.reference) ? own.reference : categories[0];
  if (reference === undefined) return asked;
  return { ...own, missing: asked.missing, outside: asked.outside, categories, reference };
}

/** Whether there are values that `own` allows and `asked` does not: who chooses them picks rows out of the sum. */
export function lacksOwnValues(asked: Column, own: Column): boolean {
  if ('range' in asked && 'range' in own) {
    return asked.range[0] > own.range[0] || asked.range[1] < own.range[1];
  }
  const known = new Set(levelsOf(asked));
  return levelsOf(own).some((level) => !known.has(level));
}

function differs(asked: Column, own: Column): boolean {
  return (
    !same(asked.missing, own.missing) ||
    asked.outside !== own.outside ||
    lacksOwnValues(asked, own) ||
    !sameOrder(asked, own)
  );
}

/**
 * Whether the levels of `own` stand in the order of `asked`, with none in between: levels that no row has pull the ranks
 * apart, until one sum tells how many rows have each level.
 */
function sameOrder(asked: Column, own: Column): boolean {
  if (asked.type !== 'ordinal' || own.type !== 'ordinal') return true;
  const first = asked.order.findIndex((level) => level === own.order[0]);
  return first >= 0 && same(asked.order.slice(first, first + own.order.length), own.order);
}

/** A product is the same whichever factor is named first. */
function isAmong({ kind, of }: DerivedColumn, told: readonly DerivedColumn[]): boolean {
  const names = [...of].sort();
  return told.some((each) => each.kind === kind && same([...each.of].sort(), names));
}

function levelsOf(column: Column): readonly string[] {
  if (column.type === 'nominal') return column.categories;
  return column.type === 'ordinal' ? column.order : [];
}

/** Of what messages are made of. */
function same(a: unknown, b: unknown): boolean {
  return equalBytes(canonicalBytes(a), canonicalBytes(b));
}
