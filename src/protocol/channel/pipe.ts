import type { Bytes, ErrorCode } from '../../base/index.ts';

/**
 * What carries the channel's messages: ordered and reliable as far as nobody interferes, neither secret
 * nor authentic. Messages that come before a listener are kept; one handed to a listener belongs to it.
 */
export interface Pipe {
  send(message: Bytes): Promise<void>;
  onMessage(listener: (message: Bytes) => void): void;
  /** Not called after an own `close`. */
  onClose(listener: (reason: ErrorCode) => void): void;
  /** Closes after what was sent before. */
  close(): void;
}

/**
 * SHA-256 fingerprints of the certificates of the DTLS connection below, as this side sees them and SDP
 * spells them: 32 pairs of hex digits with colons. They are part of what both sides must agree on, so
 * that whoever relays between two DTLS connections with certificates of its own breaks the handshake.
 */
export interface Fingerprints {
  readonly local: string;
  readonly remote: string;
}

const FINGERPRINT = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/i;

/**
 * The 32 bytes of a fingerprint.
 *
 * @throws RangeError for any other spelling.
 */
export function fingerprintBytes(fingerprint: string): Bytes {
  if (!FINGERPRINT.test(fingerprint)) throw new RangeError('fingerprint: expected 32 hex pairs with colons');
  return Uint8Array.from(fingerprint.split(':'), (pair) => Number.parseInt(pair, 16));
}
