import { proxy, wrap, type Remote } from 'comlink';
import { keepErrorCodes } from './errors.ts';
import type { DataOwnerWork, ModelOwnerWork, OnProgress, WorkThread } from './interfaces.ts';

/** Threads start on first use: a tab that only looks pays nothing. */
function lazily<Work>(start: () => Worker): { remote: () => Remote<Work>; terminate: () => void } {
  let worker: Worker | undefined;
  let remote: Remote<Work> | undefined;
  return {
    remote() {
      worker ??= start();
      return (remote ??= wrap<Work>(worker));
    },
    terminate() {
      worker?.terminate();
      worker = undefined;
      remote = undefined;
    },
  };
}

keepErrorCodes();

/** The model owner's arithmetic in a thread of its own. */
export function spawnModelOwnerWork(): WorkThread<ModelOwnerWork> {
  const { remote, terminate } = lazily<ModelOwnerWork>(
    () => new Worker(new URL('./model-owner.worker.ts', import.meta.url), { type: 'module' }),
  );
  return {
    terminate,
    work: {
      engine: () => remote().engine(),
      generateKey: (keyBits) => remote().generateKey(keyBits),
      encrypt: (plaintexts) => remote().encrypt(plaintexts),
      sumAndDecrypt: (answers, bounds) => remote().sumAndDecrypt(answers, bounds),
    },
  };
}

/** A data owner's arithmetic in a thread of its own. */
export function spawnDataOwnerWork(): WorkThread<DataOwnerWork> {
  const { remote, terminate } = lazily<DataOwnerWork>(
    () => new Worker(new URL('./data-owner.worker.ts', import.meta.url), { type: 'module' }),
  );
  const crossing = (onProgress: OnProgress | undefined) =>
    onProgress === undefined ? undefined : proxy(onProgress);
  return {
    terminate,
    work: {
      engine: () => remote().engine(),
      readProfile: (file, onProgress) => remote().readProfile(file, crossing(onProgress)),
      checkContract: (file, terms, onProgress) => remote().checkContract(file, terms, crossing(onProgress)),
      encryptBase: (onProgress) => remote().encryptBase(crossing(onProgress)),
      encryptGradient: (weights, onProgress) => remote().encryptGradient(weights, crossing(onProgress)),
    },
  };
}
