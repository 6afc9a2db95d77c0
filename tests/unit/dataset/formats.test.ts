import { describe, expect, it } from 'vitest';
import { readProfile, type FileProfile } from '../../../src/dataset/index.ts';
import { createDecoder } from '../../../src/dataset/encoding.ts';
import { decodeWindows1252 } from '../../../src/dataset/windows-1252.ts';
import { csv, refusal, utf16 } from './support.ts';

const TEXT = 'größe,"a,b"\n1.5,2\n-3,4\n';

function expectContents(profile: FileProfile): void {
  expect(profile.rows).toBe(2);
  expect(profile.columns).toMatchObject([
    { name: 'größe', minimum: -3, maximum: 1.5 },
    { name: 'a,b', minimum: 2, maximum: 4 },
  ]);
}

describe('encodings', () => {
  it.each([
    ['UTF-8', csv(TEXT), 'utf-8'],
    ['UTF-8 with byte order mark', csv(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 LE', utf16(TEXT, false, true), 'utf-16le'],
    ['UTF-16 BE', utf16(TEXT, true, true), 'utf-16be'],
    ['UTF-16 LE without mark', utf16(TEXT, false, false), 'utf-16le'],
    ['UTF-16 BE without mark', utf16(TEXT, true, false), 'utf-16be'],
    ['windows-1252', new Blob([Uint8Array.from(TEXT, (c) => c.charCodeAt(0))]), 'windows-1252'],
  ])('reads %s', async (_, file, encoding) => {
    const profile = await readProfile(file);
    expect(profile.encoding).toBe(encoding);
    expectContents(profile);
  });

  it('finds out late in a file that it is windows-1252', async () => {
    const rows = `${'1,a\n'.repeat(400_000)}2,caf`;
    const file = new Blob([`x,y\n${rows}`, Uint8Array.of(0xe9, 0x0a)]);
    const profile = await readProfile(file);
    expect(profile).toMatchObject({ encoding: 'windows-1252', rows: 400_001 });
    expect(profile.columns[1]?.categories).toContainEqual({ value: 'café', count: 1 });
  });

  it('decodes windows-1252 as its index says', () => {
    // WHATWG Encoding, index-windows-1252: 0x80, 0x92, 0x96, 0x9f, 0xff.
    expect(decodeWindows1252(Uint8Array.of(0x41, 0x80, 0x92, 0x96, 0x9f, 0xff))).toBe(
      'A\u20ac\u2019\u2013\u0178\u00ff',
    );
    for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d]) {
      expect(() => decodeWindows1252(Uint8Array.of(byte))).toThrow(TypeError);
      expect(decodeWindows1252(Uint8Array.of(byte), '\ufffd')).toBe('\ufffd');
    }
  });

  it('keeps characters whole that are cut by a chunk', () => {
    const parts = [...new Uint8Array(16).keys()].map((cut) => {
      const bytes = Uint8Array.from([0x3d, 0xd8, 0x00, 0xde, 0x41, 0x00, 0xe9, 0x00, 0x3d, 0xd8, 0x00, 0xde]);
      const decode = createDecoder('utf-16le');
      return decode(bytes.slice(0, cut), false) + decode(bytes.slice(cut), true);
    });
    expect(new Set(parts)).toEqual(new Set(['😀Aé😀']));
  });

  it('refuses bytes that contradict the byte order mark, with their line', async () => {
    const broken = new Blob(['\ufeffa\n1\n2\n', Uint8Array.of(0xff), '\n']);
    expect(await refusal(readProfile(broken), 'csv-encoding')).toEqual({ encoding: 'utf-8', line: 4 });
    const halved = new Blob([utf16('a\r\n1\r\n', false, true), Uint8Array.of(0x31)]);
    expect(await refusal(readProfile(halved), 'csv-encoding')).toEqual({ encoding: 'utf-16le', line: 3 });
  });

  it('refuses what is neither UTF-8 nor windows-1252', async () => {
    const file = new Blob(['a\n1\n', Uint8Array.of(0xff, 0x81)]);
    expect(await refusal(readProfile(file), 'csv-encoding')).toEqual({ encoding: 'windows-1252', line: 3 });
  });

  it('refuses UTF-32', async () => {
    await refusal(readProfile(new Blob([Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)])), 'csv-encoding');
  });
});

describe('delimiters', () => {
  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    [';', 'a;b;c\n1;2;3\n'],
    ['\t', 'a\tb\tc\n1\t2\t3\n'],
    ['|', 'a|b|c\n1|2|3\n'],
    [';', '"weight, kg";b;c\n1,5;2,5;3\n2,5;3;1\n'],
    [';', '"a;b,c,d";b,x;c\n1;2;3\n'],
    [',', '"a;b","c;d",e\n1,2,3\n'],
  ])('finds %j in %j', async (delimiter, text) => {
    const profile = await readProfile(csv(text));
    expect(profile.delimiter).toBe(delimiter);
    expect(profile.columns).toHaveLength(3);
  });

  it('reads a single column', async () => {
    expect(await readProfile(csv('a\n1\n2'))).toMatchObject({
      rows: 2,
      columns: [{ name: 'a', maximum: 2 }],
    });
  });

  it('trims names', async () => {
    const { columns } = await readProfile(csv(' a ;" b "\n1;2'));
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('reads decimal commas where the comma is no delimiter', async () => {
    for (const delimiter of [';', '\t', '|']) {
      const rows = [
        ['a', 'b'],
        ['3,5', '1'],
        ['-0,25', '2'],
        ['4', '3'],
      ];
      const profile = await readProfile(csv(rows.map((row) => row.join(delimiter)).join('\r\n')));
      expect(profile.decimalComma).toBe(true);
      expect(profile.columns).toMatchObject([
        { minimum: -0.25, maximum: 4, integers: false },
        { integers: true },
      ]);
    }
    expect((await readProfile(csv('a;b\n3.5;1'))).decimalComma).toBe(false);
  });

  it('allows the decimal comma in one column and the point in another', async () => {
    const profile = await readProfile(csv('a;b\n3,5;2.5\n'));
    expect(profile.columns).toMatchObject([{ maximum: 3.5 }, { maximum: 2.5 }]);
  });

  it('refuses both in one column, at the rarer one', async () => {
    const details = await refusal(readProfile(csv('a;b\n3,5;1\n2,5;1\n1.234;1\n')), 'csv-not-numeric');
    expect(details).toMatchObject({ line: 4, column: 1, name: 'a', value: '1.234' });
  });
});
