export { createCrew } from './crew.ts';
export type { Crew, Recruiting } from './crew.ts';
export { createDataOwnerWork } from './data-owner-work.ts';
export type { ContractTerms, DataOwnerWork, ModelOwnerWork, OnProgress, WorkThread } from './interfaces.ts';
export { createModelOwnerWork } from './model-owner-work.ts';
export { spawnDataOwnerWork, spawnModelOwnerWork } from './spawn.ts';
