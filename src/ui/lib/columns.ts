import type { Column } from '../../contract/index.ts';
import { copy } from '../copy/copy.ts';
import { formatAsWritten } from './format.ts';

/** What stands in public about a column: its range, or its categories. */
export function publicRange(column: Column): string {
  switch (column.type) {
    case 'continuous':
    case 'discrete':
      return `${formatAsWritten(column.range[0])} ${copy.figures.to} ${formatAsWritten(column.range[1])}`;
    case 'ordinal':
      return column.order.join(' < ');
    case 'nominal':
      return column.categories.join(', ');
  }
}
