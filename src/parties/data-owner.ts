import {
  asFederatedError,
  createNotifier,
  FederatedError,
  isFederatedError,
  type ErrorCode,
  type ErrorDetails,
} from '../base/index.ts';
import type { EngineName } from '../bignum/index.ts';
import {
  awaits,
  canonicalHash,
  createSharedSecret,
  formatSharedSecret,
  decodeToDataOwner,
  initialDataOwnerState,
  isTraining,
  MAX_INVITE,
  openChannel,
  parseSharedSecret,
  peerIdOf,
  stepDataOwner,
  withoutSession,
  type AbortReason,
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
import { createAnswering, isWork, taskOf } from './answering.ts';
import { keepConnected } from './connector.ts';
import { engineNamed } from './engines.ts';
import { dataOwnerBoxes, type DataOwnerCheckpoint, type DataOwnerRecord } from './data-owner-records.ts';
import { dataOwnerPhase, dataOwnerView } from './data-owner-view.ts';
import { createMessageLink, HANDSHAKE_TIMEOUT_MS, type MessageLink } from './message-link.ts';
import {
  CONSENTED_MODES,
  DEFAULT_ROUND_CONSENT,
  offerBody,
  offerProblem,
  type ColumnChoice,
} from './offer.ts';
import { createDataFile } from './data-file.ts';
import { createLedger } from './ledger.ts';
import { createProblemList } from './problems.ts';
import {
  bookOf,
  EMPTY_RECEIPT,
  isCompared,
  receiptDocument,
  withLine,
  withRefusal,
  type ReceiptBook,
} from './receipt.ts';
import { sampleFile, samplesFor } from './samples.ts';
import type { DataOwnerParty, DataOwnerView, FileView, Progress } from './views.ts';

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
  'key-invalid',
  'key-proof-invalid',
  'roster-refused',
  'roster-changed',
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
  readonly createWorker: (engine: EngineName) => WorkThread<DataOwnerWork>;
  readonly now: () => number;
  /** How long to wait before something is stored again that could not be. */
  readonly storageRetryMs: number;
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
  let book: ReceiptBook = EMPTY_RECEIPT;
  /** The rows that answered in this session. */
  let answeredRows: string | null = null;
  // By invite, not by session: the session's id is the model owner's to repeat in other links.
  const ledger = createLedger(storage, id);

  let progress: Progress | null = null;
  let lastAnswerMs: number | null = null;
  let link: MessageLink<ToModelOwner> | null = null;
  let worker = deps.createWorker(engineNamed(record.engine));
  let verifier: string | null = null;
  let secret = record.sharedSecret === null ? null : await parseSharedSecret(record.sharedSecret);
  /** Files that are being read. */
  let reading = 0;
  let closed = false;
  let view: DataOwnerView;

  const file = await createDataFile({
    id,
    ledger,
    box: boxes.files,
    work: () => worker.work,
    onProgress: (done, total) => setProgress('reading-file', done, total),
    onReplaced: () => answering.reset(),
    onChoice() {
      // What was contributed is no longer what is shown: it has to be said again.
      if (state.name === 'offered') dispatch({ type: 'withdraw' });
      refresh();
    },
    onTrouble: (error) => problems.add(error, 'storage-failed'),
  });
  const checkpoint = await boxes.checkpoints.load(id);
  if (checkpoint !== undefined) ({ state, request, book, answeredRows } = checkpoint);
  // Without the file there is nothing to answer from: a stored consent means nothing any more.
  if (file.stored === null && state.name !== 'finished') state = withoutSession(state);

  const answering = createAnswering({
    sid: record.link.sid,
    maskKey: record.maskKey,
    work: () => worker.work,
    file: () => file.stored?.blob ?? null,
    declaredRows: () => ('offer' in state ? (state.offer?.maximumRows ?? 0) : 0),
    sharedSecret: () => secret,
    // Who agreed to a sum over several owners has not agreed to one over itself: nothing masks that.
    compareFirst: (roster) =>
      (record.compareFirst || (roster.entries.length === 1 && record.ownersTold > 1)) &&
      !isCompared(book, roster),
    progress: (task) => (done, total) => setProgress(task, done, total),
  });

  function currentFile(): FileView | null {
    return file.view(request?.shared ?? [], answeredRows);
  }

  function refresh(): void {
    view = dataOwnerView({
      ...{ state, request, lastAnswerMs, progress },
      book: isTraining(state) ? bookOf(book, state) : book,
      file: currentFile(),
      problems: problems.all,
      connected: link !== null,
      channelVerifier: link === null ? null : verifier,
      sharedSecret: record.sharedSecret,
      compareFirst: record.compareFirst,
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
    inTurn(() => step(event));
  }

  function inTurn(task: () => Promise<void> | undefined): void {
    queue = queue.then(task).catch((error: unknown) => {
      problems.add(error, 'storage-failed');
      // Nothing of it happened: it is taken again once there may be room.
      if (isFederatedError(error, 'storage-failed')) setTimeout(() => inTurn(task), deps.storageRetryMs);
    });
  }

  async function step(event: DataOwnerEvent): Promise<void> {
    if (closed) return;
    const before = state;
    const result = stepDataOwner(state, event);
    state = result.state;
    await store(before);
    problems.settle('storage-failed');
    for (const effect of result.effects) carryOut(effect);
    if (state.name === 'aborted' && before.name !== 'aborted') announceAbort(state);
    refresh();
  }

  /** Nothing leaves of what could not be stored: the question can be asked again. */
  async function store(before: DataOwnerState): Promise<void> {
    try {
      // The receipt of a run before stays until an answer of this one leaves.
      if ('last' in state) await noteRun();
      if (state !== before) await boxes.checkpoints.save(id, snapshot());
    } catch (error) {
      state = before;
      refresh();
      throw error;
    }
  }

  function snapshot(): DataOwnerCheckpoint {
    return { state, book, request, answeredRows };
  }

  /** Before an answer leaves: which run it belongs to, and that these rows have answered it. */
  async function noteRun(): Promise<void> {
    book = bookOf(book, state);
    if (file.stored === null || file.profile === null || !('roster' in state)) return;
    const { rowsHash } = file.profile;
    answeredRows = rowsHash;
    if (file.stored.sample) return;
    const { contract } = state.contract;
    await ledger.note(rowsHash, {
      title: request?.title ?? '',
      rosterCode: book.roster?.code ?? '',
      owners: state.contract.owners,
      columns: [contract.target, ...contract.features].map(({ name }) => name),
      rounds: 'last' in state ? state.last.round : 0,
      at: now(),
    });
  }

  function announceAbort(aborted: Extract<DataOwnerState, { name: 'aborted' }>): void {
    if (aborted.by === 'model-owner') problems.addCode('session-aborted', { reason: aborted.reason });
    else if (aborted.reason === 'message-unexpected') refuse('message-unexpected', 'unexpected');
  }

  /** Says what this tab did not do, to this person and in the receipt. */
  function refuse(code: ErrorCode, reason: string, details: ErrorDetails = {}): void {
    book = withRefusal(book, { code, reason, at: now() });
    problems.addCode(code, { reason, ...details });
    save();
  }

  function carryOut(effect: DataOwnerEffect): void {
    if (isWork(effect)) {
      void compute(effect);
      return;
    }
    switch (effect.type) {
      case 'send': {
        const { type, round } = effect.message;
        const bytes = link?.send(effect.message) ?? 0;
        // What could not be sent is sent when the connection is back.
        if ((type !== 'BASE' && type !== 'GRADIENT') || bytes === 0) return;
        book = withLine(book, { what: type === 'BASE' ? 'base' : 'round', round, at: now(), bytes });
        save();
        return;
      }
      case 'show-request':
        request = effect.request;
        return;
      case 'refused':
        refuse('contract-refused', effect.problem.kind, effect.problem.details);
        return;
      case 'roster-refused':
        refuse(effect.reason === 'changed' ? 'roster-changed' : 'roster-refused', effect.reason);
    }
  }

  function save(): void {
    boxes.checkpoints.save(id, snapshot()).catch((error: unknown) => problems.add(error, 'storage-failed'));
  }

  /** Does the work of the session; a failure ends the session with a reason, and is told to this person alone. */
  async function compute(effect: Parameters<typeof answering.run>[0]): Promise<void> {
    const task = taskOf(effect);
    const startedAt = now();
    setProgress(task);
    try {
      if (effect.type === 'check-contract') await checkHistory();
      const event = await answering.run(effect);
      if (task === 'round') lastAnswerMs = now() - startedAt;
      // What was computed for a run that has ended meanwhile is no answer to the next one.
      inTurn(() => (awaits(state, effect) ? step(event) : undefined));
    } catch (cause) {
      if (closed || isFederatedError(cause, 'cancelled')) return;
      const error = asFederatedError(cause, 'worker-failed');
      inTurn(() => {
        if (!awaits(state, effect)) return undefined;
        refuse(error.code, String(error.details['reason'] ?? ''), error.details);
        return step({ type: 'work-failed', reason: abortReason(error.code) });
      });
    } finally {
      setProgress(null);
    }
  }

  /** An offer may stand for long: meanwhile the same file may have answered in another tab. */
  async function checkHistory(): Promise<void> {
    await file.lookUp();
    const shown = currentFile();
    if (shown === null || offerProblem(shown) !== 'risk') return;
    throw new FederatedError('contract-refused', 'the file answered elsewhere', {
      reason: 'answered-before',
    });
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
    verifier = channel.verifier;
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
      book = { ...book, bytesReceived: book.bytesReceived + bytes };
      if (message.type !== 'CONTRACT' && message.type !== 'ROSTER') dispatch({ type: 'message', message });
      else dispatch({ type: 'message', message, hash: await canonicalHash(message.body) });
    });
  }

  // ---- file --------------------------------------------------------------------------------------

  async function readFile(name: string, blob: Blob, sample = false): Promise<void> {
    if (isTraining(state)) throw new FederatedError('invalid-state', 'a file cannot change while training');
    setProgress('reading-file', 0, blob.size);
    // A contribution is of the file that was shown, not of the one to come.
    if (state.name === 'offered' || state.name === 'finished') dispatch({ type: 'withdraw' });
    reading += 1;
    try {
      const taken = await file.read({ name, blob, sample }, async () => {
        await queue;
        return !isTraining(state);
      });
      if (taken) problems.settle(...codesOfFiles());
    } catch (error) {
      if (!isFederatedError(error, 'cancelled')) problems.add(error, 'csv-not-text');
    } finally {
      reading -= 1;
      if (reading === 0) setProgress(null);
    }
  }

  function codesOfFiles(): ErrorCode[] {
    return problems.all.map((each) => each.code).filter((code) => /^(csv|data)-/.test(code));
  }

  function choose(column: string, choice: ColumnChoice): void {
    if (!isTraining(state)) file.choose(column, choice);
  }

  function restartWorker(): void {
    worker.terminate();
    worker = deps.createWorker(engineNamed(record.engine));
    answering.reset();
    progress = null;
  }

  // ---- start -------------------------------------------------------------------------------------

  refresh();
  network.onStateChange((networkState) => {
    if (networkState === 'online') problems.settle('signaling-unreachable', 'signaling-refused');
    if (networkState === 'unreachable') problems.addCode('signaling-unreachable');
  });
  await file.restore().catch((error: unknown) => problems.add(error, 'csv-not-text'));
  refresh();
  dispatch({ type: 'restored' });
  const connector = keepConnected({
    network,
    remoteId: await peerIdOf(record.link.sid),
    open,
    onTrouble: (trouble) =>
      trouble === null ? problems.settle(...CONNECTION_CODES) : problems.add(trouble, 'channel-broken'),
  });

  function keep(change: Partial<DataOwnerRecord>): void {
    record = { ...record, ...change };
    void boxes.records.save(id, record).catch((error: unknown) => problems.add(error, 'storage-failed'));
    refresh();
  }

  /** A training goes on with the secret that it began with. */
  async function useSharedSecret(words: string | null): Promise<void> {
    const parsed = words === null ? null : await parseSharedSecret(words);
    if (isTraining(state)) throw new FederatedError('invalid-state', 'a secret cannot change while training');
    secret = parsed;
    answering.reset();
    keep({ sharedSecret: parsed === null ? null : await formatSharedSecret(parsed) });
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
        await readFile(name, await sampleFile(deps.samplesUrl, name), true);
      } catch (error) {
        problems.add(error, 'signaling-unreachable');
      }
    },
    setShown: (column, shown) => choose(column, { shown }),
    setType: (column, type) => choose(column, { type }),
    setRange: (column, range) => choose(column, { range }),
    setRiskUnderstood: (understood) => {
      if (!isTraining(state)) file.setRiskUnderstood(understood);
    },
    setEngine(engine) {
      if (isTraining(state)) return;
      record = { ...record, engine };
      restartWorker();
      keep({ engine });
    },
    setCompareFirst: (compareFirst) => keep({ compareFirst }),
    async createSharedSecret() {
      await useSharedSecret(await createSharedSecret());
    },
    setSharedSecret: useSharedSecret,
    confirmRoster() {
      const { roster, ...current } = bookOf(book, state);
      if (roster === null) return;
      book = { ...current, roster: { ...roster, confirmed: true } };
      save();
      dispatch({ type: 'roster-compared', same: true });
      refresh();
    },
    rejectRoster: () => dispatch({ type: 'roster-compared', same: false }),
    async contribute() {
      await file.lookUp();
      const shown = currentFile();
      if (shown === null || offerProblem(shown) !== null || progress?.task === 'reading-file') return;
      problems.settle(...RUN_CODES);
      const asked = state.name === 'asking-consent' ? state.contract.contract : null;
      if (asked === null) keep({ ownersTold: request?.owners ?? MAX_INVITE });
      const rounds = Math.max(DEFAULT_ROUND_CONSENT, asked?.roundLimit ?? 0);
      const modes = [...new Set([...CONSENTED_MODES, ...(asked === null ? [] : [asked.mode])])];
      dispatch({ type: 'contribute', offer: offerBody(shown, rounds, modes) });
      await queue;
    },
    withdraw: () => dispatch({ type: 'withdraw' }),
    leave: () => {
      restartWorker();
      dispatch({ type: 'leave' });
    },
    async forget() {
      if (isTraining(state)) return;
      file.abandon();
      dispatch({ type: 'withdraw' });
      await queue;
      await file.forget();
      await boxes.checkpoints.remove(id);
      book = EMPTY_RECEIPT;
      if (state.name !== 'finished') state = withoutSession(state);
      // Which roster was answered, and with which rows, outlasts the file.
      if (state.frozen !== null) await boxes.checkpoints.save(id, snapshot());
      restartWorker();
      secret = null;
      keep({ sharedSecret: null });
    },
    receipt: () => receiptDocument({ invite: record.link.invite, state, request, book }),
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

function abortReason(code: ErrorCode): AbortReason {
  if (code.startsWith('data-') || code.startsWith('csv-')) return 'data-refused';
  if (
    code === 'contract-refused' ||
    code === 'contract-unsupported' ||
    code.startsWith('key-') ||
    code === 'encoding-bound-too-large'
  ) {
    return 'contract-refused';
  }
  if (code === 'roster-refused') return 'roster-refused';
  return code === 'ciphertext-invalid' || code === 'integrity' ? 'integrity' : 'failed';
}
