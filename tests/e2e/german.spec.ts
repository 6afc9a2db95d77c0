import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { en } from '../../src/ui/copy/en/en.ts';
import { expect, openTab, test } from './kit.ts';

test.use({ locale: 'de-DE' });

/** English that a person would read if a text had been forgotten: whole strings of the English copy. */
const ENGLISH = new Set<string>();
(function collect(value: unknown): void {
  if (typeof value === 'string' && /[a-z]{4,} [a-z]{2,}/i.test(value)) ENGLISH.add(value.trim());
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
})(en);
ENGLISH.delete(en.product);

/** No English text, no violation of WCAG 2.2 A and AA, wide and at 360 px, and nothing scrolls sideways. */
async function expectGerman(page: Page, where: string): Promise<void> {
  await expect(page.locator('html'), where).toHaveAttribute('lang', 'de');
  const texts = await page.evaluate(() => {
    const names = ['aria-label', 'title', 'placeholder', 'alt'];
    const spoken = [...document.querySelectorAll('*')].flatMap((element) =>
      names.map((name) => element.getAttribute(name)),
    );
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const read: (string | null)[] = [document.title, ...spoken];
    while (walker.nextNode()) read.push(walker.currentNode.textContent);
    return read.flatMap((text) => (text === null || text.trim() === '' ? [] : [text.trim()]));
  });
  expect(
    texts.filter((text) => ENGLISH.has(text)),
    where,
  ).toEqual([]);
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
    expect(found, `${where}, ${width} px`).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways, `${where}, ${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(before);
}

const phaseOf = (page: Page): Locator => page.getByRole('status', { name: 'Stand der Sitzung' });

async function expectPhase(page: Page, phase: string): Promise<void> {
  await expect(phaseOf(page)).toHaveAttribute('data-phase', phase, { timeout: 90_000 });
}

/** The tab behind a button of the sample session. */
async function openSample(context: BrowserContext, start: Page, name: string): Promise<Page> {
  const opening = context.waitForEvent('page');
  await start.getByRole('link', { name, exact: true }).click();
  const page = await opening;
  page.on('pageerror', (error) => {
    throw error;
  });
  return page;
}

test('from the start page to the result of the sample, in German', async ({ context, server }) => {
  test.setTimeout(240_000);
  const start = await openTab(context, server.address);
  await expect(start).toHaveTitle(/Ein Modell trainieren/);
  await expectGerman(start, 'start');
  await start.getByRole('button', { name: 'Mit Beispieldaten ausprobieren' }).click();
  await expect(start.getByRole('heading', { name: /Verlauf von Diabetes/ })).toBeVisible();
  await expectGerman(start, 'start, sample ready');

  const modelOwner = await openSample(context, start, 'Modelleigner');
  await expect(modelOwner.getByRole('list', { name: 'Links der Rollen' })).toBeVisible();
  await expectGerman(modelOwner, 'model owner, nobody here');
  await modelOwner.getByRole('button', { name: 'Erweiterte Einstellungen' }).click();
  await modelOwner.getByRole('combobox', { name: 'Schlüssellänge' }).selectOption('2048');
  await modelOwner.getByRole('combobox', { name: 'Rechenwerk' }).selectOption('Automatisch');
  const facilitator = await openSample(context, start, 'Vermittler');

  const owners: Page[] = [];
  for (const index of [1, 2, 3]) {
    const owner = await openSample(context, start, `Dateneigner ${index}`);
    owners.push(owner);
    await expectPhase(owner, 'waiting');
    if (index === 1) await expectGerman(owner, 'data owner, no file');
    await owner
      .getByRole('button', { name: /^diabetes-hospital-.* nehmen$/ })
      .first()
      .click();
    await expect(owner.getByRole('region', { name: 'Ihre Datei' })).toBeVisible();
    await owner.getByRole('button', { name: 'Beitragen', exact: true }).click();
    await expectPhase(owner, 'ready');
    if (index === 1) await expectGerman(owner, 'data owner, contributed');
  }

  await modelOwner.getByRole('combobox', { name: 'Zielspalte' }).selectOption('progression');
  await expect(modelOwner.getByRole('combobox', { name: 'Verfahren' })).toHaveValue('Runden');
  await expectPhase(modelOwner, 'ready');
  await expectGerman(modelOwner, 'model owner, ready');
  await modelOwner.getByRole('button', { name: 'Trainieren', exact: true }).click();
  for (const page of [modelOwner, facilitator, ...owners]) await expectPhase(page, 'finished');

  await expectGerman(modelOwner, 'model owner, finished');
  await expectGerman(facilitator, 'facilitator, finished');
  await expectGerman(owners[0] ?? start, 'data owner, finished');
  await expect(facilitator.getByText('Gesehene Byte Nutzdaten: 0')).toBeVisible();

  // Figures are read with a comma, and kept with a point and every digit.
  const metrics = modelOwner.getByRole('table', { name: 'Kennzahlen' });
  const share = metrics.getByRole('row', { name: /^R\^2/ }).getByRole('cell');
  await expect(share).toHaveText(/^0,5177$/);
  expect(Number(await share.getAttribute('data-value'))).toBeCloseTo(0.5177, 4);
  const coefficients = modelOwner.getByRole('table', { name: 'Koeffizienten' });
  await expect(coefficients.getByRole('columnheader', { name: 'Standardfehler' })).toBeVisible();
  await expect(coefficients).toContainText(/−?\d+ bis \d+/);
});

test('the language changes in place, is kept, and loses nothing', async ({ context, server }) => {
  const start = await openTab(context, server.address);
  const loaded: string[] = [];
  start.on('request', (request) => loaded.push(request.url()));
  await start.getByRole('button', { name: 'Sitzung beginnen' }).click();
  await start.getByRole('textbox', { name: 'Titel der Sitzung' }).fill('Blutdruck');
  await start.getByRole('button', { name: 'Dateneigner hinzufügen' }).click();
  const links = start.getByRole('list', { name: 'Links der Rollen' }).getByRole('link');
  const before = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const count = loaded.length;

  await start.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
  const select = start.getByRole('combobox', { name: 'Language' });
  await expect(select).toBeFocused();
  await expect(start.locator('html')).toHaveAttribute('lang', 'en');
  await expect(start.getByRole('textbox', { name: 'Session title' })).toHaveValue('Blutdruck');
  const renamed = start.getByRole('list', { name: 'Role links' }).getByRole('link');
  expect(await renamed.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual(before);
  // The other language came when it was asked for, and nothing else with it.
  expect(loaded.slice(count).filter((url) => url.endsWith('.js'))).toHaveLength(1);

  await start.reload();
  await expect(start.getByRole('textbox', { name: 'Session title' })).toHaveValue('Blutdruck');
  const other = await openTab(context, server.address);
  await expect(other.getByRole('button', { name: 'Start a session' })).toBeVisible();
});

test('links of a sample outlast a change of language', async ({ context, server }) => {
  const start = await openTab(context, server.address);
  await start.getByRole('button', { name: 'Mit Beispieldaten ausprobieren' }).click();
  const first = await start.getByRole('link', { name: 'Dateneigner 1' }).getAttribute('href');
  await start.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
  await expect(start.getByRole('link', { name: 'Data owner 1' })).toHaveAttribute('href', first ?? '');
});

test('a comma is a decimal sign, and a figure that could be either is asked for again', async ({
  context,
  server,
}) => {
  const start = await openTab(context, server.address);
  await start.getByRole('button', { name: 'Sitzung beginnen' }).click();
  const link = start
    .getByRole('list', { name: 'Links der Rollen' })
    .getByRole('link', { name: 'Dateneigner 1' });
  const owner = await openTab(context, (await link.getAttribute('href')) ?? '');
  await owner.getByLabel('CSV-Datei').setInputFiles({
    name: 'a.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('a,b\n1,0.5\n2,1.5\n3,2.5\n'),
  });
  const lowest = owner.getByLabel('Öffentlicher niedrigster Wert von b').first();
  const highest = owner.getByLabel('Öffentlicher höchster Wert von b').first();
  await owner.getByRole('button', { name: 'b ändern' }).click();
  await lowest.fill('0,25');
  await highest.fill('1.250');
  await highest.blur();
  await expect(owner.getByRole('alert').filter({ hasText: 'mit Dezimalkomma' })).toBeVisible();
  await highest.fill('1.250,5');
  await highest.blur();
  await expect(owner.getByRole('alert').filter({ hasText: 'mit Dezimalkomma' })).toHaveCount(0);
  await expect(highest).toHaveValue('1250,5');
  await expect(lowest).toHaveValue('0,25');
});

test('errors in German: what happened, what is safe, what to do', async ({ context, server }) => {
  const start = await openTab(context, server.address);
  await start.getByRole('button', { name: 'Sitzung beginnen' }).click();
  const link = start
    .getByRole('list', { name: 'Links der Rollen' })
    .getByRole('link', { name: 'Dateneigner 1' });
  const href = (await link.getAttribute('href')) ?? '';
  const cut = await openTab(context, href.slice(0, -4));
  await expect(cut.getByRole('alert')).toContainText('Der Link ist nicht vollständig');
  await expectGerman(cut, 'a link cut short');
  const owner = await openTab(context, href);
  await owner
    .getByLabel('CSV-Datei')
    .setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n3\n') });
  await expect(owner.getByRole('alert')).toContainText('Zeile 3 hat 1 Zelle, nicht 2');
  await expectGerman(owner, 'data owner, file refused');
});

test('the page of saved models in German', async ({ context, server }) => {
  const page = await openTab(context, server.address);
  await page.getByRole('button', { name: 'Gespeichertes Modell öffnen' }).click();
  await expect(page.getByLabel('Modelldatei')).toBeAttached();
  await expectGerman(page, 'saved model, none yet');
});
