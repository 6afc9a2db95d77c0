import { mount } from 'svelte';
import App from './App.svelte';
import type { AppApi } from './app-api.ts';
import { restoreLanguage } from './copy/copy.ts';
import { NO_TEXTS } from './copy/languages.ts';
import { restoreTheme } from './lib/theme.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/layout.css';
import './style/late.css';

/** Begun at once, while the party is opened: whether the texts are there. */
const texts = restoreLanguage().then(
  () => true,
  () => false,
);

/** Draws the page for `app.route` into `target` once its texts are there, and again whenever the route changes. */
export function mountApp(target: HTMLElement, app: AppApi): void {
  restoreTheme();
  void texts.then((there) => {
    target.replaceChildren();
    if (there) mount(App, { target, props: { app } });
    else target.textContent = NO_TEXTS;
  });
}
