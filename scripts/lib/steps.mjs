/** Runs commands one after another and stops at the first that fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/**
 * @typedef {object} Step
 * @property {string} name what it is for, as it is announced
 * @property {string} tool path of the tool's script below node_modules
 * @property {string[]} args
 * @property {Record<string, string>} [env]
 */

/** @param {Step[]} steps */
export function runSteps(steps) {
  for (const { name, tool, args, env = {} } of steps) {
    const startedAt = Date.now();
    console.log(`\n── ${name}`);
    const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    if (status !== 0) {
      console.error(`\n${name}: failed.`);
      process.exit(status ?? 1);
    }
    console.log(`   ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}
