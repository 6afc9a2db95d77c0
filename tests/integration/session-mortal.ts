import { FederatedError } from '../../src/base/index.ts';
import type { DataOwnerState, Message } from '../../src/protocol/index.ts';
import type { Box, Storage } from '../../src/storage/index.ts';
import type { Wire } from './session-wire.ts';

/** Storage of a tab that dies. */
export interface MortalStorage extends Storage {
  /** Fulfilled when it has died. */
  readonly died: Promise<void>;
}

/**
 * The tab that has this storage dies as soon as it has stored a state of that name, before it does anything
 * about it: whatever it waits for never comes. What is kept lies in `storage`.
 */
export function mortalStorage(storage: Storage, name: DataOwnerState['name']): MortalStorage {
  let dead = false;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  const forever = new Promise<never>(() => undefined);
  return {
    died,
    box<T>(boxName: string): Box<T> {
      const box = storage.box<T>(boxName);
      return {
        ...box,
        async save(id, value) {
          if (dead) return forever;
          await box.save(id, value);
          if (boxName !== 'data-owner-checkpoint') return;
          if ((value as { readonly state: DataOwnerState }).state.name !== name) return;
          dead = true;
          die();
          return forever;
        },
      };
    },
  };
}

/** Storage that refuses the first `times` values of a box, and takes them from then on. */
export function fullStorage(
  storage: Storage,
  boxName: string,
  times: number,
): Storage & { readonly refused: number } {
  let refused = 0;
  return {
    get refused() {
      return refused;
    },
    box<T>(name: string): Box<T> {
      const box = storage.box<T>(name);
      if (name !== boxName) return box;
      return {
        ...box,
        save(id, value) {
          if (refused === times) return box.save(id, value);
          refused += 1;
          return Promise.reject(new FederatedError('storage-failed', 'full'));
        },
      };
    },
  };
}

/** The distinct bytes of every answer, by owner and round: more than one means that it told more than once. */
export function spellingsOf({ messages }: Wire): Map<string, Set<string>> {
  const spellings = new Map<string, Set<string>>();
  for (const { message } of messages) {
    if (message.type !== 'BASE' && message.type !== 'GRADIENT') continue;
    const key = `${message.from}, ${message.type} ${message.round}`;
    const known = spellings.get(key) ?? new Set<string>();
    spellings.set(key, known.add(message.body.ciphertexts.toString()));
  }
  return spellings;
}

/** How often owners sent a type of message. */
export function timesSent({ messages }: Wire, type: Message['type'], from: number): number {
  return messages.filter(({ message }) => message.type === type && message.from === from).length;
}
