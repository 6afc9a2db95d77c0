export { createCrew } from './crew.ts';
export type { Crew, Recruiting } from './crew.ts';
export { createDataOwnerWork } from './data-owner-work.ts';
export type {
  Analysis,
  CheckedRows,
  ContractTerms,
  DataOwnerWork,
  FileForm,
  KnownTotals,
  LearningState,
  LearningWork,
  ModelOwnerWork,
  ModelUseWork,
  OnProgress,
  PredictedFile,
  ScoredModel,
  WorkThread,
} from './interfaces.ts';
export { createModelOwnerWork } from './model-owner-work.ts';
export { createModelUseWork } from './model-use-work.ts';
export { spawnDataOwnerWork, spawnModelOwnerWork, spawnModelUse } from './spawn.ts';
