export { loadPage } from './load-page.ts';
export { mountApp } from './mount.ts';
export type { Route, SampleLinks } from './app-api.ts';
