import type { Model, Term } from './types.ts';

/** How far the target moves when a column crosses its public range, in units of the target. */
export interface Effect {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The effect of a term across the public range of its column, with its 95 % interval: raw coefficients
 * have units of their own and share no axis. Null for the intercept, for derived columns, and where
 * there is no interval.
 */
export function effectOf(model: Model, { term, estimate, ci95 }: Term): Effect | null {
  const width = rangeWidth(model, term);
  if (width === null || ci95 === undefined) return null;
  return { estimate: estimate * width, low: ci95[0] * width, high: ci95[1] * width };
}

function rangeWidth(model: Model, term: string): number | null {
  for (const column of model.contract.features) {
    switch (column.type) {
      case 'continuous':
      case 'discrete':
        if (column.name === term) return column.range[1] - column.range[0];
        break;
      case 'ordinal':
        if (column.name === term) return column.order.length - 1;
        break;
      case 'nominal':
        // A category is there or not.
        if (column.categories.some((category) => term === `${column.name}=${category}`)) return 1;
    }
  }
  return null;
}

/** Whether an interval stays clear of zero. */
export function clearOfZero({ low, high }: Pick<Effect, 'low' | 'high'>): boolean {
  return low > 0 || high < 0;
}
