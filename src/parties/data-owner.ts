import { createNotifier, FederatedError } from '../base/index.ts';
import type { EngineName } from '../bignum/index.ts';
import {
  agreeingTo,
  createSharedSecret,
  formatSharedSecret,
  isTraining,
  parseSharedSecret,
} from '../protocol/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Coordination, Network } from '../transport/index.ts';
import type { DataOwnerWork, WorkThread } from '../workers/index.ts';
import { createAnswering } from './answering.ts';
import type { ColumnChoice } from './column-offer.ts';
import { consentKey, isStillAsked } from './consent-key.ts';
import { createDataFile } from './data-file.ts';
import { createDataOwnerConnection } from './data-owner-connection.ts';
import { createReading } from './data-owner-reading.ts';
import { dataOwnerBoxes, type DataOwnerRecord } from './data-owner-records.ts';
import { createDataOwnerSession } from './data-owner-session.ts';
import { canOffer, dataOwnerPhase, dataOwnerView, standingOffer } from './data-owner-view.ts';
import { engineLabel, engineNamed } from './engines.ts';
import { createLedger } from './ledger.ts';
import { marksOf, offerBody, offerProblem, ownersHere } from './offer.ts';
import { createOwnScores } from './own-scores.ts';
import { createProblemList } from './problems.ts';
import { isCompared, receiptDocument } from './receipt.ts';
import { RUN_CODES } from './run-endings.ts';
import { sampleFile, samplesFor } from './samples.ts';
import type { Progress } from './happenings.ts';
import type { DataOwnerParty, DataOwnerView, FileView } from './views.ts';

/** Length of a key for scores where no contract has said one. */
const USUAL_KEY_BITS = 2048;

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
  const { sid, invite } = deps.record.link;
  const boxes = dataOwnerBoxes(storage);
  const notifier = createNotifier();
  const problems = createProblemList(refresh);
  // By invite, not by session: the session's id is the model owner's to repeat in other links.
  const ledger = createLedger(storage, id);
  let record = deps.record;
  let progress: Progress | null = null;
  let worker = deps.createWorker(engineNamed(record.engine));
  let engineInUse: DataOwnerView['engineInUse'] = null;
  let secret = record.sharedSecret === null ? null : await parseSharedSecret(record.sharedSecret);
  /** Null until all that the tab is made of is there. */
  let view: DataOwnerView | null = null;
  const work = () => worker.work;

  const file = await createDataFile({
    ...{ id, ledger, work, box: boxes.files },
    onProgress: (done, total) => setProgress('reading-file', done, total),
    onReplaced() {
      answering.reset();
      session.forgetCounts();
    },
    onChoice() {
      // What was contributed is no longer what is shown: it has to be said again.
      takeBack();
      refresh();
    },
    onTrouble: (error) => problems.add(error, 'storage-failed'),
  });
  const answering = createAnswering({
    ...{ sid, maskKey: record.maskKey, dealSeed: record.dealSeed, work },
    file: () => file.readable,
    declaredRows: () => standingOffer(session.state)?.maximumRows ?? 0,
    sharedSecret: () => secret,
    onChecked: (contract, rows) => session.checkRows(contract, rows),
    compareFirst: (roster) => record.compareFirst && !isCompared(session.book, roster),
    progress: (task) => (done, total) => setProgress(task, done, total),
  });
  const connection = createDataOwnerConnection({
    ...{ record, network, problems, onChange: refresh },
    onConnected() {
      session.dispatch({ type: 'connected' });
      scores.connected();
    },
    onMessage(message, bytes, hash) {
      session.received(bytes);
      if (message.type === 'SCORING' || message.type === 'SCORED') scores.receive(message);
      else session.dispatch({ type: 'message', message, ...(hash === undefined ? {} : { hash }) });
    },
  });
  const session = await createDataOwnerSession({
    ...{ id, box: boxes.checkpoints, ledger, file, problems, now, answering },
    storageRetryMs: deps.storageRetryMs,
    guards: () => record.guards,
    send: connection.send,
    setProgress: (task) => setProgress(task),
    onChange() {
      reading.keepUp();
      refresh();
    },
  });
  const reading = createReading({
    ...{ file, problems, takeBack, settled: session.settled },
    // What was contributed was read as it was agreed to.
    marks: () => standingOffer(session.state)?.missingMarks ?? marksOf(session.request),
    isTraining: () => isTraining(session.state),
    onProgress: (bytes) => (bytes === null ? setProgress(null) : setProgress('reading-file', 0, bytes)),
  });
  const scores = createOwnScores({
    ...{ sid, work, send: connection.send, onChange: refresh },
    keyBits: () => session.book.terms?.keyBits ?? USUAL_KEY_BITS,
    columnNames: () => file.readable?.form.columnNames ?? {},
    onSent: (number, bytes) => session.noteLine({ what: 'scores', round: number, bytes }),
    onTrouble: (error) => problems.add(error, 'scores-refused'),
  });

  // ---- what is shown -----------------------------------------------------------------------------

  function currentFile(): FileView | null {
    const { state, request, answeredRows, rowCounts } = session;
    const contract = 'contract' in state ? state.contract.contract : null;
    const context = { request, contract, rowCounts, guards: record.guards, standing: standingOffer(state) };
    return file.view(context, answeredRows);
  }

  function shown(): DataOwnerView {
    const { state, request, lastAnswerMs, book } = session;
    const { engine, guards, sharedSecret, compareFirst } = record;
    return dataOwnerView({
      ...{ state, request, lastAnswerMs, progress, invite, book },
      ...{ engine, engineInUse, guards, sharedSecret, compareFirst },
      file: currentFile(),
      isFileReady: !reading.busy && reading.upToDate,
      problems: problems.all,
      connected: connection.connected,
      channelVerifier: connection.verifier,
      scoring: scores.view,
      samples: samplesFor(request?.sample ?? null, invite, deps.samplesUrl),
    });
  }

  function refresh(): void {
    if (view === null) return;
    view = shown();
    const phase = dataOwnerPhase(session.state, connection.connected);
    coordination.setStatus(phase, view.training?.roundsAnswered ?? 0);
    notifier.notify();
  }

  function setProgress(task: Progress['task'] | null, done = 0, total = 0): void {
    progress = task === null ? null : { task, done, total };
    refresh();
  }

  // ---- what a person does ------------------------------------------------------------------------

  function takeBack(): void {
    if (['offered', 'finished'].includes(session.state.name)) session.dispatch({ type: 'withdraw' });
  }

  function choose(column: string, choice: ColumnChoice): void {
    if (!isTraining(session.state)) file.choose(column, choice);
  }

  function keep(change: Partial<DataOwnerRecord>): void {
    record = { ...record, ...change };
    void boxes.records.save(id, record).catch((error: unknown) => problems.add(error, 'storage-failed'));
    refresh();
  }

  function restartWorker(): void {
    worker.terminate();
    worker = deps.createWorker(engineNamed(record.engine));
    askEngine();
    answering.reset();
    scores.reset();
    progress = null;
  }

  function askEngine(): void {
    const asked = worker;
    engineInUse = null;
    asked.work.engine().then(
      (name) => {
        if (asked !== worker) return;
        engineInUse = engineLabel(name);
        refresh();
      },
      // A worker that cannot be started says so where it is needed.
      () => undefined,
    );
  }

  /** A training goes on with the secret that it began with. */
  async function useSharedSecret(words: string | null): Promise<void> {
    const parsed = words === null ? null : await parseSharedSecret(words);
    if (isTraining(session.state)) throw new FederatedError('invalid-state', 'not while training');
    secret = parsed;
    answering.reset();
    keep({ sharedSecret: parsed === null ? null : await formatSharedSecret(parsed) });
  }

  async function contribute(seen: string): Promise<void> {
    problems.settle('request-changed');
    await session.settled();
    await file.lookUp();
    const { state, request } = session;
    const own = currentFile();
    if (own === null || request === null || offerProblem(own) !== null || !canOffer(state)) return;
    if (!isStillAsked(seen, consentKey(state, request, own, record.guards))) {
      problems.addCode('request-changed');
      return;
    }
    if (state.name === 'asking-consent') {
      problems.settle(...RUN_CODES);
      const { contract, owners } = state.contract;
      const offer = agreeingTo(contract, state.offer);
      session.dispatch({ type: 'contribute', offer, ownersTold: owners });
    } else if (!reading.busy && reading.upToDate) {
      problems.settle(...RUN_CODES);
      const offer = offerBody(own, request, record.guards);
      session.dispatch({ type: 'contribute', offer, ownersTold: ownersHere(request) });
    }
    await session.settled();
  }

  // ---- start -------------------------------------------------------------------------------------

  await file.restore(reading.marks()).catch((error: unknown) => problems.add(error, 'csv-not-text'));
  progress = null;
  view = shown();
  askEngine();
  refresh();
  session.dispatch({ type: 'restored' });
  await connection.start();

  return {
    get view() {
      return view ?? shown();
    },
    subscribe: notifier.subscribe,
    dismiss: problems.dismiss,
    useFile: (chosen) => reading.read(chosen.name, chosen),
    usePastedText: (text, name) => reading.read(name, new Blob([text], { type: 'text/csv' })),
    async useSample(name) {
      try {
        await reading.read(name, await sampleFile(deps.samplesUrl, name), true);
      } catch (error) {
        problems.add(error, 'signaling-unreachable');
      }
    },
    setShown: (column, isShown) => choose(column, { shown: isShown }),
    setType: (column, type) => choose(column, { type }),
    setRange: (column, range) => choose(column, { range }),
    setPolicy: (column, policy) => choose(column, policy),
    setShownAs: (column, shownAs) => choose(column, { shownAs }),
    setCategories(column, categories) {
      if (isTraining(session.state)) return;
      const index = file.profile?.columns.findIndex(({ name }) => name === column) ?? -1;
      file.chooseCategories(currentFile()?.offered[index]?.column ?? null, column, categories);
    },
    setRiskUnderstood(understood) {
      if (!isTraining(session.state)) file.setUnderstood(understood ? (currentFile()?.risks ?? []) : []);
    },
    setGuards: (guards) => keep({ guards }),
    setEngine(engine) {
      if (isTraining(session.state)) return;
      record = { ...record, engine };
      restartWorker();
      keep({ engine });
    },
    setCompareFirst: (compareFirst) => keep({ compareFirst }),
    createSharedSecret: async () => useSharedSecret(await createSharedSecret()),
    setSharedSecret: useSharedSecret,
    confirmRoster: session.confirmRoster,
    rejectRoster: () => session.dispatch({ type: 'roster-compared', same: false }),
    contribute,
    withdraw: () => session.dispatch({ type: 'withdraw' }),
    leave: () => {
      restartWorker();
      session.dispatch({ type: 'leave' });
    },
    async forget() {
      if (isTraining(session.state)) return;
      file.abandon();
      session.dispatch({ type: 'withdraw' });
      await session.settled();
      await file.forget();
      await session.forget();
      restartWorker();
      secret = null;
      keep({ sharedSecret: null });
    },
    scoreFile: (chosen, mostRows) => scores.score(chosen, mostRows),
    scoredCsv: () => scores.scoredCsv(),
    receipt: () => receiptDocument({ invite, ...session }),
    async close() {
      session.close();
      connection.close();
      coordination.close();
      worker.terminate();
      await network.close();
    },
  };
}
