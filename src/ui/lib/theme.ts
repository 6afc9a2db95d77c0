/** The theme follows the system until the person chooses; the choice is kept in this browser. */

type Theme = 'light' | 'dark';

const STORAGE_KEY = 'theme';

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(STORAGE_KEY);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    // Storage can be switched off; the page then follows the system.
    return null;
  }
}

function apply(theme: Theme): void {
  document.documentElement.classList.toggle('dark', theme === 'dark');
  document.documentElement.classList.toggle('light', theme === 'light');
}

/** Applies the theme that was chosen before, if any. */
export function restoreTheme(): void {
  const theme = stored();
  if (theme !== null) apply(theme);
}

/** Switches between light and dark, and remembers the choice. */
export function toggleTheme(): void {
  const { classList } = document.documentElement;
  const dark =
    classList.contains('dark') ||
    (!classList.contains('light') && matchMedia('(prefers-color-scheme: dark)').matches);
  const next: Theme = dark ? 'light' : 'dark';
  apply(next);
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // The choice then lasts as long as the page.
  }
}
