import { FederatedError, utf8, type Bytes, type ErrorCode } from '../base/index.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { DEFAULT_MAX_MESSAGE_BYTES, type Connection, type Network } from './network.ts';

/** One message on its way, as the hub sees it. */
export interface MemoryMessage {
  readonly from: string;
  readonly to: string;
  readonly bytes: Bytes;
}

export interface MemoryHubOptions {
  /** Time that a message takes. Default: none, but never in the same turn. */
  readonly delayMs?: number;
  readonly maxMessageBytes?: number;
  /** Sees every message, and says what arrives: the same, an altered one, or null for nothing. */
  readonly intercept?: (message: MemoryMessage) => Bytes | null;
}

/** Networks in one process that know each other: what tests run parties over. */
export interface MemoryHub {
  /** A network of that id. @throws RangeError if the id is taken. */
  join(id: string): Network;
  /** Breaks every connection between two, as a pulled cable would: both see 'peer-gone'. */
  sever(id: string, otherId: string): void;
}

interface End {
  readonly inbox: Inbox;
  readonly connection: Connection;
  finish(reason: ErrorCode | undefined): void;
}

export function createMemoryHub(options: MemoryHubOptions = {}): MemoryHub {
  const { delayMs = 0, maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES, intercept = pass } = options;
  const acceptors = new Map<string, (connection: Connection) => void>();
  const links = new Set<readonly [End, End]>();

  const transit = (): Promise<void> =>
    delayMs > 0 ? new Promise((resolve) => setTimeout(resolve, delayMs)) : Promise.resolve();

  function createEnd(id: string, remoteId: string, other: () => End): End {
    const inbox = createInbox();
    let open = true;
    let bytesSent = 0;
    let lastDelivery: Promise<void> = Promise.resolve();
    const end: End = {
      inbox,
      finish(reason) {
        if (!open) return;
        open = false;
        if (reason !== undefined) inbox.end(reason);
      },
      connection: {
        remoteId,
        get open() {
          return open;
        },
        get bytesSent() {
          return bytesSent;
        },
        get bytesReceived() {
          return inbox.bytesReceived;
        },
        send(message) {
          if (!open) return Promise.reject(new FederatedError('peer-gone', 'the connection is closed'));
          if (message.length > maxMessageBytes) {
            return Promise.reject(new FederatedError('message-too-large', 'the message is too large'));
          }
          bytesSent += message.length;
          const bytes = intercept({ from: id, to: remoteId, bytes: message.slice() });
          const arrival = Promise.all([lastDelivery, transit()]);
          lastDelivery = arrival.then(() => {
            if (bytes && other().connection.open) other().inbox.deliver(bytes);
          });
          return Promise.resolve();
        },
        onMessage: (listener) => inbox.onMessage(listener),
        onClose: (listener) => inbox.onClose(listener),
        fingerprints: () =>
          Promise.resolve({ local: fakeFingerprint(id), remote: fakeFingerprint(remoteId) }),
        close() {
          if (!open) return;
          end.finish(undefined);
          // What was sent before arrives first.
          void lastDelivery.then(() => other().finish('peer-gone'));
        },
      },
    };
    return end;
  }

  function link(id: string, remoteId: string): readonly [End, End] {
    const near: End = createEnd(id, remoteId, () => far);
    const far: End = createEnd(remoteId, id, () => near);
    const pair = [near, far] as const;
    links.add(pair);
    return pair;
  }

  return {
    join(id) {
      if (acceptors.has(id)) throw new RangeError(`id: ${id} is taken`);
      let unheard: Connection[] = [];
      let listener: ((connection: Connection) => void) | undefined;
      const own = new Set<Connection>();
      acceptors.set(id, (connection) => {
        own.add(connection);
        if (listener) listener(connection);
        else unheard.push(connection);
      });
      return {
        id,
        async connect(remoteId) {
          await transit();
          if (!acceptors.has(id)) throw new FederatedError('cancelled', 'the network was closed');
          const accept = acceptors.get(remoteId);
          if (!accept) throw new FederatedError('model-owner-absent', 'nobody has that id');
          const [near, far] = link(id, remoteId);
          own.add(near.connection);
          accept(far.connection);
          return near.connection;
        },
        onConnection(newListener) {
          listener = newListener;
          const kept = unheard;
          unheard = [];
          for (const connection of kept) newListener(connection);
        },
        onStateChange: (stateListener) => stateListener('online'),
        close() {
          acceptors.delete(id);
          for (const connection of own) connection.close();
          return Promise.resolve();
        },
      };
    },
    sever(id, otherId) {
      for (const [near, far] of links) {
        const ids = [near.connection.remoteId, far.connection.remoteId];
        if (!ids.includes(id) || !ids.includes(otherId)) continue;
        for (const end of [near, far]) end.finish('peer-gone');
      }
    },
  };
}

/** Nothing happens to a message on its way. */
function pass({ bytes }: MemoryMessage): Bytes {
  return bytes;
}

/** 32 bytes that depend on the id alone, spelled like a certificate fingerprint. */
function fakeFingerprint(id: string): string {
  const text = utf8(id);
  return Array.from({ length: 32 }, (_, i) => {
    // FNV-1a over the index and the id.
    let hash = (0x811c9dc5 ^ i) >>> 0;
    for (const byte of text) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    return (hash >>> 24).toString(16).padStart(2, '0').toUpperCase();
  }).join(':');
}
