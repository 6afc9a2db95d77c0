import type { Bytes, ErrorCode } from '../base/index.ts';
import {
  canonicalHash,
  decodeToDataOwner,
  openChannel,
  peerIdOf,
  type DataOwnerMessage,
  type ToDataOwner,
  type ToModelOwner,
} from '../protocol/index.ts';
import type { Connection, Network } from '../transport/index.ts';
import { keepConnected } from './connector.ts';
import type { DataOwnerRecord } from './data-owner-records.ts';
import { createMessageLink, HANDSHAKE_TIMEOUT_MS, type MessageLink } from './message-link.ts';
import type { ProblemList } from './problems.ts';

/** Troubles of the connection: over as soon as it stands. */
const CONNECTION_CODES: readonly ErrorCode[] = [
  'model-owner-absent',
  'peer-gone',
  'signaling-unreachable',
  'signaling-refused',
  'no-ice-candidate',
  'no-network-path',
  'timeout',
  'channel-broken',
  'channel-authentication',
];

interface ConnectionDeps {
  readonly record: Pick<DataOwnerRecord, 'link' | 'staticKey'>;
  readonly network: Network;
  readonly problems: ProblemList;
  readonly onConnected: () => void;
  /** `hash` is that of the body, of those messages whose hash matters. */
  readonly onMessage: (message: ToDataOwner, bytes: number, hash?: Bytes) => void;
  /** It stands, or no longer does. */
  readonly onChange: () => void;
}

/** The one connection of a data owner's tab: to its model owner, made again whenever it is lost. */
export interface DataOwnerConnection {
  readonly connected: boolean;
  /** Six words for the channel that stands; null while there is none. */
  readonly verifier: string | null;
  /** Returns the bytes sent, 0 while not connected. */
  send(message: DataOwnerMessage): number;
  /** Begins to connect. */
  start(): Promise<void>;
  close(): void;
}

export function createDataOwnerConnection(deps: ConnectionDeps): DataOwnerConnection {
  const { record, network, problems } = deps;
  const { sid, invite } = record.link;
  let link: MessageLink<ToModelOwner> | null = null;
  let verifier: string | null = null;
  let connector: { close(): void } | null = null;
  let closed = false;

  async function open(connection: Connection, ended: (reason: ErrorCode) => void): Promise<void> {
    const channel = await openChannel({
      pipe: connection,
      link: record.link,
      staticKey: record.staticKey,
      fingerprints: await connection.fingerprints(),
      signal: AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS),
    });
    verifier = channel.verifier;
    link = createMessageLink<ToModelOwner, ToDataOwner>({
      channel,
      sid,
      self: invite,
      other: 0,
      decode: decodeToDataOwner,
      onMessage: receive,
      onClose: (reason) => {
        link = null;
        deps.onChange();
        ended(reason);
      },
    });
    problems.settle(...CONNECTION_CODES);
    deps.onConnected();
  }

  /** In order: the hash of a contract takes a turn of its own. */
  let arrivals: Promise<void> = Promise.resolve();
  function receive(message: ToDataOwner, bytes: number): void {
    arrivals = arrivals.then(async () => {
      if (message.type !== 'CONTRACT' && message.type !== 'ROSTER') deps.onMessage(message, bytes);
      else deps.onMessage(message, bytes, await canonicalHash(message.body));
    });
  }

  return {
    get connected() {
      return link !== null;
    },
    get verifier() {
      return link === null ? null : verifier;
    },
    send: (message) => link?.send(message) ?? 0,
    async start() {
      network.onStateChange((state) => {
        if (state === 'online') problems.settle('signaling-unreachable', 'signaling-refused');
        if (state === 'unreachable') problems.addCode('signaling-unreachable');
      });
      const remoteId = await peerIdOf(sid);
      if (closed) return;
      connector = keepConnected({
        network,
        remoteId,
        open,
        onTrouble: (trouble) =>
          trouble === null ? problems.settle(...CONNECTION_CODES) : problems.add(trouble, 'channel-broken'),
      });
    },
    close() {
      closed = true;
      connector?.close();
      link?.close();
    },
  };
}
