/** Leaves `<file>.gz` beside every text file of a folder: the server need not compress again and again. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TEXT = new Set(['.css', '.csv', '.html', '.js', '.json', '.svg', '.webmanifest']);

/** @param {string} folder */
export function precompress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    const compressed = gzipSync(content, { level: 9 });
    if (compressed.length < content.length) writeFileSync(`${file}.gz`, compressed);
  }
}
