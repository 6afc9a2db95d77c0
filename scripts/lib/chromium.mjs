/**
 * A Chromium for the browser tests: the one that CHROMIUM_PATH names, one in the usual places, the one
 * of Playwright; else one is installed by Playwright, else from Debian's packages by root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Longest that a download may take: where there is no network, the next way is tried. */
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

/** @returns {Promise<string>} path of an executable; ends the process with what to do if there is none. */
export async function findOrInstallChromium() {
  return (await findChromium()) ?? (await installChromium()) ?? giveUp();
}

/** @returns {Promise<string | undefined>} */
async function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    console.error(`CHROMIUM_PATH names ${named}, where there is nothing.`);
    process.exit(1);
  }
  return USUAL_PLACES.find((path) => existsSync(path)) ?? (await playwrightChromium());
}

/** @returns {Promise<string | undefined>} */
async function playwrightChromium() {
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** @returns {Promise<string | undefined>} */
async function installChromium() {
  console.log('No Chromium found. Asking Playwright for one ...');
  const cli = join(ROOT, 'node_modules/playwright/cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], {
    stdio: 'inherit',
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  const downloaded = await playwrightChromium();
  if (downloaded !== undefined || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return downloaded;
  console.log('Asking Debian for one ...');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update'], { stdio: 'inherit', env: environment });
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-core'], {
    stdio: 'inherit',
    env: environment,
  });
  return USUAL_PLACES.find((path) => existsSync(path));
}

/** @returns {never} */
function giveUp() {
  console.error(
    'The browser tests need Chromium, and none could be found or installed. Install Chromium or Chrome ' +
      '(Debian: apt-get install chromium), or set CHROMIUM_PATH to its executable, and try again.',
  );
  process.exit(1);
}
