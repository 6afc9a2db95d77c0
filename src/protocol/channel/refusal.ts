import { FederatedError, type ErrorDetails } from '../../base/index.ts';

/**
 * Why a handshake failed, as far as this side can tell:
 * - 'closed': the other side, or something between, closed
 * - 'malformed': a message of another kind, length or version, or a point off the curve
 * - 'reflected': a public key came back, or one key was used as two
 * - 'model-owner-key': not the static key that the link names
 * - 'confirmation': a confirmation that does not verify. A wrong psk, sid, invite or fingerprint ends so on
 *   both sides: the link is wrong, or somebody stands between
 */
export type HandshakeFailure = 'closed' | 'malformed' | 'reflected' | 'model-owner-key' | 'confirmation';

export function authenticationFailed(reason: HandshakeFailure, facts: ErrorDetails = {}): FederatedError {
  return new FederatedError('channel-authentication', `the handshake failed: ${reason}`, {
    reason,
    ...facts,
  });
}
