import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { Defence } from './defences.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** The line of a file that a build does without. */
export type MissingLine = Pick<Defence, 'file' | 'line' | 'instead'>;

/** A plugin that takes one line out of one file, and how often it met that file. */
export interface LineRemover {
  readonly plugin: Plugin;
  readonly timesRemoved: number;
}

/**
 * For modules loaded one by one, or a whole build of the page.
 *
 * The transform throws if the line does not stand in the file exactly once: an attack that succeeds against
 * a build that lacks something else, or nothing, would prove nothing.
 */
export function createLineRemover({ file, line, instead = '' }: MissingLine): LineRemover {
  const path = resolve(ROOT, file);
  let timesRemoved = 0;
  return {
    plugin: {
      name: 'one-line-less',
      enforce: 'pre',
      transform(code, id) {
        if (id.split('?')[0] !== path) return undefined;
        timesRemoved += 1;
        return { code: replaceLine(code, line, instead), map: null };
      },
    },
    get timesRemoved() {
      return timesRemoved;
    },
  };
}

/** @throws Error unless exactly one line of `code`, without the space around it, is `line`. */
export function replaceLine(code: string, line: string, instead: string): string {
  const lines = code.split('\n');
  const places = lines.flatMap((each, i) => (each.trim() === line ? [i] : []));
  if (places.length !== 1)
    throw new Error(`expected this line once, found it ${places.length} times: ${line}`);
  return lines.with(places[0] ?? 0, instead).join('\n');
}
