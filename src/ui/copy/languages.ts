/** The languages of the page, and which one a person gets. No text of a page stands here. */

export type Language = 'en' | 'de';

/** Each in its own words, for somebody who does not read the one in use. */
export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

/** Shown alone where no language could be loaded. */
export const NO_TEXTS =
  'Federated Trainer: a part of this page did not arrive. Reload it once you are online. · ' +
  'Ein Teil dieser Seite ist nicht angekommen. Laden Sie sie neu, sobald Sie online sind.';

const STORAGE_KEY = 'language';

const known = (code: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => language.code === code)?.code;

/**
 * The language that was chosen before; else the first of the preferred ones (BCP 47) that there is, in whichever
 * of its varieties; else English.
 */
export function chooseLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const spoken = preferred.map((tag) => known(tag.toLowerCase().split('-')[0])).find((code) => code);
  return known(chosen) ?? spoken ?? 'en';
}

/** The language of this browser and person. */
export function preferredLanguage(): Language {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(STORAGE_KEY);
  } catch {
    // Storage can be switched off; the browser's languages then decide.
  }
  return chooseLanguage(chosen, navigator.languages);
}

/** Keeps the choice for this browser. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // The choice then lasts as long as the page.
  }
}
