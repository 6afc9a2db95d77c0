import type { DataConnection } from 'peerjs';
import { asFederatedError, cryptoRandom, FederatedError, toHex } from '../base/index.ts';
import { signalingBeside, type SignalingAddress } from './address.ts';
import type { FramedConnection } from './framed-connection.ts';
import { DEFAULT_MAX_MESSAGE_BYTES, type Connection, type Network, type NetworkState } from './network.ts';
import { openPeerChannel } from './peer-channel.ts';
import { createRegistration } from './peer-registration.ts';

/** What PeerJS and the server take as an id. */
const PEER_ID = /^[A-Za-z0-9]{8,64}$/;
/** How long `connect` waits for a signaling server that does not answer. */
const SIGNALING_TIMEOUT_MS = 8_000;
/** More half-open connections than this from outside are nobody's honest doing. */
const MAX_OPENING = 64;
/** Goes through the server in the clear: says nothing. PeerJS would invent one. */
const LABEL = 'data';

export interface PeerNetworkOptions {
  /** 8 to 64 letters and digits; not secret: it passes through the signaling server. */
  readonly id: string;
  /** Default: beside the page. */
  readonly signaling?: SignalingAddress;
  /** STUN and TURN servers. Default: none, so that nothing reaches a third party. */
  readonly iceServers?: readonly RTCIceServer[];
  /** Larger messages are refused in both directions before they are put together. */
  readonly maxMessageBytes?: number;
}

/**
 * The others by WebRTC, introduced to each other by PeerJS over our own signaling server.
 *
 * @throws RangeError if `id` is not of letters and digits.
 */
export function createPeerNetwork(options: PeerNetworkOptions): Network {
  const { id, iceServers = [], maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES } = options;
  if (!PEER_ID.test(id)) throw new RangeError('id: expected 8 to 64 letters and digits');
  const { host, port, path, secure } = options.signaling ?? signalingBeside(location.href);

  type Opening = ReturnType<typeof openPeerChannel>;
  const opening = new Map<Opening, string>();
  const connections = new Set<FramedConnection>();
  const onlineWaiters = new Set<() => void>();
  let state: NetworkState = 'connecting';
  let closed = false;
  let stateListener: ((state: NetworkState) => void) | undefined;
  let connectionListener: ((connection: Connection) => void) | undefined;
  let unheard: Connection[] = [];

  const registration = createRegistration({
    id,
    options: {
      ...{ host, port, path, secure },
      // PeerJS would take a predictable one; whoever knows it can take the place over.
      token: toHex(cryptoRandom(16)),
      config: { iceServers: [...iceServers] },
    },
    onState(newState) {
      if (closed || newState === state) return;
      state = newState;
      if (state === 'online') for (const wake of [...onlineWaiters]) wake();
      stateListener?.(state);
    },
    onConnection(connection) {
      const expected =
        connection.serialization === 'raw' && connection.reliable && connection.metadata === undefined;
      if (!expected || opening.size >= MAX_OPENING) {
        connection.close();
        return;
      }
      open(connection).then(announce, () => undefined);
    },
    onAbsent(remoteId) {
      for (const [attempt, wanted] of opening) {
        if (wanted === remoteId) attempt.abort('model-owner-absent', 'the server knows nobody of that id');
      }
    },
  });

  async function open(connection: DataConnection): Promise<Connection> {
    const attempt = openPeerChannel(connection, maxMessageBytes);
    opening.set(attempt, connection.peer);
    try {
      const opened = await attempt.opened;
      connections.add(opened);
      void opened.ended.then(() => connections.delete(opened));
      return opened;
    } finally {
      opening.delete(attempt);
    }
  }

  function announce(connection: Connection): void {
    if (connectionListener) connectionListener(connection);
    else unheard.push(connection);
  }

  function online(): Promise<void> {
    if (registration.peer) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        onlineWaiters.delete(wake);
        reject(new FederatedError('signaling-unreachable', 'the signaling server does not answer'));
      }, SIGNALING_TIMEOUT_MS);
      const wake = (): void => {
        clearTimeout(timer);
        onlineWaiters.delete(wake);
        if (closed) reject(cancelled());
        else resolve();
      };
      onlineWaiters.add(wake);
    });
  }

  function sayBye(): void {
    for (const connection of connections) connection.sayBye();
  }
  addEventListener('pagehide', sayBye);

  return {
    id,
    async connect(remoteId) {
      if (!PEER_ID.test(remoteId)) throw new RangeError('remoteId: expected 8 to 64 letters and digits');
      if (closed) throw cancelled();
      await online();
      let connection: DataConnection | undefined;
      try {
        connection = registration.peer?.connect(remoteId, {
          reliable: true,
          serialization: 'raw',
          label: LABEL,
        });
      } catch (error) {
        throw asFederatedError(error, 'no-network-path');
      }
      if (!connection) throw new FederatedError('signaling-unreachable', 'the signaling server went away');
      return open(connection);
    },
    onConnection(listener) {
      connectionListener = listener;
      const kept = unheard;
      unheard = [];
      for (const connection of kept) listener(connection);
    },
    onStateChange(listener) {
      stateListener = listener;
      listener(state);
    },
    async close() {
      if (closed) return;
      closed = true;
      removeEventListener('pagehide', sayBye);
      for (const wake of [...onlineWaiters]) wake();
      for (const attempt of opening.keys()) attempt.abort('cancelled', 'the network was closed');
      for (const connection of connections) connection.close();
      await Promise.all([...connections].map((connection) => connection.ended));
      registration.destroy();
    },
  };
}

function cancelled(): FederatedError {
  return new FederatedError('cancelled', 'the network was closed');
}
