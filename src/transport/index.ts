export { COORDINATION_PATH, coordinationBeside, PEER_PATH, signalingBeside } from './address.ts';
export type { SignalingAddress } from './address.ts';
export { createCoordination } from './coordination-client.ts';
export type { Coordination, CoordinationOptions } from './coordination-client.ts';
export {
  CLOSE_REPLACED,
  isClientMessage,
  MAX_COORDINATION_BYTES,
  MAX_ROOM_MEMBERS,
  MAX_TIMELINE,
  parseJson,
} from './coordination-messages.ts';
export type {
  ClientMessage,
  RefusalReason,
  RoomParticipant,
  RoomPhase,
  RoomRole,
  RoomSnapshot,
  ServerMessage,
} from './coordination-messages.ts';
export { loadIceServers } from './ice-servers.ts';
export { createMemoryHub } from './memory-network.ts';
export type { MemoryHub, MemoryHubOptions, MemoryMessage } from './memory-network.ts';
export type { Connection, Fingerprints, Network, NetworkState } from './network.ts';
export { createPeerNetwork } from './peer-network.ts';
export type { PeerNetworkOptions } from './peer-network.ts';
