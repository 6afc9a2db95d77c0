import { describe, expect, it } from 'vitest';
import type { InviteView, ModelOwnerView, ResultView } from '../../../src/parties/index.ts';
import { clearOfZero, effectOf } from '../../../src/ui/model/effects.ts';
import { isTable } from '../../../src/ui/model/files.ts';
import { metricsOf } from '../../../src/ui/model/metrics.ts';
import { figuresOf, leadOf } from '../../../src/ui/model/summary.ts';
import type { Model } from '../../../src/ui/model/types.ts';
import {
  contributed,
  isOneShot,
  ownerName,
  statusText,
  stepsOf,
  takingPart,
} from '../../../src/ui/model-owner/state.ts';
import './in-english.ts';

const missing = { policy: 'drop' } as const;
const model: Model = {
  format: 'federated-trainer/model',
  version: 1,
  task: 'linear',
  target: { name: 'y', type: 'continuous' },
  terms: [
    { term: '(intercept)', estimate: 1, ci95: [0, 2] },
    { term: 'age', estimate: 0.5, ci95: [0.25, 0.75] },
    { term: 'species=Gentoo', estimate: -3, ci95: [-4, -2] },
    { term: 'age^2', estimate: 1, ci95: [0, 2] },
  ],
  metrics: { rows: 442, rowsDropped: 0, rss: 1, mse: 2859.69634758675, rSquared: 0.5177484222203499 },
  training: {
    mode: 'rounds',
    optimiser: 'conjugate-gradients',
    rounds: 12,
    converged: true,
    stopped: false,
    keyBits: 3072,
    engine: 'BigInt',
    owners: 3,
    seconds: 5.62,
    bytes: 345_678,
    lossByRound: [],
  },
  privacy: null,
  contract: {
    format: 'federated-trainer/contract',
    version: 1,
    target: { name: 'y', type: 'continuous', range: [0, 1], outside: 'refuse', missing },
    features: [
      { name: 'age', type: 'discrete', range: [10, 80], outside: 'refuse', missing },
      {
        name: 'species',
        type: 'nominal',
        categories: ['Adelie', 'Gentoo'],
        reference: 'Adelie',
        outside: 'refuse',
        missing,
      },
    ],
    derived: [],
    missingMarks: [],
    model: { kind: 'linear' },
    mode: 'rounds',
    roundLimit: 12,
    minimumRows: 1,
    scales: { gramBits: 52, weightBits: 40, weightBound: 4096 },
    dp: null,
    validation: { kind: 'none' },
  },
};
const effects = model.terms.map((term) => effectOf(model, term));

describe('effectOf', () => {
  it('stretches a coefficient over the public range of its column', () => {
    expect(effects[1]).toEqual({ estimate: 35, low: 17.5, high: 52.5 });
  });

  it('takes a category as there or not', () => {
    expect(effects[2]).toEqual({ estimate: -3, low: -4, high: -2 });
  });

  it('leaves out the intercept, derived columns and terms without an interval', () => {
    expect([effects[0], effects[3]]).toEqual([null, null]);
    expect(effectOf(model, { term: 'age', estimate: 0.5 })).toBeNull();
  });

  it('knows an interval that touches zero from one that stays clear', () => {
    expect(clearOfZero({ low: 0, high: 2 })).toBe(false);
    expect(clearOfZero({ low: -4, high: -2 })).toBe(true);
  });
});

describe('metricsOf', () => {
  it('keeps the agreed names and the whole float64, and leaves out what is not available', () => {
    const rows = metricsOf(model);
    expect(rows.map(({ name }) => name)).toEqual([
      'Rows',
      'Rows dropped',
      'R^2',
      'MSE',
      'Rounds',
      'Seconds',
      'Bytes',
    ]);
    expect(rows.find(({ name }) => name === 'MSE')).toEqual({
      name: 'MSE',
      value: 2859.69634758675,
      text: '2,859.70',
    });
  });
});

describe('what a model says in a few words', () => {
  const only = (changed: Partial<Model>): string => leadOf({ ...model, ...changed });

  it('counts the intervals that stay clear of zero', () => {
    expect(leadOf(model)).toContain('Fitted to 442 rows of three data owners.');
    expect(leadOf(model)).toContain('Two of three intervals stay clear of zero.');
  });

  it('says why there are no intervals, by the kind of model', () => {
    const terms = [
      { term: '(intercept)', estimate: 1 },
      { term: 'age', estimate: 0 },
      { term: 'bmi', estimate: 2 },
    ];
    expect(only({ task: 'lasso', terms })).toContain('1 of 2 coefficients is exactly zero.');
    expect(only({ task: 'logistic', terms })).toContain('For prediction, not for odds ratios.');
    expect(only({ terms })).toContain('Standard errors need as many rounds as there are terms');
    expect(only({ terms, training: { ...model.training, stopped: true } })).toContain('was stopped');
  });

  it('leaves out figures that a model does not have', () => {
    expect(figuresOf(model).map(({ label }) => label)).toEqual([
      'R²',
      'rows',
      'click to model',
      'traffic in all',
    ]);
  });
});

describe('a dropped file', () => {
  it('is a table or a document, as its name or type says', () => {
    const named = (name: string, type = '') => isTable({ name, type });
    expect([named('a.CSV'), named('b.txt'), named('c', 'text/csv')]).toEqual([true, true, true]);
    expect([named('model.json', 'application/json'), named('csv')]).toEqual([false, false]);
  });
});

const result: ResultView = {
  model,
  fit: null,
  description: null,
  validation: null,
  mayLackRows: false,
  contractHash: '00',
  refit: false,
  scores: { given: 0, left: 0 },
};
const invite = (index: number, state: InviteView['state'], name = ''): InviteView => ({
  index,
  name,
  link: '',
  state,
});
const view: ModelOwnerView = {
  phase: 'waiting',
  problems: [],
  invites: [invite(1, 'contributed', 'Hospital A'), invite(2, 'unopened')],
  facilitatorLink: '',
  facilitatorPresent: false,
  columns: [],
  plan: {
    title: '',
    target: '',
    features: [],
    kind: 'linear',
    mode: 'rounds',
    keyBits: 3072,
    optimiser: 'conjugate-gradients',
    roundLimit: null,
    learningRate: 0.1,
    penalty: 0,
    l1Share: 0.5,
    engine: 'Automatic',
    positive: '',
    derived: [],
    validation: { kind: 'none' },
    missingMarks: [],
    columnChoices: {},
    scores: 0,
  },
  refit: false,
  classes: null,
  suggestOneShot: false,
  keyFit: null,
  trainBlock: 'no-target',
  training: null,
  result: null,
  frozenOwners: null,
  key: null,
  contractFile: null,
  progress: null,
};
const training = {
  roundLimit: 12,
  roundsToTotals: 10,
  round: 9,
  rounds: [],
  stopping: false,
  progress: null,
  owners: [1, 2],
  startedAt: 0,
};
const states = (changed: Partial<ModelOwnerView>) =>
  stepsOf({ ...view, ...changed }).map(({ state }) => state);

describe('the steps', () => {
  it('lead from the first invite to the result', () => {
    expect(states({ invites: [invite(1, 'unopened')], trainBlock: 'no-owner' })).toEqual([
      'now',
      'ahead',
      'ahead',
      'ahead',
    ]);
    expect(states({})).toEqual(['done', 'now', 'ahead', 'ahead']);
    expect(states({ phase: 'ready', trainBlock: null })).toEqual(['done', 'done', 'now', 'ahead']);
    expect(states({ phase: 'training', trainBlock: 'training', training })).toEqual([
      'done',
      'done',
      'now',
      'ahead',
    ]);
    expect(states({ phase: 'finished', trainBlock: null, result })).toEqual(['done', 'done', 'done', 'now']);
  });

  it('say how the model came about', () => {
    const note = (changed: Partial<ResultView>) =>
      stepsOf({ ...view, result: { ...result, ...changed } })[2]?.note;
    const oneShot: Model = { ...model, training: { ...model.training, mode: 'one-shot' } };
    expect(note({})).toBe('12 rounds, 5.6 s');
    expect(note({ model: oneShot })).toBe('One-shot, 5.6 s');
    expect(note({ refit: true })).toBe('Fitted again, nobody asked');
  });

  it('count an owner that takes part as contributed while its tab is away', () => {
    const away = { ...view, invites: [invite(1, 'working'), invite(2, 'away')], training };
    expect(contributed(away)).toHaveLength(2);
    expect(contributed({ ...away, training: null })).toHaveLength(1);
  });
});

describe('a session whose owners are settled', () => {
  const settled: ModelOwnerView = {
    ...view,
    invites: [invite(1, 'contributed'), invite(2, 'away'), invite(3, 'contributed')],
    frozenOwners: [1, 2],
    trainBlock: 'roster-frozen',
  };

  it('waits for who is missing, with the first step open again', () => {
    expect(statusText(settled)).toBe('Waiting for the owners of the first training');
    expect(stepsOf(settled)[0]?.state).toBe('now');
  });

  it('counts who trained before, not who came later', () => {
    expect(takingPart(settled)).toBe(2);
    expect(takingPart({ ...settled, frozenOwners: null })).toBe(2);
    expect(takingPart({ ...settled, frozenOwners: [1] })).toBe(1);
  });
});

describe('the status', () => {
  it('says the round, and whom a pause waits for', () => {
    expect(statusText({ ...view, phase: 'training', training })).toBe('Training, round 9 of 12');
    const invites = [invite(1, 'answered'), invite(2, 'away', 'Hospital B')];
    expect(statusText({ ...view, phase: 'paused', invites, training })).toBe(
      'Paused: waiting for Hospital B',
    );
  });

  it('counts no rounds in one shot, whatever is planned next', () => {
    const oneShot = { ...view.plan, mode: 'one-shot' as const };
    const running = { ...view, phase: 'training' as const, plan: oneShot, training };
    expect(statusText(running)).toBe('Training, gathering the totals');
    expect(isOneShot({ ...view, phase: 'finished', plan: oneShot, result })).toBe(false);
    expect(isOneShot({ ...view, plan: oneShot })).toBe(true);
  });

  it('calls an unnamed owner by the name of the link', () => {
    expect(ownerName(invite(2, 'unopened'))).toBe('Data owner 2');
  });
});
