import type { Engine } from '../bignum/index.ts';
import { createCrew, helpersFor, type Crew } from './crew.ts';
import { spawnHelper } from './spawn-helper.ts';

/** This worker and the helpers that it may start, which run on the same engine. */
export function crewOfThread({ name }: Engine): Crew {
  return createCrew({
    most: helpersFor(navigator.hardwareConcurrency),
    start: () => spawnHelper(name),
  });
}
