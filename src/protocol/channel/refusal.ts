import { FederatedError, type ErrorCode } from '../../base/index.ts';

/**
 * Why a handshake failed, as far as this side can tell:
 * - 'closed': the other side, or something between, closed. A wrong psk, sid or fingerprint ends so for
 *   the data owner, because the model owner says nothing to whom it cannot authenticate
 * - 'malformed': a message of another kind, length or version, or a point off the curve
 * - 'reflected': a public key came back, or one key was used as two
 * - 'model-owner-key': not the static key that the link names
 * - 'confirmation': a confirmation that does not verify
 */
export type HandshakeFailure = 'closed' | 'malformed' | 'reflected' | 'model-owner-key' | 'confirmation';

export function authenticationFailed(reason: HandshakeFailure, closeReason?: ErrorCode): FederatedError {
  return new FederatedError('channel-authentication', `the handshake failed: ${reason}`, {
    reason,
    ...(closeReason !== undefined && { closeReason }),
  });
}
