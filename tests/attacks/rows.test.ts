import { cryptoRandom } from '../../src/base/index.ts';
import { testAttack } from './attack.ts';
import { baseAnswer, lead, read, types } from './dishonest-model-owner.ts';
import { COLUMNS, createKey, draft, OFFER, provenKey } from './drafted-session.ts';
import type * as Honest from './honest-parties.ts';
import { csv } from '../unit/dataset/support.ts';

const entry = 'tests/attacks/honest-parties.ts';

const key = createKey(512);
const offered = provenKey(key.privateKey);
const [a, b] = COLUMNS.features;

/** The second row of the first file has no b. */
const FILES = [
  csv('a,b,y\n0.5,1,10\n2.25,,44\n-1,0,99.5\n'),
  csv('a,b,y\n0.1,0.2,0.3\n1.1,2.2,33\n'),
  csv('a,b,y\n1.75,4,12\n-0.25,7.5,81\n'),
] as const;

/**
 * Two trainings within one consent, with the same owners: the first has the feature a, the second a and b. A row
 * without b is in the first sum and not in the second: the difference, which no mask covers, is that row.
 */
testAttack<typeof Honest, object>(15, {
  entry,
  async attempt({ createHonestOwner }) {
    const sid = cryptoRandom(16);
    const owners = await Promise.all(FILES.map((file) => createHonestOwner({ sid, file, offer: OFFER })));
    const sums: (readonly bigint[])[] = [];
    for (const [run, features] of [
      [1, [a]],
      [2, [a, b]],
    ] as const) {
      const session = await draft(offered, {
        sid,
        run,
        owners: 3,
        features: features.flatMap((each) => each ?? []),
      });
      const { packing, bounds } = session;
      const opened = await lead(session, owners);
      const base = read(key, opened === null ? [null] : owners.map(baseAnswer), {
        packing,
        bounds: bounds.base,
      });
      if (typeof base === 'string')
        return { row: base, refusals: owners.flatMap(({ refusals }) => refusals) };
      sums.push(base);
      for (const owner of owners) await owner.receive({ type: 'FINISH', round: 0, body: { stopped: true } });
    }
    const [one = [], two = []] = sums;
    // BASE is rows, dropped, y'y, d - 1 column sums, d - 1 squares, d of b.
    const difference = (i: number, j: number, bits: number) =>
      Number((one[i] ?? 0n) - (two[j] ?? 0n)) / 2 ** bits;
    const unmapped = (value: number, [lo, hi]: readonly [number, number]) =>
      Math.round((lo + ((value + 1) / 2) * (hi - lo)) * 1e6) / 1e6;
    return {
      row: {
        rows: difference(0, 0, 0),
        a: unmapped(difference(3, 3, 40), [-1, 3]),
        y: unmapped(difference(5, 7, 80), [0, 100]),
      },
      refusals: owners.flatMap(({ refusals }) => refusals),
    };
  },
  succeeded: { row: { rows: 1, a: 2.25, y: 44 }, refusals: [] },
  // The owner of the row is asked, and nothing leaves meanwhile: the others wait for the roster.
  failed: { row: 'no answer', refusals: ['asked rows-differ'] },
});

/** Contracts of the attack: no others are needed to show that there is no end. */
const PROPOSALS = 12;

/**
 * Contracts that nothing is answered under: each is accepted, refused or asked about, which tells something of the
 * rows, and is then taken back. The next one asks the next thing.
 */
testAttack<typeof Honest, object>(18, {
  entry,
  async attempt({ createHonestOwner }) {
    const sid = cryptoRandom(16);
    const owner = await createHonestOwner({ sid, file: FILES[0], offer: OFFER });
    for (let run = 1; run <= PROPOSALS; run++) {
      const { contract } = await draft(offered, { sid, run, owners: 1 });
      await owner.receive({ type: 'CONTRACT', round: 0, body: contract });
      await owner.receive({ type: 'ABORT', round: 0, body: { reason: 'cancelled' } });
    }
    return { told: types(owner).filter((type) => type !== 'COLUMNS'), refusals: owner.refusals };
  },
  succeeded: { told: Array.from({ length: PROPOSALS }, () => 'ACCEPT'), refusals: [] },
  failed: {
    told: [...Array.from({ length: 8 }, () => 'ACCEPT'), 'ABORT'],
    refusals: ['contract-refused too-many'],
  },
});
