import { createStore, del, get, set } from 'idb-keyval';
import { FederatedError } from '../base/index.ts';

/** Values of one kind, by id. Values are structured-cloned: keys, blobs and bigints included. */
export interface Box<T> {
  load(id: string): Promise<T | undefined>;
  save(id: string, value: T): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A place that outlives a reload: boxes by name. Ids contain session, role and invite, hashed. */
export interface Storage {
  box<T>(name: string): Box<T>;
}

/** The layout of what is stored; raised when it changes, so that an older tab's data is not misread. */
const LAYOUT = 'v3';

/**
 * Storage in this browser's IndexedDB.
 *
 * @throws FederatedError 'storage-failed' from every call, where the browser refuses to store.
 */
export function createBrowserStorage(): Storage {
  const store = createStore(`federated-trainer-${LAYOUT}`, 'values');
  return keyValueStorage({
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    remove: (key) => del(key, store),
  });
}

/** Storage that ends with the program: for tests, with the same cloning as the browser's. */
export function createMemoryStorage(): Storage {
  const values = new Map<string, unknown>();
  return keyValueStorage({
    get: (key) => Promise.resolve(structuredClone(values.get(key))),
    set: (key, value) => Promise.resolve(void values.set(key, structuredClone(value))),
    remove: (key) => Promise.resolve(void values.delete(key)),
  });
}

interface KeyValue {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

function keyValueStorage(keyValue: KeyValue): Storage {
  return {
    box<T>(name: string): Box<T> {
      return {
        load: (id) => guarded(() => keyValue.get(`${name}/${id}`) as Promise<T | undefined>),
        save: (id, value) => guarded(() => keyValue.set(`${name}/${id}`, value)),
        remove: (id) => guarded(() => keyValue.remove(`${name}/${id}`)),
      };
    },
  };
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown';
    throw new FederatedError('storage-failed', `storage: ${name}`, { name }, { cause });
  }
}
