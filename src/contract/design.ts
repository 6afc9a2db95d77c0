import { MAX_COLUMNS, type Column, type Contract, type DerivedColumn } from './contract.ts';
import { invalid } from './json.ts';

/** Name of the first term of every model. */
export const INTERCEPT = '(intercept)';
/** What stands behind a column's name for the indicator of its missing values. */
const MISSING_LEVEL = '(missing)';

/**
 * What a term's value is, in the units of the data. `feature` is an index into the features of the contract; of
 * a derived term, `of` are indexes of earlier terms.
 */
export type TermSource =
  | { readonly kind: 'intercept' }
  /** The number in the cell; the constant of the contract where it is missing. */
  | { readonly kind: 'value'; readonly feature: number }
  /** The place in the order of an ordinal column, from 1; 0 where it is missing. */
  | { readonly kind: 'rank'; readonly feature: number }
  /** 1 for one category of a nominal column, else 0. */
  | { readonly kind: 'level'; readonly feature: number; readonly level: string }
  /** 1 where the value is missing, else 0. */
  | { readonly kind: 'missing'; readonly feature: number }
  | { readonly kind: 'product'; readonly of: readonly [number, number] }
  | { readonly kind: 'square'; readonly of: readonly [number] }
  | { readonly kind: 'log'; readonly of: readonly [number] };

/** A column of the design matrix. */
export interface Term {
  /** As the model file names it: `(intercept)`, `column`, `column=category`, `a*b`, `a^2`, `log(a)`. */
  readonly name: string;
  readonly source: TermSource;
  /** All values lie in it; it is what is mapped to [-1, 1]. That of terms of 0 and 1 is [-1, 1], which leaves them. */
  readonly range: readonly [number, number];
  /** The columns of the contract that it is made of; none for the intercept. */
  readonly columns: readonly string[];
}

/** The design matrix of a contract. */
export interface Design {
  /** The intercept first, then the features in the order of the contract, then what is derived from them. */
  readonly terms: readonly Term[];
  readonly target: { readonly name: string; readonly range: readonly [number, number] };
}

const ZERO_ONE: Term['range'] = [-1, 1];

/**
 * The columns of the design matrix that a contract asks for, d in all, and the range of its target. A logistic
 * target is 1 for the positive class and 0 for all others, with the range [0, 1].
 *
 * @throws FederatedError `contract-invalid` for a logarithm of what may be 0 or less, a range that overflows,
 *   a square of categories, a target that the model cannot have, too many terms, or two terms of one name, as a
 *   column `a=b` beside the category `b` of a column `a`.
 */
export function designOf(contract: Contract): Design {
  const terms: Term[] = [{ name: INTERCEPT, source: { kind: 'intercept' }, range: [-1, 1], columns: [] }];
  /** Checked as it grows: a few products of long lists of categories make more terms than a tab can hold. */
  const add = (more: readonly Term[]): void => {
    checkCount(terms.length + more.length);
    terms.push(...more);
  };
  contract.features.forEach((column, feature) => add(termsOf(column, feature)));
  const plain = [...terms];
  contract.derived.forEach((derived, i) => add(derivedTerms(derived, plain, `derived.${i}`)));
  const names = new Set<string>();
  for (const { name } of terms) {
    if (names.has(name)) throw invalid('features', `terms of different names, not two named ${name}`);
    names.add(name);
  }
  return { terms, target: { name: contract.target.name, range: targetRange(contract) } };
}

/** d: how many terms a contract has, the intercept among them. */
export function dimensionOf(contract: Contract): number {
  return designOf(contract).terms.length;
}

/** How many terms of the design matrix a column stands for as a feature. */
export function termCountOf(column: Column): number {
  return termsOf(column, 0).length;
}

/** Names of the terms in the order of the design matrix. */
export function termNames(contract: Contract): string[] {
  return designOf(contract).terms.map((term) => term.name);
}

/** What is derived, as its term is named: of categories, which make several terms, by their column. */
export function derivedName({ kind, of }: DerivedColumn): string {
  switch (kind) {
    case 'product':
      return of.join('*');
    case 'square':
      return `${of[0]}^2`;
    case 'log':
      return `log(${of[0]})`;
  }
}

/** @param terms the intercept included. */
function checkCount(terms: number): void {
  if (terms > MAX_COLUMNS + 1) throw invalid('features', `at most ${MAX_COLUMNS} terms`);
}

function termsOf(column: Column, feature: number): Term[] {
  const { name } = column;
  const columns = [name];
  const indicator: Term[] =
    column.missing.policy === 'indicator'
      ? [{ name: `${name}=${MISSING_LEVEL}`, source: { kind: 'missing', feature }, range: ZERO_ONE, columns }]
      : [];
  switch (column.type) {
    case 'continuous':
    case 'discrete':
      return [{ name, source: { kind: 'value', feature }, range: column.range, columns }, ...indicator];
    case 'ordinal': {
      const lowest = column.missing.policy === 'indicator' ? 0 : 1;
      const range: Term['range'] = [lowest, column.order.length];
      return [{ name, source: { kind: 'rank', feature }, range, columns }, ...indicator];
    }
    case 'nominal': {
      const levels = column.categories.filter((level) => level !== column.reference);
      return [
        ...levels.map((level): Term => ({
          name: `${name}=${level}`,
          source: { kind: 'level', feature, level },
          range: ZERO_ONE,
          columns,
        })),
        ...indicator,
      ];
    }
  }
}

function derivedTerms(derived: DerivedColumn, terms: readonly Term[], path: string): Term[] {
  /** Terms of a column other than the indicator of its missing values. */
  const partsOf = (name: string): number[] =>
    terms.flatMap(({ columns, source }, i) => (columns[0] === name && source.kind !== 'missing' ? [i] : []));
  const [first] = derived.of;
  if (derived.kind === 'product') {
    const [, second] = derived.of;
    if (first === second) throw invalid(path, 'two different columns');
    const [left, right] = [partsOf(first), partsOf(second)];
    checkCount(terms.length + left.length * right.length);
    return left.flatMap((a) => right.map((b) => product(terms, a, b, path)));
  }
  const [index = -1] = partsOf(first);
  const term = terms[index];
  if (term === undefined || term.source.kind === 'level') throw invalid(path, 'a column of numbers');
  const [lo, hi] = term.range;
  if (derived.kind === 'log') {
    if (!(lo > 0)) throw invalid(path, 'a column whose range is above 0');
    const range = checkedRange(Math.log(lo), Math.log(hi), path);
    return [{ name: `log(${first})`, source: { kind: 'log', of: [index] }, range, columns: [first] }];
  }
  const least = lo <= 0 && hi >= 0 ? 0 : Math.min(lo * lo, hi * hi);
  const range = checkedRange(least, Math.max(lo * lo, hi * hi), path);
  return [{ name: `${first}^2`, source: { kind: 'square', of: [index] }, range, columns: [first] }];
}

function product(terms: readonly Term[], a: number, b: number, path: string): Term {
  const [left, right] = [terms[a], terms[b]];
  if (left === undefined || right === undefined) throw invalid(path, 'columns of the contract');
  const corners = valuesOf(left).flatMap((x) => valuesOf(right).map((y) => x * y));
  const bothLevels = left.source.kind === 'level' && right.source.kind === 'level';
  return {
    name: `${left.name}*${right.name}`,
    source: { kind: 'product', of: [a, b] },
    // Minus zero among the corners is no number of its own.
    range: bothLevels ? ZERO_ONE : checkedRange(Math.min(...corners) + 0, Math.max(...corners) + 0, path),
    columns: [...left.columns, ...right.columns],
  };
}

/** The ends of what a term can be. */
function valuesOf({ source, range }: Term): readonly [number, number] {
  return source.kind === 'level' ? [0, 1] : range;
}

function checkedRange(lo: number, hi: number, path: string): [number, number] {
  if (lo < hi && Number.isFinite(hi - lo)) return [lo, hi];
  throw invalid(path, 'columns whose ranges can be combined in 64-bit numbers');
}

/** The range of the numbers that stand for the target. */
function targetRange({ target, model }: Contract): readonly [number, number] {
  if (model.kind === 'logistic') {
    const classes = classesOf(target);
    if (classes === null) throw invalid('target', 'two classes, or one of several');
    if (model.positive === undefined || !classes.includes(model.positive)) {
      throw invalid('model.positive', 'a class of the target');
    }
    return [0, 1];
  }
  switch (target.type) {
    case 'nominal':
      throw invalid('target', 'a column of numbers');
    case 'ordinal':
      return [1, target.order.length];
    default:
      return target.range;
  }
}

/**
 * The classes that a column has as the target of a logistic model, as they are written in a contract: its
 * categories, or two whole numbers next to each other; null if it has none.
 */
export function classesOf(column: Column): string[] | null {
  switch (column.type) {
    case 'nominal':
      return [...column.categories];
    case 'ordinal':
      return [...column.order];
    default: {
      const [lo, hi] = column.range;
      return Number.isInteger(lo) && hi === lo + 1 && column.type === 'discrete' ? [`${lo}`, `${hi}`] : null;
    }
  }
}
