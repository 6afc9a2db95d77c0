import { FederatedError } from '../base/index.ts';

/** The largest contract file: a contract of the most columns and categories is smaller by far. */
const MAX_JSON_CHARACTERS = 1024 * 1024;

/**
 * Parses JSON of a file that someone else wrote. Besides what JSON.parse refuses: more than 1 MiB, a
 * name that stands twice in one object (readers disagree on which counts), and names that every object
 * inherits, such as `__proto__`.
 *
 * @throws FederatedError `contract-invalid`, with `path` and what was `expected`.
 */
export function parseJson(text: string): unknown {
  if (text.length > MAX_JSON_CHARACTERS) throw invalid('', `at most ${MAX_JSON_CHARACTERS} characters`);
  let value: unknown;
  try {
    // A byte order mark is none of JSON, but editors write it.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw invalid('', 'JSON');
  }
  checkNames(text);
  return value;
}

export function invalid(path: string, expected: string): FederatedError {
  return new FederatedError('contract-invalid', `contract: ${path}: expected ${expected}`, {
    path,
    expected,
  });
}

/** A JSON string, or one of the signs that make the structure. What lies between is of no interest here. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/g;

/** Checks the names in text that is known to be JSON. */
function checkNames(text: string): void {
  /** Names seen so far in each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = JSON.parse(last) as string;
      const names = open.at(-1);
      if (name in {}) throw invalid(name, 'a name that is not reserved');
      if (names?.has(name) === true) throw invalid(name, 'a name that stands once');
      names?.add(name);
    }
    last = token;
  }
}
