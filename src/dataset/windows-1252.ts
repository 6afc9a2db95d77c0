/** What 0x80 to 0x9f stand for (WHATWG Encoding, index windows-1252); a space where nothing is defined. */
const HIGH =
  '\u20ac \u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152 \u017d  \u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153 \u017e\u0178';

/**
 * Decodes windows-1252. By hand, because some versions of Node decode it as ISO 8859-1, and because
 * the platform accepts the five undefined bytes in silence, which here say that it is something else.
 *
 * @param replacement stands for undefined bytes; without one they are an error.
 * @throws TypeError for an undefined byte.
 */
export function decodeWindows1252(bytes: Uint8Array, replacement?: string): string {
  const parts: string[] = [];
  let from = 0;
  // Most bytes stand for themselves: whole stretches are handed to the platform.
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80 || byte > 0x9f) continue;
    const defined = HIGH[byte - 0x80] ?? ' ';
    if (defined === ' ' && replacement === undefined) throw new TypeError('windows-1252: undefined byte');
    parts.push(latin1(bytes.subarray(from, i)), defined === ' ' ? (replacement ?? '') : defined);
    from = i + 1;
  }
  parts.push(latin1(bytes.subarray(from)));
  return parts.join('');
}

/** Arguments that one call takes without overflowing the stack. */
const SLICE = 8192;

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += SLICE) {
    text += String.fromCharCode(...bytes.subarray(i, i + SLICE));
  }
  return text;
}
