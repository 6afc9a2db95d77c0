import type { DataConnection } from 'peerjs';
import { FederatedError, type ErrorCode } from '../base/index.ts';
import { connectionFingerprints } from './fingerprints.ts';
import { createFramedConnection, LOW_WATER_BYTES, type FramedConnection } from './framed-connection.ts';

/** Candidates of the own network cards come within milliseconds; without any route there is no event at all. */
const CANDIDATE_TIMEOUT_MS = 5_000;
/** From offer to open channel; on a working path it takes well under a second. */
const OPEN_TIMEOUT_MS = 20_000;

/**
 * Waits for a PeerJS connection to open and makes whole messages of it. What fails closes it.
 *
 * @throws FederatedError 'no-ice-candidate', 'no-network-path', or 'timeout' if the other side does
 *   not answer; or with the code given to `abort`.
 */
export function openPeerChannel(
  connection: DataConnection,
  maxMessageBytes: number,
): { readonly opened: Promise<FramedConnection>; abort(code: ErrorCode, message: string): void } {
  const { peerConnection } = connection;
  let abort: (code: ErrorCode, message: string) => void = () => undefined;

  const opened = new Promise<FramedConnection>((resolve, reject) => {
    let candidates = 0;
    let settled = false;
    const candidateTimer = setTimeout(checkCandidates, CANDIDATE_TIMEOUT_MS);
    const openTimer = setTimeout(() => {
      if (peerConnection.remoteDescription) abort('no-network-path', 'no path to the other side was found');
      else abort('timeout', 'the other side did not answer');
    }, OPEN_TIMEOUT_MS);

    function settle(): boolean {
      if (settled) return false;
      settled = true;
      clearTimeout(candidateTimer);
      clearTimeout(openTimer);
      return true;
    }

    function checkCandidates(): void {
      if (candidates === 0) abort('no-ice-candidate', 'this computer offers no network address');
    }

    abort = (code, message) => {
      if (!settle()) return;
      reject(new FederatedError(code, message));
      connection.close();
    };

    peerConnection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate && candidate.candidate !== '') candidates++;
    });
    peerConnection.addEventListener('icegatheringstatechange', () => {
      if (peerConnection.iceGatheringState === 'complete') checkCandidates();
    });
    connection.on('error', () => abort('no-network-path', 'the negotiation failed'));
    connection.on('close', () => abort('no-network-path', 'closed before it opened'));
    connection.on('open', () => {
      if (settle()) resolve(frame(connection, maxMessageBytes));
    });
  });
  return { opened, abort: (code, message) => abort(code, message) };
}

/** The framed connection over an open PeerJS connection. */
function frame(connection: DataConnection, maxMessageBytes: number): FramedConnection {
  // PeerJS forgets both when it closes.
  const { dataChannel, peerConnection } = connection;
  dataChannel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
  const framed = createFramedConnection({
    remoteId: connection.peer,
    maxMessageBytes,
    channel: {
      get bufferedAmount() {
        return dataChannel.bufferedAmount;
      },
      get interrupted() {
        return peerConnection.connectionState === 'disconnected';
      },
      // Not PeerJS's send, which queues without bound.
      send: (bytes) => dataChannel.send(bytes),
      onDrain: (listener) => dataChannel.addEventListener('bufferedamountlow', listener),
      destroy: () => connection.close(),
    },
    fingerprints: () => connectionFingerprints(peerConnection),
  });
  connection.on('data', (data) => framed.receive(data));
  connection.on('close', () => framed.lost());
  peerConnection.addEventListener('connectionstatechange', () => {
    const state = peerConnection.connectionState;
    if (state === 'failed' || state === 'closed') framed.lost();
  });
  return framed;
}
