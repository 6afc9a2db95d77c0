import { at } from '../elements.ts';
import { addI32, advance, get, integer, load, repeat, set, store, subtractI32, when } from './assembler.ts';
import type { Code, Local } from './assembler.ts';
import { COLUMN_BYTES } from './layout.ts';
import { range, ROWS, type Registers } from './registers.ts';
import { closeWindow, openWindow, stream, streamSteps } from './streams.ts';

/** Columns += a b, or 2 a b. */
export function addProduct(registers: Registers, a: Local, b: Local, { doubled = false } = {}): Code {
  const { layout, emitter, blockColumns, blockRows, columns, factors } = registers;
  const loadRow = (row: Local, r: number): Code => {
    const loaded = set(row, emitter.loadRow(blockRows, r));
    return doubled ? [...loaded, ...set(row, emitter.double(get(row)))] : loaded;
  };
  return inBlocks(registers, { from: a, columnsPerRow: 1 }, (rows) => [
    ...registers.rows.slice(0, rows).flatMap(loadRow),
    ...set(columns, get(blockColumns)),
    ...set(factors, get(b)),
    ...openWindow(registers, rows),
    ...stream(registers, rows, layout.digits),
    ...closeWindow(registers, rows),
  ]);
}

/** Columns += a a: below the diagonal every product counts twice and is made once. */
export function addSquare(registers: Registers, a: Local): Code {
  const { layout, technology, locals, emitter, plain, blockColumns, blockRows, columns, factors } = registers;
  const rest = layout.digits % ROWS;
  const loops = locals.integer();
  const loadRow = (row: Local, r: number): Code => [
    ...set(at(plain, r), emitter.loadRow(blockRows, r)),
    ...set(row, emitter.double(get(at(plain, r)))),
  ];
  /** A full block against all digits behind it. */
  const beside: Code = [
    ...set(columns, addI32(get(blockColumns), integer(ROWS * COLUMN_BYTES))),
    ...set(factors, addI32(get(blockRows), integer(ROWS * technology.digitBytes))),
    ...openWindow(registers, ROWS),
    ...streamSteps(registers, ROWS, rest),
    ...set(loops, subtractI32(get(registers.blocksLeft), integer(1))),
    ...when(get(loops), repeat(loops, streamSteps(registers, ROWS, ROWS))),
    ...closeWindow(registers, ROWS),
  ];
  return inBlocks(registers, { from: a, columnsPerRow: 2 }, (rows) => [
    ...registers.rows.slice(0, rows).flatMap(loadRow),
    ...diagonal(registers, rows),
    ...(rows === ROWS ? beside : []),
  ]);
}

/** The products of a block of a square with itself. */
function diagonal(registers: Registers, rows: number): Code {
  const { emitter, plain, factor, blockColumns, blockRows } = registers;
  const columns = registers.block.slice(0, 2 * rows);
  return [
    ...columns.flatMap((column, i) => set(column, load(blockColumns, COLUMN_BYTES * i))),
    ...range(rows).flatMap((q) => [
      ...emitter.loadFactor(factor, blockRows, q, true),
      ...range(q + 1).flatMap((r) => {
        const row = at(r === q ? plain : registers.rows, r);
        return emitter.accumulate(row, factor, q, columns, r + q);
      }),
    ]),
    ...columns.flatMap((column, i) => store(blockColumns, COLUMN_BYTES * i, get(column))),
  ];
}

interface Blocks {
  /** Where the digits of the rows are read, if they are. */
  readonly from?: Local;
  /** Columns that a block moves on by for each of its rows. */
  readonly columnsPerRow: 1 | 2;
}

/** Runs `body` for every block of rows; the last one may have fewer. */
export function inBlocks(
  { layout, technology, blockColumns, blockRows, blocksLeft }: Registers,
  { from, columnsPerRow }: Blocks,
  body: (rows: number) => Code,
): Code {
  const { digits, columns } = layout;
  const rest = digits % ROWS;
  return [
    ...(from === undefined ? [] : set(blockRows, get(from))),
    ...set(blockColumns, integer(columns)),
    ...set(blocksLeft, integer((digits - rest) / ROWS)),
    ...repeat(blocksLeft, [
      ...body(ROWS),
      ...(from === undefined ? [] : advance(blockRows, ROWS * technology.digitBytes)),
      ...advance(blockColumns, columnsPerRow * ROWS * COLUMN_BYTES),
    ]),
    ...(rest === 0 ? [] : body(rest)),
  ];
}
