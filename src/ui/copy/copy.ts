import { en } from './en.ts';

/** The shape of a language: every text the page shows, apart from the problems. */
export type Copy = typeof en;

/** The language in use. */
export const copy: Copy = en;
