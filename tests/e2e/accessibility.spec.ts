import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
  chooseKeySize,
  contribute,
  csvFile,
  expect,
  expectPhase,
  openTab,
  roleLink,
  startSession,
  test,
  train,
  vector,
} from './kit.ts';

/** No violation of WCAG 2.2 A and AA, in both themes, wide and at 360 px, and nothing scrolls sideways. */
async function expectAccessible(page: Page, where: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
      );
      expect(found, `${where}, ${colorScheme}, ${width} px`).toEqual([]);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(sideways, `${where}, ${colorScheme}, ${width} px`).toBeLessThanOrEqual(0);
    }
  }
  await page.setViewportSize(before);
}

test('every page is accessible, empty, in error and after training', async ({ context, server }) => {
  test.setTimeout(240_000);
  const start = await openTab(context, server.address);
  await expectAccessible(start, 'start');
  const modelOwner = await startSession(context, server.address);
  await chooseKeySize(modelOwner, 2048);
  await expectAccessible(modelOwner, 'model owner, nobody here');
  const link = await roleLink(modelOwner, 'Data owner 1');
  const facilitator = await openTab(context, await roleLink(modelOwner, 'Facilitator'));

  const broken = await openTab(context, link.slice(0, -4));
  await expectAccessible(broken, 'a link cut short');
  const owner = await openTab(context, link);
  await expectAccessible(owner, 'data owner, no file');
  await owner.getByLabel('CSV file').setInputFiles(csvFile('bad.csv', 'a,b\n1,2\n3\n'));
  await expect(owner.getByRole('alert')).toBeVisible();
  await expectAccessible(owner, 'data owner, file refused');
  await owner.close();

  const again = await contribute(context, link, vector('diabetes.csv'));
  await expectAccessible(again, 'data owner, contributed');
  await train(modelOwner, 'progression');
  for (const page of [modelOwner, again, facilitator]) await expectPhase(page, 'finished');
  await expectAccessible(modelOwner, 'model owner, finished');
  await expectAccessible(again, 'data owner, finished');
  await expectAccessible(facilitator, 'facilitator');
});
