import { equalBytes, type Bytes } from '../../src/base/index.ts';
import type { DataOwnerState, DataOwnerStep } from '../../src/protocol/data-owner-machine.ts';
import { checkSending } from './sending.ts';

/** What a message may have done to a data owner, whatever it said; throws what is wrong. */
export function checkAnswer(before: DataOwnerState, { state, effects }: DataOwnerStep): void {
  if (!sameKeys(before.frozen, state.frozen)) throw new Error('a message changed the frozen roster');
  if (before.selection !== state.selection) throw new Error('a message changed the rows of the first run');
  if (before.ownersTold !== state.ownersTold) throw new Error('a message changed what a person was told');
  if (state.rostersTried > 8 || state.rostersTried < before.rostersTried) {
    throw new Error('a message changed the count of rosters');
  }
  // A contract that leads to a roster is counted there.
  const tried = state.rostersTried + state.contractsTried;
  if (state.contractsTried > 8 || tried < before.rostersTried + before.contractsTried) {
    throw new Error('a message changed the count of contracts');
  }
  for (const effect of effects) {
    switch (effect.type) {
      case 'send': {
        const { message } = effect;
        checkSending('model-owner', message);
        if (message.type !== 'BASE' && message.type !== 'GRADIENT') break;
        const last = 'last' in before ? before.last : null;
        const repeats = last !== null && equalBytes(last.answer, message.body.ciphertexts);
        if (!repeats || message.round !== last.round) throw new Error('an answer that is not the stored one');
        break;
      }
      case 'encrypt-base':
        throw new Error('a message alone had the totals encrypted');
      case 'encrypt-gradient': {
        const next = 'last' in before ? before.last.round + 1 : NaN;
        const { mode, roundLimit } =
          'contract' in before ? before.contract.contract : { mode: '', roundLimit: 0 };
        const limit = mode === 'one-shot' ? 0 : roundLimit;
        if (before.name !== 'waiting-for-weights' || effect.round !== next || next > limit) {
          throw new Error('a round that is not the next one');
        }
        break;
      }
      case 'check-contract':
        if (!['offered', 'finished'].includes(before.name))
          throw new Error('a contract in the middle of a run');
        break;
      case 'confirm-roster':
        if (before.name !== 'accepted') throw new Error('a roster without an accepted contract');
        break;
      case 'check-ready':
        if (before.name !== 'waiting-for-ready') throw new Error('READY before this side was ready');
        break;
      case 'show-request':
      case 'refused':
      case 'roster-refused':
        break;
      default:
        throw new Error(`unknown effect ${JSON.stringify(effect satisfies never)}`);
    }
  }
}

function sameKeys(a: readonly Bytes[] | null, b: readonly Bytes[] | null): boolean {
  if (a === b) return true;
  return (
    a !== null &&
    b !== null &&
    a.length === b.length &&
    a.every((key, i) => equalBytes(key, b[i] ?? key.slice(1)))
  );
}
