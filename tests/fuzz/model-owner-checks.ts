import { equalBytes } from '../../src/base/index.ts';
import {
  isRunning,
  type FrozenRoster,
  type ModelOwnerState,
  type ModelOwnerStep,
} from '../../src/protocol/model-owner-machine.ts';
import { checkSending } from './sending.ts';

/** What a message of `owner` may have done to the model owner, whatever it said; throws what is wrong. */
export function checkReaction(
  before: ModelOwnerState,
  owner: number,
  { state, effects }: ModelOwnerStep,
): void {
  const participants = isRunning(before) ? before.participants : [];
  if (!participants.includes(owner) && !sameButForOwners(before, state)) {
    throw new Error('somebody who takes no part changed the run');
  }
  checkFrozen(before, state);
  for (const effect of effects) {
    switch (effect.type) {
      case 'send': {
        checkSending('data-owner', effect.message);
        const { message } = effect;
        if (message.type === 'WEIGHTS' || message.type === 'CONTRACT') {
          throw new Error(`a message alone had ${message.type} sent`);
        }
        if (message.type === 'READY' && message.body.confirmations.length !== participants.length - 1) {
          throw new Error('not everybody was confirmed');
        }
        break;
      }
      case 'sum-base':
      case 'sum-gradients':
        if (effect.answers.length !== participants.length) throw new Error('a sum that lacks somebody');
        break;
      case 'roster-frozen':
      case 'hash-roster':
      case 'offers-changed':
      case 'conclude':
      case 'cancelled':
        break;
      default:
        throw new Error(`unknown effect ${JSON.stringify(effect satisfies never)}`);
    }
  }
}

/** What owners offer may be new; nothing else. */
function sameButForOwners(before: ModelOwnerState, after: ModelOwnerState): boolean {
  const fields = new Map<string, unknown>(Object.entries(after));
  const old = Object.entries({ ...before, owners: after.owners });
  return fields.size === old.length && old.every(([name, value]) => fields.get(name) === value);
}

function checkFrozen(before: ModelOwnerState, { name, frozen }: ModelOwnerState): void {
  if (before.frozen === frozen) return;
  if (frozen === null) throw new Error('the frozen roster was forgotten');
  if (before.name !== 'gathering-ready' || name !== 'gathering-base') throw new Error('frozen out of turn');
  if (before.frozen !== null && !sameKeys(before.frozen, frozen)) throw new Error('frozen twice');
}

function sameKeys(a: FrozenRoster, b: FrozenRoster): boolean {
  return (
    Object.keys(a).join() === Object.keys(b).join() &&
    Object.entries(a).every(([owner, key]) => equalBytes(key, b[Number(owner)] ?? new Uint8Array()))
  );
}
