/** Whether a dropped file is a table of rows rather than a JSON document, as its name or type says. */
export function isTable({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return /\.(csv|tsv|txt)$/i.test(name) || type === 'text/csv';
}
