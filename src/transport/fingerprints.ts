import { FederatedError, toHex } from '../base/index.ts';
import type { Fingerprints } from './network.ts';

/**
 * The one sha-256 fingerprint that all `a=fingerprint` lines of a session description state
 * (RFC 8122, section 5), in upper case with colons.
 *
 * @throws FederatedError 'channel-broken' if there is none, more than one, or another hash function.
 */
export function fingerprintOf(sdp: string): string {
  const stated = new Set<string>();
  for (const line of sdp.split(/\r\n|\r|\n/)) {
    if (!/^a=fingerprint:/i.test(line)) continue;
    const match = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i.exec(line);
    if (!match?.[1]) throw broken('a certificate fingerprint is not sha-256');
    stated.add(match[1].toUpperCase());
  }
  const [fingerprint] = stated;
  if (fingerprint === undefined || stated.size !== 1) {
    throw broken(`expected one certificate fingerprint, got ${stated.size}`);
  }
  return fingerprint;
}

/**
 * Both fingerprints of an open connection. Where the browser shows the certificate that the peer
 * really used, it must be the stated one.
 *
 * @throws FederatedError 'channel-broken' if a side is ambiguous or the certificate is another.
 */
export async function connectionFingerprints(connection: RTCPeerConnection): Promise<Fingerprints> {
  const local = fingerprintOf(connection.localDescription?.sdp ?? '');
  const remote = fingerprintOf(connection.remoteDescription?.sdp ?? '');
  // Not every browser has getRemoteCertificates, and none has a digest on an insecure page.
  const transport = connection.sctp?.transport as Partial<RTCDtlsTransport> | undefined;
  const [certificate] = transport?.getRemoteCertificates?.() ?? [];
  if (certificate && isSecureContext) {
    const digest = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', certificate)));
    if (digest !== remote.replaceAll(':', '').toLowerCase())
      throw broken('the certificate is not the stated one');
  }
  return { local, remote };
}

function broken(message: string): FederatedError {
  return new FederatedError('channel-broken', message);
}
