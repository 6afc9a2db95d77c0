/**
 * Argument checks as a family: each names the argument, returns it, and throws TypeError for a wrong
 * kind and RangeError for a wrong size.
 */

/** Returns `value` if it is an integer in [min, max]. */
export function checkInteger(
  value: number,
  title: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new TypeError(`${title}: expected an integer, got ${describe(value)}`);
  }
  if (value < min || value > max) {
    throw new RangeError(`${title}: expected an integer in [${min}, ${max}], got ${value}`);
  }
  return value;
}

/** Returns `value` if it is a bigint in [min, max]. */
export function checkBigint(value: bigint, title: string, min?: bigint, max?: bigint): bigint {
  if (typeof value !== 'bigint') throw new TypeError(`${title}: expected a bigint, got ${describe(value)}`);
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
    throw new RangeError(`${title}: out of range`);
  }
  return value;
}

/** Returns `value` if it is a Uint8Array, of `length` bytes if a length is given. */
export function checkBytes<T extends Uint8Array>(value: T, title: string, length?: number): T {
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`${title}: expected a Uint8Array, got ${describe(value)}`);
  }
  if (length !== undefined && value.length !== length) {
    throw new RangeError(`${title}: expected ${length} bytes, got ${value.length}`);
  }
  return value;
}

/** Returns `value` if it is a finite number. */
export function checkFinite(value: number, title: string): number {
  if (typeof value !== 'number') throw new TypeError(`${title}: expected a number, got ${describe(value)}`);
  if (!Number.isFinite(value)) throw new RangeError(`${title}: expected a finite number, got ${value}`);
  return value;
}

/** Throws RangeError if `array` has not `length` elements. */
export function checkLength<T extends { readonly length: number }>(
  array: T,
  title: string,
  length: number,
): T {
  if (array.length !== length) {
    throw new RangeError(`${title}: expected ${length} elements, got ${array.length}`);
  }
  return array;
}

/** A kind of value in words; never the value itself, which may be a secret. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a non-integer number' : String(value);
  return typeof value;
}
