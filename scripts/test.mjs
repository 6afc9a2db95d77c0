/** `npm test`: every check, on a fresh clone too. */
import { buildIfNeeded, checkNodeVersion, installIfNeeded } from './lib/prepare.mjs';

checkNodeVersion();
installIfNeeded();
// They use installed packages: they can be loaded only now.
const { findOrInstallChromium } = await import('./lib/chromium.mjs');
const { runSteps } = await import('./lib/steps.mjs');
const chromium = await findOrInstallChromium();
await import('./check.mjs');
runSteps([
  { name: 'unit, integration, attacks, fuzzing, architecture', tool: 'vitest/vitest.mjs', args: ['run'] },
]);
buildIfNeeded();
runSteps([
  {
    name: 'browser',
    tool: '@playwright/test/cli.js',
    args: ['test'],
    env: { CHROMIUM_PATH: chromium },
  },
]);
