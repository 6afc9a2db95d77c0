import { createModelReader } from './parties/index.ts';
import type { Tab } from './tab.ts';
import type { Route } from './ui/index.ts';
import { spawnModelUse } from './workers/index.ts';

export function openModel({ closers }: Tab): Route {
  const reader = createModelReader({ createWorker: spawnModelUse });
  closers.push(() => reader.close());
  return { page: 'model', reader };
}
