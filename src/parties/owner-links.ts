import { isFederatedError, type Bytes, type ErrorCode } from '../base/index.ts';
import {
  acceptChannel,
  decodeToModelOwner,
  type Outgoing,
  type ToDataOwner,
  type ToModelOwner,
} from '../protocol/index.ts';
import type { Connection } from '../transport/index.ts';
import { createMessageLink, HANDSHAKE_TIMEOUT_MS, type MessageLink } from './message-link.ts';
import type { InviteRecord, ModelOwnerRecord } from './model-owner-records.ts';
import type { ProblemList } from './problems.ts';

interface OwnerLinksDeps {
  readonly session: Pick<ModelOwnerRecord, 'sid' | 'staticKey'>;
  readonly problems: ProblemList;
  readonly invites: () => readonly InviteRecord[];
  /** Keeps the key that an invite is bound to from now on. */
  readonly bind: (index: number, boundKey: Bytes) => Promise<void>;
  readonly onOpen: (owner: number) => void;
  readonly onMessage: (owner: number, message: ToModelOwner, bytes: number) => void;
  readonly onClose: (owner: number) => void;
}

/** The channels that stand between the model owner and its data owners: one for each invite. */
export interface OwnerLinks {
  /** Shakes hands with whoever connects; the newest channel of an invite takes the place of the one before. */
  admit(connection: Connection): Promise<void>;
  /** Returns how many bytes left: 0 if the owner is not there. */
  send(owner: number, message: Outgoing<ToDataOwner>): number;
  /** Invite indexes of those who are there. */
  readonly present: readonly number[];
  /** Six words of a channel that stands. */
  verifierOf(owner: number): string | undefined;
  close(): void;
}

export function createOwnerLinks(deps: OwnerLinksDeps): OwnerLinks {
  const { session, problems } = deps;
  const links = new Map<number, { readonly link: MessageLink<ToDataOwner>; readonly verifier: string }>();

  async function open(connection: Connection): Promise<void> {
    const channel = await acceptChannel({
      pipe: connection,
      sid: session.sid,
      staticKey: session.staticKey,
      fingerprints: await connection.fingerprints(),
      signal: AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS),
      invite: (index) => deps.invites().find((invite) => invite.index === index) ?? null,
      bind: deps.bind,
    });
    const { invite: owner, verifier } = channel;
    problems.settle('channel-authentication');
    const before = links.get(owner);
    if (before !== undefined) {
      links.delete(owner);
      before.link.close();
      deps.onClose(owner);
    }
    const link = createMessageLink<ToDataOwner, ToModelOwner>({
      channel,
      sid: session.sid,
      self: 0,
      other: owner,
      decode: decodeToModelOwner,
      onMessage: (message, bytes) => deps.onMessage(owner, message, bytes),
      onClose: (reason) => {
        if (links.get(owner)?.link !== link) return;
        links.delete(owner);
        if (reason === 'message-malformed' || reason === 'message-too-large') {
          problems.addCode(reason, { invite: owner });
        }
        deps.onClose(owner);
      },
    });
    links.set(owner, { link, verifier });
    deps.onOpen(owner);
  }

  return {
    async admit(connection) {
      try {
        await open(connection);
      } catch (error) {
        // Whoever knocks without the right key is turned away; the one it concerns reads why.
        const told = TOLD.find((code) => isFederatedError(error, code));
        if (told !== undefined) problems.add(error, told);
        // It knew an invite of this session and did not prove it: a wrong link, or somebody between.
        if (isFederatedError(error, 'channel-authentication') && error.details['invite'] !== undefined) {
          problems.add(error, 'channel-authentication');
        }
      }
    },
    send: (owner, message) => links.get(owner)?.link.send(message) ?? 0,
    get present() {
      return [...links.keys()];
    },
    verifierOf: (owner) => links.get(owner)?.verifier,
    close() {
      for (const { link } of links.values()) link.close();
    },
  };
}

const TOLD: readonly ErrorCode[] = ['link-used', 'storage-failed'];
