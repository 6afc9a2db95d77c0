import { cryptoRandom, equalBytes, FederatedError, isFederatedError, type Bytes } from '../../base/index.ts';
import { PSK_BYTES } from '../links.ts';
import {
  decodeHello,
  decodeTagged,
  encodeTagged,
  encodeWelcome,
  KIND,
  TAG_BYTES,
  type Hello,
} from './handshake-messages.ts';
import { runHandshake, type HandshakePipe } from './handshake.ts';
import { deriveKeys, transcriptOf } from './key-schedule.ts';
import { checkAllDiffer, createKeyPair, diffieHellman, importPublicKey, rawPublicKey } from './keys.ts';
import type { Fingerprints, Pipe } from './pipe.ts';
import { authenticationFailed } from './refusal.ts';
import { createSealedChannel, type SealedChannel } from './sealed-channel.ts';

/** The data owner waits for every answer: more than one of its messages never waits. */
const MAX_WAITING_BYTES = 1024;

/** What the model owner keeps of an invite. */
interface InviteRecord {
  readonly psk: Bytes;
  /** The S_D it is bound to, 65 bytes; null before the first confirmed handshake. */
  readonly boundKey: Bytes | null;
}

export interface AcceptChannelOptions {
  readonly pipe: Pipe;
  readonly sid: Bytes;
  /** S_M, of {@link createKeyPair}: one for the session; its hash is in every link. */
  readonly staticKey: CryptoKeyPair;
  readonly fingerprints: Fingerprints;
  /** Ends an unfinished handshake: `AbortSignal.timeout(ms)`, alone or with a cancellation. */
  readonly signal: AbortSignal;
  /** The invite as it stands now, or null if there is none (or no longer). */
  invite(index: number): InviteRecord | null;
  /**
   * Binds an unbound invite to S_D and stores it. Called in the same turn as an `invite(index)` that was
   * unbound, so it is free of races if `invite` sees the binding at once, before the promise resolves.
   */
  bind(index: number, rawStaticKey: Bytes): Promise<void>;
}

/**
 * The model owner's side of the handshake. The pipe must be new, and is closed if the handshake fails.
 * A data owner that does not prove its psk learns nothing but that: an unknown invite, a wrong psk, sid,
 * or fingerprint all look the same. Whoever calls may replace an older channel of the same invite once this
 * one is returned, not before.
 *
 * @throws FederatedError channel-authentication, with a {@link HandshakeFailure} as `details.reason` and, for
 * 'confirmation', the claimed invite as `details.invite` if there is such an invite; link-used, with
 * `details.invite`, if the data owner proved the psk of an invite bound to another S_D (it has been told so);
 * timeout; cancelled; what `bind` throws.
 */
export async function acceptChannel(options: AcceptChannelOptions): Promise<SealedChannel> {
  return runHandshake(options, MAX_WAITING_BYTES, (handshakePipe) => shakeHands(options, handshakePipe));
}

async function shakeHands(
  options: AcceptChannelOptions,
  handshakePipe: HandshakePipe,
): Promise<SealedChannel> {
  const { pipe, sid, staticKey, fingerprints } = options;
  const hello = await handshakePipe.next();
  const theirs = decodeHello(hello);
  const ephemeral = await createKeyPair();
  const ephemeralKey = await rawPublicKey(ephemeral);
  const ownStaticKey = await rawPublicKey(staticKey);
  checkAllDiffer([theirs.ephemeralKey, theirs.staticKey, ephemeralKey, ownStaticKey]);
  const theirEphemeral = await importPublicKey(theirs.ephemeralKey);
  const theirStatic = await importPublicKey(theirs.staticKey);

  const welcome = encodeWelcome({ ephemeralKey, staticKey: ownStaticKey });
  handshakePipe.post(welcome);

  const keys = await deriveKeys('model-owner', {
    // For an unknown invite a psk that nobody has: it fails where a wrong psk does.
    psk: options.invite(theirs.invite)?.psk ?? cryptoRandom(PSK_BYTES),
    sharedSecrets: await diffieHellman([
      { own: staticKey, theirs: theirEphemeral },
      { own: ephemeral, theirs: theirEphemeral },
      { own: ephemeral, theirs: theirStatic },
    ]),
    transcript: transcriptOf({
      sid,
      dataOwnerFingerprint: fingerprints.remote,
      hello,
      modelOwnerFingerprint: fingerprints.local,
      welcome,
    }),
  });
  const tag = decodeTagged(await handshakePipe.next(), KIND.confirmDataOwner);
  const proven = await keys.confirmDataOwner.verify(tag);
  // Read again: another handshake may have bound it since, or the invite may be gone.
  const record = options.invite(theirs.invite);
  if (!proven || record === null) {
    // So that the other tab can tell its person, too, that the link is wrong or somebody stands between: a
    // CONFIRM that verifies nowhere. It gives an attacker nothing: random bytes depend on no secret, they
    // answer unknown invites alike, and who stands between can send them itself. The true tag would do worse:
    // where only the data owner's CONFIRM was altered on the way, it would open that side alone.
    handshakePipe.post(encodeTagged(KIND.confirmModelOwner, cryptoRandom(TAG_BYTES)));
    throw authenticationFailed('confirmation', record === null ? {} : { invite: theirs.invite });
  }

  try {
    await bindInvite(options, record, theirs);
  } catch (error) {
    if (isFederatedError(error, 'link-used')) {
      handshakePipe.post(encodeTagged(KIND.refuse, await keys.refuse.tag()));
    }
    throw error;
  }
  handshakePipe.post(encodeTagged(KIND.confirmModelOwner, await keys.confirmModelOwner.tag()));
  return createSealedChannel({
    pipe,
    inbox: handshakePipe.inbox,
    keys,
    invite: theirs.invite,
    remoteStaticKey: theirs.staticKey,
  });
}

/** @throws FederatedError link-used; what `bind` throws. */
async function bindInvite(
  options: AcceptChannelOptions,
  { boundKey }: InviteRecord,
  { invite, staticKey }: Hello,
): Promise<void> {
  if (boundKey === null) return options.bind(invite, staticKey);
  if (!equalBytes(boundKey, staticKey)) throw new FederatedError('link-used', 'already bound', { invite });
}
