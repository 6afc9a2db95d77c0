import { join } from 'node:path';
import { readArguments, startProblem, USAGE, type Arguments } from './arguments.ts';
import { createSignaling } from './server.ts';

/** The built page, seen from the built server: dist/server/main.js beside dist/client. */
const STATIC_DIR = join(import.meta.dirname, '..', 'client');

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function argumentsOrExit(): Arguments {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

const args = argumentsOrExit();
if (args.help) {
  console.log(USAGE);
  process.exit(0);
}

const signaling = createSignaling({ port: args.port, host: args.host, staticDir: STATIC_DIR });
try {
  await signaling.ready;
} catch (error) {
  fail(startProblem(error, args));
}

console.log(`Federated Trainer is at ${signaling.address}`);
if (!['localhost', '127.0.0.1', '::1'].includes(args.host)) {
  console.log('Browsers on other computers need https for it: put a proxy with a certificate in front.');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // The `peer` package has timers that nothing stops: the process is ended, not left to run out.
    void signaling.close().finally(() => process.exit(0));
  });
}
