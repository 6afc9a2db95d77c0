import { bigintEngine } from '../../src/bignum/index.ts';
import { unionOfColumns, type Contract } from '../../src/contract/index.ts';
import { computeTotals, proposeColumn, readProfile } from '../../src/dataset/index.ts';
import { baseLength, createPacking } from '../../src/encoding/index.ts';
import { plainOracle, toOriginalUnits, type ModelFile, type PlainTotals } from '../../src/learning/index.ts';
import { boundOf } from '../../src/protocol/index.ts';
import { createTrainingRun } from '../../src/parties/training-run.ts';
import {
  createDataOwnerWork,
  createModelOwnerWork,
  type ContractTerms,
  type ModelOwnerWork,
} from '../../src/workers/index.ts';
import { contractOf } from '../unit/contract/support.ts';
import { cancellingMasks } from '../unit/workers/kit.ts';

/** Long enough for every slot of these tests: the arithmetic is the same as at 3072 bits. */
const KEY_BITS = 512;

const PROOF_SEED = new Uint8Array(32);

/** A model owner's arithmetic with a key, and what it offers with it. */
interface KeyedModelOwner {
  readonly work: ModelOwnerWork;
  readonly offer: Pick<ContractTerms, 'n' | 'keyBits' | 'keyProof' | 'proofSeed'>;
}

export async function modelOwnerWithKey(): Promise<KeyedModelOwner> {
  const work = createModelOwnerWork({ engine: bigintEngine, allowSmallKeys: true });
  const n = await work.generateKey(KEY_BITS);
  const keyProof = await work.proveKey(PROOF_SEED);
  return { work, offer: { n, keyBits: KEY_BITS, keyProof, proofSeed: PROOF_SEED } };
}

/** A contract for files as their owners would propose their columns. */
export async function contractFor(files: readonly Blob[], target: string): Promise<Contract> {
  const profiles = await Promise.all(files.map((file) => readProfile(file)));
  const proposals = profiles.map(({ columns }, i) => ({
    owner: i + 1,
    columns: columns.flatMap((column) => proposeColumn(column) ?? []),
  }));
  const columns = unionOfColumns(proposals).map(({ column }) => column);
  const found = columns.find(({ name }) => name === target);
  if (found === undefined) throw new Error('no target');
  const features = columns.filter((column) => column !== found);
  return contractOf({ target: found, features, roundLimit: features.length + 2 });
}

/** Least squares of all rows without any encryption: terms and their estimates. */
export async function plainEstimates(files: readonly Blob[], contract: Contract): Promise<number[]> {
  const totals = await Promise.all(files.map((file) => computeTotals(file, contract)));
  const d = contract.features.length + 1;
  const sum = (of: (each: (typeof totals)[number]) => bigint) =>
    totals.reduce((all, each) => all + of(each), 0n);
  const pooled: PlainTotals = {
    rows: totals.reduce((all, { rows }) => all + rows, 0),
    dropped: totals.reduce((all, { dropped }) => all + dropped, 0),
    scales: contract.scales,
    gram: indexes(d).map((i) => indexes(d).map((j) => sum(({ gram }) => gram[i * d + j] ?? 0n))),
    xty: indexes(d).map((i) => sum(({ xty }) => xty[i] ?? 0n)),
    yty: sum(({ yty }) => yty),
  };
  const { weights, weightBits } = plainOracle(pooled);
  return toOriginalUnits(weights, weightBits, contract);
}

interface EncryptedTraining {
  readonly files: readonly Blob[];
  readonly contract: Contract;
  readonly modelOwner: KeyedModelOwner;
  readonly optimiser?: 'conjugate-gradients' | 'gradient-descent';
  readonly learningRate?: number;
}

/** The same by the works of all parties, with nothing but ciphertexts between them. */
export async function trainEncrypted({
  files,
  contract,
  modelOwner: { work, offer },
  optimiser = 'conjugate-gradients',
  learningRate = 1,
}: EncryptedTraining): Promise<{ model: ModelFile; rounds: number }> {
  const [maximumRows, declaredRows] = [1000, 100];
  const owners = await Promise.all(
    files.map(async (file) => {
      const owner = createDataOwnerWork({ engine: bigintEngine, allowSmallKeys: true });
      const form = { rows: declaredRows, decimalComma: false, columnNames: {} };
      const { decimalComma } = await readProfile(file);
      await owner.checkContract(file, {
        ...{ contract, maximumRows, declaredRows, ...offer, dealSeed: PROOF_SEED },
        file: { ...form, decimalComma },
      });
      return owner;
    }),
  );
  const dimension = contract.features.length + 1;
  const { slotBits } = boundOf(contract, maximumRows);
  const { ciphertextsFor } = createPacking({ slotBits, keyBits: KEY_BITS });
  const masksFor = (values: number) => cancellingMasks(files.length, ciphertextsFor(values), offer.n);
  const plan = { optimiser, learningRate };
  const run = createTrainingRun({ terms: { contract, maximumRows, slotBits }, plan, work });
  const baseMasks = masksFor(baseLength(dimension));
  await run.start(await Promise.all(owners.map((owner, i) => owner.encryptBase(baseMasks[i] ?? []))));
  const lossByRound: number[] = [];
  for (let question = await run.nextQuestion(); question !== null; question = await run.nextQuestion()) {
    const asked = question;
    const masks = masksFor(dimension);
    const answers = owners.map((owner, i) => owner.encryptGradient(asked, masks[i] ?? []));
    lossByRound.push(await run.takeAnswers(await Promise.all(answers)));
  }
  const rounds = lossByRound.length;
  const request = { kind: 'linear', penalty: 0, l1Share: 0, level: 0.95 } as const;
  const { model } = await run.conclude(request, {
    ...{ mode: 'rounds', optimiser, rounds, lossByRound, converged: run.converged, stopped: false },
    ...{ keyBits: 2048, engine: 'BigInt', owners: files.length, seconds: 0, bytes: 0 },
  });
  return { model, rounds };
}

function indexes(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
