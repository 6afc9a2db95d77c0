import type { DataConnection, Peer, PeerJSOption } from 'peerjs';
import { createBackOff } from './back-off.ts';
import type { NetworkState } from './network.ts';

/** An attempt that got no answer for this long counts as failed: a half-dead server takes it and keeps silent. */
const OPEN_TIMEOUT_MS = 10_000;

export interface RegistrationDeps {
  readonly id: string;
  readonly options: PeerJSOption;
  readonly onState: (state: NetworkState) => void;
  readonly onConnection: (connection: DataConnection) => void;
  /** The server knows nobody of that id. */
  readonly onAbsent: (remoteId: string) => void;
}

type PeerConstructor = new (id: string, options: PeerJSOption) => Peer;

/** Keeps an id registered at the signaling server. Losing the server touches no open connection. */
export interface Registration {
  /** The PeerJS peer while the server answers. */
  readonly peer: Peer | undefined;
  destroy(): void;
}

export function createRegistration(deps: RegistrationDeps): Registration {
  const backOff = createBackOff();
  let peer: Peer | undefined;
  let taken = false;
  let closed = false;
  let openTimer: ReturnType<typeof setTimeout> | undefined;

  function attempt(PeerClass: PeerConstructor): void {
    if (closed) return;
    taken = false;
    if (peer && !peer.destroyed) peer.reconnect();
    else peer = watch(new PeerClass(deps.id, deps.options), () => attempt(PeerClass));
    openTimer = setTimeout(() => peer?.disconnect(), OPEN_TIMEOUT_MS);
  }

  function watch(created: Peer, retry: () => void): Peer {
    created.on('open', () => {
      clearTimeout(openTimer);
      backOff.reset();
      deps.onState('online');
    });
    created.on('disconnected', () => {
      clearTimeout(openTimer);
      if (closed) return;
      // After a reload the server holds the old place until it notices: so this is tried again too.
      deps.onState(taken ? 'refused' : 'unreachable');
      backOff.schedule(retry);
    });
    created.on('error', (error) => {
      if (error.type === 'unavailable-id') taken = true;
      if (error.type !== 'peer-unavailable') return;
      const remoteId = / peer (\S+)$/.exec(error.message)?.[1];
      if (remoteId !== undefined) deps.onAbsent(remoteId);
    });
    created.on('connection', deps.onConnection);
    created.on('call', (call) => call.close());
    return created;
  }

  // Loaded when first needed: who only reads types or messages of this room does not pay for WebRTC.
  const loaded: Promise<{ Peer: PeerConstructor }> = import('peerjs');
  loaded.then(
    (peerjs) => attempt(peerjs.Peer),
    () => deps.onState('unreachable'),
  );

  return {
    get peer() {
      return peer?.open ? peer : undefined;
    },
    destroy() {
      closed = true;
      clearTimeout(openTimer);
      backOff.stop();
      peer?.destroy();
    },
  };
}
