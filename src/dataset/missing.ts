import { createNumberReader } from './numbers.ts';

export interface MissingMarks {
  /** Whether a trimmed text stands for a missing value. */
  isMissingText(text: string): boolean;
  /** Whether a number does, as -999 in many files. */
  isMissingNumber(value: number): boolean;
}

/**
 * The marks of a contract as a test. Case does not matter (programs write NULL, null, nan and NaN);
 * the empty cell and NaN always count as missing.
 */
export function createMissingMarks(marks: readonly string[]): MissingMarks {
  const texts = new Set(['', 'nan', ...marks.map((mark) => mark.trim().toLowerCase())]);
  const longest = Math.max(...[...texts].map((text) => text.length));
  const reader = createNumberReader(false);
  const numbers = marks.map((mark) => reader.read(mark)).filter((value) => !Number.isNaN(value));
  return {
    isMissingText: (text) => text.length <= longest && texts.has(text.toLowerCase()),
    isMissingNumber: (value) => numbers.length > 0 && numbers.includes(value),
  };
}
