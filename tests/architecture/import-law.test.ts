import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterEach, expect, test } from 'vitest';
import config from '../../.dependency-cruiser.mjs';

const root = resolve(import.meta.dirname, '../..');

async function violations(): Promise<string[]> {
  const { enhancedResolveOptions, tsConfig, ...options } = config.options;
  const result = await cruise(
    ['src', 'signaling'],
    {
      ...options,
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: config.forbidden as unknown as IForbiddenRuleType[] },
    },
    enhancedResolveOptions,
    { tsConfig: extractTSConfig(resolve(root, tsConfig.fileName)) },
  );
  const { summary, modules } = result.output as ICruiseResult;
  expect(modules.length).toBeGreaterThan(50);
  return summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`);
}

const planted: string[] = [];

async function plant(path: string, text: string): Promise<void> {
  const file = resolve(root, path);
  planted.push(file);
  await mkdir(resolve(file, '..'), { recursive: true });
  await writeFile(file, text);
}

afterEach(async () => {
  for (const file of planted.splice(0)) await rm(file, { force: true });
});

test('the house keeps the import law', async () => {
  expect(await violations()).toEqual([]);
});

test('planted violations are found: a room, a door, a package, a cycle, types turned into code', async () => {
  await plant('src/learning/planted-room.ts', `import '../transport/index.ts';\nexport const a = 1;\n`);
  await plant('src/encoding/planted-door.ts', `import '../base/bytes.ts';\nexport const a = 1;\n`);
  await plant('src/ui/planted-package.ts', `import Peer from 'peerjs';\nexport const a = Peer;\n`);
  await plant('src/base/planted-one.ts', `import './planted-two.ts';\nexport const a = 1;\n`);
  await plant('src/base/planted-two.ts', `import './planted-one.ts';\nexport const a = 1;\n`);
  await plant(
    'src/protocol/planted-types.ts',
    `import { add } from '../paillier/index.ts';\nexport const a = add;\n`,
  );
  const found = await violations();
  for (const rule of ['law-learning', 'door-base', 'package-peerjs', 'no-cycle', 'types-protocol-paillier']) {
    expect(found.filter((line) => line.startsWith(`${rule}:`))).not.toEqual([]);
  }
});
