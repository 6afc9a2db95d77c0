import { termNames, type Contract, type Scales } from '../../../src/contract/index.ts';
import { baseOfTotals, type PlainTotals, type PooledBase } from '../../../src/learning/index.ts';
import { addTotals, column, contractOf, ownerTotals, SCALES } from './support.ts';

/** Uniform in [0, 1) from a seed (mulberry32): designs must be the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Design {
  readonly contract: Contract;
  readonly terms: string[];
  readonly totals: PlainTotals;
  readonly base: PooledBase;
}

export interface DesignOptions {
  /** Ranges are this many times wider than the data. */
  readonly looseness?: number;
  readonly scales?: Scales;
}

/** Integer data within +-1000 as a design of `owners` owners; the last column is the target. */
export function designOf(
  data: readonly (readonly number[])[],
  owners: number,
  options: DesignOptions = {},
): Design {
  const { looseness = 1, scales = SCALES } = options;
  const width = data[0]?.length ?? 0;
  const names = Array.from({ length: width }, (_, j) => (j === width - 1 ? 'y' : `x${j + 1}`));
  const wide = 4000 * looseness;
  const features = names.slice(0, -1).map((name) => column(name, [-wide, wide]));
  const contract = { ...contractOf(features, column('y', [-20_000, 20_000])), scales };
  const parts = Array.from({ length: owners }, (_, owner) => ({
    header: names,
    rows: data.filter((__, row) => row % owners === owner).map((row) => row.map(String)),
  }));
  const totals = addTotals(parts.map((table) => ownerTotals(contract, table)));
  return { contract, terms: termNames(contract), totals, base: baseOfTotals(totals) };
}

/** Independent uniform features, and a target that depends on them and on noise. */
export function randomData(seed: number, features: number, rows: number, spread = 4000): number[][] {
  const random = seeded(seed);
  const integer = (max: number) => Math.round((2 * random() - 1) * max);
  const slopes = Array.from({ length: features }, () => integer(4) / 4);
  return Array.from({ length: rows }, () => {
    const x = Array.from({ length: features }, () => integer(spread));
    const y = x.reduce((sum, value, j) => sum + value * (slopes[j] ?? 0), integer(500));
    return [...x, Math.round(y)];
  });
}
