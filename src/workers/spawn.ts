import type { EngineName } from '../bignum/index.ts';
import { keepErrorCodes } from './errors.ts';
import type { DataOwnerWork, ModelOwnerWork, WorkThread } from './interfaces.ts';
import { startThread } from './thread.ts';

keepErrorCodes();

/**
 * The model owner's arithmetic in a thread of its own.
 *
 * @param engine the one to begin with: the thread's name tells it (see `engineOfThread`).
 */
export function spawnModelOwnerWork(engine: EngineName): WorkThread<ModelOwnerWork> {
  const { call, terminate } = startThread<ModelOwnerWork>(
    () => new Worker(new URL('./model-owner.worker.ts', import.meta.url), { type: 'module', name: engine }),
  );
  return {
    terminate,
    work: {
      engine: () => call((remote) => remote.engine()),
      generateKey: (keyBits) => call((remote) => remote.generateKey(keyBits)),
      proveKey: (seed, onProgress) => call((remote, progress) => remote.proveKey(seed, progress), onProgress),
      encrypt: (plaintexts) => call((remote) => remote.encrypt(plaintexts)),
      sumAndDecrypt: (answers, layout) => call((remote) => remote.sumAndDecrypt(answers, layout)),
      exportKey: (kind) => call((remote) => remote.exportKey(kind)),
      importKey: (text) => call((remote) => remote.importKey(text)),
      encryptNumbers: (numbers) => call((remote) => remote.encryptNumbers(numbers)),
      decryptNumbers: (text) => call((remote) => remote.decryptNumbers(text)),
    },
  };
}

/** A data owner's arithmetic in a thread of its own. @param engine the one to begin with. */
export function spawnDataOwnerWork(engine: EngineName): WorkThread<DataOwnerWork> {
  const { call, terminate } = startThread<DataOwnerWork>(
    () => new Worker(new URL('./data-owner.worker.ts', import.meta.url), { type: 'module', name: engine }),
  );
  return {
    terminate,
    work: {
      engine: () => call((remote) => remote.engine()),
      readProfile: (file, onProgress) =>
        call((remote, progress) => remote.readProfile(file, progress), onProgress),
      checkContract: (file, terms, onProgress) =>
        call((remote, progress) => remote.checkContract(file, terms, progress), onProgress),
      encryptBase: (masks, onProgress) =>
        call((remote, progress) => remote.encryptBase(masks, progress), onProgress),
      encryptGradient: (weights, masks, onProgress) =>
        call((remote, progress) => remote.encryptGradient(weights, masks, progress), onProgress),
    },
  };
}
