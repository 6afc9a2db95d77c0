import { readFileSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';
import { decode } from 'cborg';
import {
  addOwners,
  chooseKeySize,
  contribute,
  expect,
  expectPhase,
  roleLink,
  startSession,
  test,
  train,
  vector,
  type SeenFrame,
} from './kit.ts';

const KEY_BYTES = 2048 / 8;
const HOSPITALS = ['a', 'b', 'c'].map((letter) => `diabetes-hospital-${letter}.csv`);

/** Everything that a tab takes out of or puts into a sealed channel, and the keys it is sealed with. */
interface Recording {
  readonly opened: number[][];
  readonly sealed: number[][];
  readonly records: number[][];
}

/** Has every tab of a context keep what passes through AES-GCM: the plaintext of all its messages. */
async function record(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const recording = { opened: [] as number[][], sealed: [] as number[][], records: [] as number[][] };
    Object.assign(globalThis, { recording });
    const list = (source: BufferSource | ArrayBuffer): number[] =>
      source instanceof ArrayBuffer
        ? [...new Uint8Array(source)]
        : [...new Uint8Array(source.buffer, source.byteOffset, source.byteLength)];
    const { decrypt, encrypt } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.decrypt = async function (algorithm, key, data) {
      const plain = await decrypt.call(this, algorithm, key, data);
      recording.opened.push(list(plain));
      return plain;
    };
    SubtleCrypto.prototype.encrypt = async function (algorithm, key, data) {
      recording.sealed.push(list(data));
      const sealed = await encrypt.call(this, algorithm, key, data);
      recording.records.push(list(sealed));
      return sealed;
    };
  });
}

interface Envelope {
  readonly type: string;
  readonly from: number;
  readonly body: Record<string, unknown>;
}

/** A message without the byte that names its type. */
const envelope = (bytes: number[]): Envelope => decode(Uint8Array.from(bytes).subarray(1)) as Envelope;

test('the model owner receives ciphertexts and columns, the server neither', async ({ context, server }) => {
  await record(context);
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await addOwners(modelOwner, 3);
  const links: string[] = [];
  for (const [i, file] of HOSPITALS.entries()) {
    links.push(await roleLink(modelOwner, `Data owner ${i + 1}`));
    await contribute(context, links.at(-1) ?? '', vector(file));
  }
  await train(modelOwner, 'progression');
  await expectPhase(modelOwner, 'finished');
  const recordings = await Promise.all(
    context
      .pages()
      .map((page) => page.evaluate(() => (globalThis as unknown as { recording: Recording }).recording)),
  );
  const received = (recordings[0]?.opened ?? []).map(envelope);

  const ofType = (type: string) => received.filter((message) => message.type === type);
  expect(new Set(received.map(({ type }) => type))).toEqual(
    new Set(['COLUMNS', 'ACCEPT', 'READY', 'BASE', 'GRADIENT']),
  );
  expect(ofType('COLUMNS')).toHaveLength(3);
  expect(ofType('BASE')).toHaveLength(3);
  expect(ofType('GRADIENT').length).toBeGreaterThanOrEqual(3 * 9);
  expectColumnsOnly(ofType('COLUMNS'));
  // Hashes, public keys and nonces of a fixed length: no total fits into them.
  for (const { body } of ofType('ACCEPT')) {
    expect(lengthsOf(body)).toEqual({ contractHash: 32, maskKey: 65, commitment: 32 });
  }
  for (const { body } of ofType('READY')) {
    const { tags, ...rest } = body;
    expect(lengthsOf(rest)).toEqual({ rosterHash: 32, nonce: 32 });
    expect((tags as Uint8Array[]).map(({ length }) => length)).toEqual([32, 32]);
  }

  const seen = new Set<string>();
  for (const { body, type } of [...ofType('BASE'), ...ofType('GRADIENT')]) {
    expect(Object.keys(body)).toEqual(['ciphertexts']);
    // 34 totals and 11 sums, in slots of 120 bits for 800 declared rows: 17 in a 2048-bit plaintext.
    expectCiphertexts(body['ciphertexts'] as Uint8Array, type === 'BASE' ? 2 : 1, seen);
  }

  expectIgnorantServer(server.frames, links, recordings);
});

function lengthsOf(body: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(body).map(([name, bytes]) => [name, (bytes as Uint8Array).length]),
  );
}

/** Names, types, rounded public ranges and a rounded row maximum: no count, no sum, no extreme of the data. */
function expectColumnsOnly(messages: readonly Envelope[]): void {
  for (const { from, body } of messages) {
    expect(Object.keys(body).sort()).toEqual([
      ...['columns', 'derived', 'maximumRows', 'missingMarks', 'modes', 'roundLimit', 'validation'],
    ]);
    const [header = '', ...lines] = readFileSync(vector(HOSPITALS[from - 1] ?? ''), 'utf8')
      .trim()
      .split('\n');
    expect(body['maximumRows']).toBeGreaterThan(lines.length);
    const columns = body['columns'] as Record<string, unknown>[];
    expect(columns.map((column) => column['name'])).toEqual(header.trim().split(','));
    for (const column of columns) {
      expect(Object.keys(column).sort()).toEqual(['missing', 'name', 'outside', 'range', 'type']);
    }
  }
}

/** Full-length numbers that never repeat and have the entropy of ciphertexts: no total fits into that. */
function expectCiphertexts(bytes: Uint8Array, count: number, seen: Set<string>): void {
  expect(bytes.length).toBe(count * 2 * KEY_BYTES);
  for (let i = 0; i < count; i++) {
    const ciphertext = bytes.subarray(i * 2 * KEY_BYTES, (i + 1) * 2 * KEY_BYTES);
    const text = Buffer.from(ciphertext).toString('hex');
    expect(seen.has(text)).toBe(false);
    seen.add(text);
    // 512 uniform bytes show about 221 of 256 values; a padded total shows a few dozen.
    expect(new Set(ciphertext).size).toBeGreaterThan(180);
  }
}

/** No column name, no cell, no link secret and no piece of a payload in anything the server saw. */
function expectIgnorantServer(
  frames: readonly SeenFrame[],
  links: readonly string[],
  recordings: readonly Recording[],
): void {
  expect(frames.length).toBeGreaterThan(20);
  const all = Buffer.concat(frames.map(({ bytes }) => Buffer.from(bytes)));
  // Network addresses are no cells, though 127.0 is one of the data's.
  const raw = all.toString('latin1').replaceAll(/\d+\.\d+\.\d+\.\d+/g, '');
  const absent = (needle: Buffer | string, what: string): void => {
    const bytes = Buffer.from(needle);
    for (const spelling of [
      bytes.toString('latin1'),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
    ]) {
      expect(raw.includes(spelling), what).toBe(false);
    }
    // Base64 of a longer text shows a needle in one of three alignments.
    for (const offset of [0, 1, 2]) {
      const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .replaceAll('=', '');
      const inner = encoded.slice(
        Math.ceil((offset * 4) / 3),
        encoded.length - (encoded.length % 4 === 0 ? 0 : 1),
      );
      if (inner.length >= 6) {
        expect(raw.includes(inner), what).toBe(false);
        expect(raw.includes(inner.replaceAll('+', '-').replaceAll('/', '_')), what).toBe(false);
      }
    }
  };

  // The signaling server cannot help containing two letters in a row somewhere: names count whole, in quotes.
  for (const file of HOSPITALS) {
    const [header = '', ...lines] = readFileSync(vector(file), 'utf8').trim().split('\n');
    for (const name of header.trim().split(','))
      absent(name.length >= 5 ? name : `"${name}"`, `column ${name}`);
    for (const cell of new Set(lines.flatMap((line) => line.trim().split(',')))) {
      if (cell.length >= 5) absent(cell, `cell ${cell}`);
    }
  }
  for (const link of links) {
    const [, sid = '', , psk = ''] = new URL(link).hash.split('/').at(-1)?.split('.') ?? [];
    for (const secret of [sid, psk]) {
      expect(secret.length).toBeGreaterThan(20);
      absent(Buffer.from(secret, 'base64url'), 'link secret');
      absent(secret, 'link secret as written');
    }
  }
  const windows = new Set<string>();
  for (let i = 0; i + 16 <= all.length; i++) windows.add(all.toString('latin1', i, i + 16));
  const payloads = recordings.flatMap(({ sealed, records }) => [...sealed, ...records]);
  expect(payloads.length).toBeGreaterThan(100);
  for (const payload of payloads) {
    const bytes = Buffer.from(payload);
    for (const spelling of [
      bytes,
      Buffer.from(bytes.toString('hex')),
      Buffer.from(bytes.toString('base64')),
    ]) {
      for (let i = 0; i + 16 <= spelling.length; i += 1) {
        if (windows.has(spelling.toString('latin1', i, i + 16)))
          throw new Error('the server saw a piece of a payload');
      }
    }
  }
}
