import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigintEngine } from '../../../src/bignum/index.ts';
import {
  createPaillierOwner,
  encodePheNumber,
  encryptedNumbersFromPhe,
  encryptedNumbersToPhe,
  generateKeyPair,
  privateKeyFromPhe,
  privateKeyFromPrimes,
  privateKeyToPhe,
  publicKeyFromPhe,
  publicKeyToPhe,
  type PaillierOwner,
} from '../../../src/paillier/index.ts';
import { PYTHON, PYTHON_NOTE, runScript, VECTORS, VECTORS_TEXT } from './phe-vectors.ts';
import { caught, smallOwner } from './small-keys.ts';

const small = { allowSmall: true };
const refusal = (facts: Readonly<Record<string, unknown>>) =>
  expect.objectContaining({ code: 'phe-file-invalid', details: facts }) as unknown;

const files = new Map(VECTORS.keys.map((key) => [key.name, key]));
const file = (name: string) => files.get(name) ?? { public: '', private: '' };
/** python-paillier's own test key: 293 * 433. */
const TINY = file('17');

/** A key file with fields replaced, or removed where undefined is given. */
const changed = (text: string, fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ ...(JSON.parse(text) as object), ...fields });

describe('key files', () => {
  it.each(['17', '512', '2048'])('of %s bits are read, and written again with the same meaning', (name) => {
    const options = name === '2048' ? {} : small;
    const key = privateKeyFromPhe(file(name).private, options);
    expect(key.publicKey.bits).toBe(Number(name));
    expect(publicKeyFromPhe(file(name).public, options)).toEqual(key.publicKey);
    const { pub: theirs, ...fields } = JSON.parse(file(name).private) as Record<string, object>;
    const { pub: ours, ...written } = JSON.parse(privateKeyToPhe(key)) as Record<string, object>;
    expect(written).toEqual({ ...fields, kid: 'Paillier private key of Federated Trainer' });
    expect(ours).toEqual({ ...theirs, kid: 'Paillier public key of Federated Trainer' });
    expect(JSON.parse(publicKeyToPhe(key.publicKey))).toEqual(ours);
  });

  it('have the shape of pheutil, field by field', () => {
    // 126869 = 0x01ef95, 293 = 0x0125, 433 = 0x01b1.
    const pub = { kty: 'DAJ', alg: 'PAI-GN1', key_ops: ['encrypt'], n: 'Ae-V' };
    const key = privateKeyFromPrimes(293n, 433n, small);
    expect(JSON.parse(publicKeyToPhe(key.publicKey))).toEqual({ ...pub, kid: expect.any(String) as unknown });
    expect(JSON.parse(privateKeyToPhe(key))).toMatchObject({
      kty: 'DAJ',
      key_ops: ['decrypt'],
      p: 'ASU',
      q: 'AbE',
      pub,
    });
  });

  it('survive the way out and back', () => {
    for (let bits = 60; bits < 80; bits++) {
      const key = generateKeyPair(bits, small);
      expect(privateKeyFromPhe(privateKeyToPhe(key), small)).toEqual(key);
      expect(publicKeyFromPhe(publicKeyToPhe(key.publicKey), small)).toEqual(key.publicKey);
    }
  });

  it('may have other names, and fields that we do not know', () => {
    const key = privateKeyFromPhe(changed(TINY.private, { kid: undefined, use: 'enc', x5t: [1] }), small);
    expect(key.p * key.q).toBe(126_869n);
    const text = changed(TINY.public, { kid: 7, key_ops: ['verify', 'encrypt'] });
    expect(publicKeyFromPhe(` ${text}\n`, small).n).toBe(126_869n);
  });
});

describe('key files that are refused', () => {
  const readPublic = (text: string, options = small) => caught(() => publicKeyFromPhe(text, options));
  const readPrivate = (text: string, options = small) => caught(() => privateKeyFromPhe(text, options));

  it('too large ones, before anything is parsed', () => {
    const padded = (length: number) => TINY.private.padEnd(length);
    expect(privateKeyFromPhe(padded(16_384), small).p).toBe(293n);
    for (const text of [padded(16_385), '['.repeat(16_385)]) {
      for (const read of [readPublic, readPrivate]) {
        expect(read(text)).toEqual(refusal({ reason: 'size', maximum: 16_384 }));
      }
    }
  });

  it.each(['', '{', 'n', '{"kty":"DAJ"', `${TINY.public},`, '[[[['])('no JSON: %j', (text) => {
    expect(readPublic(text)).toEqual(refusal({ reason: 'json' }));
    expect(readPrivate(text)).toEqual(refusal({ reason: 'json' }));
  });

  it('no JSON, without quoting it: it may be a private key', () => {
    const error = readPrivate(TINY.private.slice(0, -1)) as Error;
    expect(error.message).not.toContain('ASU');
    expect(error.cause).toBeUndefined();
  });

  it.each(['null', '1', '"DAJ"', '[]', '{}'])('something else: %s', (text) => {
    expect(readPublic(text)).toMatchObject({ details: { reason: 'fields' } });
    expect(readPrivate(text)).toMatchObject({ details: { reason: 'fields' } });
  });

  const integers = [
    '',
    'Ae+V',
    'Ae/V',
    'Ae-V=',
    'Ae V',
    'A',
    'ASV',
    'é',
    'A'.repeat(701),
    126_869,
    null,
    undefined,
  ];

  it.each([
    ...['RSA', 'daj', 1, undefined].map((kty) => ({ kty })),
    ...['PAI-GN2', null, undefined].map((alg) => ({ alg })),
    ...['encrypt', [], ['decrypt'], undefined].map((key_ops) => ({ key_ops })),
    ...integers.map((n) => ({ n })),
  ])('a public key with %j', (fields) => {
    const [path = ''] = Object.keys(fields);
    const details = { reason: 'fields', path, expected: expect.any(String) as unknown };
    expect(readPublic(changed(TINY.public, fields))).toEqual(refusal(details));
    const pub = JSON.parse(changed(TINY.public, fields)) as unknown;
    expect(readPrivate(changed(TINY.private, { pub }))).toEqual(refusal({ ...details, path: `pub.${path}` }));
  });

  it.each([
    ...['RSA', undefined].map((kty) => ({ kty })),
    ...['decrypt', ['encrypt'], undefined].map((key_ops) => ({ key_ops })),
    ...integers.flatMap((value) => [{ p: value }, { q: value }]),
    ...[null, undefined, 'Ae-V'].map((pub) => ({ pub })),
  ])('a private key with %j', (fields) => {
    const [path = ''] = Object.keys(fields);
    const details = { reason: 'fields', path, expected: expect.any(String) as unknown };
    expect(readPrivate(changed(TINY.private, fields))).toEqual(refusal(details));
  });

  it('the older kind, with lambda and mu', () => {
    const older = changed(TINY.private, { p: undefined, q: undefined, lambda: 'AQ', mu: 'AQ' });
    expect(readPrivate(older)).toMatchObject({ details: { reason: 'fields', path: 'p' } });
  });

  const text = (value: number) =>
    Buffer.from(value.toString(16).padStart(6, '0'), 'hex').toString('base64url');
  const withPrimes = (p: number, q: number, n = p * q) =>
    changed(TINY.private, {
      p: text(p),
      q: text(q),
      pub: { ...(JSON.parse(TINY.public) as object), n: text(n) },
    });

  it('keys that protect nothing, outside of tests', () => {
    const details = { reason: 'key', defect: 'size', keyBits: 17 };
    expect(readPublic(TINY.public, { allowSmall: false })).toEqual(refusal(details));
    expect(readPrivate(TINY.private, { allowSmall: false })).toEqual(refusal(details));
    expect(readPublic(file('512').public, { allowSmall: false })).toMatchObject({
      details: { defect: 'size' },
    });
  });

  it('primes that are not those of n', () => {
    expect(privateKeyFromPhe(withPrimes(293, 433), small).q).toBe(433n);
    expect(readPrivate(withPrimes(293, 439, 126_869))).toEqual(refusal({ reason: 'modulus' }));
    expect(readPrivate(withPrimes(0, 433, 126_869))).toEqual(refusal({ reason: 'modulus' }));
  });

  it('factors that are not prime: composites, Carmichael numbers, 1 and n', () => {
    for (const [p, q] of [
      [293, 561],
      [1729, 433],
      [295, 433],
      [1, 126_869],
      [126_869, 1],
    ] as const) {
      expect(readPrivate(withPrimes(p, q))).toEqual(refusal({ reason: 'not-prime' }));
    }
  });

  it('keys that are no Paillier keys', () => {
    const defects = [
      [withPrimes(293, 293), 'equal-primes'],
      [withPrimes(7, 29), 'shared-factor'],
      [withPrimes(2, 433), 'even'],
      [withPrimes(3, 3), 'size'],
    ] as const;
    for (const [key, defect] of defects)
      expect(readPrivate(key)).toMatchObject({ details: { reason: 'key', defect } });
  });
});

describe('encrypted numbers', () => {
  const { publicKey } = privateKeyFromPrimes(293n, 433n, small);
  const read = (value: unknown, key = publicKey) =>
    encryptedNumbersFromPhe(typeof value === 'string' ? value : JSON.stringify(value), key);
  const refused = (value: unknown) => caught(() => read(value));

  it('are read one by one as pheutil writes them, and as lists', () => {
    // python-paillier's known answers: E(10100; r = 74384) and E(1; r = 1).
    expect(read('{"v": "935906717", "e": -32}\n')).toEqual([{ ciphertext: 935_906_717n, exponent: -32 }]);
    expect(read('[{"v": "126870", "e": 0}, {"v": "935906717", "e": 3}]')).toEqual([
      { ciphertext: 126_870n, exponent: 0 },
      { ciphertext: 935_906_717n, exponent: 3 },
    ]);
    expect(read([])).toEqual([]);
    expect(read({ v: '126870', e: 0, note: 'unknown' })).toHaveLength(1);
  });

  it('are written one to a line, each a file of its own', () => {
    const numbers = [
      { ciphertext: 935_906_717n, exponent: -32 },
      { ciphertext: 126_870n, exponent: 0 },
    ];
    const text = encryptedNumbersToPhe(numbers);
    expect(text).toBe('[\n{"v":"935906717","e":-32},\n{"v":"126870","e":0}\n]');
    expect(
      text
        .split('\n')
        .slice(1, -1)
        .flatMap((line) => read(line.replace(/,$/, ''))),
    ).toEqual(numbers);
    expect(read(encryptedNumbersToPhe([]))).toEqual([]);
  });

  it('survive the way out and back', () => {
    const number = fc.record({
      ciphertext: fc
        .bigInt({ min: 1n, max: publicKey.nSquared - 1n })
        .filter((c) => c % 293n > 0n && c % 433n > 0n),
      exponent: fc.integer({ min: -4096, max: 4096 }),
    });
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        expect(read(encryptedNumbersToPhe(numbers))).toEqual(numbers);
      }),
    );
  });

  it.each([0n, 126_869n, 293n, 433n * 5n, 126_869n ** 2n, 126_869n ** 2n + 1n])(
    'refused: ciphertext %i',
    (c) => {
      expect(refused({ v: c.toString(), e: 0 })).toEqual(refusal({ reason: 'ciphertext', index: 0 }));
      expect(
        refused([
          { v: '126870', e: 0 },
          { v: c.toString(), e: 0 },
        ]),
      ).toEqual(refusal({ reason: 'ciphertext', index: 1 }));
    },
  );

  it.each([
    ...[
      '',
      '-1',
      '+1',
      '01',
      '0x10',
      '1e3',
      '1.0',
      ' 1',
      '1 ',
      '١',
      '1'.repeat(2468),
      126_870,
      null,
      undefined,
    ].map((v) => ({ v, e: 0 })),
    ...[1.5, 4097, -4097, 1e300, '0', null, undefined].map((e) => ({ v: '126870', e })),
  ])('refused: %j', (number) => {
    expect(refused(number)).toMatchObject({ code: 'phe-file-invalid', details: { reason: 'fields' } });
    const [path] = Object.keys(number).filter((name) => name === (number.e === 0 ? 'v' : 'e'));
    if (path !== undefined) {
      expect(refused([{ v: '126870', e: 0 }, number])).toMatchObject({ details: { path: `1.${path}` } });
    }
  });

  it('refused: too many, too long, no JSON, something else', () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ v: '126870', e: 0 }));
    expect(read(many(1000))).toHaveLength(1000);
    expect(refused(many(1001))).toMatchObject({ details: { reason: 'fields', path: '' } });
    expect(refused(' '.repeat(3_000_000))).toMatchObject({ details: { reason: 'size' } });
    expect(refused('{"v": "1"')).toEqual(refusal({ reason: 'json' }));
    for (const value of ['null', '7', '"x"', '[[]]', '[1]', '{}']) {
      expect(refused(value)).toMatchObject({ details: { reason: 'fields' } });
    }
  });
});

describe(`what the script checks of ours${PYTHON_NOTE}`, () => {
  const VALUES = [
    0,
    1,
    -1,
    0.1,
    -2.5,
    1 / 3,
    1e300,
    -1e-300,
    5e-324,
    -Number.MAX_VALUE,
    2 ** -75,
    123_456_789,
  ];
  let directory: string;
  let owner: PaillierOwner;
  let written: { public: string; private: string; numbers: string; values: number[] };

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'phe-'));
    owner = createPaillierOwner({ engine: bigintEngine, privateKey: generateKeyPair(2048) });
    written = writtenBy(owner, VALUES);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function check(content: object): string {
    const path = join(directory, 'ours.json');
    writeFileSync(path, JSON.stringify(content));
    return runScript('check', path);
  }

  it.skipIf(PYTHON === undefined)('keys and numbers are right', () => {
    expect(check(written)).toBe(`checked ${VALUES.length} numbers and a key of 2048 bits\n`);
    const { length } = VALUES;
    expect(check(writtenBy(smallOwner(1280), VALUES))).toBe(
      `checked ${length} numbers and a key of 1280 bits\n`,
    );
  });

  it.skipIf(PYTHON === undefined)('and it would notice if they were not', () => {
    const numbers = JSON.parse(written.numbers) as { v: string; e: number }[];
    const first = (number: object) => JSON.stringify([number, ...numbers.slice(1)]);
    const [one, another] = [numbers[0], numbers[1]];
    if (one === undefined || another === undefined) throw new Error('no numbers');
    const wrong = [
      [{ values: [2, ...VALUES.slice(1)] }, 'another plaintext'],
      [{ values: VALUES.slice(1) }, 'another count'],
      [{ numbers: first({ ...one, v: another.v }) }, 'another plaintext'],
      [{ numbers: first({ ...one, e: -31 }) }, 'exponent'],
      [{ numbers: first({ ...one, v: '1' }) }, 'not randomised'],
      [{ numbers: first({ ...one, v: `0${one.v}` }) }, 'spelling'],
      [{ public: publicKeyToPhe(smallOwner().publicKey) }, 'the two key files differ'],
      [{ private: changed(written.private, { q: 'Aw' }) }, 'p q is not n'],
      [{ private: changed(written.private, { kty: 'RSA' }) }, 'kty'],
    ] as const;
    for (const [change, complaint] of wrong) {
      expect(() => check({ ...written, ...change })).toThrow(complaint);
    }
  });

  it.skipIf(PYTHON === undefined)('the committed vectors are what it makes', () => {
    const path = join(directory, 'vectors.json');
    runScript('make', path);
    expect(readFileSync(path, 'utf8')).toBe(VECTORS_TEXT);
  });
});

function writtenBy(owner: PaillierOwner, values: number[]) {
  const encodings = values.map((value) => encodePheNumber(value, owner.publicKey.n, -32));
  const ciphertexts = owner.encryptAsOwner(encodings.map(({ plaintext }) => plaintext));
  return {
    public: publicKeyToPhe(owner.publicKey),
    private: privateKeyToPhe(owner.privateKey),
    numbers: encryptedNumbersToPhe(
      encodings.map(({ exponent }, i) => ({ ciphertext: ciphertexts[i] ?? 0n, exponent })),
    ),
    values,
  };
}
