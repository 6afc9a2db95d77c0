import { checkBytes, FederatedError, fromBase64Url, type Bytes } from '../base/index.ts';
import {
  ID_BYTES,
  MAX_INVITE,
  MODEL_OWNER_KEY_HASH_BYTES,
  PSK_BYTES,
  SID_BYTES,
  type DataOwnerLink,
} from './links.ts';

/** What the address of a tab asks for. */
export type Destination =
  | { readonly kind: 'start' }
  /** A saved model, without a session. */
  | { readonly kind: 'model' }
  | { readonly kind: 'data-owner-link'; readonly link: DataOwnerLink }
  | { readonly kind: 'data-owner'; readonly id: string }
  | { readonly kind: 'facilitator'; readonly room: string }
  | { readonly kind: 'model-owner'; readonly id: string };

const PAGES = ['/data-owner/', '/facilitator/', '/model-owner/'];

/**
 * Reads a fragment, with or without `#`; none, or `#/`, is the start page. Only what `links.ts` writes is
 * accepted, byte for byte.
 *
 * @throws FederatedError link-malformed, with `details.reason` 'cut-short' (the beginning of a good
 * link), 'version' (made by another version), or 'unreadable'. Neither message nor details quote the link.
 */
export function parseFragment(fragment: string): Destination {
  const path = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  if (path === '' || path === '/') return { kind: 'start' };
  if (path === '/model') return { kind: 'model' };
  const page = PAGES.find((candidate) => path.startsWith(candidate));
  if (page === undefined) throw malformed(PAGES.some((p) => p.startsWith(path)) ? 'cut-short' : 'unreadable');
  const rest = path.slice(page.length);
  if (page === '/model-owner/') return { kind: 'model-owner', id: parseId(rest, true) };
  if (page === '/facilitator/') {
    const part = versionedParts(rest, 1);
    return { kind: 'facilitator', room: part(0, parseId) };
  }
  // An id holds no dot, and is longer than the "v1" that a full link begins with.
  if (!rest.includes('.')) return { kind: 'data-owner', id: parseId(rest, true) };
  const part = versionedParts(rest, 4);
  const link: DataOwnerLink = {
    sid: part(0, bytesOf(SID_BYTES)),
    invite: part(1, parseInvite),
    psk: part(2, bytesOf(PSK_BYTES)),
    modelOwnerKeyHash: part(3, bytesOf(MODEL_OWNER_KEY_HASH_BYTES)),
  };
  return { kind: 'data-owner-link', link };
}

/** Reads one part; `isLast` tells that the text ends with it, so that it may have been cut. */
type PartParser<T> = (text: string, isLast: boolean) => T;

/** Splits `v1.<part>. ...` and returns a reader of the parts, of which there are at most `count`. */
function versionedParts(text: string, count: number): <T>(index: number, parse: PartParser<T>) => T {
  const [version = '', ...parts] = text.split('.');
  if (parts.length === 0 && 'v1'.startsWith(version)) throw malformed('cut-short');
  if (version !== 'v1') throw malformed(/^v[0-9]+$/.test(version) ? 'version' : 'unreadable');
  if (parts.length > count) throw malformed('unreadable');
  return (index, parse) => {
    const part = parts[index];
    if (part === undefined) throw malformed('cut-short');
    return parse(part, index === parts.length - 1);
  };
}

const parseInvite: PartParser<number> = (text, isLast) => {
  if (text === '' && isLast) throw malformed('cut-short');
  const invite = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0;
  if (invite < 1 || invite > MAX_INVITE) throw malformed('unreadable');
  return invite;
};

const parseId: PartParser<string> = (text, isLast) => {
  bytesOf(ID_BYTES)(text, isLast);
  return text;
};

function bytesOf(length: number): PartParser<Bytes> {
  const symbols = Math.ceil((length * 4) / 3);
  return (text, isLast) => {
    if (isLast && text.length < symbols && /^[A-Za-z0-9_-]*$/.test(text)) throw malformed('cut-short');
    try {
      return checkBytes(fromBase64Url(text), 'part', length);
    } catch {
      // Without the cause: nothing of the link may travel with the error.
      throw malformed('unreadable');
    }
  };
}

function malformed(reason: 'cut-short' | 'version' | 'unreadable'): FederatedError {
  return new FederatedError('link-malformed', `the link is malformed: ${reason}`, { reason });
}
