import { createMissingMarks } from './missing.ts';
import { createNumberReader, type NumberForm } from './numbers.ts';

/** What a cell holds; `infinite` is a written infinity or a number beyond float64. */
export type CellKind = 'number' | 'missing' | 'infinite' | 'text';

export interface CellReader {
  /** Reads a cell; `value` and `form` hold the number if it is one. */
  read(cell: string): CellKind;
  readonly value: number;
  readonly form: NumberForm;
}

const INFINITE = /^[+-]?(inf(inity)?|\u221e)$/i;

/** Tells numbers from missing marks, infinities and text. */
export function createCellReader(options: {
  readonly decimalComma: boolean;
  readonly missingMarks: readonly string[];
}): CellReader {
  const numbers = createNumberReader(options.decimalComma);
  const missing = createMissingMarks(options.missingMarks);
  const reader = {
    value: 0,
    form: 'integer' as NumberForm,
    read(cell: string): CellKind {
      if (cell === '') return 'missing';
      const value = numbers.read(cell);
      if (Number.isNaN(value)) {
        const text = cell.trim();
        if (missing.isMissingText(text)) return 'missing';
        return INFINITE.test(text) ? 'infinite' : 'text';
      }
      if (missing.isMissingNumber(value)) return 'missing';
      if (!Number.isFinite(value)) return 'infinite';
      reader.value = value;
      reader.form = numbers.form;
      return 'number';
    },
  };
  return reader;
}
