import { concatBytes, utf8, type Bytes } from '../base/index.ts';

const NAMESPACE = 'federated-trainer/v1/';

/**
 * SHA-256 for one purpose: of `length(tag) || tag || parts`, the tag being the purpose's name under this
 * project's, its length one byte. Digests of different purposes never meet. The parts are
 * concatenated as they are: all but one must have a fixed length.
 */
export async function taggedHash(purpose: string, ...parts: readonly Uint8Array[]): Promise<Bytes> {
  const tag = lengthPrefixed(NAMESPACE + purpose);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concatBytes(tag, ...parts)));
}

/** One length byte, then UTF-8. @throws RangeError above 255 bytes. */
export function lengthPrefixed(text: string): Bytes {
  const bytes = utf8(text);
  if (bytes.length > 255) throw new RangeError('text: too long');
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}
