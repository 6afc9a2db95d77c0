import type { OwnerState } from '../../parties/index.ts';
import type { IconName } from '../parts/icons.ts';

/** The shape for how far a data owner has come; `strong` where this person's part is done. */
export const ownerStates: Record<OwnerState, { readonly icon: IconName; readonly strong: boolean }> = {
  unopened: { icon: 'waiting', strong: false },
  connected: { icon: 'file', strong: false },
  contributed: { icon: 'done', strong: true },
  asking: { icon: 'waiting', strong: false },
  working: { icon: 'half', strong: false },
  answered: { icon: 'done', strong: true },
  away: { icon: 'pause', strong: false },
  finished: { icon: 'done', strong: true },
};
