/**
 * Every failure that a person may have to act on carries one of these codes. The page turns a code
 * (and its details) into a sentence in one file; nothing else may show `message` to a person.
 */
export type ErrorCode =
  // A caller inside the program broke a rule.
  | 'invalid-argument'
  | 'invalid-state'
  // Reading a data file.
  | 'csv-empty'
  | 'csv-no-rows'
  | 'csv-header-empty-name'
  | 'csv-header-duplicate'
  | 'csv-ragged'
  | 'csv-unclosed-quote'
  | 'csv-not-text'
  | 'csv-encoding'
  | 'csv-not-finite'
  | 'csv-not-numeric'
  | 'csv-no-numeric-columns'
  | 'csv-too-large'
  | 'csv-too-many-columns'
  // Holding data against a contract.
  | 'contract-invalid'
  | 'contract-unsupported'
  | 'contract-refused'
  | 'guard-refused'
  | 'data-column-missing'
  | 'data-value-missing'
  | 'data-not-numeric'
  | 'data-out-of-range'
  | 'data-unknown-category'
  | 'data-too-few-rows'
  | 'data-too-many-rows'
  // Fixed point and packing.
  | 'encoding-overflow'
  | 'encoding-bound-too-large'
  // Paillier.
  | 'key-invalid'
  | 'key-proof-invalid'
  | 'phe-file-invalid'
  | 'ciphertext-invalid'
  | 'cross-check-failed'
  | 'integrity'
  // Learning.
  | 'singular-design'
  | 'diverged'
  | 'target-one-class'
  | 'model-file-invalid'
  | 'scores-refused'
  // Talking.
  | 'link-malformed'
  | 'link-used'
  | 'message-malformed'
  | 'message-too-large'
  | 'message-unexpected'
  // Who takes part.
  | 'roster-refused'
  | 'roster-changed'
  // What a person agrees to.
  | 'request-changed'
  | 'shared-secret-invalid'
  | 'channel-authentication'
  | 'channel-broken'
  | 'peer-gone'
  | 'no-ice-candidate'
  | 'no-network-path'
  | 'ice-servers-invalid'
  | 'signaling-unreachable'
  | 'signaling-refused'
  | 'model-owner-absent'
  | 'session-aborted'
  | 'owner-left'
  | 'session-unknown'
  | 'already-open'
  // The browser.
  | 'insecure-context'
  | 'page-not-loaded'
  | 'storage-failed'
  | 'worker-failed'
  | 'cancelled'
  | 'timeout';

/** Facts about a failure that the sentence shown to a person needs: never data, never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** The one error class of the project. */
export class FederatedError extends Error {
  override readonly name = 'FederatedError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Whether `value` is a {@link FederatedError}, with a given code if one is asked for. */
export function isFederatedError(value: unknown, code?: ErrorCode): value is FederatedError {
  return value instanceof FederatedError && (code === undefined || value.code === code);
}

/** Any thrown value as a {@link FederatedError}: what already is one is returned as it is. */
export function asFederatedError(value: unknown, code: ErrorCode): FederatedError {
  if (value instanceof FederatedError) return value;
  const message = value instanceof Error ? value.message : String(value);
  return new FederatedError(code, message, {}, { cause: value });
}
