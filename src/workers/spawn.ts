import type { EngineName } from '../bignum/index.ts';
import { keepErrorCodes } from './errors.ts';
import type { DataOwnerWork, ModelOwnerWork, WorkThread, ModelUseWork } from './interfaces.ts';
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
      beginTraining: (terms, answers) => call((remote) => remote.beginTraining(terms, answers)),
      nextQuestion: () => call((remote) => remote.nextQuestion()),
      takeAnswers: (answers) => call((remote) => remote.takeAnswers(answers)),
      conclude: (request, training) => call((remote) => remote.conclude(request, training)),
      refit: (known, wanted, request, training) =>
        call((remote) => remote.refit(known, wanted, request, training)),
      answerScores: (question, model, onProgress) =>
        call((remote, progress) => remote.answerScores(question, model, progress), onProgress),
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
      readProfile: (file, missingMarks, onProgress) =>
        call((remote, progress) => remote.readProfile(file, missingMarks, progress), onProgress),
      checkContract: (file, terms, onProgress) =>
        call((remote, progress) => remote.checkContract(file, terms, progress), onProgress),
      encryptBase: (masks, onProgress) =>
        call((remote, progress) => remote.encryptBase(masks, progress), onProgress),
      encryptGradient: (weights, masks, onProgress) =>
        call((remote, progress) => remote.encryptGradient(weights, masks, progress), onProgress),
      askScores: (file, question, onProgress) =>
        call((remote, progress) => remote.askScores(file, question, progress), onProgress),
      proveScoreKey: (seed) => call((remote) => remote.proveScoreKey(seed)),
      readScores: (answers) => call((remote) => remote.readScores(answers)),
      scoredCsv: () => call((remote) => remote.scoredCsv()),
    },
  };
}

/** What a model is used for, in a thread of its own: a key is not held up by a file. */
export function spawnModelUse(): WorkThread<ModelUseWork> {
  const { call, terminate } = startThread<ModelUseWork>(
    () => new Worker(new URL('./model-use.worker.ts', import.meta.url), { type: 'module' }),
  );
  return {
    terminate,
    work: {
      predictFile: (file, model, onProgress) =>
        call((remote, progress) => remote.predictFile(file, model, progress), onProgress),
    },
  };
}
