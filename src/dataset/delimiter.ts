import { createRecordReader } from './records.ts';

export type Delimiter = ',' | ';' | '\t' | '|';

const CANDIDATES: readonly Delimiter[] = [',', ';', '\t', '|'];

/**
 * The delimiter under which the first records agree best with the header on the number of fields;
 * among equals the one with most fields, then the more usual one.
 *
 * @param head the beginning of the file.
 * @param whole whether that is all of it.
 */
export function detectDelimiter(head: string, whole: boolean): Delimiter {
  let best: Delimiter = ',';
  let bestAgreement = -1;
  let bestFields = 1;
  for (const candidate of CANDIDATES) {
    const [fields = 0, ...others] = fieldCounts(head, whole, candidate);
    if (fields < 2) continue;
    const agreeing = others.filter((count) => count === fields).length;
    const agreement = others.length === 0 ? 1 : agreeing / others.length;
    if (agreement > bestAgreement || (agreement === bestAgreement && fields > bestFields)) {
      best = candidate;
      bestAgreement = agreement;
      bestFields = fields;
    }
  }
  return best;
}

function fieldCounts(head: string, whole: boolean, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  try {
    const reader = createRecordReader(delimiter, ({ cells }) => counts.push(cells.length));
    reader.push(head);
    if (whole) reader.end();
  } catch {
    // Broken quotes under this delimiter: what was read before them counts, and reading proper reports them.
  }
  return counts;
}
