import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Vectors of tests/vectors/phe/make-and-check.py. Long integers are decimal text; floats as Python prints them. */
export interface PheVectors {
  readonly keys: readonly { readonly name: string; readonly public: string; readonly private: string }[];
  readonly encryptions: readonly {
    readonly key: string;
    readonly plaintext: string;
    readonly r: string;
    readonly ciphertext: string;
  }[];
  readonly encodings: readonly {
    readonly key: string;
    readonly value: string;
    readonly maximumExponent: number | null;
    readonly plaintext?: string;
    readonly exponent?: number;
    readonly refused?: string;
  }[];
  readonly decodings: readonly {
    readonly key: string;
    readonly plaintext: string;
    readonly exponent: number;
    readonly value?: string;
    readonly refused?: string;
  }[];
  readonly numbers: readonly { readonly key: string; readonly value: string; readonly file: string }[];
}

const at = (name: string) => fileURLToPath(new URL(`../../vectors/phe/${name}`, import.meta.url));

export const VECTORS_TEXT = readFileSync(at('vectors.json'), 'utf8');
export const VECTORS = JSON.parse(VECTORS_TEXT) as PheVectors;

/** A Python that has gmpy2, if there is one on this machine. */
export const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', 'import gmpy2']).status === 0,
);

/** Ends the name of a test that needs it. */
export const PYTHON_NOTE = PYTHON === undefined ? ' (SKIPPED: no python3 with gmpy2 on this machine)' : '';

/** Runs the script; returns what it prints. @throws if it exits with an error, with what it complained of. */
export function runScript(...args: readonly string[]): string {
  if (PYTHON === undefined) throw new Error('no python3 with gmpy2');
  return execFileSync(PYTHON, ['-B', at('make-and-check.py'), ...args], { encoding: 'utf8', stdio: 'pipe' });
}
