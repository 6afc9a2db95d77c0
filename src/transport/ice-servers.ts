import * as v from 'valibot';
import { FederatedError } from '../base/index.ts';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const address = v.pipe(text, v.regex(/^(stuns?|turns?):/));

const iceServersSchema = v.pipe(
  v.array(
    v.strictObject({
      urls: v.union([address, v.pipe(v.array(address), v.minLength(1), v.maxLength(10))]),
      username: v.exactOptional(text),
      credential: v.exactOptional(text),
    }),
  ),
  v.maxLength(10),
);

/**
 * STUN and TURN servers that whoever serves the page wrote into `ice-servers.json` beside it: none unless
 * they did, so that nothing reaches a third party by itself.
 *
 * @throws FederatedError 'ice-servers-invalid' if the file holds anything else.
 */
export async function loadIceServers(pageUrl: string, load: typeof fetch = fetch): Promise<RTCIceServer[]> {
  const response = await load(new URL('./ice-servers.json', pageUrl));
  const value: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  const result = v.safeParse(iceServersSchema, value);
  if (!result.success)
    throw new FederatedError('ice-servers-invalid', 'ice-servers.json: not a list of servers');
  return result.output;
}
