import { toHex } from '../base/index.ts';
import type { ContractTerms } from './data-owner-records.ts';
import type { DataOwnerState, RequestBody } from '../protocol/index.ts';
import type { ReceiptLine } from './views.ts';

interface ReceiptParts {
  readonly invite: number;
  readonly state: DataOwnerState;
  readonly request: RequestBody | null;
  readonly receipt: readonly ReceiptLine[];
  readonly bytesSent: number;
  readonly terms: ContractTerms | null;
}

/** What a data owner keeps of a session: what was asked, which answers left, and when. No data. */
export function receiptDocument(parts: ReceiptParts): string {
  const { invite, state, request, receipt, bytesSent, terms } = parts;
  const document = {
    format: 'federated-trainer/receipt',
    version: 1,
    session: request?.title ?? '',
    dataOwner: invite,
    state: state.name,
    ...(terms === null
      ? {}
      : { contractHash: toHex(terms.hash), keyBits: terms.keyBits, owners: terms.owners }),
    ...('contract' in state ? { contract: state.contract.contract } : {}),
    rowsSent: 0,
    bytesSent,
    answers: receipt.map(({ what, round, at, bytes }) => ({
      what,
      round,
      at: new Date(at).toISOString(),
      bytes,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
