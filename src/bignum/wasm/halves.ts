import { addI32, get, integer, set, type Code, type Local } from './assembler.ts';
import { copyPending, subtractQuotient, writeHalf } from './columns.ts';
import { reduce } from './reduction.ts';
import type { Registers } from './registers.ts';

/** What a result is gathered from: code that starts the columns and adds to them. */
interface HalfProducts {
  /** x0 y0 */
  readonly lower: Code;
  /** x0 y1 + x1 y0 */
  readonly upper: () => Code;
}

/**
 * (x0 + N' x1)(y0 + N' y1) / R modulo N'^2. With the quotient Q of Montgomery's reduction, x0 y0 = R z0 - N' Q;
 * so the product is R z0 + N' (x0 y1 + x1 y0 - Q), and the bracket is reduced once more. With one half, z0 is
 * the product modulo N', and Q of no use.
 */
export function reduceHalves(registers: Registers, result: Local, { lower, upper }: HalfProducts): Code {
  const { layout, locals } = registers;
  if (layout.halves === 1) return [...lower, ...reduce(registers), ...writeHalf(registers, result)];
  const [upperResult, setUpperResult] = upperHalf(registers, result);
  const pending = locals.integer();
  return [
    ...[...setUpperResult, ...set(pending, integer(layout.pending))],
    ...lower,
    ...reduce(registers, { keepQuotient: true }),
    // The lower halves of operands are needed once more, and the result may lie there.
    ...writeHalf(registers, pending),
    ...upper(),
    ...subtractQuotient(registers),
    ...reduce(registers),
    ...writeHalf(registers, upperResult),
    ...copyPending(registers, result),
  ];
}

/** A pointer to the upper half of a residue, and the code that sets it. */
export function upperHalf({ locals, layout }: Registers, residue: Local): [Local, Code] {
  const pointer = locals.integer();
  return [pointer, set(pointer, addI32(get(residue), integer(layout.halfBytes)))];
}
