import { at } from '../elements.ts';
import { advance, get, integer, load, repeat, set, store, type Code, type Local } from './assembler.ts';
import { COLUMN_BYTES } from './layout.ts';
import { range, ROWS, type Registers } from './registers.ts';

/*
 * A stream multiplies the rows of a block, which stay in locals, by one factor after the other:
 *
 *   columns  k   k+1  k+2  k+3  k+4  ...      row r times factor j belongs to column k + r + j;
 *   factor 0 r0   r1   r2   r3                a technology may reach into the next one.
 *   factor 1      r0   r1   r2   r3
 *
 * The columns that a step touches are a window in locals. It moves on by one with each step: the first
 * is finished and stored, one more is loaded.
 */

/** The columns of a window: one for each row, and what a product reaches into. */
export function windowOf({ block, technology }: Registers, rows: number): readonly Local[] {
  return block.slice(ROWS, ROWS + rows + technology.reach);
}

/** How many columns of the window are there before a step; the step loads the last. */
function held({ technology }: Registers, rows: number): number {
  return rows + technology.reach - 1;
}

export function openWindow(registers: Registers, rows: number): Code {
  return windowOf(registers, rows)
    .slice(0, held(registers, rows))
    .flatMap((column, i) => set(column, load(registers.columns, COLUMN_BYTES * i)));
}

export function closeWindow(registers: Registers, rows: number): Code {
  return windowOf(registers, rows)
    .slice(0, held(registers, rows))
    .flatMap((column, i) => store(registers.columns, COLUMN_BYTES * i, get(column)));
}

/** `count` factors against the rows. */
export function stream(registers: Registers, rows: number, count: number): Code {
  const { counter } = registers;
  const rest = count % ROWS;
  const loops = (count - rest) / ROWS;
  return [
    ...streamSteps(registers, rows, rest),
    ...(loops === 0
      ? []
      : [...set(counter, integer(loops)), ...repeat(counter, streamSteps(registers, rows, ROWS))]),
  ];
}

/** Some factors, unrolled. */
export function streamSteps(registers: Registers, rows: number, count: number): Code {
  if (count === 0) return [];
  const { columns, factors, factor, emitter, technology } = registers;
  const window = windowOf(registers, rows);
  let current = window;
  const steps = range(count).flatMap((step) => {
    const now = current;
    const first = at(now, 0);
    current = [...now.slice(1), first];
    return [
      ...set(at(now, -1), load(columns, COLUMN_BYTES * (step + held(registers, rows)))),
      ...emitter.loadFactor(factor, factors, step, true),
      ...range(rows).flatMap((r) => emitter.accumulate(at(registers.rows, r), factor, step, now, r)),
      ...store(columns, COLUMN_BYTES * step, get(first)),
    ];
  });
  return [
    ...steps,
    ...move(current, window, held(registers, rows)),
    ...advance(columns, COLUMN_BYTES * count),
    ...advance(factors, technology.digitBytes * count),
  ];
}

/** Puts the first `count` locals of one order into those of another, all at once. */
export function move(from: readonly Local[], to: readonly Local[], count: number): Code {
  if (from.slice(0, count).every((local, i) => local === to[i])) return [];
  return [
    ...from.slice(0, count).flatMap((local) => get(local)),
    ...to
      .slice(0, count)
      .reverse()
      .flatMap((local) => set(local, [])),
  ];
}
