/** A header that may stand for a column of another name. */
export interface ColumnMatch {
  readonly wanted: string;
  readonly found: string;
}

/**
 * For each wanted name that a file lacks, the one header that equals it without case, spaces, `_`, `-` and `.`. Where
 * several headers do, or several names are wanted that equal the same header, there is none. To be used only after
 * asking: the names may mean different things.
 */
export function columnMatches(fileNames: readonly string[], wantedNames: readonly string[]): ColumnMatch[] {
  const lacking = wantedNames.filter((name) => !fileNames.includes(name));
  const free = fileNames.filter((name) => !wantedNames.includes(name));
  return lacking.flatMap((wanted) => {
    const key = bareName(wanted);
    const [found, another] = free.filter((name) => bareName(name) === key);
    const rivals = lacking.filter((name) => bareName(name) === key);
    const unique = key !== '' && another === undefined && rivals.length === 1;
    return unique && found !== undefined ? [{ wanted, found }] : [];
  });
}

function bareName(name: string): string {
  return name
    .normalize()
    .toLowerCase()
    .replace(/[\s_.-]/g, '');
}
