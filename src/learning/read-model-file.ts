import * as v from 'valibot';

import { FederatedError, isFederatedError } from '../base/index.ts';
import { modelFileSchema, type ModelFile } from './model-file.ts';
import { coefficientsOf } from './predict.ts';

/** A model of the most terms with the losses of the most rounds is smaller. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/**
 * Reads a model file that someone kept or sent.
 *
 * @throws FederatedError `model-file-invalid`, with the `path` in the document and what was `expected` there.
 */
export function readModelFile(text: string): ModelFile {
  if (text.length > MAX_CHARACTERS) throw invalid('', `at most ${MAX_CHARACTERS} characters`);
  let value: unknown;
  try {
    // A byte order mark is none of JSON, but editors write it.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw invalid('', 'JSON');
  }
  if (!isObject(value) || value['format'] !== 'federated-trainer/model') {
    throw invalid('format', 'federated-trainer/model');
  }
  if (value['version'] !== 1) throw invalid('version', '1');
  const parsed = v.safeParse(modelFileSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(v.getDotPath(issue) ?? '', issue.expected ?? issue.message);
  }
  try {
    coefficientsOf(parsed.output);
  } catch (error) {
    // A contract can have the right shape and still be none: a product of what is not there.
    if (isFederatedError(error, 'contract-invalid')) {
      const { path, expected } = error.details;
      throw invalid(`contract.${String(path)}`, String(expected));
    }
    throw error;
  }
  return parsed.output;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, expected: string): FederatedError {
  return new FederatedError('model-file-invalid', `model file: ${path}: expected ${expected}`, {
    path,
    expected,
  });
}
