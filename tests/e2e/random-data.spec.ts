import { randomInt } from 'node:crypto';
import { DIGITS, exactFit, tableToCsv, type Table } from './exact-fit.ts';
import {
  addOwners,
  chooseKeySize,
  contribute,
  csvFile,
  expectFit,
  expectPhase,
  readCoefficients,
  roleLink,
  startSession,
  test,
  train,
} from './kit.ts';

/** Names that need quoting, and names that look like code. */
const AWKWARD = ['weight, kg', 'the "best" one', 'größe', '__proto__', 'constructor', 'x=1'];

function drawTable(): Table {
  const features = randomInt(3, 6);
  const names = Array.from({ length: features }, (_, i) =>
    `${AWKWARD[randomInt(AWKWARD.length)] ?? ''} ${i}`.trim(),
  );
  const coefficients = names.map(() => randomInt(-900, 901));
  const scale = 10 ** DIGITS;
  const rows = Array.from({ length: randomInt(80, 400) }, () => {
    const x = names.map((_, j) => randomInt(-50 * scale * (j + 1), 50 * scale * (j + 1)));
    const noise = randomInt(-500 * scale, 500 * scale);
    const y = x.reduce(
      (total, value, j) => total + Math.round((value * (coefficients[j] ?? 0)) / 100),
      12 * scale + noise,
    );
    return [...x, y].map(BigInt);
  });
  return { names: [...names, 'outcome'], rows };
}

test('data drawn at random, dealt to two owners: the exact least squares of both', async ({
  context,
  server,
}) => {
  const table = drawTable();
  const cut = randomInt(35, table.rows.length - 35);
  const parts = [table.rows.slice(0, cut), table.rows.slice(cut)].map((rows) =>
    tableToCsv({ ...table, rows }),
  );

  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await addOwners(modelOwner, 2);
  for (const [i, csv] of parts.entries()) {
    const link = await roleLink(modelOwner, `Data owner ${i + 1}`);
    await contribute(context, link, csvFile(`part-${i}.csv`, csv));
  }
  await train(modelOwner, 'outcome');
  await expectPhase(modelOwner, 'finished');
  expectFit(await readCoefficients(modelOwner), exactFit(table));
});
