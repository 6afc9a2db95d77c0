export { createDataOwnerWork } from './data-owner-work.ts';
export type { DataOwnerWork, ModelOwnerWork, OnProgress, WorkThread } from './interfaces.ts';
export { createModelOwnerWork } from './model-owner-work.ts';
export { spawnDataOwnerWork, spawnModelOwnerWork } from './spawn.ts';
