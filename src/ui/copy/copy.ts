import { createNotifier, type Observable } from '../../base/index.ts';
import { writeFiguresAs } from '../lib/format.ts';
import { preferredLanguage, rememberLanguage, type Language } from './languages.ts';
import type { Copy } from './shape.ts';

/** Texts are loaded when a language is chosen, and those of no other. */
const load: Readonly<Record<Language, () => Promise<Copy>>> = {
  en: async () => (await import('./en/en.ts')).en,
  de: async () => (await import('./de/de.ts')).de,
};

const notifier = createNotifier();

/** The texts in use. There is nothing in it before `useLanguage` is done, which is before a page is drawn. */
export let copy: Copy;
/** The language in use. */
export let language: Language;
/** Notifies when another language is in use. */
export const copyChanges: Observable = { subscribe: notifier.subscribe };

let wanted: Language;

/** Loads the texts of a language and uses them. @throws if they do not arrive; what was in use stays. */
export async function useLanguage(next: Language): Promise<void> {
  wanted = next;
  const texts = await load[next]();
  // Another one may have been chosen meanwhile.
  if (wanted !== next) return;
  copy = texts;
  language = next;
  writeFiguresAs(texts.figures);
  if (typeof document !== 'undefined') document.documentElement.lang = next;
  notifier.notify();
}

/** Uses the language that was chosen in this browser before, or that it prefers. */
export function restoreLanguage(): Promise<void> {
  return useLanguage(preferredLanguage());
}

/** Changes the language at a person's wish, and remembers it. */
export async function switchLanguage(next: Language): Promise<void> {
  await useLanguage(next);
  rememberLanguage(next);
}
