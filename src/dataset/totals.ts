import { FederatedError } from '../base/index.ts';
import { designOf, supportedContract, type Contract, type Design } from '../contract/index.ts';
import { partCountOf } from './deal.ts';
import { findDesignColumns, type ColumnOptions } from './design-columns.ts';
import { createProductSums } from './exact-products.ts';
import { createMemberTally, type Members } from './members.ts';
import { roundedTotals, sumOfParts, type PartTotals } from './part-totals.ts';
import { createRowCounter, type RowCounts } from './row-counter.ts';
import { createSelection } from './selection.ts';
import type { ReadControl } from './source.ts';
import { readTable, type Header, type TableVisitor } from './table.ts';
import { createTermValues } from './term-values.ts';

/** The totals of one owner: the sums of its parts, where rows are dealt to parts. */
export interface OwnerTotals extends PartTotals {
  /** Rows left out for a missing value, or one outside a range or list of categories whose policy is to drop. */
  readonly dropped: number;
  /** d. */
  readonly dimension: number;
  /** One for each part of the contract's validation. */
  readonly parts: readonly PartTotals[];
  readonly counts: RowCounts;
  /** How many rows stand behind each thing that is summed. */
  readonly members: readonly Members[];
  /** 64 hex digits, equal exactly where the same rows were used with the same values clipped. */
  readonly selection: string;
}

export interface TotalsOptions extends ReadControl, ColumnOptions {
  /** The part of each row of the file, by its place in it (see `dealRows`): where the contract asks for validation. */
  readonly deal?: Uint8Array | undefined;
}

/**
 * Reads a CSV file once, in bounded memory, and sums the products of the terms of a contract. The sums are exact for
 * the mapped values, which are float64; the one rounding behind them is that to the scales of the contract, halves
 * upwards, once in each part.
 *
 * Error details may hold cells and lines of the file (`value`, `context`): they are to be shown to its
 * owner and to nobody else.
 *
 * @throws FederatedError `contract-unsupported`, `contract-invalid`, `data-column-missing`, `data-not-numeric`,
 *   `data-out-of-range`, `data-unknown-category`, `data-too-few-rows` if no row is left, `csv-not-finite`; and what
 *   reading a file throws. RangeError for a deal that does not fit file and contract.
 */
export async function computeTotals(
  file: Blob,
  contract: Contract,
  options: TotalsOptions = {},
): Promise<OwnerTotals> {
  supportedContract(contract);
  if ((contract.validation.kind === 'none') !== (options.deal === undefined)) {
    throw new RangeError('deal: expected where the contract asks for validation, and only there');
  }
  const { result } = await readTable(file, options, (header) => createSummer(header, contract, options));
  const { selected, ...totals } = result;
  return { ...totals, selection: await selected };
}

type Summed = Omit<OwnerTotals, 'selection'> & { readonly selected: Promise<string> };

function createSummer(header: Header, contract: Contract, options: TotalsOptions): TableVisitor<Summed> {
  const design = designOf(contract);
  const dimension = design.terms.length;
  const { features, target } = findDesignColumns(header, contract, options);
  const columns = target === null ? features : [...features, target];
  const counter = createRowCounter(columns.map(({ column }) => column));
  const terms = createTermValues(design, contract);
  const toMapped = createMapper(design);
  const selection = createSelection();
  const { deal } = options;
  const parts = Array.from({ length: partCountOf(contract.validation) }, () => ({
    sums: createProductSums(dimension + 1),
    rows: 0,
  }));
  const tally = createMemberTally(design, contract, parts.length);
  const values = new Float64Array(dimension + 1);
  let index = 0;

  return {
    row(record) {
      // No early end: a bad cell is reported even in a row that is dropped for another one.
      for (let i = 0; i < features.length; i++) {
        const column = features[i];
        if (column === undefined) continue;
        const state = column.read(record);
        if (state === 'missing') terms.setMissing(i);
        else terms.set(i, column.value);
        if (state !== 'used') counter.see(i, state);
      }
      const state = target?.read(record) ?? 'missing';
      if (state !== 'used') counter.see(features.length, state);
      const used = counter.endRow();
      selection.addRow(used);
      const place = deal === undefined ? 0 : (deal[index] ?? -1);
      const part = parts[place];
      if (part === undefined) throw new RangeError('deal: does not fit the file and the contract');
      index++;
      if (!used) return;
      terms.compute(values);
      values[dimension] = target?.value ?? 0;
      tally.addRow(place, values);
      toMapped(values);
      part.sums.addRow(values);
      part.rows++;
    },
    finish(rows) {
      const counts = counter.counts();
      const dropped = counts.droppedForMissing + counts.droppedForOutside;
      if (rows === dropped) {
        throw new FederatedError('data-too-few-rows', 'every row was dropped', { rows: 0, dropped });
      }
      if (deal !== undefined && deal.length !== rows) throw new RangeError('deal: does not fit the file');
      const totals = parts.map((part) => roundedTotals(part.sums, part.rows, dimension, contract.scales));
      return {
        ...sumOfParts(totals),
        dropped,
        dimension,
        parts: totals,
        counts,
        members: tally.members(totals),
        selected: selection.finish(counter.clipped()),
      };
    },
  };
}

/**
 * Maps the terms of a row and its target, in place, from their ranges to [-1, 1]. The quotient is doubled, not the
 * difference, so that nothing overflows. The result is a multiple of 2^-53: from a quotient of 1/4 on the
 * subtraction is exact, below it rounds to the spacing of float64 next to -1.
 */
function createMapper({ terms, target }: Design): (values: Float64Array) => void {
  const ranges = [...terms, target].map(({ range }) => range);
  const low = Float64Array.from(ranges, ([lo]) => lo);
  const span = Float64Array.from(ranges, ([lo, hi]) => hi - lo);
  const count = ranges.length;
  return (values) => {
    for (let i = 0; i < count; i++) {
      const mapped = 2 * (((values[i] ?? 0) - (low[i] ?? 0)) / (span[i] ?? 1)) - 1;
      // A logarithm may be rounded beyond that of the end of its range.
      values[i] = mapped > 1 ? 1 : mapped < -1 ? -1 : mapped;
    }
  };
}
