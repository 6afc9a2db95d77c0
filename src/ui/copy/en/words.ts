import { formatFixed } from '../../lib/format.ts';

/** Counts, lists and capitals as English writes them. */

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** Small counts as words, larger ones as figures. */
export function countWord(count: number): string {
  return WORDS[count] ?? formatFixed(count);
}

/** `count` with its noun: 1 row, 221 rows. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatFixed(count)} ${count === 1 ? one : many}`;
}

/** One, two, or "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
