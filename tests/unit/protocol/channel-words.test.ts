import { describe, expect, it } from 'vitest';
import { sixWords, WORDS } from '../../../src/protocol/words.ts';

describe('word list', () => {
  it('has 1024 short words, in order', () => {
    expect(WORDS.length).toBe(1024);
    expect(WORDS.every((word) => /^[a-z]{3,7}$/.test(word))).toBe(true);
    expect([...WORDS].sort()).toEqual(WORDS);
  });

  it('is unambiguous: by the first four letters, and by more than one letter', () => {
    expect(new Set(WORDS.map((word) => word.slice(0, 4))).size).toBe(1024);
    const words = new Set(WORDS);
    const masked = WORDS.flatMap((word) =>
      Array.from(word, (_, i) => `${word.slice(0, i)}_${word.slice(i + 1)}`),
    );
    expect(new Set(masked).size).toBe(masked.length);
    expect(masked.filter((form) => words.has(form.replace('_', '')))).toEqual([]);
  });
});

describe('six words', () => {
  it('are ten bits each, first bits first', () => {
    const word = (index: number): string => WORDS[index] ?? '';
    expect(sixWords(new Uint8Array(8))).toBe(Array.from({ length: 6 }, () => word(0)).join(' '));
    expect(sixWords(new Uint8Array(8).fill(255))).toBe(Array.from({ length: 6 }, () => word(1023)).join(' '));
    // 0000000001 0000000010 0000000011 0000000100 0000000101 0000000110 and four bits that do not count.
    const digest = Uint8Array.of(0x00, 0x40, 0x20, 0x0c, 0x04, 0x01, 0x40, 0x6f);
    expect(sixWords(digest)).toBe([1, 2, 3, 4, 5, 6].map(word).join(' '));
    expect(sixWords(Uint8Array.of(...digest, 99, 99))).toBe(sixWords(digest));
  });

  it('want 60 bits', () => {
    expect(() => sixWords(new Uint8Array(7))).toThrow(RangeError);
  });
});
