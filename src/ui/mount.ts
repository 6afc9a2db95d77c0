import { mount } from 'svelte';
import App from './App.svelte';
import type { AppApi } from './app-api.ts';
import { restoreTheme } from './lib/theme.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/layout.css';

/** Draws the page for `app.route` into `target`, and again whenever the route changes. */
export function mountApp(target: HTMLElement, app: AppApi): void {
  restoreTheme();
  mount(App, { target, props: { app } });
}
