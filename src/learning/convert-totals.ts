import {
  classesOf,
  designOf,
  type Column,
  type Contract,
  type DerivedColumn,
  type Design,
  type Term,
} from '../contract/index.ts';
import { at, divideRounded } from './exact.ts';
import { fractionBits, type PlainTotals } from './pooled.ts';

/** What may be asked of totals that are there already. What is absent stays as it is. */
export interface TotalsChoice {
  /** Name of the new target: one of the features so far. */
  readonly target?: string;
  /** Names of the features, in the order wanted; the former target may be one. All but the new target unless given. */
  readonly features?: readonly string[];
  /** All that are of remaining features unless given. */
  readonly derived?: readonly DerivedColumn[];
  readonly model?: Contract['model'];
}

/** Totals as another contract asks for them. */
export interface ConvertedTotals {
  readonly totals: PlainTotals;
  /**
   * Rows may have been dropped for a column that the new contract does not have: a training of its own would use
   * more rows.
   */
  readonly mayLackRows: boolean;
}

/**
 * Totals and contract of another target among the shown columns, or of fewer features, from totals already there:
 * nobody is asked. Null where the totals do not suffice.
 *
 * @throws FederatedError `contract-invalid` if no such contract is possible at all.
 */
export function subsetTotals(
  totals: PlainTotals,
  contract: Contract,
  choice: TotalsChoice,
): (ConvertedTotals & { readonly contract: Contract }) | null {
  const columns = [contract.target, ...contract.features];
  const columnOf = (name: string) => columns.find((column) => column.name === name);
  const target = columnOf(choice.target ?? contract.target.name);
  const names =
    choice.features ?? contract.features.map(({ name }) => name).filter((name) => name !== target?.name);
  const features = names.flatMap((name) => columnOf(name) ?? []);
  if (target === undefined || features.length !== names.length || names.includes(target.name)) return null;
  const derived =
    choice.derived ?? contract.derived.filter(({ of }) => of.every((name) => names.includes(name)));
  const model = choice.model ?? contract.model;
  const wanted: Contract = { ...contract, target, features, derived: [...derived], model };
  const converted = convertTotals(totals, contract, wanted);
  return converted === null ? null : { ...converted, contract: wanted };
}

/**
 * The totals that `wanted` asks for, from those of `from`. Every column of the new design, and its target, has to be a
 * combination of the columns before, which it is for the columns themselves, for the former target, for another
 * reference level, and for two classes as numbers. Exact, but for the rounding to 2^-FG.
 *
 * @throws FederatedError `contract-invalid` for a design that is none.
 */
export function convertTotals(totals: PlainTotals, from: Contract, wanted: Contract): ConvertedTotals | null {
  if (!isSameDataset(from, wanted)) return null;
  const old = createAugmented(totals, from);
  const design = designOf(wanted);
  const express = createExpressions(old, from);
  const rows = design.terms.map((term) => express.term(term, wanted));
  const target = express.target(wanted);
  if (target === null || rows.some((row) => row === null)) return null;
  const combinations = [...rows.filter((row) => row !== null), target];
  const { weight } = fractionBits(totals.scales);
  const product = (a: number, b: number, extraBits: bigint) =>
    combine(at(combinations, a), at(combinations, b), old.matrix, extraBits, weight);
  const d = rows.length;
  const indexes = rows.map((_, j) => j);
  const gram = indexes.map((a) => indexes.map((b) => product(Math.min(a, b), Math.max(a, b), 0n)));
  return {
    totals: {
      rows: totals.rows,
      dropped: totals.dropped,
      scales: totals.scales,
      gram,
      xty: indexes.map((a) => product(a, d, weight)),
      yty: product(d, d, 0n),
    },
    mayLackRows: totals.dropped > 0 && droppedFor(from).some((name) => !namesOf(wanted).includes(name)),
  };
}

/** Whether both contracts read the same cells in the same way. */
function isSameDataset(from: Contract, wanted: Contract): boolean {
  const reading = ({ scales, missingMarks, dp }: Contract) => JSON.stringify([scales, missingMarks, dp]);
  return from.dp === null && reading(from) === reading(wanted);
}

const namesOf = ({ target, features }: Contract) => [target, ...features].map(({ name }) => name);

/** Columns for which rows are dropped. */
function droppedFor({ target, features }: Contract): string[] {
  return [target, ...features]
    .filter(({ missing, outside }) => missing.policy === 'drop' || outside === 'drop')
    .map(({ name }) => name);
}

/** Sum of `numerator / denominator` times old columns, of which the last is the target. */
type Combination = readonly {
  readonly index: number;
  readonly numerator: bigint;
  readonly denominator: bigint;
}[];

interface Augmented {
  readonly design: Design;
  /** Index of the target: behind all terms. */
  readonly target: number;
  /** Products of all columns and the target, scale 2^(FG + FW). */
  readonly matrix: readonly (readonly bigint[])[];
}

function createAugmented({ gram, xty, yty, scales }: PlainTotals, contract: Contract): Augmented {
  const { weight } = fractionBits(scales);
  const rows = gram.map((row, j) => [...row.map((entry) => entry << weight), at(xty, j)]);
  return {
    design: designOf(contract),
    target: gram.length,
    matrix: [...rows, [...xty, yty << weight]],
  };
}

/** a'M b at 2^(FG + extraBits), rounded once. */
function combine(
  a: Combination,
  b: Combination,
  matrix: Augmented['matrix'],
  extraBits: bigint,
  weightBits: bigint,
): bigint {
  let sum = 0n;
  let common = 1n;
  for (const left of a) {
    for (const right of b) {
      const entry = at(at(matrix, left.index), right.index) * left.numerator * right.numerator;
      const denominator = left.denominator * right.denominator;
      sum = sum * denominator + entry * common;
      common *= denominator;
    }
  }
  return divideRounded(sum, common << (weightBits - extraBits));
}

interface Expressions {
  /** A term of the new design in columns of the old one, both mapped. */
  term(term: Term, wanted: Contract): Combination | null;
  target(wanted: Contract): Combination | null;
}

function createExpressions({ design: old, target: targetIndex }: Augmented, from: Contract): Expressions {
  const single = (index: number, numerator = 1n, denominator = 1n) => ({ index, numerator, denominator });
  const oldColumns = new Map([from.target, ...from.features].map((column) => [column.name, column]));

  /** Whether the cells of a column are read alike: all but the reference, of which no value depends. */
  function isSame(column: Column): boolean {
    const before = oldColumns.get(column.name);
    if (before === undefined) return false;
    const essence = (of: Column) =>
      JSON.stringify([
        ...[of.type === 'discrete' ? 'continuous' : of.type, of.missing, of.outside],
        ...['range' in of ? of.range : [], 'order' in of ? of.order : []],
        'categories' in of ? [...of.categories].sort() : [],
      ]);
    return essence(before) === essence(column);
  }

  const indexOf = (matches: (source: Term['source']) => boolean) => {
    const index = old.terms.findIndex(({ source }) => matches(source));
    return index < 0 ? null : index;
  };
  const featureOf = (name: string) => from.features.findIndex((column) => column.name === name);

  /** 1 where a column of categories, or of two numbers, is of a class, else 0. */
  function classIndicator(column: Column, level: string): Combination | null {
    const { name } = column;
    if (name === from.target.name) return targetIndicator(column, level);
    const feature = featureOf(name);
    if (column.type !== 'nominal') return orderedIndicator(column, level, feature);
    const levels = old.terms.flatMap(({ source }, index) =>
      source.kind === 'level' && source.feature === feature ? [{ index, level: source.level }] : [],
    );
    const own = levels.find((entry) => entry.level === level);
    if (own !== undefined) return [single(own.index)];
    // What is none of the other levels, and not missing, is of the reference.
    const missing = indexOf((source) => source.kind === 'missing' && source.feature === feature);
    const others = [...levels.map(({ index }) => index), ...(missing === null ? [] : [missing])];
    return [single(0), ...others.map((index) => single(index, -1n))];
  }

  /** From a former logistic target: y^ is 1 for its positive class, -1 for all others. */
  function targetIndicator(column: Column, level: string): Combination | null {
    const { positive, kind } = from.model;
    const classes = classesOf(column);
    if (kind !== 'logistic') return orderedIndicator(column, level, -1);
    if (classes === null || positive === undefined) return null;
    if (level === positive) return half(1n);
    return classes.length === 2 ? half(-1n) : null;
  }

  const half = (sign: bigint): Combination => [single(0, 1n, 2n), single(targetIndex, sign, 2n)];

  /** From the two values of a column of numbers or ranks, mapped to -1 and 1. */
  function orderedIndicator(column: Column, level: string, feature: number): Combination | null {
    const classes = classesOf(column);
    if (classes === null || classes.length !== 2 || column.missing.policy !== 'drop') return null;
    const index =
      feature < 0
        ? targetIndex
        : indexOf(
            (source) => (source.kind === 'value' || source.kind === 'rank') && source.feature === feature,
          );
    if (index === null) return null;
    return [single(0, 1n, 2n), single(index, level === classes[1] ? 1n : -1n, 2n)];
  }

  /** The mapped numbers, or ranks, of a column. */
  function mappedValue(column: Column): Combination | null {
    const { name } = column;
    if (name === from.target.name) {
      if (from.model.kind !== 'logistic') return [single(targetIndex)];
      const classes = classesOf(column);
      const upper = classes?.[1];
      if (classes?.length !== 2 || upper === undefined) return null;
      return [single(targetIndex, upper === from.model.positive ? 1n : -1n)];
    }
    const feature = featureOf(name);
    const index = indexOf(
      (source) => (source.kind === 'value' || source.kind === 'rank') && source.feature === feature,
    );
    return index === null ? null : [single(index)];
  }

  /** A derived term, or the indicator of missing values, is there only if it was there before. */
  function sameTerm(term: Term): Combination | null {
    const index = old.terms.findIndex(
      ({ name, source, range }) =>
        name === term.name && source.kind === term.source.kind && range.join() === term.range.join(),
    );
    return index < 0 ? null : [single(index)];
  }

  return {
    term(term, wanted) {
      const { source } = term;
      if (source.kind === 'intercept') return [single(0)];
      const parts = term.columns.map((name) => wanted.features.find((column) => column.name === name));
      if (parts.some((column) => column === undefined || !isSame(column))) return null;
      if (!('feature' in source)) return sameTerm(term);
      const column = at(wanted.features, source.feature);
      if (source.kind === 'missing') return sameTerm(term);
      return source.kind === 'level' ? classIndicator(column, source.level) : mappedValue(column);
    },
    target(wanted) {
      const { target: column, model } = wanted;
      if (!isSame(asTarget(column))) return null;
      if (model.kind !== 'logistic') return mappedValue(column);
      const indicator = classIndicator(column, model.positive ?? '');
      if (indicator === null) return null;
      // y^ = 2 t - 1
      return [
        ...indicator.map(({ index, numerator, denominator }) => single(index, 2n * numerator, denominator)),
        single(0, -1n),
      ];
    },
  };

  /** A target drops rows without a value: the column has to have done so before. */
  function asTarget(column: Column): Column {
    return { ...column, missing: { policy: 'drop' } };
  }
}
