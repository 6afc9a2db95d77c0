import { listSeparator, parseNumber } from './format.ts';

/** The numbers that a person wrote, or the first word that is none. */
export type NumberList = { readonly numbers: readonly number[] } | { readonly wrong: string };

/** Reads numbers separated by white space, semicolons, and commas where these are no decimal signs. */
export function parseNumberList(text: string): NumberList {
  const numbers: number[] = [];
  for (const word of text.split(listSeparator()).filter((part) => part !== '')) {
    const value = parseNumber(word);
    if (value === null) return { wrong: word };
    numbers.push(value);
  }
  return { numbers };
}
