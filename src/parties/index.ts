export type { Problem, Progress } from './happenings.ts';
export type {
  ConsentLimits,
  DataOwnerParty,
  DataOwnerTrainingView,
  DataOwnerView,
  Engine,
  FacilitatorParty,
  FacilitatorView,
  FileView,
  InviteView,
  KeyFit,
  ModelOwnerParty,
  ModelOwnerView,
  OfferedColumn,
  Optimiser,
  OwnerState,
  ParticipantView,
  Party,
  Phase,
  Plan,
  PlannedColumn,
  ReceiptLine,
  ResultView,
  RequestView,
  RoundView,
  SharedColumn,
  TrainBlock,
  TrainingView,
} from './views.ts';
export { createDataOwner } from './data-owner.ts';
export type { DataOwnerDeps } from './data-owner.ts';
export { dataOwnerBoxes } from './data-owner-records.ts';
export { createFacilitator } from './facilitator.ts';
export { createModelReader } from './model-use.ts';
export type { ModelReader, ModelUse, ModelUseView, TestFileView } from './model-use-view.ts';
export { createModelOwner } from './model-owner.ts';
export type { ModelOwnerDeps } from './model-owner.ts';
export { modelOwnerRecords } from './model-owner-records.ts';
export type { SampleName } from './samples.ts';
export { acceptInvite, createSession, dataOwnerFragments } from './sessions.ts';
