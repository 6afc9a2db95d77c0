/** Where the signaling server listens, as PeerJS wants it told. */
export interface SignalingAddress {
  readonly host: string;
  readonly port: number;
  /** Path below which PeerJS looks for its socket. */
  readonly path: string;
  readonly secure: boolean;
}

/** Path of the PeerJS server; its socket is at `<path>/peerjs`. Server and page share these two. */
export const PEER_PATH = '/peerjs';
export const COORDINATION_PATH = '/coordination';

/** The signaling server beside the page at `pageUrl`: same host, same port, same folder. */
export function signalingBeside(pageUrl: string): SignalingAddress {
  const url = new URL(`.${PEER_PATH}`, pageUrl);
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return { host: url.hostname, port, path: url.pathname, secure };
}

/** Address of the coordination socket beside the page at `pageUrl`. */
export function coordinationBeside(pageUrl: string): string {
  const url = new URL(`.${COORDINATION_PATH}`, pageUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
