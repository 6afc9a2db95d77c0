import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type * as Links from '../../src/protocol/links.ts';
import { DEFENCES } from './defences.ts';
import { replaceLine, ROOT } from './line-remover.ts';
import { modulesAsShipped, modulesWithout } from './without.ts';

const file = 'src/protocol/links.ts';
const line = 'export const SID_BYTES = 16;';
const instead = 'export const SID_BYTES = 15;';

describe('a build with one line less', () => {
  test('differs by that line, and leaves the shipped module alone', async () => {
    expect(await modulesWithout<typeof Links>({ file, line, instead }, file)).toMatchObject({
      SID_BYTES: 15,
    });
    expect(await modulesAsShipped<typeof Links>(file)).toMatchObject({ SID_BYTES: 16 });
  });

  test.each([
    ['is not there', 'export const SID_BYTES = 17;'],
    ['is only a part of one', 'SID_BYTES = 16'],
    ['stands there more than once', '}'],
  ])('is refused if the line %s', async (_, wrong) => {
    await expect(modulesWithout({ file, line: wrong }, file)).rejects.toThrow(/expected this line once/);
  });

  test('is refused if nothing imports the file', async () => {
    await expect(modulesWithout({ file, line }, 'src/base/index.ts')).rejects.toThrow(/does not import/);
  });
});

describe('the list of defences', () => {
  test('has one line against each of the eighteen attacks', () => {
    expect(DEFENCES.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  });

  test.each(DEFENCES)(
    'names one line of code against attack $number',
    ({ file: path, line: text, instead = '' }) => {
      const code = readFileSync(resolve(ROOT, path), 'utf8');
      expect(path).toMatch(/^src\/.+\.ts$/);
      expect(text).not.toMatch(/^(\/\/|\/?\*)/);
      expect(replaceLine(code, text, instead)).not.toBe(code);
    },
  );
});
