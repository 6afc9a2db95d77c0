/** The real server as a process of its own, on a port that is free. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/** @returns {Promise<{ address: string, close: () => Promise<void> }>} */
export async function startServer() {
  const main = join(ROOT, 'dist/server/main.js');
  const server = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    server.stdout.on('data', (/** @type {Buffer} */ text) => {
      const match = /http:\S+/.exec(text.toString());
      if (match !== null) resolve(match[0]);
    });
    server.once('exit', () => reject(new Error('the server ended')));
  });
  return {
    address,
    async close() {
      server.kill();
      await ended;
    },
  };
}
