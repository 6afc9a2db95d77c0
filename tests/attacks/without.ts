import { createServer, type Plugin } from 'vite';
import { onTestFinished } from 'vitest';
import { createLineRemover, ROOT, type MissingLine } from './line-remover.ts';

/**
 * Loads a module, and all that it imports, as it is shipped.
 *
 * It is an instance of its own: classes of it are not those that the test imports, so errors are told by
 * their code. To be called inside a test; the modules work until that test is over.
 *
 * @param entry path from the project's folder.
 */
export async function modulesAsShipped<Entry>(entry: string): Promise<Entry> {
  return load<Entry>(entry, []);
}

/**
 * Loads a module, and all that it imports, with one line of one file missing.
 *
 * @throws Error if the line does not stand in the file exactly once, or `entry` does not lead to the file.
 */
export async function modulesWithout<Entry>(missing: MissingLine, entry: string): Promise<Entry> {
  const remover = createLineRemover(missing);
  const modules = await load<Entry>(entry, [remover.plugin]);
  if (remover.timesRemoved === 0) throw new Error(`${entry} does not import ${missing.file}`);
  return modules;
}

async function load<Entry>(entry: string, plugins: Plugin[]): Promise<Entry> {
  const server = await createServer({
    root: ROOT,
    configFile: false,
    // What goes wrong is thrown.
    logLevel: 'silent',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    plugins,
  });
  onTestFinished(() => server.close());
  return (await server.ssrLoadModule(`/${entry}`)) as Entry;
}
