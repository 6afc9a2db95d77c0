import { describe, expect, test } from 'vitest';
import {
  initialModelOwnerState,
  stepModelOwner,
  type ModelOwnerState,
} from '../../src/protocol/model-owner-machine.ts';
import { templatesTo, XS } from './corpus.ts';
import { createMutator } from './generator.ts';
import { counter, passGuards, PAST_DECODER, reporting, withoutHang, type Stage } from './guard.ts';
import { checkReaction } from './model-owner-checks.ts';
import { BYSTANDER, modelOwnerStates, ownEvent, STRANGER } from './model-owner-states.ts';
import { createRandom, SEED } from './seed.ts';
import { typesTo } from './shape-rules.ts';

const MESSAGES = 100_000;
const SENDERS = [...XS, ...XS, BYSTANDER, STRANGER];

describe(`messages to the model owner, FUZZ_SEED=${SEED}`, () => {
  const states = modelOwnerStates();

  test('every state is there', () => {
    for (const [name, list] of Object.entries(states)) {
      expect([name, ...list.map((state) => state.name)]).toEqual([name, ...list.map(() => name)]);
      expect(list).not.toHaveLength(0);
    }
  });

  test('no crash, no hang, nothing malformed is accepted', { timeout: 300_000 }, () => {
    const random = createRandom('to model owner');
    const mutate = createMutator(
      random,
      templatesTo('model-owner', random),
      templatesTo('data-owner', random).flat(),
    );
    const all = Object.values(states).flat();
    const untouched = structuredClone(all);
    const stages = counter<Stage>();
    const accepted = counter<string>();
    const names = counter<string>();
    let steps = 0;
    /** Goes its own way through messages and events. */
    let walker: ModelOwnerState = initialModelOwnerState();

    for (let index = 0; index < MESSAGES; index++) {
      const bytes = mutate();
      reporting(index, bytes, () => {
        const { stage, message } = withoutHang(() => passGuards('model-owner', bytes));
        stages.add(stage);
        if (message === null) return;
        accepted.add(message.type);
        const next = (state: ModelOwnerState): ModelOwnerState => {
          const owner = random.pick(SENDERS);
          const step = withoutHang(() => stepModelOwner(state, { type: 'message', owner, message }));
          checkReaction(state, owner, step);
          steps += 1;
          return step.state;
        };
        for (const state of all) next(state);
        walker = next(walker);
        for (let i = random.below(4); i > 0; i--)
          walker = stepModelOwner(walker, ownEvent(walker, random)).state;
        names.add(walker.name);
        if (walker.name === 'failed' || random.chance(0.02)) walker = random.pick(all);
      });
    }

    // Pure functions: what a state holds is as it was.
    expect(all).toEqual(untouched);
    expect(stages.of(...PAST_DECODER)).toBeGreaterThanOrEqual(MESSAGES / 2);
    expect(stages.of('not CBOR')).toBeGreaterThan(MESSAGES / 50);
    expect(stages.of('unexpected shape')).toBeGreaterThan(MESSAGES / 10);
    expect(stages.of('not canonical')).toBeGreaterThan(MESSAGES / 500);
    for (const type of typesTo('model-owner')) expect([type, accepted.of(type) > 500]).toEqual([type, true]);
    for (const name of Object.keys(states)) expect([name, names.of(name) > 20]).toEqual([name, true]);
    expect(steps).toBeGreaterThanOrEqual(100_000);
  });
});
