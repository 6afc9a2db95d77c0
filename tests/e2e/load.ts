import { existsSync, readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name?: string };
  /** CPU time of the thread in microseconds: unlike `dur`, it says nothing of what else the machine does. */
  readonly tdur?: number;
}

/** Notes, from now on, what the main threads of all pages do. Returns what ends it. */
export async function traceTasks(browser: Browser): Promise<() => Promise<number[][]>> {
  await browser.startTracing(undefined, { categories: ['disabled-by-default-devtools.timeline'] });
  return async () => taskTimesMs((await browser.stopTracing()).toString());
}

/** Of every page, the CPU time of each task of its main thread in milliseconds, longest first. */
function taskTimesMs(trace: string): number[][] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const tasks = new Map<string, number[]>();
  for (const event of traceEvents) {
    if (event.name === 'thread_name' && event.args.name === 'CrRendererMain') tasks.set(threadOf(event), []);
  }
  for (const event of traceEvents) {
    if (event.name === 'RunTask' && event.ph === 'X')
      tasks.get(threadOf(event))?.push((event.tdur ?? NaN) / 1000);
  }
  return [...tasks.values()].map((times) => times.sort((a, b) => b - a));
}

/**
 * Megabytes in use by each process with a page: the heaps of all its threads, and their WebAssembly memories.
 * Empty where the system does not tell.
 */
export async function pageMemoriesMb(browser: Browser): Promise<Map<number, number>> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const memories = processInfo
    .filter(({ type, id }) => type === 'renderer' && existsSync(`/proc/${id}/status`))
    .map(({ id }) => {
      const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
      return [id, Number(kilobytes) / 1024] as const;
    });
  return new Map(memories);
}
