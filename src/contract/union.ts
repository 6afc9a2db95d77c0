import { levelsOf, MAX_CATEGORIES, type Column, type NumericColumn } from './contract.ts';

/** The columns that one owner chose to show. */
export interface Proposal {
  /** Invite index. */
  readonly owner: number;
  readonly columns: readonly Column[];
}

/** A column as all owners together propose it. */
export interface UnitedColumn {
  readonly column: Column;
  /** Owners that do not show it: it cannot be chosen then. */
  readonly missingFrom: readonly number[];
  /** Whether the owners' proposals contradict each other, as numbers and categories do: it cannot be chosen then. */
  readonly conflict: boolean;
}

type Nominal = Extract<Column, { type: 'nominal' }>;
type Ordinal = Extract<Column, { type: 'ordinal' }>;

/**
 * The union of what owners propose: ranges that hold all ranges, lists of all categories. Columns stand
 * in the order of the first proposal, new ones behind. Continuous wins over discrete, and of different
 * policies the one that refuses. The reference of a nominal column is its alphabetically first category, whatever
 * its owners start from. Of several orders one must hold all others.
 */
export function unionOfColumns(proposals: readonly Proposal[]): UnitedColumn[] {
  const byName = new Map<string, Column[]>();
  for (const column of proposals.flatMap((proposal) => proposal.columns)) {
    const alike = byName.get(column.name);
    if (alike === undefined) byName.set(column.name, [column]);
    else alike.push(column);
  }
  return [...byName].flatMap(([name, columns]) => {
    const [first] = columns;
    if (first === undefined) return [];
    const lacking = proposals.filter((proposal) => !proposal.columns.some((column) => column.name === name));
    const merged = mergeAll(columns);
    return {
      column: merged ?? first,
      missingFrom: lacking.map(({ owner }) => owner),
      conflict: merged === null,
    };
  });
}

/**
 * Whether the union says more than an owner proposed: a wider range or a category that it did not name.
 * Columns of kinds that contradict each other widen nothing.
 */
export function widened(own: Column, united: Column): boolean {
  if (isNumeric(own) || isNumeric(united)) {
    if (!isNumeric(own) || !isNumeric(united)) return false;
    return united.range[0] < own.range[0] || united.range[1] > own.range[1];
  }
  const known = new Set(levelsOf(own));
  return levelsOf(united).some((level) => !known.has(level));
}

/** The column with another reference; as it is if it has no such category. */
export function withReference(column: Column, level: string): Column {
  if (column.type !== 'nominal' || !column.categories.includes(level)) return column;
  return { ...column, reference: level };
}

/** All columns of one name as one; null if they contradict each other. */
function mergeAll(columns: readonly Column[]): Column | null {
  if (columns.every(isNumeric)) return mergeNumeric(columns);
  if (columns.every((column) => column.type === 'nominal')) return mergeNominal(columns);
  // Categories and an order of them cannot be told apart from two meanings.
  if (columns.every((column) => column.type === 'ordinal')) return mergeOrdinal(columns);
  return null;
}

function mergeNumeric(columns: readonly NumericColumn[]): NumericColumn | null {
  const low = Math.min(...columns.map(({ range }) => range[0]));
  const high = Math.max(...columns.map(({ range }) => range[1]));
  const type = columns.every((column) => column.type === 'discrete') ? 'discrete' : 'continuous';
  if (!Number.isFinite(high - low)) return null;
  return withPolicies(columns, (first) => ({ ...first, type, range: [low, high] }));
}

function mergeNominal(columns: readonly Nominal[]): Nominal | null {
  const categories = [...new Set(columns.flatMap((column) => column.categories))].sort();
  const [reference] = categories;
  if (reference === undefined || categories.length > MAX_CATEGORIES) return null;
  return withPolicies(columns, (first) => ({ ...first, categories, reference }));
}

function mergeOrdinal(columns: readonly Ordinal[]): Ordinal | null {
  const order = columns.reduce<readonly string[]>(
    (longest, column) => (column.order.length > longest.length ? column.order : longest),
    [],
  );
  if (!columns.every((column) => isSubsequence(column.order, order))) return null;
  return withPolicies(columns, (first) => ({ ...first, order: [...order] }));
}

/** Whether `part` is `whole` with none or some left out. */
function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = -1;
  return part.every((level) => (at = whole.indexOf(level, at + 1)) >= 0);
}

/** The first column as changed; where policies differ, rows with a missing value are dropped, values outside refused. */
function withPolicies<C extends Column>(columns: readonly C[], change: (first: C) => C): C | null {
  const [first] = columns;
  if (first === undefined) return null;
  const sameMissing = columns.every(({ missing }) => isSameMissing(missing, first.missing));
  const sameOutside = columns.every(({ outside }) => outside === first.outside);
  return {
    ...change(first),
    ...(sameMissing ? {} : { missing: { policy: 'drop' } }),
    ...(sameOutside ? {} : { outside: 'refuse' }),
  };
}

function isSameMissing(a: Column['missing'], b: Column['missing']): boolean {
  if (a.policy === 'drop' || b.policy === 'drop') return a.policy === b.policy;
  return a.constant === b.constant;
}

function isNumeric(column: Column): column is NumericColumn {
  return column.type === 'continuous' || column.type === 'discrete';
}
