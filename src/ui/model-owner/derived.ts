import type { Column, DerivedColumn } from '../../contract/index.ts';
import type { ModelOwnerView } from '../../parties/index.ts';

export type DerivedKind = DerivedColumn['kind'];

export const derivedKinds: readonly DerivedKind[] = ['product', 'square', 'log'];

/** The name that the model file gives it, or what its terms share where a category makes several of them. */
export function derivedName({ kind, of }: DerivedColumn): string {
  switch (kind) {
    case 'product':
      return `${of[0]}*${of[1]}`;
    case 'square':
      return `${of[0]}^2`;
    case 'log':
      return `log(${of[0]})`;
  }
}

/** Whether two name the same: the factors of a product have no order. */
export function sameDerived(a: DerivedColumn, b: DerivedColumn): boolean {
  const key = ({ kind, of }: DerivedColumn): string => JSON.stringify([kind, ...[...of].sort()]);
  return key(a) === key(b);
}

/** The chosen features, as columns. */
export function chosenColumns({ columns, plan }: ModelOwnerView): readonly Column[] {
  return columns.map(({ column }) => column).filter(({ name }) => plan.features.includes(name));
}

/** Whether a column can be squared, or its logarithm taken: categories have no size, and a logarithm needs one above 0. */
export function canDerive(kind: DerivedKind, column: Column): boolean {
  switch (kind) {
    case 'product':
      return true;
    case 'square':
      return column.type !== 'nominal';
    case 'log':
      return 'range' in column && column.range[0] > 0;
  }
}

/** Whether every column that it is made of is chosen and can be used so. */
export function isPossible(derived: DerivedColumn, columns: readonly Column[]): boolean {
  return derived.of.every((name) => {
    const column = columns.find((one) => one.name === name);
    return column !== undefined && canDerive(derived.kind, column);
  });
}

/** What is left of a choice: null while it is not complete, or names one column twice. */
export function derivedOf(kind: DerivedKind, first: string, second: string): DerivedColumn | null {
  if (first === '') return null;
  if (kind === 'square') return { kind, of: [first] };
  if (kind === 'log') return { kind, of: [first] };
  return second === '' || second === first ? null : { kind, of: [first, second] };
}
