import type { CellReader } from './cells.ts';

/** Finds the category that a cell names. */
export interface CategoryFinder {
  /** Its index in the list; {@link MISSING_CATEGORY} or {@link UNKNOWN_CATEGORY} where there is none. */
  find(cell: string): number;
}

export const MISSING_CATEGORY = -1;
export const UNKNOWN_CATEGORY = -2;

/**
 * Cells are compared with categories after spaces around them are left out, letter by letter; a number also by its
 * value: 1.0 is the category 1. A cell that counts as missing is missing, even if a category is written like it.
 */
export function createCategoryFinder(categories: readonly string[], cells: CellReader): CategoryFinder {
  const indexes = new Map<string, number>();
  for (const [index, category] of categories.entries()) {
    const text = category.trim();
    if (cells.read(text) !== 'missing' && !indexes.has(text)) indexes.set(text, index);
  }
  return {
    find(cell) {
      const found = indexes.get(cell) ?? indexes.get(cell.trim());
      if (found !== undefined) return found;
      const kind = cells.read(cell);
      if (kind === 'missing') return MISSING_CATEGORY;
      return (kind === 'number' ? indexes.get(numberAsCategory(cells.value)) : undefined) ?? UNKNOWN_CATEGORY;
    },
  };
}

/** How a category is written that is a number. */
export function numberAsCategory(value: number): string {
  return String(value);
}

/** The one category that a text differs from by case and spaces only. */
export function similarCategory(text: string, categories: readonly string[]): string | undefined {
  const wanted = withoutCaseAndSpace(text);
  const [similar, another] = categories.filter((category) => withoutCaseAndSpace(category) === wanted);
  return another === undefined ? similar : undefined;
}

function withoutCaseAndSpace(text: string): string {
  return text.normalize().toLowerCase().replace(/\s+/g, '');
}
