import { expect, type Page } from '@playwright/test';
import { contribute, csvFile, expectPhase, openTab, roleLink, startSession, test, vector } from './kit.ts';

const HEAD = 'age,bmi,outcome\n';
const ROWS = Array.from({ length: 40 }, (_, i) => `${20 + i},${(18 + i / 4).toFixed(2)},${100 + 3 * i}`).join(
  '\n',
);
const GOOD = `${HEAD}${ROWS}\n`;

const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/** What a person expects to be read, and how many rows it has. */
const READ: readonly { name: string; content: string | Buffer; rows: number }[] = [
  { name: 'with a byte order mark', content: `\ufeff${GOOD}`, rows: 40 },
  { name: 'UTF-16', content: utf16(GOOD), rows: 40 },
  {
    name: 'semicolons and decimal commas',
    content: GOOD.replaceAll(',', ';').replaceAll('.', ','),
    rows: 40,
  },
  { name: 'tabs', content: GOOD.replaceAll(',', '\t'), rows: 40 },
  { name: 'CRLF and blank lines at the end', content: `${GOOD.replaceAll('\n', '\r\n')}\r\n\r\n`, rows: 40 },
  { name: 'quoted line breaks', content: `"age","bmi","the\noutcome"\n${ROWS}\n`, rows: 40 },
  { name: 'missing values', content: `${GOOD}60,NA,200\n61,,201\n62,NaN,202\n`, rows: 43 },
];

/** What is refused, and what the message must say. */
const REFUSED: readonly { name: string; content: string | Buffer; says: RegExp }[] = [
  { name: 'an empty file', content: '', says: /empty/i },
  { name: 'a header alone', content: HEAD, says: /no rows|header/i },
  { name: 'a ragged row', content: `${GOOD}1,2\n`, says: /line 42/i },
  {
    name: 'text among numbers',
    content: `${GOOD}60,33.o,200\n`,
    says: /line 42.*column 2|column 2.*line 42/is,
  },
  { name: 'an infinity', content: `${GOOD}60,Infinity,200\n`, says: /line 42.*column 2|column 2.*line 42/is },
  {
    name: 'a bad cell after a quoted line break',
    content: `"age","b\nmi","outcome"\n${ROWS}\n60,x,200\n`,
    says: /line 43/i,
  },
  { name: 'a quote that never closes', content: `${GOOD}60,"33,200\n`, says: /line 42/i },
  { name: 'two columns of one name', content: 'a,a,b\n1,2,3\n', says: /\ba\b/ },
  {
    name: 'a picture',
    content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]),
    says: /not.*text|CSV/i,
  },
];

async function drop(page: Page, content: string | Buffer): Promise<void> {
  await page.getByLabel('CSV file').setInputFiles(csvFile('table.csv', content));
}

test('files that a person expects to be read are read', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  const page = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  for (const { name, content, rows } of READ) {
    await test.step(name, async () => {
      await drop(page, content);
      const region = page.getByRole('region', { name: 'Your file' });
      await expect(region.getByText(String(rows), { exact: true }).first()).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Contribute', exact: true })).toBeEnabled();
      await expect(region).not.toContainText('Drop your CSV here');
      await page.getByRole('button', { name: 'Forget this file' }).click();
      await expect(region.getByText('Drop your CSV here')).toBeVisible();
    });
  }
});

test('what cannot be read is refused with its place, and the file before stays', async ({
  context,
  server,
}) => {
  const modelOwner = await startSession(context, server.address);
  const page = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  await drop(page, GOOD);
  const region = page.getByRole('region', { name: 'Your file' });
  await expect(region.getByText('40', { exact: true }).first()).toBeVisible();
  for (const { name, content, says } of REFUSED) {
    await test.step(name, async () => {
      await drop(page, content);
      const alert = page.getByRole('alert').filter({ hasText: says });
      await expect(alert).toBeVisible();
      await expect(alert).toContainText(/What to do/);
      await expect(alert).toContainText(/Not lost/);
      await expect(region.getByText('40', { exact: true }).first()).toBeVisible();
      // A good file settles it.
      await drop(page, GOOD);
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  }
});

test('a pasted table is a file too', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  const page = await openTab(context, await roleLink(modelOwner, 'Data owner 1'));
  const box = page.getByRole('textbox', { name: 'Paste a table' });
  // What arrives in one piece is read at once.
  await box.fill(GOOD.replaceAll(',', '\t'));
  const region = page.getByRole('region', { name: 'Your file' });
  await expect(region.getByText('outcome').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Contribute', exact: true })).toBeEnabled();
});

test('a reload keeps the file and the contribution, which can be withdrawn', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  const page = await contribute(context, await roleLink(modelOwner, 'Data owner 1'), vector('diabetes.csv'));
  expect(page.url()).not.toContain('v1.');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Your file' })).toContainText('progression');
  await expectPhase(page, 'ready');
  await expect(
    modelOwner.getByRole('group', { name: 'Features' }).getByRole('checkbox', { name: 'bmi' }),
  ).toBeVisible();

  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expectPhase(page, 'waiting');
  await expect(modelOwner.getByRole('checkbox', { name: 'bmi' })).toHaveCount(0);
  await expect(modelOwner.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Contribute', exact: true }).click();
  await expectPhase(page, 'ready');
});

test('a target that a file lacks cannot be chosen, and its owner is told', async ({ context, server }) => {
  const modelOwner = await startSession(context, server.address);
  await modelOwner.getByRole('button', { name: 'Add a data owner' }).click();
  await contribute(context, await roleLink(modelOwner, 'Data owner 1'), csvFile('a.csv', GOOD));
  const without = GOOD.replace('outcome', 'result');
  const second = await contribute(
    context,
    await roleLink(modelOwner, 'Data owner 2'),
    csvFile('b.csv', without),
  );
  await expect(second.getByText('outcome').first()).toBeVisible();
  const target = modelOwner.getByRole('combobox', { name: 'Target' });
  await expect(target.locator('option', { hasText: 'age' })).toHaveCount(1);
  const missing = target.locator('option', { hasText: 'outcome' });
  if (await missing.count()) await expect(missing).toBeDisabled();
});
