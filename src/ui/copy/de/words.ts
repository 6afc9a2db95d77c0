import { formatFixed } from '../../lib/format.ts';

/** Zahlen, Aufzählungen und Anfangsbuchstaben, wie sie im Deutschen geschrieben werden. */

const WORDS = ['kein', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn'];

/** Small counts as words, larger ones as figures. One and none take the ending of their noun: see `owners`. */
export function countWord(count: number): string {
  return WORDS[count] ?? formatFixed(count);
}

/** `count` with its noun: 1 Zeile, 221 Zeilen. */
export function counted(count: number, one: string, many: string): string {
  return `${formatFixed(count)} ${count === 1 ? one : many}`;
}

export const rows = (count: number): string => counted(count, 'Zeile', 'Zeilen');
export const rounds = (count: number): string => counted(count, 'Runde', 'Runden');

/** Nominative: ein Dateneigner, drei Dateneigner. */
export const owners = (count: number): string => `${countWord(count)} Dateneigner`;
/** Dative: einem Dateneigner, drei Dateneignern. */
export const ofOwners = (count: number): string =>
  count === 1 ? 'einem Dateneigner' : `${countWord(count)} Dateneignern`;

/** Eins, zwei, oder „a, b und c“. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} und ${names.at(-1) ?? ''}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
