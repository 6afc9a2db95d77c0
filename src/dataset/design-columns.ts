import { FederatedError } from '../base/index.ts';
import { classesOf, levelsOf, type Column, type Contract, type NumericColumn } from '../contract/index.ts';
import { createCategoryFinder, MISSING_CATEGORY, similarCategory, UNKNOWN_CATEGORY } from './categories.ts';
import { createCellReader, type CellReader } from './cells.ts';
import { sight } from './column-profiler.ts';
import type { CsvRecord } from './records.ts';
import type { Header } from './table.ts';

/** How the columns of a contract are found and read in a file. */
export interface ColumnOptions {
  /** Whether 3,5 is a number; if absent, wherever the comma is not the delimiter. */
  readonly decimalComma?: boolean | undefined;
  /** Headers of the file that stand for columns of other names in the contract, by these. */
  readonly columnNames?: Readonly<Record<string, string>> | undefined;
}

/** What became of a cell. */
export type CellState = 'used' | 'missing' | 'clipped' | 'outside';

/** Reads the cells of one column of a contract. */
export interface DesignColumn {
  readonly column: Column;
  /**
   * Reads the cell of a record. `value` then holds the number, the rank from 1 or the index of the category (of a
   * logistic target 1 or 0), where the state is `used` or `clipped`; of a number `outside`, the number.
   *
   * @throws FederatedError `data-not-numeric`, `csv-not-finite`; where the policy is to refuse,
   *   `data-out-of-range` and `data-unknown-category`.
   */
  read(record: CsvRecord): CellState;
  readonly value: number;
}

interface Place {
  readonly column: Column;
  /** Index in the record. */
  readonly index: number;
  readonly cells: CellReader;
}

/**
 * The columns of a contract in a file: the features in the order of the contract, and the target. With `lenient`,
 * as for a file to predict from, nothing outside the contract is refused, and the target may be absent.
 *
 * @throws FederatedError `data-column-missing`.
 */
export function findDesignColumns(
  header: Header,
  contract: Contract,
  options: ColumnOptions,
  lenient = false,
): { features: DesignColumn[]; target: DesignColumn | null } {
  const { target, features, missingMarks, model } = contract;
  const cells = createCellReader({
    decimalComma: options.decimalComma ?? header.delimiter !== ',',
    missingMarks,
  });
  const { columnNames = {} } = options;
  const indexOf = ({ name }: Column) =>
    header.names.indexOf(Object.hasOwn(columnNames, name) ? (columnNames[name] ?? name) : name);
  const needed = lenient ? features : [...features, target];
  const lacking = needed.filter((column) => indexOf(column) < 0);
  if (lacking.length > 0) {
    const names = lacking.map(({ name }) => name);
    throw new FederatedError('data-column-missing', 'the file lacks columns of the contract', { names });
  }
  const place = (column: Column): Place => ({ column, index: indexOf(column), cells });
  const targetPlace = place(lenient ? { ...target, outside: 'drop' } : target);
  return {
    features: features.map((column) =>
      // What was clipped in training is clipped again: the model knows no other values.
      featureColumn(place(lenient && column.outside !== 'clip' ? { ...column, outside: 'drop' } : column)),
    ),
    target:
      targetPlace.index < 0
        ? null
        : model.kind === 'logistic'
          ? classColumn(targetPlace, model.positive ?? '')
          : featureColumn(targetPlace),
  };
}

function featureColumn(place: Place): DesignColumn {
  const { column } = place;
  switch (column.type) {
    case 'continuous':
    case 'discrete':
      return numberColumn(place, column);
    case 'ordinal':
      return categoryColumn(place, (category) => category + 1);
    case 'nominal':
      return categoryColumn(place, (category) => category);
  }
}

/** The target of a logistic model: 1 for one class, 0 for all others. */
function classColumn(place: Place, positive: string): DesignColumn {
  const { column } = place;
  if (column.type !== 'continuous' && column.type !== 'discrete') {
    const index = levelsOf(column).indexOf(positive);
    return categoryColumn(place, (category) => (category === index ? 1 : 0));
  }
  const classes = classesOf(column) ?? [];
  const numbers = numberColumn(place, column);
  const one = Number(positive);
  const reader = {
    column,
    value: 0,
    read(record: CsvRecord): CellState {
      const state = numbers.read(record);
      if (state !== 'missing' && state !== 'outside' && !Number.isInteger(numbers.value)) {
        if (column.outside === 'drop') return 'outside';
        throw unknownCategory(record, place, classes);
      }
      reader.value = numbers.value === one ? 1 : 0;
      return state;
    },
  };
  return reader;
}

function numberColumn({ index, cells }: Place, column: NumericColumn): DesignColumn {
  const [low, high] = column.range;
  const { outside } = column;
  const reader = {
    column,
    value: 0,
    read(record: CsvRecord): CellState {
      const kind = cells.read(record.cells[index] ?? '');
      if (kind === 'missing') return 'missing';
      if (kind !== 'number') throw badCell(kind, record, index, column);
      const { value } = cells;
      reader.value = value;
      if (value >= low && value <= high) return 'used';
      if (outside === 'drop') return 'outside';
      if (outside === 'clip') {
        reader.value = value < low ? low : high;
        return 'clipped';
      }
      const details = { ...sight(record, index), column: index + 1, name: column.name, lo: low, hi: high };
      throw new FederatedError('data-out-of-range', 'a value is outside the range of the contract', details);
    },
  };
  return reader;
}

function categoryColumn(place: Place, valueOf: (category: number) => number): DesignColumn {
  const { column, index, cells } = place;
  const levels = levelsOf(column);
  const finder = createCategoryFinder(levels, cells);
  const reader = {
    column,
    value: 0,
    read(record: CsvRecord): CellState {
      const category = finder.find(record.cells[index] ?? '');
      if (category === MISSING_CATEGORY) return 'missing';
      if (category === UNKNOWN_CATEGORY) {
        if (column.outside === 'drop') return 'outside';
        throw unknownCategory(record, place, levels);
      }
      reader.value = valueOf(category);
      return 'used';
    },
  };
  return reader;
}

function unknownCategory(
  record: CsvRecord,
  { column, index }: Place,
  categories: readonly string[],
): FederatedError {
  const similar = similarCategory(record.cells[index] ?? '', categories);
  return new FederatedError('data-unknown-category', 'a cell names no category of the contract', {
    ...sight(record, index),
    column: index + 1,
    name: column.name,
    categories,
    ...(similar === undefined ? {} : { similar }),
  });
}

function badCell(
  kind: 'infinite' | 'text',
  record: CsvRecord,
  index: number,
  column: NumericColumn,
): FederatedError {
  const code = kind === 'infinite' ? 'csv-not-finite' : 'data-not-numeric';
  const details = { ...sight(record, index), column: index + 1, name: column.name };
  return new FederatedError(code, 'a cell of a numeric column is not a number', details);
}
