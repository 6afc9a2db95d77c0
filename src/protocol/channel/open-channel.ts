import { equalBytes, FederatedError, type Bytes } from '../../base/index.ts';
import type { DataOwnerLink } from '../links.ts';
import { decodeTagged, decodeWelcome, encodeHello, encodeTagged, KIND } from './handshake-messages.ts';
import { runHandshake, type HandshakePipe } from './handshake.ts';
import { MAX_WAITING_BYTES } from './inbox.ts';
import { deriveKeys, transcriptOf, type ChannelKeys } from './key-schedule.ts';
import {
  checkAllDiffer,
  createKeyPair,
  diffieHellman,
  importPublicKey,
  modelOwnerKeyHash,
  rawPublicKey,
} from './keys.ts';
import type { Fingerprints, Pipe } from './pipe.ts';
import { authenticationFailed } from './refusal.ts';
import { createSealedChannel, type SealedChannel } from './sealed-channel.ts';

export interface OpenChannelOptions {
  readonly pipe: Pipe;
  readonly link: DataOwnerLink;
  /** S_D, of {@link createKeyPair}: stored before the first call, and the same in every later one. */
  readonly staticKey: CryptoKeyPair;
  readonly fingerprints: Fingerprints;
  /** Ends an unfinished handshake: `AbortSignal.timeout(ms)`, alone or with a cancellation. */
  readonly signal: AbortSignal;
}

/**
 * The data owner's side of the handshake (shape of Noise NKpsk0). The pipe must be new, and is closed if
 * the handshake fails.
 *
 * @throws FederatedError channel-authentication, with a {@link HandshakeFailure} as `details.reason`;
 * link-used if the model owner, authenticated, said that the invite belongs to another S_D; timeout;
 * cancelled.
 */
export async function openChannel(options: OpenChannelOptions): Promise<SealedChannel> {
  // The model owner may send records right behind its CONFIRM.
  return runHandshake(options, MAX_WAITING_BYTES, (handshakePipe) => shakeHands(options, handshakePipe));
}

async function shakeHands(options: OpenChannelOptions, handshakePipe: HandshakePipe): Promise<SealedChannel> {
  const { pipe, link, staticKey, fingerprints } = options;
  const ephemeral = await createKeyPair();
  const ephemeralKey = await rawPublicKey(ephemeral);
  const ownStaticKey = await rawPublicKey(staticKey);

  const hello = encodeHello({ invite: link.invite, ephemeralKey, staticKey: ownStaticKey });
  handshakePipe.post(hello);

  const welcome = await handshakePipe.next();
  const theirs = decodeWelcome(welcome);
  const keyHash = await modelOwnerKeyHash(theirs.staticKey);
  if (!equalBytes(keyHash, link.modelOwnerKeyHash)) throw authenticationFailed('model-owner-key');
  checkAllDiffer([ephemeralKey, ownStaticKey, theirs.ephemeralKey, theirs.staticKey]);

  const theirEphemeral = await importPublicKey(theirs.ephemeralKey);
  const theirStatic = await importPublicKey(theirs.staticKey);
  const keys = await deriveKeys('data-owner', {
    psk: link.psk,
    sharedSecrets: await diffieHellman([
      { own: ephemeral, theirs: theirStatic },
      { own: ephemeral, theirs: theirEphemeral },
      { own: staticKey, theirs: theirEphemeral },
    ]),
    transcript: transcriptOf({
      sid: link.sid,
      dataOwnerFingerprint: fingerprints.local,
      hello,
      modelOwnerFingerprint: fingerprints.remote,
      welcome,
    }),
  });

  handshakePipe.post(encodeTagged(KIND.confirmDataOwner, await keys.confirmDataOwner.tag()));
  await checkAnswer(keys, await handshakePipe.next());
  return createSealedChannel({
    pipe,
    inbox: handshakePipe.inbox,
    keys,
    invite: link.invite,
    remoteStaticKey: theirs.staticKey,
  });
}

/** Accepts the model owner's CONFIRM; a REFUSE is believed only if it verifies too. */
async function checkAnswer(keys: ChannelKeys, answer: Bytes): Promise<void> {
  if (answer[0] === KIND.refuse) {
    if (await keys.refuse.verify(decodeTagged(answer, KIND.refuse))) {
      throw new FederatedError('link-used', 'the invite belongs to another key');
    }
    throw authenticationFailed('confirmation');
  }
  const tag = decodeTagged(answer, KIND.confirmModelOwner);
  if (!(await keys.confirmModelOwner.verify(tag))) throw authenticationFailed('confirmation');
}
