import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  stepDataOwner,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type DataOwnerState,
} from '../../../src/protocol/data-owner-machine.ts';
import {
  stepModelOwner,
  type ModelOwnerEffect,
  type ModelOwnerEvent,
  type ModelOwnerState,
} from '../../../src/protocol/model-owner-machine.ts';
import type { AbortReason } from '../../../src/protocol/messages.ts';
import * as dataOwner from './data-owner-states.ts';
import * as modelOwner from './model-owner-states.ts';
import {
  checkLabels,
  diagram,
  eventTable,
  messageTable,
  wordsOf,
  type Labelled,
  type Outcome,
  type Trial,
} from './state-tables.ts';

/**
 * Every state of both machines with everything that can happen in it. What comes of it stands in the
 * README of the protocol, and is compared with it here: an unintended change of either shows.
 */
const README = new URL('../../../src/protocol/README.md', import.meta.url);
/** `WRITE_STATE_TABLES=1 npx vitest run tests/unit/protocol/machine-table.test.ts` writes the README. */
const WRITE = process.env['WRITE_STATE_TABLES'] === '1';

const REASONS: readonly AbortReason[] = [
  'message-unexpected',
  'contract-refused',
  'roster-refused',
  'roster-changed',
  'data-refused',
  'withdrawn',
  'left',
  'integrity',
  'cancelled',
];

type Trials = Readonly<{ messages: Trial[]; events: Trial[] }>;

// ---- data owner ----------------------------------------------------------------------------------

function effectOfDataOwner(effect: DataOwnerEffect): string {
  if (effect.type !== 'send') return `\`${effect.type}\``;
  const { message } = effect;
  if (message.type === 'ABORT' || message.type === 'PAUSE')
    return `${message.type} (\`${message.body.reason}\`)`;
  return message.type;
}

function outcomeAtDataOwner(state: DataOwnerState, event: DataOwnerEvent): Outcome {
  const { state: next, effects } = stepDataOwner(state, event);
  const names = effects.map(effectOfDataOwner);
  return {
    to: next.name,
    ignored: next === state && effects.length === 0,
    effects: names,
    outOfPlace: names.includes('ABORT (`message-unexpected`)'),
  };
}

function tryDataOwner(): Trials {
  const trial = (state: DataOwnerState, type: string, { label, event }: Labelled<DataOwnerEvent>): Trial => ({
    from: state.name,
    type,
    label,
    ...outcomeAtDataOwner(state, event),
  });
  const all = (of: (state: DataOwnerState) => Record<string, readonly Labelled<DataOwnerEvent>[]>) =>
    dataOwner.ALL_STATES.flatMap((state) =>
      Object.entries(of(state)).flatMap(([type, list]) => list.map((each) => trial(state, type, each))),
    );
  return { messages: all(dataOwner.messagesIn), events: all(dataOwner.eventsIn) };
}

// ---- model owner ---------------------------------------------------------------------------------

/** Messages by type and reason, to all where more than one is told the same. */
function effectsOfModelOwner(effects: readonly ModelOwnerEffect[]): string[] {
  const names = effects.map((effect) => {
    if (effect.type !== 'send') return `\`${effect.type}\``;
    const { message } = effect;
    return message.type === 'ABORT' ? `ABORT (\`${message.body.reason}\`)` : message.type;
  });
  return [...new Set(names)].map((name) =>
    names.filter((each) => each === name).length > 1 ? `${name} to all` : name,
  );
}

function outcomeAtModelOwner(state: ModelOwnerState, event: ModelOwnerEvent): Outcome {
  const { state: next, effects } = stepModelOwner(state, event);
  const names = effectsOfModelOwner(effects);
  return {
    to: next.name,
    ignored: next === state && effects.length === 0,
    effects: names,
    outOfPlace: next.name === 'failed' && names.includes('ABORT (`message-unexpected`) to all'),
  };
}

const OUTSIDE = 'any state, of an owner outside of the run';

function tryModelOwner(): Trials {
  const trials = (
    state: ModelOwnerState,
    from: string,
    of: Record<string, readonly Labelled<ModelOwnerEvent>[]>,
  ): Trial[] =>
    Object.entries(of).flatMap(([type, list]) =>
      list.map(({ label, event }) => {
        const outcome = outcomeAtModelOwner(state, event);
        const to = outcome.to === state.name ? from : outcome.to;
        return { from, type, label, ...outcome, to };
      }),
    );
  const states = modelOwner.ALL_STATES;
  return {
    messages: [
      ...states.flatMap((state) => trials(state, state.name, modelOwner.messagesFrom(1, state))),
      ...states.flatMap((state) => trials(state, OUTSIDE, modelOwner.messagesFrom(3, state))),
    ],
    events: states.flatMap((state) => trials(state, state.name, modelOwner.eventsIn(state))),
  };
}

// ---- both ----------------------------------------------------------------------------------------

const roles = {
  'data-owner': {
    mayBeLetGo: ({ from, type, label }: Trial) =>
      from === 'aborted' ||
      ['PAUSE', 'RESUME', 'SCORING', 'SCORED'].includes(type) ||
      label === 'the same' ||
      // Of a run that this tab is not in.
      (['FINISH', 'ABORT'].includes(type) && ['waiting-for-offer', 'offered', 'finished'].includes(from)),
    trials: tryDataOwner(),
    parts: { initial: 'waiting-for-offer', run: dataOwner.RUN_STATES, runTitle: 'a run that was accepted' },
  },
  'model-owner': {
    mayBeLetGo: ({ from, type, label }: Trial) =>
      type === 'SCORE' ||
      (!modelOwner.RUN_STATES.some((name) => name === from) &&
        !['COLUMNS', 'WITHDRAW', 'ABORT'].includes(type)) ||
      // It may have crossed with the end of the run before.
      (from === 'agreeing' &&
        (label === 'of another contract' || ['READY', 'BASE', 'GRADIENT'].includes(type))) ||
      (from === 'gathering-ready' && ['BASE', 'GRADIENT'].includes(type)) ||
      // It repeats what is in already.
      (from !== 'gathering-ready' && type === 'READY') ||
      ['of this contract', 'of a closed round'].includes(label) ||
      (type === 'BASE' && ['computing', 'round-open'].includes(from)),
    trials: tryModelOwner(),
    parts: { initial: 'gathering', run: modelOwner.RUN_STATES, runTitle: 'a run' },
  },
};

describe.each(Object.entries(roles))('the %s', (role, { trials, parts, mayBeLetGo }) => {
  const both = [...trials.messages, ...trials.events];

  test('does what its label says, in every state, with everything that can happen', () => {
    checkLabels(trials.messages);
    checkLabels(trials.events);
  });

  test('refuses for a reason that it may give', () => {
    for (const { effects } of both) {
      for (const effect of effects.filter((each) => each.startsWith('ABORT'))) {
        expect(REASONS.map((reason) => `ABORT (\`${reason}\`)`)).toContain(effect.replace(' to all', ''));
      }
    }
  });

  test('lets go of what may come late or again, and of nothing else', () => {
    const letGo = trials.messages.filter(({ ignored }) => ignored);
    expect(letGo.length).toBeGreaterThan(0);
    for (const each of letGo) {
      expect([each.from, each.type, each.label, mayBeLetGo(each)]).toEqual([
        each.from,
        each.type,
        each.label,
        true,
      ]);
    }
  });

  test('can get into every state, and out of it', () => {
    const names = new Set(both.filter(({ from }) => from !== OUTSIDE).map(({ from }) => from));
    const moves = both.filter(({ from, to }) => from !== to);
    for (const name of names) {
      if (name !== parts.initial) expect(moves.map(({ to }) => to)).toContain(name);
      expect(moves.map(({ from }) => from)).toContain(name);
    }
  });

  test('is drawn and tabled in the README as it is', () => {
    const inside = both.filter(({ from }) => from !== OUTSIDE);
    const text = [diagram(inside, parts), messageTable(trials.messages), eventTable(trials.events)].join(
      '\n\n',
    );
    const [start, end] = [
      `<!-- ${role} states: made by machine-table.test.ts -->`,
      `<!-- end of ${role} states -->`,
    ];
    const readme = readFileSync(README, 'utf8');
    const [before, rest = ''] = readme.split(start);
    const [written, behind] = rest.split(end);
    if (before === undefined || written === undefined || behind === undefined) throw new Error(`no ${start}`);
    if (WRITE) writeFileSync(README, `${before}${start}\n\n${text}\n\n${end}${behind}`);
    else expect(written.trim(), `the README between the comments should be:\n\n${text}\n`).toBe(text);
  });
});

test('words of what happens', () => {
  const trial: Trial = {
    from: 'a',
    type: 'X',
    label: 'any',
    to: 'b',
    ignored: false,
    effects: ['Y'],
    outOfPlace: false,
  };
  expect(wordsOf(trial)).toBe('→ `b`: Y');
  expect(wordsOf({ ...trial, to: 'a' })).toBe('Y');
  expect(wordsOf({ ...trial, to: 'a', effects: [] })).toBe('noted');
  expect(wordsOf({ ...trial, ignored: true })).toBe('ignored');
  expect(() => checkLabels([trial, { ...trial, to: 'c' }])).toThrow('a / X / any');
});
