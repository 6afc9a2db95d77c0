/** Renders what a state machine does, found out by trying everything, for the protocol's README. */

/** An event, and what tells it from the others of its type as far as the machine cares. */
export interface Labelled<E> {
  readonly label: string;
  readonly event: E;
}

/** What comes of an event. */
export interface Outcome {
  /** Name of the next state. */
  readonly to: string;
  /** Nothing at all happened: it is the same state, by identity. */
  readonly ignored: boolean;
  /** Messages as they are to be read, or names of other effects in backquotes. */
  readonly effects: readonly string[];
  /** A message that has no place in the state: this side gives up. */
  readonly outOfPlace: boolean;
}

/** One thing that was tried. */
export interface Trial extends Outcome {
  /** Name of the state, or of who the event came from. */
  readonly from: string;
  readonly type: string;
  readonly label: string;
}

/** The label of events of which no variants are told apart. */
export const ANY = 'any';

const quoted = (name: string) => `\`${name}\``;
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** What comes of it, in words. */
export function wordsOf({ from, to, ignored, effects, outOfPlace }: Trial): string {
  if (ignored) return 'ignored';
  if (outOfPlace) return to === from ? 'refused, stays' : 'refused';
  const does = effects.length === 0 ? '' : effects.join(', ');
  if (to === from) return does === '' ? 'noted' : does;
  return does === '' ? `→ ${quoted(to)}` : `→ ${quoted(to)}: ${does}`;
}

/** @throws Error if a label does not tell what comes of it. */
export function checkLabels(trials: readonly Trial[]): void {
  const seen = new Map<string, string>();
  for (const trial of trials) {
    const key = [trial.from, trial.type, trial.label].join(' / ');
    const words = wordsOf(trial);
    if ((seen.get(key) ?? words) !== words) throw new Error(`${key}: ${seen.get(key)}, or ${words}`);
    seen.set(key, words);
  }
}

/** What comes of all trials in a cell: variants are named where they differ. */
function cellOf(trials: readonly Trial[]): string {
  const outcomes = unique(trials.map(wordsOf)).sort((a, b) => Number(isRefusal(a)) - Number(isRefusal(b)));
  if (outcomes.length <= 1) return outcomes[0] ?? '';
  return outcomes
    .map((words) => {
      const labels = unique(trials.filter((trial) => wordsOf(trial) === words).map(({ label }) => label));
      return `${isRefusal(words) ? 'else' : labels.join(', ')}: ${words}`;
    })
    .join('<br>');
}

const isRefusal = (words: string) => words.startsWith('refused');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/**
 * States down, message types across; states in which everything is the same share a row, and messages
 * that mean the same in every state are told below the table.
 */
export function messageTable(trials: readonly Trial[]): string {
  const states = unique(trials.map(({ from }) => from));
  const types = unique(trials.map(({ type }) => type));
  const cell = (from: string, type: string) =>
    cellOf(trials.filter((trial) => trial.from === from && trial.type === type));
  const uniform = types.filter((type) => unique(states.map((from) => cell(from, type))).length === 1);
  const varied = types.filter((type) => !uniform.includes(type));
  const rows = new Map<string, string[]>();
  for (const from of states) {
    const cells = varied.map((type) => cell(from, type));
    const key = cells.join(' | ');
    rows.set(key, [...(rows.get(key) ?? []), from]);
  }
  const body = [...rows].map(([cells, names]) => [names.map(nameOf).join(', '), cells]);
  const below = uniform.map((type) => `${type}: ${cell(states[0] ?? '', type)}.`);
  const text = table(['state', ...varied], body);
  return below.length === 0 ? text : `${text}\n\nIn every state: ${below.join(' ')}`;
}

/** States are code; anything with a space in it is words. */
function nameOf(name: string): string {
  return name.includes(' ') ? name : quoted(name);
}

/** Everything but messages: one line for each thing that comes of an event. */
export function eventTable(trials: readonly Trial[]): string {
  const states = unique(trials.map(({ from }) => from));
  const rows: string[][] = [];
  for (const type of unique(trials.map((trial) => trial.type))) {
    const told = trials.filter((trial) => trial.type === type && !trial.ignored);
    const lines = unique(told.map((trial) => `${trial.label} | ${wordsOf(trial)}`));
    for (const line of lines) {
      const inLine = told.filter((trial) => `${trial.label} | ${wordsOf(trial)}` === line);
      const [first] = inLine;
      if (first === undefined) continue;
      const event = first.label === ANY ? quoted(type) : `${quoted(type)} ${first.label}`;
      rows.push([event, namesOf(unique(inLine.map(({ from }) => from)), states), wordsOf(first)]);
    }
  }
  return table(['event', 'in', 'what comes of it'], rows);
}

function namesOf(names: readonly string[], all: readonly string[]): string {
  const others = all.filter((name) => !names.includes(name));
  if (others.length === 0) return 'any';
  if (others.length < names.length) return `any but ${others.map(nameOf).join(', ')}`;
  return names.map(nameOf).join(', ');
}

interface DiagramParts {
  readonly initial: string;
  /** States drawn as one box, and its title. */
  readonly run: readonly string[];
  readonly runTitle: string;
}

/** What leads from one state to another one, as a diagram of mermaid. */
export function diagram(trials: readonly Trial[], { initial, run, runTitle }: DiagramParts): string {
  const idOf = (name: string) => name.replaceAll('-', '_');
  const declared = (name: string) => `state "${name}" as ${idOf(name)}`;
  const moves = trials.filter(({ from, to }) => from !== to);
  const labelOf = ({ type, label, outOfPlace }: Trial) => {
    if (outOfPlace) return 'a message out of place';
    return label === ANY ? type : `${type} ${label}`;
  };
  /** Labels by "from --> to". */
  const edges = new Map<string, string[]>();
  const add = (from: string, to: string, label: string) => {
    const key = `${idOf(from)} --> ${idOf(to)}`;
    edges.set(key, unique([...(edges.get(key) ?? []), label]));
  };
  const leavesAll = (to: string, label: string) =>
    !run.includes(to) &&
    run.every((from) =>
      moves.some((move) => move.from === from && move.to === to && labelOf(move) === label),
    );
  for (const move of moves) {
    const label = labelOf(move);
    add(run.includes(move.from) && leavesAll(move.to, label) ? 'run' : move.from, move.to, label);
  }
  const states = unique(trials.map(({ from }) => from));
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...states.filter((name) => !run.includes(name)).map((name) => `    ${declared(name)}`),
    `    state "${runTitle}" as run {`,
    ...run.map((name) => `        ${declared(name)}`),
    '    }',
    `    [*] --> ${idOf(initial)}`,
    ...[...edges].map(([edge, labels]) => `    ${edge} : ${labels.join('<br/>')}`),
    '```',
  ].join('\n');
}
