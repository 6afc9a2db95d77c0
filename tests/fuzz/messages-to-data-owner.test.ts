import { describe, expect, test } from 'vitest';
import {
  initialDataOwnerState,
  stepDataOwner,
  type DataOwnerState,
} from '../../src/protocol/data-owner-machine.ts';
import { checkAnswer } from './data-owner-checks.ts';
import { arrival, dataOwnerStates, ownEvent } from './data-owner-states.ts';
import { templatesTo } from './corpus.ts';
import { createMutator } from './generator.ts';
import { counter, passGuards, PAST_DECODER, reporting, withoutHang, type Stage } from './guard.ts';
import { createRandom, SEED } from './seed.ts';
import { typesTo } from './shape-rules.ts';

const MESSAGES = 100_000;

describe(`messages to a data owner, FUZZ_SEED=${SEED}`, () => {
  const states = dataOwnerStates();

  test('every state is there', () => {
    for (const [name, list] of Object.entries(states)) {
      expect([name, ...list.map((state) => state.name)]).toEqual([name, ...list.map(() => name)]);
      expect(list).not.toHaveLength(0);
    }
  });

  test('no crash, no hang, nothing malformed is accepted', { timeout: 300_000 }, () => {
    const random = createRandom('to data owner');
    const mutate = createMutator(
      random,
      templatesTo('data-owner', random),
      templatesTo('model-owner', random).flat(),
    );
    const all = Object.values(states).flat();
    const untouched = structuredClone(all);
    const stages = counter<Stage>();
    const accepted = counter<string>();
    const names = counter<string>();
    let steps = 0;
    /** Goes its own way through messages and events. */
    let walker: DataOwnerState = initialDataOwnerState;

    for (let index = 0; index < MESSAGES; index++) {
      const bytes = mutate();
      reporting(index, bytes, () => {
        const { stage, message } = withoutHang(() => passGuards('data-owner', bytes));
        stages.add(stage);
        if (message === null) return;
        accepted.add(message.type);
        const event = arrival(message);
        const next = (state: DataOwnerState): DataOwnerState => {
          const step = withoutHang(() => stepDataOwner(state, event));
          checkAnswer(state, step);
          steps += 1;
          return step.state;
        };
        for (const state of all) next(state);
        walker = next(walker);
        for (let i = random.below(4); i > 0; i--)
          walker = stepDataOwner(walker, ownEvent(walker, random)).state;
        names.add(walker.name);
        if (walker.name === 'aborted' || random.chance(0.02)) walker = random.pick(all);
      });
    }

    // Pure functions: what a state holds is as it was.
    expect(all).toEqual(untouched);
    expect(stages.of(...PAST_DECODER)).toBeGreaterThanOrEqual(MESSAGES / 2);
    expect(stages.of('not CBOR')).toBeGreaterThan(MESSAGES / 50);
    expect(stages.of('unexpected shape')).toBeGreaterThan(MESSAGES / 10);
    expect(stages.of('not canonical')).toBeGreaterThan(MESSAGES / 500);
    for (const type of typesTo('data-owner')) expect([type, accepted.of(type) > 500]).toEqual([type, true]);
    for (const name of Object.keys(states)) expect([name, names.of(name) > 20]).toEqual([name, true]);
    expect(steps).toBeGreaterThanOrEqual(100_000);
  });
});
