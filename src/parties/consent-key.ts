import { toHex } from '../base/index.ts';
import type { Guards } from '../dataset/index.ts';
import type { DataOwnerState, RequestBody } from '../protocol/index.ts';
import { offerBody, ownersHere } from './offer.ts';
import type { FileView } from './views.ts';

/**
 * A fingerprint of what a click would agree to, which the page hands back with the click: what a person has read is
 * what it agrees to. The number of owners comes first, since more of them than were read of are no reason to read
 * again. Empty while there is nothing to agree to.
 */
export function consentKey(
  state: DataOwnerState,
  request: RequestBody | null,
  file: FileView | null,
  guards: Guards,
): string {
  // The same contract can be asked about twice, for other reasons.
  if (state.name === 'asking-consent') {
    return keyOf(state.contract.owners, ['contract', toHex(state.contractHash), state.why]);
  }
  if (request === null || file === null) return '';
  const { kind, mode, roundLimit, derived } = request;
  const asked = { kind, mode, roundLimit, derived };
  return keyOf(ownersHere(request), ['request', asked, offerBody(file, request, guards)]);
}

/** Whether what was read, as its key says, still is what is asked. */
export function isStillAsked(seen: string, now: string): boolean {
  const [read, asked] = [ownersAndRest(seen), ownersAndRest(now)];
  return now !== '' && read.rest === asked.rest && read.owners <= asked.owners;
}

const SEPARATOR = ' ';

function keyOf(owners: number, rest: unknown): string {
  return `${owners}${SEPARATOR}${JSON.stringify(rest)}`;
}

function ownersAndRest(key: string): { readonly owners: number; readonly rest: string } {
  const end = key.indexOf(SEPARATOR);
  return { owners: Number(key.slice(0, end)), rest: key.slice(end + 1) };
}
