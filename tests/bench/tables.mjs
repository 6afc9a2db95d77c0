/** What was measured, as tables for a person. */

/** @typedef {import('./measure.ts').Measured} Measured */
/** @typedef {import('./bench.page.ts').BenchResult} BenchResult */
/** @typedef {import('./two-workers.ts').TwoWorkers} TwoWorkers */

/** What the ratios are to. */
const BASELINES = ['paillier-bigint', 'gmp', 'gmpy2'];
const BYTES_PER_MIB = 2 ** 20;

/** @param {BenchResult} result for one length of key */
export function formatResult({ rows, memory }) {
  const ops = [...new Set(rows.map(({ op }) => op))];
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  /** @param {string} op @param {string} engine */
  const rowOf = (op, engine) => rows.find((row) => row.op === op && row.engine === engine);
  /** @param {string} op @param {string} engine */
  const timeOf = (op, engine) => rowOf(op, engine)?.msPerOp ?? NaN;

  const times = table('ms per op', engines, ops, (op, engine) => timeOf(op, engine).toPrecision(3));
  const own = engines.filter((engine) => !BASELINES.includes(engine));
  const ratios = BASELINES.filter((baseline) => engines.includes(baseline)).map((baseline) =>
    table(`times as fast as ${baseline}`, own, ops, (op, engine) =>
      (timeOf(op, baseline) / timeOf(op, engine)).toFixed(2),
    ),
  );
  const parts = ['question', 'three answers', 'result'];
  const round = table('parts of round11, ms', engines, parts, (part, engine) =>
    (rowOf('round11', engine)?.partsMs[parts.indexOf(part)] ?? NaN).toPrecision(3),
  );
  const sizes = memory.map(({ engine, bytes }) => `${engine} ${(bytes / BYTES_PER_MIB).toFixed(1)} MiB`);
  return [
    `\n${rows[0]?.keyBits ?? 0} bits\n`,
    times,
    ...ratios,
    round,
    `WebAssembly memory for the work with a key: ${sizes.join(', ')}.\n`,
  ].join('\n');
}

/** @param {TwoWorkers} figures */
export function formatTwoWorkers({ engine, keyBits, ratio }) {
  return `Two workers encrypt ${ratio.toFixed(2)} times as much as one (${engine}, ${keyBits} bits).\n`;
}

/**
 * @param {string} title
 * @param {readonly string[]} columns
 * @param {readonly string[]} lines
 * @param {(line: string, column: string) => string} cell
 */
function table(title, columns, lines, cell) {
  const texts = [
    [title, ...columns],
    ...lines.map((line) => [line, ...columns.map((column) => cell(line, column))]),
  ];
  return `${texts
    .map(([first = '', ...rest]) => first.padEnd(30) + rest.map((text) => text.padStart(16)).join(''))
    .join('\n')}\n`;
}
