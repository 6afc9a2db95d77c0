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
export { boundOf, dimensionOf, roundsToTotals } from './contract-check.ts';
export { NONCE_BYTES, PROTOCOL_VERSION } from './messages.ts';
export type {
  AbortReason,
  ContractBody,
  Message,
  OfferBody,
  Outgoing,
  RequestBody,
  RosterBody,
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
export { createMasker } from './masks.ts';
export type { MaskedAnswer, Masker } from './masks.ts';
export { commitmentTo, sameRoster } from './roster.ts';
export type { RosterDefect } from './roster.ts';
export { createSharedSecret, formatSharedSecret, parseSharedSecret } from './shared-secret.ts';
