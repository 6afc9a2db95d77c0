import * as v from 'valibot';
import { FederatedError, type ErrorDetails } from '../base/index.ts';

/**
 * What is wrong with a file or a number of python-paillier's format, as `details.reason` of
 * `phe-file-invalid`:
 *
 * - `size`: more than `maximum` characters or numbers; `json`: no JSON; `fields`: at `path`, something else
 *   was `expected`;
 * - `key`: no key that is accepted, for the reason in `defect`; `modulus`: the primes are not those of the
 *   public key; `not-prime`: one of them is none;
 * - `ciphertext`: the one at `index` is outside (0, n^2) or not coprime to n;
 * - `overflow`: a decrypted number lies where only overflowing sums do, and numbers of another key;
 *   `too-large`: it is beyond what the key, or a float, can hold; `not-finite`: it is infinite or none.
 */
export type PheDefect =
  | 'size'
  | 'json'
  | 'fields'
  | 'key'
  | 'modulus'
  | 'not-prime'
  | 'ciphertext'
  | 'overflow'
  | 'too-large'
  | 'not-finite';

export function invalidPhe(
  reason: PheDefect,
  facts: ErrorDetails = {},
  options?: ErrorOptions,
): FederatedError {
  return new FederatedError('phe-file-invalid', `python-paillier: ${reason}`, { reason, ...facts }, options);
}

/**
 * Reads JSON of at most `maximum` characters against a schema. The schemas do not list fields that we have
 * no use for, and these are passed over: so RFC 7517, section 4, wants it of keys.
 *
 * @throws FederatedError `phe-file-invalid`: `size`, `json` or `fields`.
 */
export function parsePhe<const Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
  maximum: number,
): v.InferOutput<Schema> {
  if (text.length > maximum) throw invalidPhe('size', { maximum });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the text, which may be a private key.
    throw invalidPhe('json');
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalidPhe('fields', { path: v.getDotPath(issue) ?? '', expected: issue.expected ?? issue.message });
}
