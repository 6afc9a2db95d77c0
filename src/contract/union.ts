import { MAX_CATEGORIES, type Column, type NumericColumn } from './contract.ts';

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

/**
 * The union of what owners propose: ranges that hold all ranges, lists of all categories. Columns stand
 * in the order of the first proposal, new ones behind. Continuous wins over discrete, and of different
 * policies the one that refuses.
 */
export function unionOfColumns(proposals: readonly Proposal[]): UnitedColumn[] {
  const united = new Map<string, UnitedColumn>();
  for (const column of proposals.flatMap((proposal) => proposal.columns)) {
    const before = united.get(column.name);
    if (before === undefined) {
      const lacking = proposals.filter(({ columns }) => !columns.some((other) => other.name === column.name));
      united.set(column.name, { column, missingFrom: lacking.map(({ owner }) => owner), conflict: false });
    } else {
      const merged = merge(before.column, column);
      const conflict = before.conflict || merged === null;
      united.set(column.name, { ...before, column: merged ?? before.column, conflict });
    }
  }
  return [...united.values()];
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
  const known = new Set(levels(own));
  return levels(united).some((level) => !known.has(level));
}

/** Both columns as one; null if they contradict each other. */
function merge(a: Column, b: Column): Column | null {
  if (isNumeric(a) && isNumeric(b)) return mergeNumeric(a, b);
  if (a.type === 'nominal' && b.type === 'nominal') return mergeNominal(a, b);
  // Two orders of the same levels cannot be told apart from two meanings.
  const sameOrder = a.type === 'ordinal' && b.type === 'ordinal' && a.order.join('\0') === b.order.join('\0');
  return sameOrder ? { ...a, ...mergePolicies(a, b) } : null;
}

function mergeNumeric(a: NumericColumn, b: NumericColumn): NumericColumn | null {
  const low = Math.min(a.range[0], b.range[0]);
  const high = Math.max(a.range[1], b.range[1]);
  if (!Number.isFinite(high - low)) return null;
  const type = a.type === b.type ? a.type : 'continuous';
  return { ...a, ...mergePolicies(a, b), type, range: [low, high] };
}

function mergeNominal(a: Nominal, b: Nominal): Nominal | null {
  const categories = [...new Set([...a.categories, ...b.categories])].sort();
  if (categories.length > MAX_CATEGORIES) return null;
  // Owners with other categories start from another reference: only an agreed one is a choice.
  const reference = a.reference === b.reference ? a.reference : (categories[0] ?? a.reference);
  return { ...a, ...mergePolicies(a, b), categories, reference };
}

/** Where policies differ: rows with a missing value are dropped, values outside refused. */
function mergePolicies<Outside>(a: Policies<Outside>, b: Policies<Outside>): Policies<Outside | 'refuse'> {
  const sameMissing = JSON.stringify(a.missing) === JSON.stringify(b.missing);
  return {
    missing: sameMissing ? a.missing : { policy: 'drop' },
    outside: a.outside === b.outside ? a.outside : 'refuse',
  };
}

interface Policies<Outside> {
  readonly missing: Column['missing'];
  readonly outside: Outside;
}

function isNumeric(column: Column): column is NumericColumn {
  return column.type === 'continuous' || column.type === 'discrete';
}

function levels(column: Exclude<Column, NumericColumn>): readonly string[] {
  return column.type === 'nominal' ? column.categories : column.order;
}
