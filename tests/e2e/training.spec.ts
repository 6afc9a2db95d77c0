import {
  addOwners,
  chooseKeySize,
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

test('one data owner: least squares of diabetes.csv', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  const facilitator = await openTab(context, await roleLink(modelOwner, 'Facilitator'));
  const owner = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  await train(modelOwner, 'progression');
  for (const page of [modelOwner, owner, facilitator]) await expectPhase(page, 'finished');

  expectFit(await readCoefficients(modelOwner), referenceFit('diabetes-ols'));
  const rounds = modelOwner.getByRole('progressbar', { name: 'Rounds' });
  expect(Number(await rounds.getAttribute('aria-valuenow'))).toBeLessThanOrEqual(12);
  await expect(facilitator.getByText('Payload bytes seen: 0')).toBeVisible();
});

test('three owners in another order of arrival: the same model', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await addOwners(modelOwner, 3);
  const owners = [];
  for (const [index, letter] of [
    [3, 'c'],
    [1, 'a'],
    [2, 'b'],
  ] as const) {
    const link = await roleLink(modelOwner, `Data owner ${index}`);
    owners.push(await contribute(context, link, vector(`diabetes-hospital-${letter}.csv`)));
  }
  await train(modelOwner, 'progression');
  for (const page of [modelOwner, ...owners]) await expectPhase(page, 'finished');
  expectFit(await readCoefficients(modelOwner), referenceFit('diabetes-ols'));
});
