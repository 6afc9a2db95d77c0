export { acceptChannel } from './channel/accept-channel.ts';
export { createKeyPair, modelOwnerKeyHash, rawPublicKey } from './channel/keys.ts';
export { openChannel } from './channel/open-channel.ts';
export type { SealedChannel } from './channel/sealed-channel.ts';
export { canonicalHash, decodeToDataOwner, decodeToModelOwner, encodeMessage } from './codec.ts';
export { initialDataOwnerState, isTraining, lastRound, stepDataOwner } from './data-owner-machine.ts';
export type { DataOwnerEffect, DataOwnerEvent, DataOwnerState } from './data-owner-machine.ts';
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
export { PROTOCOL_VERSION } from './messages.ts';
export type {
  AbortReason,
  ContractBody,
  Message,
  OfferBody,
  Outgoing,
  RequestBody,
  ToDataOwner,
  ToModelOwner,
} from './messages.ts';
export {
  awaited,
  initialModelOwnerState,
  isRunning,
  ownerOf,
  stepModelOwner,
} from './model-owner-machine.ts';
export type { ModelOwnerEffect, ModelOwnerEvent, ModelOwnerState } from './model-owner-machine.ts';
