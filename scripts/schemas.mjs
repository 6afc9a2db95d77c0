/**
 * The JSON Schemas that the page publishes under `schemas/`, made from the guards that the program
 * itself uses. `node scripts/schemas.mjs` says which are out of date, `--write` rewrites them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { format } from 'prettier';
import { runnerImport } from 'vite';

const ROOT = new URL('../', import.meta.url);

/**
 * One entry per published schema: the room whose door exports the guard, and the guard's name there.
 *
 * @type {readonly { file: string, title: string, module: string, name: string }[]}
 */
const SCHEMAS = [
  {
    file: 'public/schemas/contract.schema.json',
    title: 'Federated Trainer: contract, version 1',
    module: 'src/contract/index.ts',
    name: 'contractSchema',
  },
  {
    file: 'public/schemas/model.schema.json',
    title: 'Federated Trainer: model file, version 1',
    module: 'src/learning/model-file.ts',
    name: 'modelFileSchema',
  },
];

/**
 * The text of every schema file.
 *
 * @returns {Promise<{ file: string, text: string }[]>}
 */
export function renderSchemas() {
  return Promise.all(
    SCHEMAS.map(async ({ file, title, module, name }) => {
      const path = fileURLToPath(new URL(module, ROOT));
      /** @type {{ module: Record<string, Parameters<typeof toJsonSchema>[0]> }} */
      const { module: room } = await runnerImport(path, { configFile: false, logLevel: 'error' });
      const schema = room[name];
      if (schema === undefined) throw new Error(`${module} exports no ${name}`);
      // Checks across fields have no counterpart in JSON Schema: only the guard makes them.
      const { $schema, ...rest } = toJsonSchema(schema, { errorMode: 'ignore' });
      const text = JSON.stringify({ $schema, title, ...rest });
      return { file, text: await format(text, { parser: 'json', printWidth: 110 }) };
    }),
  );
}

/** Whether a schema file holds `text`. @param {{ file: string, text: string }} rendered */
export async function isUpToDate({ file, text }) {
  return (await readFile(new URL(file, ROOT), 'utf8').catch(() => '')) === text;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const write = process.argv.includes('--write');
  for (const rendered of await renderSchemas()) {
    if (await isUpToDate(rendered)) continue;
    const path = new URL(rendered.file, ROOT);
    if (write) {
      await mkdir(new URL('.', path), { recursive: true });
      await writeFile(path, rendered.text);
    } else process.exitCode = 1;
    process.stdout.write(`${rendered.file}: ${write ? 'written' : 'out of date'}\n`);
  }
}
