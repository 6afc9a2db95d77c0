import {
  addI64,
  advance,
  get,
  integer,
  load,
  repeat,
  set,
  shiftRightI64,
  store,
  subtractI64,
} from './assembler.ts';
import type { Code, Local } from './assembler.ts';
import { COLUMN_BYTES, type Gathered } from './layout.ts';
import { range, type Registers } from './registers.ts';

/** Columns that a loop handles at a time: n is even, so there are a multiple of as many. */
const UNROLLED = 2;

/** Puts start values into all 2n columns. */
export function startColumns(registers: Registers, gathered: Gathered): Code {
  const { source, layout } = registers;
  const start = layout.starts[gathered];
  return overColumns(registers, 2 * layout.digits, (_, offset) =>
    store(source, layout.columns + offset, load(source, start + offset)),
  );
}

/** Lower columns -= the quotient's digits. */
export function subtractQuotient(registers: Registers): Code {
  const { source, layout } = registers;
  return overColumns(registers, layout.digits, (_, offset) => {
    const column = load(source, layout.columns + offset);
    return store(
      source,
      layout.columns + offset,
      subtractI64(column, load(source, layout.quotient + offset)),
    );
  });
}

/** Lower columns += the digits of a half. */
export function addHalf(registers: Registers, half: Local): Code {
  const { source, target, layout, emitter, technology } = registers;
  return [
    ...set(target, get(half)),
    ...overColumns(
      registers,
      layout.digits,
      (place, offset) => {
        const column = load(source, layout.columns + offset);
        return store(source, layout.columns + offset, addI64(column, emitter.loadColumn(target, place)));
      },
      advance(target, UNROLLED * technology.digitBytes),
    ),
  ];
}

/** Carries through the upper n columns and writes them as digits. */
export function writeHalf(registers: Registers, to: Local): Code {
  const { source, target, carry, layout, emitter, technology } = registers;
  const upper = layout.columns + COLUMN_BYTES * layout.digits;
  return [
    ...set(target, get(to)),
    ...set(source, integer(0)),
    ...set(carry, load(source, upper)),
    ...overColumns(
      registers,
      layout.digits,
      (place, offset) => [
        ...emitter.storeDigit(target, place, carry),
        ...set(
          carry,
          addI64(
            load(source, upper + offset + COLUMN_BYTES),
            shiftRightI64(get(carry), technology.digitBits),
          ),
        ),
      ],
      advance(target, UNROLLED * technology.digitBytes),
    ),
  ];
}

/** Copies the half that waited. */
export function copyPending(registers: Registers, to: Local): Code {
  const { source, target, counter, layout } = registers;
  return [
    ...set(target, get(to)),
    ...set(source, integer(0)),
    ...set(counter, integer(layout.halfBytes / 16)),
    ...repeat(counter, [
      ...store(target, 0, load(source, layout.pending)),
      ...advance(source, 16),
      ...advance(target, 16),
    ]),
  ];
}

/** A loop over columns, UNROLLED at a time, with `source` at the first of them. */
function overColumns(
  { source, counter }: Registers,
  count: number,
  body: (place: number, offset: number) => Code,
  next: Code = [],
): Code {
  return [
    ...set(source, integer(0)),
    ...set(counter, integer(count / UNROLLED)),
    ...repeat(counter, [
      ...range(UNROLLED).flatMap((place) => body(place, COLUMN_BYTES * place)),
      ...advance(source, UNROLLED * COLUMN_BYTES),
      ...next,
    ]),
  ];
}
