import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { PEER_PATH } from '../../src/transport/index.ts';
import type { RelayPage } from './relay-page.ts';

/** The messages by which PeerJS clients introduce themselves, as far as the attacker looks at them. */
interface SetUpMessage {
  readonly type: string;
  readonly dst: string;
  readonly payload: {
    readonly connectionId: string;
    readonly sdp: { readonly sdp: string };
    readonly candidate: RTCIceCandidateInit;
  };
}

/**
 * The facilitator's server as a dishonest facilitator would run it: the real one, and in front of it a
 * proxy that serves its page and passes on all it says, but takes offers, answers and candidates apart and
 * introduces both tabs to the attacker's.
 */
export async function startRelayingServer(
  realAddress: string,
  relay: RelayPage,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer((request, response) => passOn(realAddress, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  const failures: unknown[] = [];
  /** Who opened a connection is the data owner. */
  const offerers = new Map<string, string>();

  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => {
      const real = new WebSocket(new URL(request.url ?? '', realAddress.replace('http', 'ws')));
      const opened = new Promise<void>((resolve) => real.once('open', resolve));
      const toServer = (text: string): void => void opened.then(() => real.send(text));
      const toClient = (text: string): void => client.send(text);
      const { pathname, searchParams } = new URL(request.url ?? '', realAddress);
      const id = pathname.startsWith(PEER_PATH) ? searchParams.get('id') : null;
      client.on('message', (data) => {
        const text = textOf(data);
        if (id === null) toServer(text);
        else intercept(id, text, toServer, toClient).catch((error: unknown) => failures.push(error));
      });
      real.on('message', (data) => toClient(textOf(data)));
      real.on('error', () => client.close());
      real.on('close', () => client.close());
      client.on('close', () => real.close());
    });
  });

  async function intercept(
    id: string,
    text: string,
    toServer: (text: string) => void,
    toClient: (text: string) => void,
  ): Promise<void> {
    const message = JSON.parse(text) as SetUpMessage;
    const { type, dst, payload } = message;
    switch (type) {
      case 'OFFER': {
        const { connectionId, sdp } = payload;
        offerers.set(connectionId, id);
        const made = await relay.introduce(connectionId, sdp.sdp);
        toServer(
          JSON.stringify({ ...message, payload: { ...payload, sdp: { type: 'offer', sdp: made.offer } } }),
        );
        const answer = { type: 'data', connectionId, sdp: { type: 'answer', sdp: made.answer } };
        toClient(JSON.stringify({ type: 'ANSWER', src: dst, dst: id, payload: answer }));
        return;
      }
      case 'ANSWER':
        return relay.complete(payload.connectionId, payload.sdp.sdp);
      case 'CANDIDATE': {
        const side = offerers.get(payload.connectionId) === id ? 'dataOwner' : 'modelOwner';
        return relay.candidate(payload.connectionId, side, payload.candidate);
      }
      default:
        toServer(text);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (failures.length > 0) throw new AggregateError(failures, 'the relay failed');
    },
  };
}

/** The page and its files as the real server has them. */
function passOn(realAddress: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = request;
  request.pipe(
    httpRequest(new URL(url ?? '/', realAddress), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).on('error', () => response.destroy()),
  );
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString();
}
