import { createSignaling } from '../../signaling/index.ts';
import {
  addOwners,
  chooseKeySize,
  CLIENT_DIR,
  contribute,
  expect,
  expectFit,
  expectPhase,
  openTab,
  readCoefficients,
  referenceFit,
  roleLink,
  startSession,
  test,
  train,
  vector,
} from './kit.ts';

test('a data owner that leaves in the middle: the session waits for it and ends right', async ({
  context,
  server,
}) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  const address = owner.url();
  await train(modelOwner, 'progression');
  await expect(modelOwner.getByRole('progressbar', { name: 'Rounds' })).toHaveAttribute(
    'aria-valuenow',
    /[3-9]/,
    {
      timeout: 120_000,
    },
  );
  await owner.close({ runBeforeUnload: false });
  await expectPhase(modelOwner, 'paused');
  await expect(modelOwner.getByText(/Data owner 1 is away|Paused/i).first()).toBeVisible();
  const back = await openTab(context, address);
  await expectPhase(modelOwner, 'finished');
  await expectPhase(back, 'finished');
  expectFit(await readCoefficients(modelOwner), referenceFit('diabetes-ols'));
});

test('Stop keeps the model of the last complete round', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  await train(modelOwner, 'progression');
  const rounds = modelOwner.getByRole('progressbar', { name: 'Rounds' });
  await expect(rounds).toHaveAttribute('aria-valuenow', /[2-9]/, { timeout: 120_000 });
  await modelOwner.getByRole('button', { name: 'Stop', exact: true }).click();
  await expectPhase(modelOwner, 'finished');
  await expectPhase(owner, 'finished');
  const [download] = await Promise.all([
    modelOwner.waitForEvent('download'),
    modelOwner.getByRole('button', { name: 'Download model' }).click(),
  ]);
  const text = await (await import('node:fs/promises')).readFile(await download.path(), 'utf8');
  const model = JSON.parse(text) as { training: { stopped: boolean; rounds: number; lossByRound: number[] } };
  expect(model.training.stopped).toBe(true);
  expect(model.training.lossByRound).toHaveLength(model.training.rounds);
});

test('gradient descent with its own round limit', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await modelOwner.getByRole('combobox', { name: 'Optimiser' }).selectOption('Gradient descent');
  await modelOwner.getByRole('spinbutton', { name: 'Round limit' }).fill('4');
  await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  await modelOwner.getByRole('combobox', { name: 'Target' }).selectOption('progression');
  for (const name of ['age', 'sex', 's1', 's2', 's3', 's4', 's6']) {
    await modelOwner.getByRole('checkbox', { name, exact: true }).uncheck();
  }
  await modelOwner.getByRole('button', { name: 'Train', exact: true }).click();
  await expectPhase(modelOwner, 'finished');
  const rounds = modelOwner.getByRole('progressbar', { name: 'Rounds' });
  await expect(rounds).toHaveAttribute('aria-valuenow', '4');
  await expect(rounds).toHaveAttribute('aria-valuemax', '4');
});

test('a link that was used by another browser is refused, and both sides are told', async ({
  browser,
  server,
}) => {
  const [mine, theirs] = [await browser.newContext(), await browser.newContext()];
  const modelOwner = await startSession(mine, server.address);
  const link = await roleLink(modelOwner, 'Data owner 1');
  await contribute(mine, link, vector('diabetes.csv'));
  const intruder = await openTab(theirs, link);
  await expect(intruder.getByRole('alert')).toContainText(/link/i);
  await expect(modelOwner.getByRole('alert')).toContainText(/link/i);
});

test('a link that was cut short says so', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  const link = await roleLink(modelOwner, 'Data owner 1');
  for (const cut of [link.slice(0, -5), link.slice(0, link.indexOf('v1.') + 10)]) {
    const page = await openTab(context, cut);
    await expect(page.getByRole('alert')).toContainText(/The link is not complete/);
    await page.close();
  }
});

test('a server that goes away: said plainly, and over when it is back', async ({ context }) => {
  const options = { host: '127.0.0.1', staticDir: CLIENT_DIR };
  const first = createSignaling({ ...options, port: 0 });
  await first.ready;
  const { address } = first;
  const modelOwner = await startSession(context, address);
  const owner = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  await expectPhase(owner, 'waiting');
  await first.close();
  await expect(modelOwner.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  // Tabs that are connected go on without it.
  await owner.getByLabel('CSV file').setInputFiles(vector('diabetes.csv'));
  await owner.getByRole('button', { name: 'Contribute', exact: true }).click();
  await expectPhase(owner, 'ready');

  const second = createSignaling({ ...options, port: Number(new URL(address).port) });
  await second.ready;
  await expect(modelOwner.getByRole('alert')).toHaveCount(0, { timeout: 60_000 });
  await second.close();
});

test('a model owner that leaves: its data owners wait, and are found again', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  await addOwners(modelOwner, 2);
  const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  const address = modelOwner.url();
  await modelOwner.close();
  await expectPhase(owner, 'connecting');
  const back = await openTab(context, address);
  await expectPhase(owner, 'ready');
  await expect(
    back.getByRole('combobox', { name: 'Target' }).locator('option', { hasText: 'bmi' }),
  ).toHaveCount(1);
});
