/** How figures are written: units apart, a true minus sign, no more digits than mean something. */

/** A figure and its unit, to be set in different sizes. */
export interface Figure {
  readonly value: string;
  readonly unit: string;
}

const MINUS = '\u2212';
const SUPERSCRIPT: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};
const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const withMinus = (text: string): string => text.replace('-', MINUS);

/** `digits` decimals, thousands grouped: 2,859.70. */
export function formatFixed(value: number, digits = 0): string {
  const text = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // A rounded zero has no sign.
    signDisplay: 'negative',
  }).format(value);
  return withMinus(text);
}

/** `digits` significant digits without trailing zeros: 41.3, 0.0042, 1,230. */
export function formatSignificant(value: number, digits = 4): string {
  if (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4))
    return formatScientific(value, digits - 1);
  return withMinus(new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits }).format(value));
}

/** A number as its owner wrote it: every digit that a float64 holds, up to twelve. */
export function formatAsWritten(value: number): string {
  return formatSignificant(value, 12);
}

/** One digit before the point: 3.8 × 10⁻⁶². */
export function formatScientific(value: number, digits = 1): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits).split('e');
  const power = String(Number(exponent)).replace(/./g, (digit) => SUPERSCRIPT[digit] ?? digit);
  return `${withMinus(mantissa)} × 10${power}`;
}

/** A coefficient or its error: three decimals, more where the first three would be zeros. */
export function formatEstimate(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-5)) return formatScientific(value, 3);
  if (size === 0 || size >= 0.1) return formatFixed(value, size >= 10_000 ? 1 : 3);
  return formatFixed(value, 2 - Math.floor(Math.log10(size)));
}

/** An interval in the units of the column: two decimals where they mean something. */
export function formatInterval(low: number, high: number): string {
  const width = high - low;
  const digits = width > 0 && Number.isFinite(width) ? Math.max(0, 2 - Math.floor(Math.log10(width))) : 2;
  return digits > 6
    ? `${formatScientific(low, 2)} to ${formatScientific(high, 2)}`
    : `${formatFixed(low, Math.min(digits, 6))} to ${formatFixed(high, Math.min(digits, 6))}`;
}

/** A p-value as tables print it. */
export function formatP(value: number): string {
  return value < 0.001 ? '< 0.001' : formatFixed(value, 3);
}

/** Bytes in powers of a thousand. */
export function formatBytes(bytes: number): Figure {
  if (bytes < 1000) return { value: formatFixed(bytes), unit: bytes === 1 ? 'byte' : 'bytes' };
  const units = ['kB', 'MB', 'GB', 'TB'];
  let scaled = bytes / 1000;
  let index = 0;
  // 999.95 would print as 1,000.0.
  while (scaled >= 999.95 && index < units.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  return { value: formatFixed(scaled, scaled < 100 ? 1 : 0), unit: units[index] ?? 'TB' };
}

/** A span of time: 350 ms, 4.2 s, 1 min 22 s, 2 h 5 min. */
export function formatDuration(milliseconds: number): Figure {
  const seconds = milliseconds / 1000;
  if (seconds < 1) return { value: formatFixed(milliseconds), unit: 'ms' };
  if (seconds < 59.95)
    return { value: formatFixed(seconds, seconds < 10 && !Number.isInteger(seconds) ? 1 : 0), unit: 's' };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return { value: `${minutes} min ${Math.floor(seconds % 60)}`, unit: 's' };
  return { value: `${Math.floor(minutes / 60)} h ${minutes % 60}`, unit: 'min' };
}

/** A figure and its unit in one text. */
export function inWords({ value, unit }: Figure): string {
  return `${value} ${unit}`;
}

/** Hours, minutes and seconds of a Unix time in milliseconds; `tenths` adds one decimal. */
export function formatClock(at: number, tenths = false): string {
  const date = new Date(at);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return tenths ? `${clock}.${Math.floor(date.getMilliseconds() / 100)}` : clock;
}

/** The day of a Unix time in milliseconds, in words that no country reads otherwise: 5 May 2026. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** A share of one: 51.8 %. */
export function formatPercent(share: number): string {
  return `${formatFixed(share * 100, 1)} %`;
}

/** Small counts as words, larger ones as figures. */
export function countWord(count: number): string {
  return WORDS[count] ?? formatFixed(count);
}

/** `count` with its noun: 1 row, 221 rows. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatFixed(count)} ${count === 1 ? one : many}`;
}

/** A short form of a hash: its first twelve hex digits in groups of four. */
export function formatHash(hex: string): string {
  return (hex.slice(0, 12).match(/.{1,4}/g) ?? []).join(' ');
}

/** What a person typed as a number, or null if it is none. A true minus sign is understood. */
export function parseNumber(text: string): number | null {
  const cleaned = text.trim().replace(MINUS, '-');
  if (cleaned === '') return null;
  const value = Number(cleaned);
  return Number.isFinite(value) ? value : null;
}
