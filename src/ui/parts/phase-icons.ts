import type { Phase } from '../../parties/index.ts';
import type { IconName } from './icons.ts';

/** The shape of each phase; the word always goes with it. */
export const phaseIcons: Record<Phase, IconName> = {
  connecting: 'waiting',
  waiting: 'waiting',
  ready: 'done',
  training: 'half',
  paused: 'pause',
  finished: 'done',
  failed: 'failure',
};
