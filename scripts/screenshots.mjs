/** `node scripts/screenshots.mjs`: plays a whole sample session and takes the pictures of the README. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findOrInstallChromium } from './lib/chromium.mjs';
import { buildIfNeeded, ROOT } from './lib/prepare.mjs';
import { startServer } from './lib/serve.mjs';

/** @typedef {import('playwright').Page} Page */

const VIEW = { width: 1120, height: 1130 };
const TABS_WIDTH = 1640;

buildIfNeeded();
const server = await startServer();
const browser = await chromium.launch({
  executablePath: await findOrInstallChromium(),
  args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
const context = await browser.newContext({ viewport: VIEW, deviceScaleFactor: 1 });

const tabs = await playSample();
await mkdir(join(ROOT, 'docs'), { recursive: true });
for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  const pictures = [];
  for (const page of tabs) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    pictures.push((await page.screenshot()).toString('base64'));
  }
  await composeTabs(pictures, colorScheme);
}
await browser.close();
await server.close();

/** Three owners with the sample files, trained: the tabs of model owner, first data owner and facilitator. */
async function playSample() {
  const start = await openTab(server.address);
  await start.getByText('Try it with sample data').click();
  /** @param {string} name */
  const addressOf = async (name) => {
    const address = await start.getByRole('link', { name, exact: true }).getAttribute('href');
    return address ?? '';
  };
  const watching = await openTab(await addressOf('Facilitator'));
  const model = await openTab(await addressOf('Model owner'));
  const owners = [];
  for (const number of [1, 2, 3]) {
    const owner = await openTab(await addressOf(`Data owner ${number}`));
    await owner.getByRole('button', { name: /^Use / }).first().click();
    await owner.getByRole('button', { name: 'Contribute', exact: true }).click();
    owners.push(owner);
  }
  await model.getByRole('button', { name: 'Advanced settings' }).click();
  await model.getByRole('combobox', { name: 'Key size' }).selectOption('2048');
  await model.getByRole('button', { name: 'Train', exact: true }).click();
  await model.locator('[role=status][data-phase=finished]').waitFor({ timeout: 180_000 });
  await model.getByRole('table', { name: 'Coefficients' }).waitFor();
  await model.locator('#result').evaluate((section) => section.scrollIntoView());
  const [first] = owners;
  if (first === undefined) throw new Error('no data owner');
  await first.evaluate(() => scrollTo(0, 0));
  // Whoever watches is told a few times a second.
  await watching.waitForTimeout(1000);
  return [model, first, watching];
}

/** @param {string} address */
async function openTab(address) {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/**
 * The model owner's tab in front, the other two beside it.
 * @param {string[]} pictures PNG in base64
 * @param {'light' | 'dark'} colorScheme
 */
async function composeTabs(pictures, colorScheme) {
  const page = await context.newPage();
  await page.setViewportSize({ width: TABS_WIDTH, height: 1200 });
  const line = colorScheme === 'light' ? '#d5d5cf' : '#3a4048';
  const images = pictures.map((data) => `<img src="data:image/png;base64,${data}">`).join('');
  await page.setContent(
    `<style>body{margin:0;padding:24px;display:grid;grid-template-columns:1064px 1fr;gap:24px;align-items:start;width:${TABS_WIDTH - 48}px}
     img{display:block;width:100%;border:1px solid ${line};border-radius:10px;box-sizing:border-box}
     img:first-child{grid-row:1/3}</style>${images}`,
  );
  await page.locator('img').last().waitFor();
  const path = join(ROOT, `docs/tabs-${colorScheme}.png`);
  await page.locator('body').screenshot({ path, omitBackground: true });
  await page.close();
}
