import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { ROOT } from './line-remover.ts';

/** Builds the page with the product's own configuration and `plugin`, the workers too, into a new folder. */
export async function buildPage(
  plugin: Plugin,
  { readable = false } = {},
): Promise<{ outDir: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'federated-trainer-'));
  // Constants and variables stay where the source has them.
  const asWritten: Rolldown.RolldownOptions = readable
    ? { optimization: { inlineConst: false }, output: { minify: false } }
    : {};
  await build({
    root: ROOT,
    logLevel: 'error',
    plugins: [plugin],
    worker: { format: 'es', plugins: () => [plugin], rolldownOptions: asWritten },
    build: { outDir, emptyOutDir: true, ...(readable && { minify: false }), rolldownOptions: asWritten },
  });
  return { outDir, remove: () => rm(outDir, { recursive: true }) };
}
