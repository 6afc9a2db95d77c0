/** How figures are written: units apart, a true minus sign, no more digits than mean something. */

/** A figure and its unit, to be set in different sizes. */
export interface Figure {
  readonly value: string;
  readonly unit: string;
}

/** What a language writes its figures with. */
export interface FigureStyle {
  /** Of numbers: grouping and decimal sign. */
  readonly locale: string;
  /** Of dates. */
  readonly dates: string;
  /** Between the two ends of an interval. */
  readonly to: string;
  readonly byte: string;
  readonly bytes: string;
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

const withMinus = (text: string): string => text.replace('-', MINUS);

let style: FigureStyle = { locale: 'en-US', dates: 'en-GB', to: '–', byte: 'B', bytes: 'B' };

/** From now on, figures are written this way: the one place where the formats learn of the language. */
export function writeFiguresAs(next: FigureStyle): void {
  style = next;
}

/** To make one takes 50 times as long as to use it, and a table of 200 columns asks for a thousand. */
const formatters = new Map<string, Intl.NumberFormat>();
function formatterOf(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${style.locale} ${JSON.stringify(options)}`;
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(style.locale, options);
  formatters.set(key, formatter);
  return formatter;
}

function decimalSign(): string {
  return formatterOf().format(0.5).charAt(1);
}

/** `digits` decimals, thousands grouped: 2,859.70. */
export function formatFixed(value: number, digits = 0): string {
  const formatter = formatterOf({
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // A rounded zero has no sign.
    signDisplay: 'negative',
  });
  return withMinus(formatter.format(value));
}

/** `digits` significant digits without trailing zeros: 41.3, 0.0042, 1,230. */
export function formatSignificant(value: number, digits = 4): string {
  if (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4))
    return formatScientific(value, digits - 1);
  return withMinus(formatterOf({ maximumSignificantDigits: digits }).format(value));
}

/** A number as its owner wrote it: every digit that a float64 holds, up to twelve. */
export function formatAsWritten(value: number): string {
  return formatSignificant(value, 12);
}

/** One digit before the point: 3.8 × 10⁻⁶². */
export function formatScientific(value: number, digits = 1): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits).split('e');
  const power = String(Number(exponent)).replace(/./g, (digit) => SUPERSCRIPT[digit] ?? digit);
  return `${withMinus(mantissa).replace('.', decimalSign())} × 10${power}`;
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
    ? `${formatScientific(low, 2)} ${style.to} ${formatScientific(high, 2)}`
    : `${formatFixed(low, Math.min(digits, 6))} ${style.to} ${formatFixed(high, Math.min(digits, 6))}`;
}

/** A p-value as tables print it. */
export function formatP(value: number): string {
  return value < 0.001 ? `< ${formatFixed(0.001, 3)}` : formatFixed(value, 3);
}

/** Bytes in powers of a thousand. */
export function formatBytes(bytes: number): Figure {
  if (bytes < 1000) return { value: formatFixed(bytes), unit: bytes === 1 ? style.byte : style.bytes };
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
  return tenths ? `${clock}${decimalSign()}${Math.floor(date.getMilliseconds() / 100)}` : clock;
}

/** The day of a Unix time in milliseconds, in words that no country reads otherwise: 5 May 2026. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(style.dates, { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** A share of one: 51.8 %. */
export function formatPercent(share: number): string {
  return `${formatFixed(share * 100, 1)} %`;
}

/** A short form of a hash: its first twelve hex digits in groups of four. */
export function formatHash(hex: string): string {
  return (hex.slice(0, 12).match(/.{1,4}/g) ?? []).join(' ');
}

/** Every digit, ungrouped, so that it can be read back by `parseNumber`: for fields that a person edits. */
export function formatPlain(value: number): string {
  return withMinus(String(value)).replace('.', decimalSign());
}

/**
 * What a person typed as a number, or null if it is none. A true minus sign is understood. Where the comma is
 * the decimal sign, a point is understood too, but not before three digits: 1.250 could be either.
 */
export function parseNumber(text: string): number | null {
  const cleaned = text.trim().replace(MINUS, '-');
  if (cleaned === '') return null;
  const value = Number(decimalSign() === ',' ? withDecimalPoint(cleaned) : cleaned);
  return Number.isFinite(value) ? value : null;
}

function withDecimalPoint(text: string): string {
  if (/^-?[1-9]\d{0,2}(\.\d{3})+$/.test(text)) return 'NaN';
  const grouped = /^-?\d{1,3}(\.\d{3})+,\d*$/.test(text);
  return (grouped ? text.replaceAll('.', '') : text).replace(',', '.');
}

/** What stands between the numbers of a list: a comma only where it is no decimal sign. */
export function listSeparator(): RegExp {
  return decimalSign() === ',' ? /[\s;]+/ : /[\s,;]+/;
}
