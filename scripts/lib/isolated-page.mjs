/** A page of a folder in a real browser, cross-origin isolated: its clock is then fine enough to measure by. */
import { once } from 'node:events';
import express from 'express';
import { chromium } from 'playwright';
import { findOrInstallChromium } from './chromium.mjs';

/**
 * Serves the folder on a free port of this machine and opens its index page.
 *
 * @param {string} folder
 */
export async function openPage(folder) {
  const executablePath = await findOrInstallChromium();
  const server = express()
    .use((_request, response, next) => {
      response.set({
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      });
      next();
    })
    .use(express.static(folder))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const browser = await chromium
    .launch({
      executablePath,
      args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    })
    .catch((/** @type {unknown} */ error) => {
      // An open server would keep the process from ending.
      server.close();
      throw error;
    });
  const close = async () => {
    await browser.close();
    server.close();
  };
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    return { page, chromiumVersion: browser.version(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
