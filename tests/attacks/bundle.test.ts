import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { Linter } from 'eslint';
import { transformWithOxc } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from './build-page.ts';
import { DEFENCES } from './defences.ts';
import { ROOT } from './line-remover.ts';

/** A module as it ended up in one of the files of the product: the page, or a worker. */
interface BuiltModule {
  readonly chunk: string;
  /** Path from the project's folder. */
  readonly path: string;
  /** What is left of its code. */
  readonly code: string;
}

const modules: BuiltModule[] = [];

beforeAll(async () => {
  const collect = {
    name: 'collect',
    generateBundle(_options: unknown, bundle: Record<string, { type: string; fileName: string }>) {
      for (const output of Object.values(bundle)) {
        if (!isChunk(output)) continue;
        for (const [id, { code }] of Object.entries(output.modules)) {
          modules.push({ chunk: output.fileName, path: relative(ROOT, id), code: code ?? '' });
        }
      }
    },
  };
  const { remove } = await buildPage(collect, { readable: true });
  await remove();
});

interface Chunk {
  readonly fileName: string;
  readonly modules: Record<string, { readonly code: string | null }>;
}

function isChunk(output: { type: string }): output is Chunk & { type: 'chunk' } {
  return output.type === 'chunk';
}

/** Rooms that decide what is sent and believed; no page, no server and no setting may have a say in them. */
const CLOSED_ROOMS =
  /^src\/(base|bignum|paillier|encoding|contract|dataset|learning|privacy|protocol|workers)\/.+\.ts$/;

test('the page and all workers were looked at', () => {
  const chunks = [...new Set(modules.map(({ chunk }) => chunk))];
  for (const name of [/index-/, /model-owner\.worker-/, /data-owner\.worker-/, /helper\.worker-/]) {
    expect(chunks.filter((chunk) => name.test(chunk))).not.toEqual([]);
  }
  expect(modules.filter(({ path }) => CLOSED_ROOMS.test(path)).length).toBeGreaterThan(80);
});

test('the product holds no module of the tests', () => {
  const own = modules.map(({ path }) => path).filter((path) => !path.startsWith('node_modules/'));
  expect(own.filter((path) => /(^|\/)tests\/|attack|sabotage/i.test(path))).toEqual([]);
});

describe('the line of defence is in the product', () => {
  test.each(DEFENCES)('against attack $number: $title', ({ file, line }) => {
    const built = modules.filter(({ path }) => path === file);
    expect(built).not.toEqual([]);
    // A worker leaves out the functions that only another one calls.
    expect(built.filter(({ code }) => asPrinted(line).test(code))).not.toEqual([]);
  });

  test('which would be noticed if it were not', () => {
    const { code = '' } = modules.find(({ path }) => path === 'src/protocol/channel/records.ts') ?? {};
    expect(asPrinted('expected += 1n;').test(code)).toBe(true);
    expect(asPrinted('expected += 2n;').test(code)).toBe(false);
    expect(asPrinted('expected').test('unexpected$1')).toBe(false);
  });
});

/**
 * Finds a line of a source in code that the bundler has printed again: with other spaces and quotes, other
 * commas at the end of lists, and numbers behind names that two modules have.
 */
function asPrinted(line: string): RegExp {
  const tokens =
    line.replace(/[,;]$/, '').match(/'[^']*'|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d\w*|\S/gu) ?? [];
  const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const patterns = tokens.map((token) => {
    if (token.startsWith("'")) return `["'\`]${escape(token.slice(1, -1))}["'\`]`;
    if (/^[\p{ID_Start}$_]/u.test(token)) return `(?<![\\w$])${escape(token)}(?:\\$\\d+)?(?![\\w$])`;
    return /^[)\]}]$/.test(token) ? `,?\\s*${escape(token)}` : escape(token);
  });
  return new RegExp(patterns.join('\\s*'), 'u');
}

describe('no switch reaches the rooms that decide', () => {
  test('no module of them reads a name that somebody else could set', async () => {
    const paths = [...new Set(modules.map(({ path }) => path))].filter((path) => CLOSED_ROOMS.test(path));
    const found = await Promise.all(
      paths.map(async (path) => {
        const { code } = await transformWithOxc(await readFile(resolve(ROOT, path), 'utf8'), path);
        return reachesOutside(code).map((message) => `${path}: ${message}`);
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  test.each([
    'if (!import.meta.env.VITE_UNSAFE) check();',
    'if (import.meta.hot) check();',
    'const { env } = import.meta; if (env) check();',
    'if (process.env.UNSAFE === undefined) check();',
    "if (location.hash !== '#unsafe') check();",
    "if (localStorage.getItem('unsafe') === null) check();",
    'if (!globalThis.unsafe) check();',
    'if (!self.unsafe) check();',
    'if (!window.unsafe) check();',
    "if (typeof unsafe === 'undefined') check();",
    'if (!navigator.unsafe) check();',
    'const { unsafe } = navigator; if (!unsafe) check();',
    "const read = Function('return this'); if (!read().unsafe) check();",
    "if (!eval('this').unsafe) check();",
    "const name = '/unsafe.js'; await import(name);",
  ])('and this would be found: %s', (code) => {
    expect(reachesOutside(`const check = () => {};\n${code}`)).toHaveLength(1);
  });
});

/** What the platform gives to every module, and no page can change for a worker or a module. */
const PLATFORM = [
  ...['crypto', 'TextEncoder', 'TextDecoder', 'URL', 'DOMException', 'AbortSignal', 'Blob', 'File'],
  ...[
    'Worker',
    'MessageChannel',
    'setTimeout',
    'clearTimeout',
    'queueMicrotask',
    'structuredClone',
    'performance',
    'WebAssembly',
    'navigator',
    'self',
  ],
] as const;

/** Names that are free in a module and neither the language's nor the platform's; settings of the build. */
function reachesOutside(code: string): string[] {
  const found = new Linter().verify(code, {
    languageOptions: {
      ecmaVersion: 'latest',
      sourceType: 'module',
      globals: {
        ...Object.fromEntries(PLATFORM.map((name) => [name, 'readonly' as const])),
        // The language's own ways to every other name.
        ...{ globalThis: 'off', eval: 'off', Function: 'off' },
      },
    },
    rules: {
      'no-undef': ['error', { typeof: true }],
      'no-restricted-syntax': [
        'error',
        'MetaProperty[meta.name="import"]:not(MemberExpression[property.name="url"] > MetaProperty)',
        'ImportExpression:not([source.type="Literal"])',
        // Of the thread itself, nothing but the name it was started under: the engine's.
        ':not(MemberExpression) > Identifier[name="self"]',
        'MemberExpression[object.name="self"]:not([property.name="name"])',
        // Of the machine, how many cores it has.
        ':not(MemberExpression) > Identifier[name="navigator"]',
        'MemberExpression[object.name="navigator"]:not([property.name="hardwareConcurrency"])',
      ],
    },
  });
  return found.map(({ message, line }) => `line ${line}: ${message}`);
}
