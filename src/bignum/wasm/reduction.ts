import { at } from '../elements.ts';
import { addI32, addI64, and, get, integer, load, set, shiftRightI64, store } from './assembler.ts';
import type { Code, Local } from './assembler.ts';
import { COLUMN_BYTES } from './layout.ts';
import { inBlocks } from './products.ts';
import { range, type Registers } from './registers.ts';
import { closeWindow, move, stream, windowOf } from './streams.ts';

/**
 * Montgomery's reduction, "Modular multiplication without trial division" (1985), of all n lower columns:
 * adds the multiple Q N' that clears them.
 *
 * The digit of Q for a column is the column's lowest digit q itself: q N' = q (radix M - 1), so that adding
 * it leaves a multiple of the radix there, and q M beyond.
 *
 * @param options.keepQuotient writes the digits of Q as well.
 */
export function reduce(registers: Registers, { keepQuotient = false } = {}): Code {
  const modulusAt = registers.locals.integer();
  return [
    ...set(modulusAt, integer(registers.layout.modulus)),
    ...inBlocks(registers, { columnsPerRow: 1 }, (rows) =>
      reduceBlock(registers, rows, modulusAt, keepQuotient),
    ),
  ];
}

/** Clears some columns, one after the other; their digits are then the rows of a stream against M. */
function reduceBlock(registers: Registers, rows: number, modulusAt: Local, keepQuotient: boolean): Code {
  const { emitter, factor, blockColumns } = registers;
  const { modulus, modulusDigits, quotient, columns } = registers.layout;
  const { digitBits, digitBytes, reach } = registers.technology;
  const own = registers.block.slice(0, rows);
  const window = windowOf(registers, rows);
  const all = [...own, ...window];
  const first = at(window, 0);

  /** Rows `from` to `to` against digit j of M. */
  const products = (j: number, from: number, to: number): Code => {
    if (from >= to) return [];
    return [
      ...emitter.loadFactor(factor, modulusAt, j, false),
      ...range(to - from, from).flatMap((r) =>
        emitter.accumulate(at(registers.rows, r), factor, j, all, 1 + r + j),
      ),
    ];
  };
  const clear = (column: Local, r: number): Code => {
    const next = at(all, r + 1);
    const digit = store(blockColumns, quotient - columns + COLUMN_BYTES * r, and(get(column), emitter.mask));
    return [
      ...(keepQuotient ? digit : []),
      ...set(at(registers.rows, r), emitter.rowOfColumn(column)),
      ...set(next, addI64(get(next), shiftRightI64(get(column), digitBits))),
      // What the next columns of this block need of this row.
      ...range(rows - 1 - r).flatMap((j) => products(j, r, r + 1)),
    ];
  };
  return [
    ...own.flatMap((column, i) => set(column, load(blockColumns, COLUMN_BYTES * i))),
    ...window.flatMap((column, i) => set(column, load(blockColumns, COLUMN_BYTES * (rows + i)))),
    ...own.flatMap(clear),
    // The other products that end in the window.
    ...range(rows - 1).flatMap((j) => products(j, rows - 1 - j, rows)),
    ...products(rows - 1, 0, rows),
    ...store(blockColumns, COLUMN_BYTES * rows, get(first)),
    ...move([...window.slice(1), first], window, rows + reach - 1),
    ...set(registers.columns, addI32(get(blockColumns), integer(COLUMN_BYTES * (rows + 1)))),
    ...set(registers.factors, integer(modulus + digitBytes * rows)),
    ...stream(registers, rows, modulusDigits - rows),
    ...closeWindow(registers, rows),
  ];
}
