import * as v from 'valibot';
import { contractSchema, type Contract } from './contract.ts';
import { invalid, parseJson } from './json.ts';
import { fromModelJson, isModelJson } from './model-json.ts';

/**
 * Reads a contract file: this project's JSON format, or the older `model.json`.
 *
 * @throws FederatedError `contract-invalid`, with the `path` of the first offending field and what was
 *   `expected` there.
 */
export function readContractFile(text: string): Contract {
  const value = parseJson(text);
  const candidate = isModelJson(value) ? fromModelJson(value) : value;
  const result = v.safeParse(contractSchema, candidate);
  if (result.success) return result.output;
  const [issue] = result.issues;
  // Checks across fields say in words what they expect.
  throw invalid(v.getDotPath(issue) ?? '', issue.expected ?? issue.message);
}
