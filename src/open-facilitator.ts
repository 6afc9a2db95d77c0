import { cryptoRandom, toBase64Url } from './base/index.ts';
import { createFacilitator } from './parties/index.ts';
import { coordinationFor, type Tab } from './tab.ts';
import type { Route } from './ui/index.ts';

export function openFacilitator({ closers }: Tab, room: string): Route {
  const member = toBase64Url(cryptoRandom(16));
  const party = createFacilitator({ room, coordination: coordinationFor(room, 'facilitator', member) });
  closers.push(() => party.close());
  return { page: 'facilitator', party };
}
