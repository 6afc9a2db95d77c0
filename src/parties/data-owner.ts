import {
  asFederatedError,
  createNotifier,
  equalBytes,
  FederatedError,
  isFederatedError,
  type Bytes,
  type ErrorCode,
} from '../base/index.ts';
import type { FileProfile } from '../dataset/index.ts';
import {
  canonicalHash,
  decodeToDataOwner,
  initialDataOwnerState,
  isTraining,
  openChannel,
  peerIdOf,
  roundsToTotals,
  stepDataOwner,
  type AbortReason,
  type ContractBody,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type DataOwnerState,
  type RequestBody,
  type ToDataOwner,
  type ToModelOwner,
} from '../protocol/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Connection, Coordination, Network } from '../transport/index.ts';
import type { DataOwnerWork, WorkThread } from '../workers/index.ts';
import { keepConnected } from './connector.ts';
import {
  dataOwnerBoxes,
  type ContractTerms,
  type DataOwnerCheckpoint,
  type DataOwnerRecord,
} from './data-owner-records.ts';
import { dataOwnerPhase, dataOwnerView } from './data-owner-view.ts';
import { createMessageLink, HANDSHAKE_TIMEOUT_MS, type MessageLink } from './message-link.ts';
import {
  checkRange,
  CONSENTED_MODES,
  DEFAULT_ROUND_CONSENT,
  fileView,
  offerBody,
  offerProblem,
  type ColumnChoice,
  type StoredFile,
} from './offer.ts';
import { createProblemList } from './problems.ts';
import { receiptDocument } from './receipt.ts';
import { sampleFile, samplesFor } from './samples.ts';
import type { DataOwnerParty, DataOwnerView, FileView, Progress, ReceiptLine } from './views.ts';

/** Troubles of the connection: over as soon as it stands. */
const CONNECTION_CODES: readonly ErrorCode[] = [
  'model-owner-absent',
  'peer-gone',
  'signaling-unreachable',
  'signaling-refused',
  'no-ice-candidate',
  'no-network-path',
  'timeout',
  'channel-broken',
  'channel-authentication',
];
/** Troubles of a training: over as soon as a person contributes again. */
const RUN_CODES: readonly ErrorCode[] = [
  'contract-refused',
  'contract-unsupported',
  'session-aborted',
  'message-unexpected',
  'worker-failed',
  'integrity',
];

export interface DataOwnerDeps {
  /** Names this tab's stored values: a hash of session, role and invite. */
  readonly id: string;
  readonly record: DataOwnerRecord;
  readonly storage: Storage;
  readonly network: Network;
  readonly coordination: Coordination;
  readonly createWorker: () => WorkThread<DataOwnerWork>;
  readonly now: () => number;
  /** Where the sample files lie, ending in a slash. */
  readonly samplesUrl: string;
}

/** A data owner's tab: its file, its consent, its answers. */
export async function createDataOwner(deps: DataOwnerDeps): Promise<DataOwnerParty> {
  const { id, storage, network, coordination, now } = deps;
  const boxes = dataOwnerBoxes(storage);
  const notifier = createNotifier();
  const problems = createProblemList(refresh);

  let record = deps.record;
  let state: DataOwnerState = initialDataOwnerState;
  let request: RequestBody | null = null;
  let receipt: readonly ReceiptLine[] = [];
  let bytesSent = 0;
  let bytesReceived = 0;
  let terms: ContractTerms | null = null;

  let stored: StoredFile | null = null;
  let profile: FileProfile | null = null;
  let progress: Progress | null = null;
  let lastAnswerMs: number | null = null;
  let link: MessageLink<ToModelOwner> | null = null;
  let worker = deps.createWorker();
  /** The contract whose totals the worker holds: a reloaded tab has to sum again. */
  let summedFor: Bytes | null = null;
  /** What the worker computes for the session. */
  let running: { readonly name: string; readonly n: Bytes } | null = null;
  /** Counts the files that were chosen: only the last one is taken. */
  let chosen = 0;
  let closed = false;
  let view: DataOwnerView;

  const checkpoint = await boxes.checkpoints.load(id);
  stored = (await boxes.files.load(id)) ?? null;
  if (checkpoint !== undefined) {
    ({ state, request, receipt, bytesSent, bytesReceived, terms } = checkpoint);
  }
  // Without the file there is nothing to answer from: a stored consent means nothing any more.
  if (stored === null && state.name !== 'finished') state = initialDataOwnerState;

  function currentFile(): FileView | null {
    return stored === null || profile === null ? null : fileView(stored, profile, request?.shared ?? []);
  }

  function refresh(): void {
    view = dataOwnerView({
      ...{ state, request, lastAnswerMs, progress },
      ...(freshRun() ?? { receipt, bytesSent, bytesReceived, terms }),
      file: currentFile(),
      problems: problems.all,
      connected: link !== null,
      invite: record.link.invite,
      engine: record.engine,
      samples: samplesFor(request?.sample ?? null, record.link.invite, deps.samplesUrl),
    });
    coordination.setStatus(dataOwnerPhase(state, link !== null), view.training?.roundsAnswered ?? 0);
    notifier.notify();
  }

  function setProgress(task: Progress['task'] | null, done = 0, total = 0): void {
    progress = task === null ? null : { task, done, total };
    refresh();
  }

  // ---- state machine -----------------------------------------------------------------------------

  /** Events are taken one at a time; the state is stored before anything leaves. */
  let queue: Promise<void> = Promise.resolve();
  function dispatch(event: DataOwnerEvent): void {
    queue = queue.then(() => step(event)).catch((error: unknown) => problems.add(error, 'storage-failed'));
  }

  async function step(event: DataOwnerEvent): Promise<void> {
    if (closed) return;
    const before = state;
    const result = stepDataOwner(state, event);
    state = result.state;
    if (state !== before) await boxes.checkpoints.save(id, snapshot());
    for (const effect of result.effects) carryOut(effect);
    if (state.name === 'aborted' && before.name !== 'aborted') announceAbort(state);
    refresh();
  }

  function snapshot(): DataOwnerCheckpoint {
    return { state, receipt, bytesSent, bytesReceived, request, terms };
  }

  function announceAbort(aborted: Extract<DataOwnerState, { name: 'aborted' }>): void {
    if (aborted.by === 'model-owner') problems.addCode('session-aborted', { reason: aborted.reason });
    else if (aborted.reason === 'message-unexpected') problems.addCode('message-unexpected');
  }

  function carryOut(effect: DataOwnerEffect): void {
    switch (effect.type) {
      case 'send': {
        const bytes = link?.send(effect.message) ?? 0;
        noteAnswer(effect.message.type, effect.message.round, bytes);
        return;
      }
      case 'show-request':
        request = effect.request;
        return;
      case 'refused':
        problems.addCode('contract-refused', { reason: effect.problem.kind, ...effect.problem.details });
        return;
      case 'check-contract':
        void work('totals', effect, async () => {
          await sum(effect.contract);
          dispatch({ type: 'contract-checked' });
        });
        return;
      case 'encrypt-base':
        void work('encrypting', effect, async () => {
          await sum(effect.contract);
          const ciphertexts = await worker.work.encryptBase(onProgress('encrypting'));
          dispatch({ type: 'base-encrypted', ciphertexts });
        });
        return;
      case 'encrypt-gradient':
        void work('round', effect, async () => {
          const startedAt = now();
          await sum(effect.contract);
          const ciphertexts = await worker.work.encryptGradient(effect.question, onProgress('round'));
          lastAnswerMs = now() - startedAt;
          dispatch({ type: 'gradient-encrypted', round: effect.round, ciphertexts });
        });
    }
  }

  function noteAnswer(type: string, round: number, bytes: number): void {
    // What could not be sent is sent when the connection is back.
    if ((type !== 'BASE' && type !== 'GRADIENT') || bytes === 0) return;
    startReceipt();
    bytesSent += bytes;
    const line: ReceiptLine = { what: type === 'BASE' ? 'base' : 'round', round, at: now(), bytes };
    // A repeated answer is the same line: it told nothing new.
    if (receipt.some((each) => each.what === line.what && each.round === round)) return;
    receipt = [...receipt, line];
    save();
  }

  /** What a run begins with, of which nothing has left yet; null if it has, or there is none. */
  function freshRun(): Pick<DataOwnerCheckpoint, 'terms' | 'receipt' | 'bytesSent' | 'bytesReceived'> | null {
    if (!('contractHash' in state) || (terms !== null && equalBytes(state.contractHash, terms.hash)))
      return null;
    const fresh = termsOf(state.contract, state.contractHash);
    return { terms: fresh, receipt: [], bytesSent: 0, bytesReceived: 0 };
  }

  /** The receipt of a run before stays until an answer of this one leaves. */
  function startReceipt(): void {
    const fresh = freshRun();
    if (fresh !== null) ({ terms, receipt, bytesSent, bytesReceived } = fresh);
  }

  function save(): void {
    boxes.checkpoints.save(id, snapshot()).catch((error: unknown) => problems.add(error, 'storage-failed'));
  }

  const onProgress = (task: Progress['task']) => (done: number, total: number) =>
    setProgress(task, done, total);

  /** Has the worker hold the totals of the contract: at once if it does already. */
  async function sum(terms: Extract<DataOwnerEffect, { type: 'check-contract' }>['contract']): Promise<void> {
    if (stored === null) throw new FederatedError('invalid-state', 'no file');
    if (summedFor === terms.n) return;
    const { contract, maximumRows, n, keyBits } = terms;
    await worker.work.checkContract(
      stored.blob,
      { contract, maximumRows: Math.min(maximumRows, ownMaximum()), n, keyBits },
      onProgress('totals'),
    );
    summedFor = terms.n;
  }

  function ownMaximum(): number {
    return 'offer' in state && state.offer !== null ? state.offer.maximumRows : Number.MAX_SAFE_INTEGER;
  }

  /** Runs a job of the session; a failure ends the session with a reason, and is told to this person alone. */
  async function work(
    task: Progress['task'],
    effect: DataOwnerEffect & { contract: ContractBody },
    job: () => Promise<void>,
  ): Promise<void> {
    // A reconnection asks again for what is being computed.
    const name = `${effect.type} ${effect.type === 'encrypt-gradient' ? effect.round : ''}`;
    if (running?.name === name && running.n === effect.contract.n) return;
    const current = { name, n: effect.contract.n };
    running = current;
    setProgress(task);
    try {
      await job();
    } catch (error) {
      if (closed || isFederatedError(error, 'cancelled')) return;
      problems.add(error, 'worker-failed');
      dispatch({ type: 'work-failed', reason: abortReason(asFederatedError(error, 'worker-failed').code) });
    } finally {
      if (running === current) running = null;
      setProgress(null);
    }
  }

  // ---- connection --------------------------------------------------------------------------------

  async function open(connection: Connection, ended: (reason: ErrorCode) => void): Promise<void> {
    const channel = await openChannel({
      pipe: connection,
      link: record.link,
      staticKey: record.staticKey,
      fingerprints: await connection.fingerprints(),
      signal: AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS),
    });
    link = createMessageLink<ToModelOwner, ToDataOwner>({
      channel,
      sid: record.link.sid,
      self: record.link.invite,
      other: 0,
      decode: decodeToDataOwner,
      onMessage: receive,
      onClose: (reason) => {
        link = null;
        refresh();
        ended(reason);
      },
    });
    problems.settle(...CONNECTION_CODES);
    dispatch({ type: 'connected' });
  }

  /** In order: the hash of a contract takes a turn of its own. */
  let arrivals: Promise<void> = Promise.resolve();
  function receive(message: ToDataOwner, bytes: number): void {
    arrivals = arrivals.then(async () => {
      bytesReceived += bytes;
      if (message.type !== 'CONTRACT') {
        dispatch({ type: 'message', message });
        return;
      }
      dispatch({ type: 'message', message, contractHash: await canonicalHash(message.body) });
    });
  }

  // ---- file --------------------------------------------------------------------------------------

  async function readFile(name: string, blob: Blob): Promise<void> {
    if (isTraining(state)) throw new FederatedError('invalid-state', 'a file cannot change while training');
    chosen += 1;
    const choice = chosen;
    setProgress('reading-file', 0, blob.size);
    try {
      // A contribution is of the file that was shown, not of the one to come.
      if (state.name === 'offered' || state.name === 'finished') dispatch({ type: 'withdraw' });
      const read = await worker.work.readProfile(blob, onProgress('reading-file'));
      const file: StoredFile = { name, blob, choices: {}, riskUnderstood: false };
      await queue;
      if (choice !== chosen || isTraining(state)) return;
      await boxes.files.save(id, file);
      // From here on the copy in this browser counts: the file on disk may change or go.
      const kept = (await boxes.files.load(id)) ?? file;
      if (choice !== chosen || isTraining(state)) return;
      stored = kept;
      profile = read;
      summedFor = null;
      problems.settle(...problems.all.map((each) => each.code).filter((code) => /^(csv|data)-/.test(code)));
    } catch (error) {
      if (choice === chosen && !isFederatedError(error, 'cancelled')) problems.add(error, 'csv-not-text');
    } finally {
      if (choice === chosen) setProgress(null);
    }
  }

  function change(update: (file: StoredFile) => StoredFile): void {
    if (stored === null || isTraining(state)) return;
    stored = update(stored);
    void boxes.files.save(id, stored).catch((error: unknown) => problems.add(error, 'storage-failed'));
    // What was contributed is no longer what is shown: it has to be said again.
    if (state.name === 'offered') dispatch({ type: 'withdraw' });
    refresh();
  }

  function choose(column: string, choice: ColumnChoice): void {
    change((file) => ({
      ...file,
      choices: { ...file.choices, [column]: { ...file.choices[column], ...choice } },
    }));
  }

  function restartWorker(): void {
    worker.terminate();
    worker = deps.createWorker();
    summedFor = null;
    running = null;
    progress = null;
  }

  // ---- start -------------------------------------------------------------------------------------

  refresh();
  network.onStateChange((networkState) => {
    if (networkState === 'online') problems.settle('signaling-unreachable', 'signaling-refused');
    if (networkState === 'unreachable') problems.addCode('signaling-unreachable');
  });
  if (stored !== null) await rereadFile(stored);
  const connector = keepConnected({
    network,
    remoteId: await peerIdOf(record.link.sid),
    open,
    onTrouble: (trouble) =>
      trouble === null ? problems.settle(...CONNECTION_CODES) : problems.add(trouble, 'channel-broken'),
  });

  async function rereadFile(file: StoredFile): Promise<void> {
    try {
      profile = await worker.work.readProfile(file.blob);
    } catch (error) {
      problems.add(error, 'csv-not-text');
      stored = null;
    }
    refresh();
  }

  return {
    get view() {
      return view;
    },
    subscribe: notifier.subscribe,
    dismiss: problems.dismiss,
    useFile: (file) => readFile(file.name, file),
    usePastedText: (text) => readFile('pasted table', new Blob([text], { type: 'text/csv' })),
    async useSample(name) {
      try {
        await readFile(name, await sampleFile(deps.samplesUrl, name));
      } catch (error) {
        problems.add(error, 'signaling-unreachable');
      }
    },
    setShown: (column, shown) => choose(column, { shown }),
    setType: (column, type) => choose(column, { type }),
    setRange(column, range) {
      const found = profile?.columns.find((each) => each.name === column);
      if (found === undefined) return;
      checkRange(found, range);
      choose(column, { range });
    },
    setRiskUnderstood: (riskUnderstood) => change((file) => ({ ...file, riskUnderstood })),
    setEngine(engine) {
      if (isTraining(state)) return;
      record = { ...record, engine };
      void boxes.records.save(id, record).catch((error: unknown) => problems.add(error, 'storage-failed'));
      restartWorker();
      refresh();
    },
    async contribute() {
      const file = currentFile();
      if (file === null || offerProblem(file) !== null || progress?.task === 'reading-file') return;
      problems.settle(...RUN_CODES);
      const asked = state.name === 'asking-consent' ? state.contract.contract : null;
      const rounds = Math.max(DEFAULT_ROUND_CONSENT, asked?.roundLimit ?? 0);
      const modes = [...new Set([...CONSENTED_MODES, ...(asked === null ? [] : [asked.mode])])];
      dispatch({ type: 'contribute', offer: offerBody(file, rounds, modes) });
      await queue;
    },
    withdraw: () => dispatch({ type: 'withdraw' }),
    leave: () => {
      restartWorker();
      dispatch({ type: 'leave' });
    },
    async forget() {
      if (isTraining(state)) return;
      chosen += 1;
      dispatch({ type: 'withdraw' });
      await queue;
      await boxes.files.remove(id);
      await boxes.checkpoints.remove(id);
      stored = null;
      profile = null;
      receipt = [];
      if (state.name !== 'finished') state = initialDataOwnerState;
      restartWorker();
      refresh();
    },
    receipt: () => receiptDocument({ invite: record.link.invite, state, request, receipt, bytesSent, terms }),
    async close() {
      closed = true;
      connector.close();
      link?.close();
      coordination.close();
      worker.terminate();
      await network.close();
    },
  };
}

function termsOf({ contract, owners, keyBits }: ContractBody, hash: Bytes): ContractTerms {
  return { hash, roundLimit: contract.roundLimit, roundsToTotals: roundsToTotals(contract), owners, keyBits };
}

function abortReason(code: ErrorCode): AbortReason {
  if (code.startsWith('data-') || code.startsWith('csv-')) return 'data-refused';
  if (code === 'contract-unsupported' || code === 'key-invalid' || code === 'encoding-bound-too-large') {
    return 'contract-refused';
  }
  return code === 'ciphertext-invalid' || code === 'integrity' ? 'integrity' : 'failed';
}
