import { FederatedError, isFederatedError } from '../base/index.ts';
import { createLenientDecoder, type DetectedEncoding } from './encoding.ts';
import { readChunks } from './source.ts';

/** The most characters shown of a line. */
const SHOWN_CHARACTERS = 400;
/** The most characters kept of a line while it is being read. */
const KEPT_CHARACTERS = 64 * 1024;

/**
 * An error about a line of a file, with the raw lines around it in its details: `context`, the line
 * before, the line and the line after, as far as there are any; `contextLine`, the number of the
 * first. An encoding error gets its `line` first. Other errors are returned as they are.
 */
export async function withContext(error: unknown, file: Blob, detected: DetectedEncoding): Promise<unknown> {
  if (!isFederatedError(error)) return error;
  if (error.code === 'csv-encoding') {
    const line = await firstUndecodableLine(file, detected);
    return new FederatedError(error.code, error.message, { ...error.details, line }, { cause: error.cause });
  }
  const { line, value } = error.details;
  if (typeof line !== 'number') return error;
  const contextLine = Math.max(1, line - 1);
  const lines = await readLines(file, detected, contextLine, line + 1);
  const at = Math.max(0, typeof value === 'string' ? (lines[line - contextLine] ?? '').indexOf(value) : 0);
  const from = Math.max(0, at - SHOWN_CHARACTERS / 2);
  const context = lines.map((text) =>
    text.length <= SHOWN_CHARACTERS ? text : text.slice(from, from + SHOWN_CHARACTERS),
  );
  return new FederatedError(error.code, error.message, { ...error.details, context, contextLine });
}

async function firstUndecodableLine(file: Blob, detected: DetectedEncoding): Promise<number> {
  const decode = createLenientDecoder(detected.encoding);
  const splitter = createLineSplitter();
  for await (const { bytes, final } of readChunks(file, detected.markBytes)) {
    const text = decode(bytes, final);
    const bad = text.indexOf('\ufffd');
    splitter.push(bad < 0 ? text : text.slice(0, bad), () => true);
    if (bad >= 0) break;
  }
  return splitter.line();
}

async function readLines(
  file: Blob,
  detected: DetectedEncoding,
  first: number,
  last: number,
): Promise<string[]> {
  const decode = createLenientDecoder(detected.encoding);
  const splitter = createLineSplitter();
  const lines: string[] = [];
  for await (const { bytes, final } of readChunks(file, detected.markBytes)) {
    const more = splitter.push(decode(bytes, final), (number, text) => {
      if (number >= first) lines.push(text);
      return number < last;
    });
    if (!more) return lines;
  }
  if (splitter.rest() !== '' && splitter.line() >= first) lines.push(splitter.rest());
  return lines;
}

/** Cuts text into physical lines. */
function createLineSplitter() {
  let line = 1;
  let rest = '';
  let afterCr = false;
  return {
    /** Number of the line that is not complete yet. */
    line: () => line,
    /** What is known of it. */
    rest: () => rest,
    /** Calls `onLine` for each complete line until it returns false; returns whether it never did. */
    push(chunk: string, onLine: (number: number, text: string) => boolean): boolean {
      // A CR and LF in two chunks are one line break.
      const text = afterCr && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
      if (chunk !== '') afterCr = chunk.endsWith('\r');
      const parts = text.split(/\r\n|\n|\r/);
      for (const [index, part] of parts.entries()) {
        rest = (rest + part).slice(0, KEPT_CHARACTERS);
        if (index === parts.length - 1) break;
        if (!onLine(line, rest)) return false;
        line++;
        rest = '';
      }
      return true;
    },
  };
}
