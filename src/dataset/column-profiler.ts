import { FederatedError } from '../base/index.ts';
import { MAX_CATEGORIES } from '../contract/index.ts';
import { numberAsCategory } from './categories.ts';
import type { CellKind, CellReader } from './cells.ts';
import { createHistogramSampler } from './histogram.ts';
import type { NumberForm } from './numbers.ts';
import { cellLine, detached, type CsvRecord } from './records.ts';
import { createTally } from './tally.ts';

/** What is known of one column: for its owner's eyes only. */
export interface ColumnProfile {
  /** The exact header, spaces around it left out. */
  readonly name: string;
  readonly kind: 'numeric' | 'text';
  /** Whether all values of a numeric column are whole numbers. */
  readonly integers: boolean;
  /** Absent where there is no number. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly mean?: number;
  /** Of a sample in long columns. */
  readonly median?: number;
  readonly missing: number;
  /** Different spellings, counted up to {@link DISTINCT_LIMIT}, which stands for that or more. */
  readonly distinct: number;
  /** Counts in equal bins from minimum to maximum; of a sample in long columns; empty for text. */
  readonly histogram: readonly number[];
  /**
   * What a column holds that may be declared nominal or ordinal, most frequent first: absent for text where there is
   * more than a contract may name, for numbers where there are more than {@link NUMERIC_CATEGORIES}. Numbers are
   * written the shortest way.
   */
  readonly categories?: readonly { readonly value: string; readonly count: number }[];
}

/** Where different spellings stop being counted. */
export const DISTINCT_LIMIT = 1000;
/** The most different numbers that are counted as categories. */
const NUMERIC_CATEGORIES = 50;
/** A column of which this share are numbers was meant to be numeric: the other cells are mistakes. */
const NUMERIC_SHARE = 0.9;
/** In a short column, a single other cell among at least this many numbers is a mistake as well. */
const NUMBERS_BESIDE_ONE_MISTAKE = 3;
/** The most characters of an offending cell that an error carries. */
const SHOWN_CHARACTERS = 40;

/** The first cell of a kind, for an error that names it. */
interface Sighting {
  readonly line: number;
  readonly value: string;
}

export interface ColumnProfiler {
  see(record: CsvRecord): CellKind;
  /** The first cell that should not be there, given all that was seen. */
  mistake(): FederatedError | undefined;
  usesDecimalComma(): boolean;
  finish(): ColumnProfile;
}

/** The cell as an error carries it: for its owner's eyes only. */
export function sight(record: CsvRecord, index: number): Sighting {
  return {
    line: cellLine(record, index),
    value: detached((record.cells[index] ?? '').trim().slice(0, SHOWN_CHARACTERS)),
  };
}

/** Gathers what there is to know of column `index` (from 0) while records stream by. */
export function createColumnProfiler(name: string, index: number, cells: CellReader): ColumnProfiler {
  const counts: Record<CellKind, number> = { number: 0, missing: 0, infinite: 0, text: 0 };
  const forms: Record<NumberForm, number> = { integer: 0, point: 0, comma: 0 };
  const first: Partial<Record<CellKind | NumberForm, Sighting>> = {};
  const tally = createTally(DISTINCT_LIMIT - 1);
  const histogram = createHistogramSampler();
  // Float64Array, because numbers captured by a closure would be allocated anew at each assignment.
  const stats = Float64Array.of(Infinity, -Infinity, 0);
  let integers = true;

  function seeNumber(record: CsvRecord, value: number): void {
    if (value < (stats[0] ?? 0)) stats[0] = value;
    if (value > (stats[1] ?? 0)) stats[1] = value;
    stats[2] = (stats[2] ?? 0) + value;
    if (!Number.isInteger(value)) integers = false;
    histogram.add(value);
    if (forms[cells.form]++ === 0) first[cells.form] = sight(record, index);
  }

  /** Whether the column is meant to hold numbers. */
  function isNumeric(): boolean {
    const numbers = counts.number + counts.infinite;
    if (counts.text === 0) return true;
    if (numbers < 2) return false;
    if (numbers >= NUMERIC_SHARE * (numbers + counts.text)) return true;
    return counts.text === 1 && numbers >= NUMBERS_BESIDE_ONE_MISTAKE;
  }

  /** The numbers of a column as categories, whatever their spellings; none if there are too many of these. */
  function numericCategories(): { value: string; count: number }[] {
    const members = new Map<string, number>();
    for (const { value, count } of tally.entries()) {
      if (cells.read(value) !== 'number') continue;
      const category = numberAsCategory(cells.value);
      members.set(category, (members.get(category) ?? 0) + count);
    }
    return sortedCategories(Array.from(members, ([value, count]) => ({ value, count })));
  }

  return {
    see(record) {
      const cell = record.cells[index] ?? '';
      const kind = cells.read(cell);
      counts[kind]++;
      if (kind === 'missing') return kind;
      tally.add(cell);
      if (kind === 'number') seeNumber(record, cells.value);
      else first[kind] ??= sight(record, index);
      return kind;
    },
    mistake() {
      if (!isNumeric()) return undefined;
      // With both decimal marks in one column, the rarer one is the mistake.
      const rarer = forms.comma > forms.point ? first.point : first.comma;
      const mixed = forms.comma > 0 && forms.point > 0 ? rarer : undefined;
      const [earliest] = [first.text, first.infinite, mixed]
        .filter((sighting) => sighting !== undefined)
        .sort((a, b) => a.line - b.line);
      if (earliest === undefined) return undefined;
      const code = earliest === first.infinite ? 'csv-not-finite' : 'csv-not-numeric';
      return new FederatedError(code, 'a cell is not a number', { ...earliest, column: index + 1, name });
    },
    usesDecimalComma: () => forms.comma > 0 && isNumeric(),
    finish() {
      const { missing } = counts;
      const distinct = tally.distinct();
      if (!isNumeric()) {
        const categories = distinct > MAX_CATEGORIES ? {} : { categories: sortedCategories(tally.entries()) };
        return { name, kind: 'text', integers: false, missing, distinct, histogram: [], ...categories };
      }
      const [minimum = 0, maximum = 0, sum = 0] = stats;
      const numeric = { name, kind: 'numeric' as const, integers, missing, distinct };
      if (counts.number === 0) return { ...numeric, integers: false, histogram: [] };
      const mean = sum / counts.number;
      const categories = numericCategories();
      return {
        ...numeric,
        minimum,
        maximum,
        ...(Number.isFinite(mean) ? { mean } : {}),
        median: histogram.median(),
        histogram: histogram.bins(minimum, maximum),
        ...(categories.length > 0 && categories.length <= NUMERIC_CATEGORIES ? { categories } : {}),
      };
    },
  };
}

function sortedCategories(
  entries: readonly { value: string; count: number }[],
): { value: string; count: number }[] {
  return [...entries].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
