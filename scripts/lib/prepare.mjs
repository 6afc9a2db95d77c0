/**
 * What has to be there before the project runs: a Node new enough, the packages of the lock file, a
 * build of the present sources. Needs nothing but Node itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The oldest Node that the tools and the server run on. */
const LEAST_NODE = [20, 19];

/** What a build is made of. */
const SOURCES = [
  'src',
  'signaling',
  'public',
  'index.html',
  'vite.config.ts',
  'svelte.config.js',
  'package-lock.json',
];
const BUILT = ['dist/client/index.html', 'dist/server/main.js'];

/** Ends the process with a plain sentence if Node is too old. */
export function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  fail(
    `Federated Trainer needs Node.js ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}. ` +
      'Get a newer one from https://nodejs.org and try again.',
  );
}

/** Installs the packages of the lock file when they are missing or older than it. */
export function installIfNeeded() {
  const installed = timeOf('node_modules/.package-lock.json');
  if (installed >= timeOf('package-lock.json') && installed > 0) return;
  console.log('Installing packages (npm ci) ...');
  // Tools for building are development packages: a production environment needs them here too.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  run(
    npm,
    ['ci', '--include=dev', '--no-audit', '--no-fund'],
    'The packages could not be installed. See above.',
  );
}

/** Builds page and server when the build is missing or older than a source. */
export function buildIfNeeded() {
  const built = Math.min(...BUILT.map(timeOf));
  if (built > 0 && built >= Math.max(...SOURCES.map(newestIn))) return;
  console.log('Building ...');
  run(process.execPath, [join(ROOT, 'scripts/build.mjs')], 'The build failed. See above.');
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} problem
 */
function run(command, args, problem) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    // npm is a script on Windows.
    shell: command.endsWith('.cmd'),
  });
  if (error) fail(`${problem} (${error.message})`);
  if (status !== 0) fail(problem);
}

/**
 * @param {string} problem
 * @returns {never}
 */
function fail(problem) {
  console.error(problem);
  process.exit(1);
}

/**
 * Time of the last change of a file in milliseconds, 0 if there is none.
 * @param {string} path
 */
function timeOf(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

/**
 * Time of the newest change in a folder, counting folders themselves: they tell of removed files.
 * @param {string} path
 * @returns {number}
 */
function newestIn(path) {
  const file = join(ROOT, path);
  if (!existsSync(file) || !statSync(file).isDirectory()) return timeOf(path);
  return Math.max(timeOf(path), ...readdirSync(file).map((name) => newestIn(join(path, name))));
}
