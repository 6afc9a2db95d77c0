import {
  chooseKeySize,
  contribute,
  expect,
  expectPhase,
  openTab,
  roleLink,
  startSession,
  test as base,
  vector,
} from '../e2e/kit.ts';
import { buildPage } from './build-page.ts';
import { defenceAgainst } from './defences.ts';
import { createLineRemover } from './line-remover.ts';
import { createRelayPage, type RelayPage } from './relay-page.ts';
import { startRelayingServer } from './relaying-server.ts';

/** First bytes of the messages of a channel. */
const [HELLO, WELCOME, CONFIRM_D, CONFIRM_M, RECORD] = [1, 2, 3, 4, 16];

const test = base.extend<{ relay: RelayPage & { readonly address: string } }>({
  async relay({ browser, server }, use) {
    const context = await browser.newContext();
    const page = await createRelayPage(await context.newPage());
    const { address, close } = await startRelayingServer(server.address, page);
    await use({ ...page, address });
    await close();
    await context.close();
  },
});

const testWithoutBinding = test.extend({
  pageDir: async ({}, use) => {
    const remover = createLineRemover(defenceAgainst(9));
    const { outDir, remove } = await buildPage(remover.plugin);
    expect(remover.timesRemoved).toBeGreaterThan(0);
    await use(outDir);
    await remove();
  },
});

const kindsOf = (messages: readonly Uint8Array[]): number[] => [
  ...new Set(messages.map(([kind = 0]) => kind)),
];

test('a server that relays with its own certificates is found out, and both tabs say so', async ({
  context,
  relay,
}) => {
  const modelOwner = await startSession(context, relay.address);
  const dataOwner = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  await dataOwner.getByLabel('CSV file').setInputFiles(vector('diabetes.csv'));
  await expect(dataOwner.getByRole('region', { name: 'Your file' })).toBeVisible();
  for (const tab of [dataOwner, modelOwner]) {
    await expect(tab.getByRole('alert').filter({ hasText: 'Somebody may stand between you' })).toBeVisible();
  }
  await expect(dataOwner.getByRole('button', { name: 'Contribute', exact: true })).toBeDisabled();
  // Relayed they were, up to the proof that fails; nothing came after it.
  expect(kindsOf(await relay.messagesFrom('dataOwner'))).toEqual([HELLO, CONFIRM_D]);
  expect(kindsOf(await relay.messagesFrom('modelOwner'))).toEqual([WELCOME, CONFIRM_M]);
});

testWithoutBinding(
  'without the certificates in the keys it goes unnoticed, and still reads nothing',
  async ({ context, relay }) => {
    const modelOwner = await startSession(context, relay.address);
    await chooseKeySize(modelOwner, 2048);
    const link = await roleLink(modelOwner, 'Data owner 1');
    const dataOwner = await contribute(context, link, vector('diabetes.csv'));
    await modelOwner.getByRole('combobox', { name: 'Target' }).selectOption('progression');
    await expectPhase(modelOwner, 'ready');
    await expect(dataOwner.getByRole('alert')).toHaveCount(0);
    await expect(modelOwner.getByRole('alert')).toHaveCount(0);

    const sent = await relay.messagesFrom('dataOwner');
    const received = await relay.messagesFrom('modelOwner');
    expect(kindsOf(sent)).toEqual([HELLO, CONFIRM_D, RECORD]);
    expect(kindsOf(received)).toEqual([WELCOME, CONFIRM_M, RECORD]);
    const seen = Buffer.concat([...sent, ...received]);
    // The offered columns have passed: their names alone would be hundreds of bytes.
    expect(seen.length).toBeGreaterThan(1000);
    const [, sid = '', , psk = ''] = new URL(link).hash.split('/').at(-1)?.split('.') ?? [];
    for (const secret of ['progression', 'COLUMNS', 'REQUEST', 'columns', 'maximumRows']) {
      expect(seen.includes(secret), secret).toBe(false);
    }
    for (const secret of [sid, psk]) expect(seen.includes(Buffer.from(secret, 'base64url'))).toBe(false);
  },
);
