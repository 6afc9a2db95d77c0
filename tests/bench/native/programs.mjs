/** The programs that the engines are compared with, where the machine can run them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {(request: string) => Promise<string>} exchange sends a line and waits for the next one
 * @property {() => void} close
 */

const COMPILERS = ['cc', 'gcc', 'clang'];
/** Debian's packages are seen by its own interpreter only. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/**
 * Starts what there is, and says what there is not.
 *
 * @param {string} folder for what is compiled
 * @returns {Program[]}
 */
export function startPrograms(folder) {
  const programs = [compileOnGmp(folder), findGmpy2()];
  return programs.flatMap(({ name, command, missing }) => {
    if (command !== undefined) return [start(name, command)];
    console.log(`${name} is left out: ${missing}.`);
    return [];
  });
}

/**
 * @typedef {{ name: string, command: [string, ...string[]] | undefined, missing: string }} Candidate
 */

/** @param {string} folder @returns {Candidate} */
function compileOnGmp(folder) {
  const [source, program] = [join(import.meta.dirname, 'paillier.c'), join(folder, 'paillier-gmp')];
  const compiler = COMPILERS.find((each) => succeeds(each, ['-O2', source, '-lgmp', '-o', program]));
  return {
    name: 'gmp',
    command: compiler === undefined ? undefined : [program],
    missing: 'no C compiler with gmp.h (Debian: apt-get install gcc libgmp-dev)',
  };
}

/** @returns {Candidate} */
function findGmpy2() {
  const python = PYTHONS.find((each) => succeeds(each, ['-c', 'import gmpy2']));
  return {
    name: 'gmpy2',
    command: python === undefined ? undefined : [python, join(import.meta.dirname, 'paillier.py')],
    missing: 'no Python with gmpy2 (Debian: apt-get install python3-gmpy2)',
  };
}

/** @param {string} command @param {string[]} args */
function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * @param {string} name
 * @param {[string, ...string[]]} command
 * @returns {Program}
 */
function start(name, [command, ...args]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close');
  return {
    name,
    async exchange(request) {
      const line = once(lines, 'line');
      child.stdin.write(`${request}\n`);
      const answer = await Promise.race([line, ended.then(() => null)]);
      if (answer === null) throw new Error(`${name} ended at ${request.split(' ')[0]}`);
      return String(answer[0]);
    },
    close: () => child.stdin.end(),
  };
}
