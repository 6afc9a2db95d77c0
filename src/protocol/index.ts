export { acceptChannel } from './channel/accept-channel.ts';
export { createKeyPair, modelOwnerKeyHash, rawPublicKey } from './channel/keys.ts';
export { openChannel } from './channel/open-channel.ts';
export type { SealedChannel } from './channel/sealed-channel.ts';
export {
  canonicalHash,
  keyProofSeed,
  decodeToDataOwner,
  decodeToModelOwner,
  encodeMessage,
} from './codec.ts';
export {
  awaits,
  initialDataOwnerState,
  isTraining,
  lastRound,
  stepDataOwner,
  withoutSession,
} from './data-owner-machine.ts';
export type {
  AnswerTerms,
  DataOwnerEffect,
  DataOwnerEvent,
  DataOwnerState,
  RosterIdentity,
  RosterRefusal,
  Selection,
} from './data-owner-machine.ts';
export {
  createInvite,
  createSessionSecrets,
  dataOwnerIdOf,
  formatDataOwnerAddress,
  formatDataOwnerLink,
  formatFacilitatorLink,
  formatModelOwnerAddress,
  MAX_INVITE,
  modelOwnerIdOf,
  peerIdOf,
  roomOf,
} from './links.ts';
export type { DataOwnerLink } from './links.ts';
export { parseFragment } from './parse-fragment.ts';
export { baseLengthOf, boundOf, fittingBound, roundLimitOf, roundsToTotals } from './answer-sizes.ts';
export { agreeingTo } from './consent.ts';
export type { ConsentDifference } from './consent.ts';
export type { ContractProblem, ContractRefusal } from './contract-check.ts';
export { NONCE_BYTES, PROTOCOL_VERSION } from './messages.ts';
export type {
  AbortReason,
  ContractBody,
  DataOwnerMessage,
  GuardName,
  Message,
  OfferBody,
  Outgoing,
  RequestBody,
  RosterBody,
  ScoreBody,
  ScoredBody,
  ScoringBody,
  ToDataOwner,
  ToModelOwner,
  UnprovenContract,
} from './messages.ts';
export {
  awaited,
  initialModelOwnerState,
  isRunning,
  ownerOf,
  stepModelOwner,
} from './model-owner-machine.ts';
export type {
  FrozenRoster,
  ModelOwnerEffect,
  ModelOwnerEvent,
  ModelOwnerState,
} from './model-owner-machine.ts';
export { createMasker, rosterHashOf } from './masks.ts';
export type { MaskedAnswer, Masker } from './masks.ts';
export { commitmentTo, sameRoster } from './roster.ts';
export type { RosterDefect } from './roster.ts';
export {
  initialScoreGiverState,
  initialScoreTakerState,
  mostScoredRows,
  scoresLeft,
  scoringKeySeed,
  stepScoreGiver,
  stepScoreTaker,
} from './scoring.ts';
export type {
  ScoreGiverEffect,
  ScoreGiverEvent,
  ScoreGiverState,
  ScoreRefusal,
  ScoreTakerEffect,
  ScoreTakerEvent,
  ScoreTakerState,
} from './scoring.ts';
export { createSharedSecret, formatSharedSecret, parseSharedSecret } from './shared-secret.ts';
