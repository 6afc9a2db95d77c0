export { mountApp } from './mount.ts';
export type { Route } from './app-api.ts';
