import type { Local, Locals } from './assembler.ts';
import type { Layout } from './layout.ts';
import type { Emitter, Technology } from './technology.ts';

/** Rows of a product that are worked on at once: as many as vector registers allow. */
export const ROWS = 4;

/** The locals of one function of a kernel, and what they work on. */
export interface Registers {
  readonly technology: Technology;
  readonly layout: Layout;
  readonly locals: Locals;
  readonly emitter: Emitter;
  /** Rows of the block at hand. */
  readonly rows: readonly Local[];
  /** Rows of a square that are not doubled. */
  readonly plain: readonly Local[];
  /** Columns of a block: its own, and those that it reaches into. */
  readonly block: readonly Local[];
  readonly factor: Local;
  readonly carry: Local;
  /** Where the block at hand begins: its columns and rows. */
  readonly blockColumns: Local;
  readonly blockRows: Local;
  /** Where the stream at hand is. */
  readonly columns: Local;
  readonly factors: Local;
  readonly source: Local;
  readonly target: Local;
  readonly counter: Local;
  /** Full blocks that are left, the one at hand included. */
  readonly blocksLeft: Local;
}

export function declareRegisters(technology: Technology, layout: Layout, locals: Locals): Registers {
  return {
    technology,
    layout,
    locals,
    emitter: technology.emitter(locals),
    rows: locals.vectors(ROWS),
    plain: locals.vectors(ROWS),
    block: locals.vectors(2 * ROWS + 1),
    factor: locals.vector(),
    carry: locals.vector(),
    blockColumns: locals.integer(),
    blockRows: locals.integer(),
    columns: locals.integer(),
    factors: locals.integer(),
    source: locals.integer(),
    target: locals.integer(),
    counter: locals.integer(),
    blocksLeft: locals.integer(),
  };
}

/** `count` consecutive integers from `start` on. */
export const range = (count: number, start = 0): number[] =>
  Array.from({ length: count }, (_, i) => start + i);
