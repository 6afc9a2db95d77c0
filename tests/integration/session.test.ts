import { afterEach, describe, expect, test } from 'vitest';
import type { Bytes } from '../../src/base/index.ts';
import { createPacking } from '../../src/encoding/index.ts';
import { isModelFile } from '../../src/learning/index.ts';
import type { ModelOwnerView } from '../../src/parties/index.ts';
import { dimensionOf } from '../../src/contract/index.ts';
import { boundOf } from '../../src/protocol/index.ts';
import type { ContractTerms } from '../../src/workers/index.ts';
import { encryptedBy } from '../unit/workers/kit.ts';
import {
  contribute as contributeFile,
  createSessionKit,
  ended,
  expectedResults,
  SMALL_KEY_BITS,
  train,
  until,
  vectorFile,
  type JoinOptions,
  type SessionKit,
} from './session-kit.ts';

let kit: SessionKit;
afterEach(() => kit.close());

const HOSPITALS = ['diabetes-hospital-a.csv', 'diabetes-hospital-b.csv', 'diabetes-hospital-c.csv'];

async function contribute(invite: number, file: string, options: JoinOptions = {}) {
  return contributeFile(kit, invite, await vectorFile(file), options);
}

async function expectDiabetes(result: ModelOwnerView['result']): Promise<void> {
  const expected = (await expectedResults())['diabetes-ols'];
  if (result === null || expected === undefined) throw new Error('no model');
  const { model } = result;
  expect(model.metrics.rows).toBe(442);
  expect(model.terms.map(({ term }) => term)).toEqual(expected.terms.map(({ term }) => term));
  for (const [i, { estimate, std_error: stdError }] of expected.terms.entries()) {
    const term = model.terms[i];
    const off = Math.abs((term?.estimate ?? Infinity) - estimate);
    expect(off).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(estimate), stdError));
    expect(Math.abs((term?.stdError ?? Infinity) / stdError - 1)).toBeLessThan(1e-7);
  }
}

describe('a session in one process', () => {
  test('three hospitals, in another order of arrival: least squares of all rows', async () => {
    kit = await createSessionKit({ target: 'progression' }, { owners: 3 });
    const owners = [];
    for (const invite of [3, 1, 2]) owners.push(await contribute(invite, HOSPITALS[invite - 1] ?? ''));
    await train(kit);
    const view = await ended(kit);
    expect(view.problems).toEqual([]);
    await expectDiabetes(view.result);
    expect(view.result?.model.training.rounds).toBeLessThanOrEqual(12);
    for (const { party } of owners) {
      const done = await until(party, ({ phase }) => phase === 'finished');
      expect(done.training?.receipt.map(({ what }) => what)).toEqual([
        'base',
        ...(done.training?.receipt.slice(1).map(() => 'round') ?? []),
      ]);
    }
  });

  test('penguins of three islands in one shot: categories and gaps, as plain least squares', async () => {
    const plan = { target: 'body_mass_g', mode: 'one-shot' } as const;
    kit = await createSessionKit(plan, { owners: 3 });
    for (const [i, island] of ['dream', 'torgersen', 'biscoe'].entries()) {
      await contribute(i + 1, `penguins-${island}.csv`);
    }
    kit.modelOwner.setPlan({ features: ['bill_length_mm', 'flipper_length_mm', 'species', 'sex'] });
    await train(kit);
    const { result, problems } = await ended(kit);
    expect(problems).toEqual([]);
    const expected = (await expectedResults())['penguins-ols'];
    if (result === null || expected === undefined) throw new Error('no model');
    const { terms, metrics } = result.model;
    expect([metrics.rows, metrics.rowsDropped]).toEqual([333, 11]);
    const estimates = new Map(terms.map(({ term, estimate }) => [term, estimate]));
    expect([...estimates.keys()].sort()).toEqual(expected.terms.map(({ term }) => term).sort());
    for (const { term, estimate, std_error: stdError } of expected.terms) {
      const off = Math.abs((estimates.get(term) ?? Infinity) - estimate);
      expect(off).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(estimate), stdError));
    }
  });

  test('a connection cut in the middle: the session pauses, resumes and ends with the same model', async () => {
    kit = await createSessionKit({ target: 'progression' });
    const { networkId } = await contribute(1, 'diabetes.csv');
    await train(kit);
    await until(kit.modelOwner, ({ training }) => (training?.rounds.length ?? 0) === 3);
    kit.hub.sever(networkId, kit.modelOwnerNetworkId);
    await until(kit.modelOwner, ({ phase }) => phase === 'paused');
    const view = await ended(kit);
    await expectDiabetes(view.result);
    const { model } = view.result ?? {};
    expect(isModelFile({ ...model, training: { ...model?.training, keyBits: 2048 } })).toBe(true);
  });

  test('a scalar product that returns encryptions of zero does not train', async () => {
    kit = await createSessionKit({ target: 'progression' });
    await contribute(1, 'diabetes.csv', {
      work: (work) => {
        let zeros: () => Bytes = () => new Uint8Array();
        return {
          ...work,
          checkContract(file, terms, onProgress) {
            zeros = () => encryptedBy(terms.n, zerosOf(terms));
            return work.checkContract(file, terms, onProgress);
          },
          encryptGradient: () => Promise.resolve(zeros()),
        };
      },
    });
    await train(kit);
    const view = await ended(kit);
    expect(view.result).toBeNull();
    expect(view.problems.map(({ code }) => code)).toEqual(['integrity']);
  });

  test('a round limit that cannot be asked for blocks Train and cuts nobody off', async () => {
    kit = await createSessionKit({ target: 'progression' });
    const { party } = await contribute(1, 'diabetes.csv');
    for (const roundLimit of [0, 1.5, Number.NaN]) {
      kit.modelOwner.setPlan({ roundLimit });
      await until(kit.modelOwner, (view) => view.trainBlock === 'bad-round-limit');
    }
    kit.modelOwner.setPlan({ roundLimit: 12, title: 'x'.repeat(1000) });
    await until(kit.modelOwner, (view) => view.trainBlock === null);
    const view = await until(party, ({ request }) => request?.roundLimit === 12);
    expect(view.phase).toBe('ready');
    expect(view.request?.title).toHaveLength(200);
  });

  test('a contract file that asks for noise is refused: it must not train without', async () => {
    kit = await createSessionKit();
    const asked = {
      ...contractFor('progression', ['bmi']),
      dp: { epsilon: 1, delta: 1e-6, clipNorm: 2 },
    };
    await kit.modelOwner.useContractFile(new File([JSON.stringify(asked)], 'noise.json'));
    expect(kit.modelOwner.view.problems.map(({ code }) => code)).toEqual(['contract-unsupported']);
    expect(kit.modelOwner.view.contractFile).toBeNull();
  });

  test('an owner that leaves in the middle: the complete rounds give a model', async () => {
    kit = await createSessionKit({ target: 'progression' });
    const { party } = await contribute(1, 'diabetes.csv');
    await train(kit);
    await until(kit.modelOwner, ({ training }) => (training?.rounds.length ?? 0) >= 3);
    party.leave();
    const view = await ended(kit);
    expect(view.phase).toBe('finished');
    expect(view.problems.map(({ code }) => code)).toEqual(['owner-left']);
    expect(view.result?.model.training.rounds).toBeGreaterThanOrEqual(3);
    expect(view.result?.model.training.lossByRound).toHaveLength(view.result?.model.training.rounds ?? 0);
  });
});

/** As many zeros as a gradient has plaintexts. */
function zerosOf({ contract, maximumRows }: ContractTerms): bigint[] {
  const { slotBits } = boundOf(contract, maximumRows);
  const { ciphertextsFor } = createPacking({ slotBits, keyBits: SMALL_KEY_BITS });
  return Array.from({ length: ciphertextsFor(dimensionOf(contract)) }, () => 0n);
}

function contractFor(target: string, features: readonly string[]) {
  const column = (name: string) => ({
    name,
    type: 'continuous',
    range: [0, 400],
    missing: { policy: 'drop' },
    outside: 'refuse',
  });
  return {
    format: 'federated-trainer/contract',
    version: 1,
    target: column(target),
    features: features.map(column),
    derived: [],
    missingMarks: ['NA'],
    model: { kind: 'linear' },
    mode: 'rounds',
    roundLimit: 12,
    minimumRows: 30,
    scales: { gramBits: 52, weightBits: 40, weightBound: 4096 },
    dp: null,
    validation: { kind: 'none' },
  };
}
