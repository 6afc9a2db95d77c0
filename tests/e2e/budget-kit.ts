import type { BrowserContext, Page, Request } from '@playwright/test';

/** What the tabs of a context did that they must not do. */
export interface Misdeeds {
  /** Addresses that were asked for, or would have been, beyond the page's own server. */
  readonly foreign: string[];
  /** What the Content-Security-Policy stopped. */
  readonly violations: string[];
}

export const NO_MISDEEDS: Misdeeds = { foreign: [], violations: [] };

/**
 * Watches every tab, worker and service worker of a context; call it before the first tab.
 *
 * @param isOurs whether an address is on one of the page's own servers.
 */
export async function watchMisdeeds(
  context: BrowserContext,
  isOurs: (address: URL) => boolean,
): Promise<Misdeeds> {
  const misdeeds: Misdeeds = { foreign: [], violations: [] };
  const check = (url: string): void => {
    // What a blob: address names was made by its origin; about:blank is an empty tab.
    const { origin } = new URL(url.replace(/^ws/, 'http'));
    const known = origin !== 'null' && isOurs(new URL(origin));
    if (!known && url !== 'about:blank') misdeeds.foreign.push(url);
  };
  context.on('request', (request) => check(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => check(socket.url())));
  // Of workers the console tells.
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) misdeeds.violations.push(message.text());
  });
  await context.exposeFunction('tellOfViolation', (text: string) => misdeeds.violations.push(text));
  await context.addInitScript(() => {
    const { tellOfViolation } = globalThis as unknown as { tellOfViolation: (text: string) => void };
    document.addEventListener('securitypolicyviolation', (event) =>
      tellOfViolation(`${event.effectiveDirective}: ${event.blockedURI} at ${event.sourceFile}`),
    );
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) shifts.push(value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return misdeeds;
}

/** Sum of the layout shifts of a tab so far that no person caused. */
export async function shiftOf(page: Page): Promise<number> {
  // Two frames: what was drawn last has been looked at.
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { shifts } = globalThis as unknown as { shifts: readonly number[] };
    return shifts.reduce((sum, shift) => sum + shift, 0);
  });
}

export interface Weight {
  /** Bytes of all bodies as they came over the wire. */
  readonly wire: number;
  /** Bytes of all bodies as they are used. */
  readonly whole: number;
  readonly scripts: readonly { readonly url: string; readonly text: string }[];
}

/** Weighs what a tab and its workers load from now on, until it is asked. */
export function weigh(page: Page): () => Promise<Weight> {
  const requests: Request[] = [];
  page.on('requestfinished', (request) => {
    // A service worker fetches for later visits.
    if (request.serviceWorker() === null) requests.push(request);
  });
  return async () => {
    await page.waitForLoadState('networkidle');
    const loaded = await Promise.all(
      requests.map(async (request) => {
        const response = await request.response();
        const { responseBodySize } = await request.sizes();
        const body = (await response?.body().catch(() => undefined)) ?? Buffer.alloc(0);
        return { request, body, wire: responseBodySize };
      }),
    );
    return {
      wire: loaded.reduce((sum, { wire }) => sum + wire, 0),
      whole: loaded.reduce((sum, { body }) => sum + body.length, 0),
      scripts: loaded
        .filter(({ request }) => new URL(request.url()).pathname.endsWith('.js'))
        .map(({ request, body }) => ({ url: request.url(), text: body.toString() })),
    };
  };
}
