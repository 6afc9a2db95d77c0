export { createBrowserStorage, createMemoryStorage } from './storage.ts';
export type { Box, Storage } from './storage.ts';
