import {
  asFederatedError,
  FederatedError,
  isFederatedError,
  type ErrorCode,
  type ErrorDetails,
} from '../base/index.ts';
import type { Contract } from '../contract/index.ts';
import type { Guards, RowCounts } from '../dataset/index.ts';
import {
  awaits,
  initialDataOwnerState,
  stepDataOwner,
  withoutSession,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type DataOwnerMessage,
  type DataOwnerState,
  type GuardName,
  type RequestBody,
} from '../protocol/index.ts';
import type { Box } from '../storage/index.ts';
import type { CheckedRows } from '../workers/index.ts';
import { abortReason } from './run-endings.ts';
import { isWork, taskOf, type Answering, type WorkEffect } from './answering.ts';
import type { DataFile } from './data-file.ts';
import type { DataOwnerCheckpoint } from './data-owner-records.ts';
import { guardContract } from './guarding.ts';
import type { FileLedger } from './ledger.ts';
import type { ProblemList } from './problems.ts';
import { bookOf, EMPTY_RECEIPT, withLine, withRefusal, type ReceiptBook } from './receipt.ts';
import type { Progress } from './happenings.ts';
import type { ReceiptLine } from './views.ts';

interface SessionDeps {
  readonly id: string;
  readonly box: Box<DataOwnerCheckpoint>;
  readonly ledger: FileLedger;
  readonly file: DataFile;
  readonly problems: ProblemList;
  readonly guards: () => Guards;
  /** What the effects of the machine ask for. */
  readonly answering: Answering;
  readonly send: (message: DataOwnerMessage) => number;
  readonly setProgress: (task: Progress['task'] | null) => void;
  /** A step was taken. */
  readonly onChange: () => void;
  readonly now: () => number;
  /** How long to wait before something is stored again that could not be. */
  readonly storageRetryMs: number;
}

/** The state machine of a data owner's tab, joined to storage and to the work that its effects ask for. */
export interface DataOwnerSession {
  readonly state: DataOwnerState;
  readonly request: RequestBody | null;
  readonly book: ReceiptBook;
  /** The rows that answered in this session; null before any has. */
  readonly answeredRows: string | null;
  readonly rowCounts: RowCounts | null;
  readonly lastAnswerMs: number | null;
  /** Takes an event, after those that came before. */
  dispatch(event: DataOwnerEvent): void;
  /** Fulfilled when all events so far are taken. */
  settled(): Promise<void>;
  received(bytes: number): void;
  noteLine(line: Omit<ReceiptLine, 'at'>): void;
  /** This person compared the code with the other owners, and it is the same. */
  confirmRoster(): void;
  /** Takes what holding the file against a contract came to; throws to refuse. */
  checkRows(contract: Contract, rows: CheckedRows): void;
  /** What the file did to the rows is of another file by now. */
  forgetCounts(): void;
  /** Forgets all but what protects the totals that have left. */
  forget(): Promise<void>;
  close(): void;
}

export async function createDataOwnerSession(deps: SessionDeps): Promise<DataOwnerSession> {
  const { id, box, ledger, file, problems, now, answering } = deps;
  let state: DataOwnerState = initialDataOwnerState;
  let request: RequestBody | null = null;
  let book: ReceiptBook = EMPTY_RECEIPT;
  let answeredRows: string | null = null;
  let rowCounts: RowCounts | null = null;
  let lastAnswerMs: number | null = null;
  let closed = false;

  const checkpoint = await box.load(id);
  if (checkpoint !== undefined) ({ state, request, book, answeredRows, rowCounts } = checkpoint);
  // Without the file there is nothing to answer from: a stored consent means nothing any more.
  if (file.stored === null && state.name !== 'finished') state = withoutSession(state);

  /** Events are taken one at a time; the state is stored before anything leaves. */
  let queue: Promise<void> = Promise.resolve();
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
    deps.onChange();
    if (state.name === 'asking-consent' && before.name !== 'asking-consent') spareQuestion(state);
  }

  /** Nothing leaves of what could not be stored: the question can be asked again. */
  async function store(before: DataOwnerState): Promise<void> {
    try {
      // The receipt of a run before stays until an answer of this one leaves.
      if ('last' in state) await noteRun();
      if (state !== before) await box.save(id, snapshot());
    } catch (error) {
      state = before;
      deps.onChange();
      throw error;
    }
  }

  function snapshot(): DataOwnerCheckpoint {
    return { state, book, request, answeredRows, rowCounts };
  }

  function save(): void {
    box.save(id, snapshot()).catch((error: unknown) => problems.add(error, 'storage-failed'));
  }

  /** Before an answer leaves: which run it belongs to, and that these rows have answered it. */
  async function noteRun(): Promise<void> {
    book = bookOf(book, state);
    const { stored, rowsHash } = file;
    if (stored === null || rowsHash === null || !('roster' in state)) return;
    answeredRows = rowsHash;
    if (stored.sample) return;
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

  /** Refuses at once what a guard refuses: a person who is asked could not agree to it. */
  function spareQuestion({ contract }: Extract<DataOwnerState, { name: 'asking-consent' }>): void {
    try {
      guardContract(file, contract.contract, deps.guards());
    } catch (error) {
      inTurn(() => (state.name === 'asking-consent' ? fail(error) : undefined));
    }
  }

  function carryOut(effect: DataOwnerEffect): void {
    if (isWork(effect)) {
      void compute(effect);
      return;
    }
    switch (effect.type) {
      case 'send': {
        const { type, round } = effect.message;
        const bytes = deps.send(effect.message);
        // What could not be sent is sent when the connection is back.
        if ((type !== 'BASE' && type !== 'GRADIENT') || bytes === 0) return;
        noteLine({ what: type === 'BASE' ? 'base' : 'round', round, bytes });
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

  function noteLine(line: Omit<ReceiptLine, 'at'>): void {
    book = withLine(book, { ...line, at: now() });
    save();
  }

  /** Does the work of the session; a failure ends the session with a reason, and is told to this person alone. */
  async function compute(effect: WorkEffect): Promise<void> {
    const task = taskOf(effect);
    const startedAt = now();
    deps.setProgress(task);
    try {
      if (effect.type === 'check-contract') await checkHistory();
      const event = await answering.run(effect);
      if (task === 'round') lastAnswerMs = now() - startedAt;
      // What was computed for a run that has ended meanwhile is no answer to the next one.
      inTurn(() => (awaits(state, effect) ? step(event) : undefined));
    } catch (cause) {
      if (closed || isFederatedError(cause, 'cancelled')) return;
      inTurn(() => (awaits(state, effect) ? fail(cause) : undefined));
    } finally {
      deps.setProgress(null);
    }
  }

  async function fail(cause: unknown): Promise<void> {
    const { code, details } = asFederatedError(cause, 'worker-failed');
    refuse(code, String(details['reason'] ?? details['guard'] ?? ''), details);
    const guard = code === 'guard-refused' ? { guard: details['guard'] as GuardName } : {};
    await step({ type: 'work-failed', reason: abortReason(code), ...guard });
  }

  /** An offer may stand for long: meanwhile the same file may have answered in another tab. */
  async function checkHistory(): Promise<void> {
    if (await file.lookUp()) return;
    throw new FederatedError('contract-refused', 'the file answered elsewhere', {
      reason: 'answered-before',
    });
  }

  return {
    get state() {
      return state;
    },
    get request() {
      return request;
    },
    get book() {
      return book;
    },
    get answeredRows() {
      return answeredRows;
    },
    get rowCounts() {
      return rowCounts;
    },
    get lastAnswerMs() {
      return lastAnswerMs;
    },
    dispatch: (event) => inTurn(() => step(event)),
    settled: () => queue,
    received: (bytes) => void (book = { ...book, bytesReceived: book.bytesReceived + bytes }),
    noteLine,
    confirmRoster() {
      const { roster, ...current } = bookOf(book, state);
      if (roster === null) return;
      book = { ...current, roster: { ...roster, confirmed: true } };
      save();
      deps.onChange();
      inTurn(() => step({ type: 'roster-compared', same: true }));
    },
    checkRows(contract, { counts, ...summed }) {
      rowCounts = counts;
      const warnings = guardContract(file, contract, deps.guards(), summed);
      if (warnings.length > 0) rowCounts = { ...counts, warnings };
    },
    forgetCounts: () => void (rowCounts = null),
    async forget() {
      await box.remove(id);
      book = EMPTY_RECEIPT;
      rowCounts = null;
      if (state.name !== 'finished') state = withoutSession(state);
      // Which roster was answered, and with which rows, outlasts the file.
      if (state.frozen !== null) await box.save(id, snapshot());
    },
    close: () => void (closed = true),
  };
}
