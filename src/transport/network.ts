import type { Bytes, ErrorCode } from '../base/index.ts';

/** SHA-256 fingerprints of the DTLS certificates of one connection, as SDP spells them. */
export interface Fingerprints {
  readonly local: string;
  readonly remote: string;
}

/** Moves whole messages between two parties, in order, and says when the other one is gone. */
export interface Connection {
  readonly remoteId: string;
  readonly open: boolean;
  /** Bytes of whole messages, without what the transport adds. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /**
   * Resolves once the whole message is handed to the channel, which holds it back while too much waits.
   *
   * @throws FederatedError 'peer-gone' if the connection ended, 'message-too-large' above the limit.
   */
  send(message: Bytes): Promise<void>;
  /** Sets the one listener; messages that came before it are kept and given to it first. */
  onMessage(listener: (message: Bytes) => void): void;
  /** Called once with the reason, at once if it is over already; not called after an own `close`. */
  onClose(listener: (reason: ErrorCode) => void): void;
  /**
   * One certificate fingerprint per side, to bind keys to.
   *
   * @throws FederatedError 'channel-broken' if a side does not state exactly one.
   */
  fingerprints(): Promise<Fingerprints>;
  /** Says goodbye after what was sent before, then closes. */
  close(): void;
}

/**
 * How the signaling server answers. `unreachable` and `refused` (the id is taken) are tried again for
 * as long as the network is open; existing connections go on in every state.
 */
export type NetworkState = 'connecting' | 'online' | 'unreachable' | 'refused';

/** One party's place among the others, known to them by `id`. */
export interface Network {
  readonly id: string;
  /**
   * @throws FederatedError 'signaling-unreachable', 'model-owner-absent' (nobody has that id),
   *   'no-ice-candidate', 'no-network-path', 'timeout' or 'cancelled' (closed meanwhile).
   */
  connect(remoteId: string): Promise<Connection>;
  /** Sets the one listener for connections that others open. */
  onConnection(listener: (connection: Connection) => void): void;
  /** Sets the one listener for the state; called at once with the present one. */
  onStateChange(listener: (state: NetworkState) => void): void;
  /** Closes every connection and gives the id back. */
  close(): Promise<void>;
}

/** Largest message that a connection carries unless told otherwise: above the largest of the protocol. */
export const DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
