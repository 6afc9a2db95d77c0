import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm start -- [--port <number>] [--host <name or address>]

  --port   where to listen (default 8080; 0 takes any free port)
  --host   which of this computer's addresses to listen on (default localhost:
           this computer only; 0.0.0.0: all of them)`;

export interface Arguments {
  readonly port: number;
  readonly host: string;
  readonly help: boolean;
}

/** Reads the command line. @throws Error with a sentence for the person who typed it. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: 'localhost' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new Error(`--port: expected a number from 0 to 65535, got "${values.port}"`);
  }
  if (values.host === '') throw new Error('--host: expected a name or an address');
  return { port, host: values.host, help: values.help };
}

/** What to tell a person about a server that could not start: one line, with what to do. */
export function startProblem(error: unknown, { port, host }: Arguments): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} is already in use. Stop the other program, or choose another port: npm start -- --port ${port + 1}`;
    case 'EACCES':
      return `Port ${port} is not allowed for this user. Choose one above 1023: npm start -- --port 8080`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This computer has no address "${host}". Leave --host out, or use one of its own addresses.`;
    default:
      return `The server could not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}
