import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFederatedError, type ErrorDetails } from '../../../src/base/index.ts';
import { createSharedSecret, parseSharedSecret } from '../../../src/protocol/shared-secret.ts';
import { WORDS } from '../../../src/protocol/words.ts';

const bytesOf = fc.uint8Array({ minLength: 10, maxLength: 10 }).map((bytes) => Uint8Array.from(bytes));

/** The phrase of ten bytes, by Node's own SHA-256 and plain text of bits. */
function phraseOf(secret: Uint8Array): string {
  const tag = 'federated-trainer/v1/shared-secret-check';
  const digest = createHash('sha256').update(Uint8Array.of(tag.length)).update(tag).update(secret).digest();
  const bits = (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const all = bits(secret) + bits(digest).slice(0, 10);
  return Array.from({ length: 9 }, (_, i) => WORDS[Number.parseInt(all.slice(10 * i, 10 * i + 10), 2)]).join(
    ' ',
  );
}

async function refusal(text: string): Promise<ErrorDetails> {
  const error: unknown = await parseSharedSecret(text).then(
    () => 'was not refused',
    (reason: unknown) => reason,
  );
  if (!isFederatedError(error, 'shared-secret-invalid'))
    throw new Error('expected a refusal', { cause: error });
  const told = `${error.message} ${JSON.stringify(error.details)} ${error.stack ?? ''} ${String(error.cause)}`;
  for (const word of text.split(/\s+/).filter((part) => part.length > 5)) expect(told).not.toContain(word);
  return error.details;
}

describe('a new shared secret', () => {
  it('is eight words of ten random bits each and a check word', async () => {
    await fc.assert(
      fc.asyncProperty(bytesOf, async (secret) => {
        const phrase = await createSharedSecret((length) => {
          expect(length).toBe(10);
          return secret;
        });
        expect(phrase).toBe(phraseOf(secret));
        expect(await parseSharedSecret(phrase)).toEqual(secret);
      }),
    );
  });

  it('is another one each time', async () => {
    const phrases = await Promise.all(Array.from({ length: 50 }, () => createSharedSecret()));
    expect(new Set(phrases).size).toBe(50);
    for (const phrase of phrases) expect(await parseSharedSecret(phrase)).toHaveLength(10);
  });

  it('begins with zeros as well', async () => {
    const secret = new Uint8Array(10);
    expect(await parseSharedSecret(phraseOf(secret))).toEqual(secret);
  });
});

describe('a shared secret as people write it', () => {
  const secret = Uint8Array.of(1, 35, 69, 103, 137, 171, 205, 239, 16, 50);
  const phrase = phraseOf(secret);

  it.each([
    ['capitals', phrase.toUpperCase()],
    ['further spaces', `  ${phrase.replaceAll(' ', '   ')}\t`],
    ['commas', phrase.replaceAll(' ', ', ')],
    ['commas alone', phrase.replaceAll(' ', ',')],
    ['line breaks', `${phrase.replaceAll(' ', '\r\n')}\n`],
    ['spaces that do not break', phrase.replaceAll(' ', '\u00a0')],
  ])('may have %s', async (_, text) => {
    expect(await parseSharedSecret(text)).toEqual(secret);
  });

  it.each([
    ['', 0],
    [' ,\n', 0],
    [phrase.split(' ').slice(1).join(' '), 8],
    [`${phrase} acorn`, 10],
    [phrase.replaceAll(' ', ''), 1],
  ])('must have nine words: %j', async (text, found) => {
    expect(await refusal(text)).toEqual({ reason: 'count', found });
  });

  it('names the place of an unknown word, not the word', async () => {
    const words = phrase.split(' ');
    expect(await refusal(words.with(4, 'unwritten').join(' '))).toEqual({ reason: 'unknown-word', word: 5 });
    expect(await refusal(words.with(8, '__proto__').join(' '))).toEqual({ reason: 'unknown-word', word: 9 });
    expect(await refusal(words.with(0, 'constructor').join(' '))).toEqual({
      reason: 'unknown-word',
      word: 1,
    });
  });

  it('must have the right check word: of all 1024, one passes', async () => {
    const words = phrase.split(' ');
    const outcomes = await Promise.all(
      WORDS.map((word) =>
        parseSharedSecret(words.with(8, word).join(' ')).then(
          () => word,
          () => '',
        ),
      ),
    );
    expect(outcomes.filter((word) => word !== '')).toEqual([words[8]]);
    const wrong = words.with(8, words[8] === 'acorn' ? 'actor' : 'acorn').join(' ');
    expect(await refusal(wrong)).toEqual({ reason: 'check-word' });
  });

  it('is refused if it was made up: two words changed about, one word said nine times', async () => {
    const [first = '', second = '', ...others] = phrase.split(' ');
    expect(await refusal([second, first, ...others].join(' '))).toEqual({ reason: 'check-word' });
    expect(await refusal('apple '.repeat(9))).toEqual({ reason: 'check-word' });
    expect(await refusal('correct horse battery staple')).toEqual({ reason: 'count', found: 4 });
  });
});
