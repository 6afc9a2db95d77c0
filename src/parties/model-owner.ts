import { createNotifier, FederatedError, isFederatedError, type Bytes } from '../base/index.ts';
import type { EngineName } from '../bignum/index.ts';
import { MAX_COLUMNS } from '../contract/index.ts';
import {
  canonicalHash,
  createInvite,
  initialModelOwnerState,
  isRunning,
  keyProofSeed,
  MAX_INVITE,
  ownerOf,
  rosterHashOf,
  stepModelOwner,
  type ModelOwnerEffect,
  type ModelOwnerEvent,
  type ModelOwnerState,
  type OfferBody,
  type RequestBody,
} from '../protocol/index.ts';
import type { Coordination, Network, NetworkState } from '../transport/index.ts';
import type { Storage } from '../storage/index.ts';
import type { ModelOwnerWork, ModelUseWork, WorkThread } from '../workers/index.ts';
import { engineLabel, engineNamed } from './engines.ts';
import { withContractFile } from './contract-file.ts';
import { createKeyKeeper } from './key-keeper.ts';
import { modelOwnerRecords, type InviteRecord, type ModelOwnerRecord } from './model-owner-records.ts';
import { inviteView, modelOwnerPhase } from './model-owner-view.ts';
import { createModelUse } from './model-use.ts';
import { createOwnerLinks } from './owner-links.ts';
import {
  changeChoices,
  contractBody,
  contractOf,
  isRoundLimit,
  keyFitOf,
  maximumRowsOf,
  planOf,
  sharedColumns,
  suggestsOneShot,
  targetClasses,
  trainBlockOf,
} from './plan.ts';
import { createProblemList } from './problems.ts';
import { couldRefit } from './refit.ts';
import { rememberLast } from './remember.ts';
import { concludeRun, refitFrom, type StoredResult } from './result.ts';
import { createScoreGiving } from './score-giving.ts';
import { createTrainingRun, type TrainingRun } from './training-run.ts';
import { createTrainingLog } from './training-log.ts';
import type { Progress } from './happenings.ts';
import type { ModelOwnerParty, ModelOwnerView, Plan, ResultView } from './views.ts';

/** Largest file of keys or encrypted numbers read. */
const MAX_PHE_FILE_BYTES = 16 * 1024 * 1024;

export interface ModelOwnerDeps {
  /** Names this tab's stored values: a hash of the session. */
  readonly id: string;
  readonly record: ModelOwnerRecord;
  readonly storage: Storage;
  readonly network: Network;
  readonly coordination: Coordination;
  readonly createWorker: (engine: EngineName) => WorkThread<ModelOwnerWork>;
  readonly createModelUse: () => WorkThread<ModelUseWork>;
  readonly now: () => number;
  /** Full links, from what the page was loaded from. */
  readonly linkOf: (record: ModelOwnerRecord, invite: InviteRecord) => string;
  readonly facilitatorLink: string;
}

/** The model owner's tab: invites, plan, key and training. */
export function createModelOwner(deps: ModelOwnerDeps): ModelOwnerParty {
  const { id, storage, network, coordination, now } = deps;
  const box = modelOwnerRecords(storage);
  const notifier = createNotifier();
  const problems = createProblemList(refresh);
  let record = deps.record;
  const keys = createKeyKeeper(
    () => deps.createWorker(engineNamed(record.choices.engine)),
    (keyProgress) => {
      progress = keyProgress;
      refresh();
    },
  );

  let state: ModelOwnerState = initialModelOwnerState(record.frozen);
  let networkState: NetworkState = 'connecting';
  let facilitatorPresent = false;
  let progress: Progress | null = null;
  let run: TrainingRun | null = null;
  /** Whether Train was pressed and no contract has gone out yet. */
  let starting = false;
  /** Whether the facilitator asked everybody to hold; called when it no longer does. */
  let held = false;
  let release: () => void = () => undefined;
  const log = createTrainingLog(now);
  const use = createModelUse({ createWorker: deps.createModelUse });
  const links = createOwnerLinks({
    session: record,
    problems,
    invites: () => record.invites,
    bind: (index, boundKey) =>
      store({
        invites: record.invites.map((each) => (each.index === index ? { ...each, boundKey } : each)),
      }),
    onOpen(owner) {
      dispatch({ type: 'connected', owner, request: request() });
      // Everybody is told how many there are.
      tellRequest();
      giving.connected(owner);
    },
    onMessage(owner, message, bytes) {
      log.count(bytes);
      if (message.type === 'BASE' || message.type === 'GRADIENT') log.ownerAnswered(owner);
      if (message.type === 'SCORE') giving.asked(owner, message.body);
      else dispatch({ type: 'message', owner, message });
    },
    onClose(owner) {
      dispatch({ type: 'disconnected', owner });
      tellRequest();
    },
  });
  let closed = false;
  let view: ModelOwnerView;

  // ---- what is known -----------------------------------------------------------------------------

  /** Of those that the next training can be with: once there is a roster, nobody else. */
  function offers(): { owner: number; offer: OfferBody }[] {
    const { frozen } = state;
    return record.invites.flatMap(({ index }) => {
      const { connected, offer } = ownerOf(state, index);
      const eligible = frozen === null || frozen[index] !== undefined;
      return connected && eligible && offer !== null ? [{ owner: index, offer }] : [];
    });
  }

  const columnsOf = rememberLast(sharedColumns, (shown, contractFile, choices) => [
    ...[contractFile, choices],
    ...shown.flatMap(({ owner, offer }) => [owner, offer]),
  ]);
  const planWith = rememberLast(planOf);
  const contractWith = rememberLast(contractOf);
  const keyFitWith = rememberLast(keyFitOf);
  const refitWith = rememberLast(couldRefit);

  function situation() {
    const contractFile = record.contractFile?.contract ?? null;
    const columns = columnsOf(offers(), contractFile, record.choices.columnChoices);
    const plan = planWith(record.choices, columns);
    const contract = contractWith(plan, columns, contractFile);
    const keyFit = contract === null ? null : keyFitWith(contract, maximumRowsOf(offers()), plan.keyBits);
    const online = networkState === 'online';
    const block = trainBlockOf({ online, state, plan, columns, contract, keyFit });
    const refit = block === null && refitWith(record.totals, plan, contract);
    return { columns, plan, contract, keyFit, block, refit };
  }

  function refresh(): void {
    if (closed) return;
    const { columns, plan, contract, keyFit, refit, ...rest } = situation();
    const block = starting ? 'training' : rest.block;
    const phase = modelOwnerPhase(state, { online: networkState === 'online', starting, held, block });
    view = {
      phase,
      problems: problems.all,
      invites: record.invites.map((invite) =>
        inviteView(invite, state, {
          link: deps.linkOf(record, invite),
          lastAnswerMs: log.ownerMilliseconds(invite.index),
          channelVerifier: links.verifierOf(invite.index),
        }),
      ),
      facilitatorLink: deps.facilitatorLink,
      facilitatorPresent,
      columns,
      plan,
      keyFit,
      trainBlock: block,
      training: log.view(isRunning(state) ? progress : null),
      // A model stays until there is another one: a run that comes to nothing takes nothing away.
      result: isRunning(state) || record.result === null ? null : resultWith(record.result, scoresView()),
      refit,
      classes: targetClasses(plan.target, columns),
      suggestOneShot: suggestsOneShot(contract),
      frozenOwners: state.frozen === null ? null : Object.keys(state.frozen).map(Number),
      key: keys.current(),
      contractFile: record.contractFile?.name ?? null,
      progress,
    };
    coordination.setStatus(phase, log.completeRounds());
    notifier.notify();
  }

  const resultWith = rememberLast((result: StoredResult, scores: ResultView['scores']) => ({
    ...result,
    scores,
  }));
  const scoresWith = rememberLast((given: number, left: number) => ({ given, left }));
  const scoresView = () => scoresWith(giving.given, giving.left);

  function request(): RequestBody {
    const { plan, columns } = situation();
    const fixed = record.contractFile !== null || plan.target !== '';
    return {
      title: plan.title,
      owners: record.invites.length,
      present: links.present.length,
      kind: plan.kind,
      mode: plan.mode,
      roundLimit: isRoundLimit(plan.roundLimit) ? plan.roundLimit : null,
      asked: fixed ? [plan.target, ...plan.features].filter((name) => name !== '') : [],
      shared: columns
        .filter(({ conflict }) => conflict !== true)
        .map(({ column }) => column)
        .slice(0, MAX_COLUMNS),
      derived: [...plan.derived],
      missingMarks: [...plan.missingMarks],
      validation: plan.validation,
      sample: record.sample,
    };
  }

  /** Stores the session; whoever needs it stored waits for it. */
  async function store(change: Partial<ModelOwnerRecord>): Promise<void> {
    record = { ...record, ...change };
    refresh();
    await box.save(id, record);
  }

  function keep(change: Partial<ModelOwnerRecord>): void {
    store(change).catch((error: unknown) => problems.add(error, 'storage-failed'));
  }

  // ---- state machine -----------------------------------------------------------------------------

  function dispatch(event: ModelOwnerEvent): void {
    if (closed) return;
    const result = stepModelOwner(state, event);
    const before = state;
    state = result.state;
    for (const effect of result.effects) carryOut(effect);
    if (state.name === 'failed' && before.name !== 'failed') tellFailure(state);
    refresh();
  }

  /** Who ended the run, and with which reason; a failure in this tab has said so itself. */
  function tellFailure({ owner, reason, guard }: Extract<ModelOwnerState, { name: 'failed' }>): void {
    log.end();
    if (owner !== null) problems.addCode('owner-left', { invite: owner, reason, ...(guard && { guard }) });
  }

  function tellRequest(): void {
    dispatch({ type: 'request-changed', request: request() });
  }

  function carryOut(effect: ModelOwnerEffect): void {
    switch (effect.type) {
      case 'send': {
        log.count(links.send(effect.owner, effect.message));
        return;
      }
      case 'offers-changed':
        if (offers().length > 0) keys.prepare(record.choices.keyBits);
        forgetTotals();
        // Everybody's ranges are the union: who is widened is told.
        queueMicrotask(tellRequest);
        return;
      case 'roster-frozen':
        keep({ frozen: effect.frozen });
        return;
      case 'hash-roster': {
        const { roster } = effect;
        void rosterHashOf(roster).then((rosterHash) =>
          dispatch({ type: 'roster-hashed', roster, rosterHash }),
        );
        return;
      }
      case 'sum-base':
        void compute(async (current) => {
          await current.start(effect.answers);
          await ask(current);
        });
        return;
      case 'sum-gradients':
        void compute(async (current) => {
          const mse = await current.takeAnswers(effect.answers);
          if (!isCurrent(current)) return;
          log.roundAnswered(mse);
          await ask(current);
        });
        return;
      case 'conclude':
        void compute(conclude);
        return;
      case 'cancelled':
        // With rounds that are complete, the run concludes with them.
        if (!isRunning(state)) log.clear();
        if (effect.reason !== 'cancelled') {
          problems.addCode('owner-left', { invite: effect.owner, reason: effect.reason });
        }
    }
  }

  /** Who took its contribution back may give other rows: what is known is not of these. */
  function forgetTotals(): void {
    const { frozen } = state;
    if (record.totals === null || frozen === null || isRunning(state)) return;
    const isBack = (owner: string) => {
      const { connected, offer } = ownerOf(state, Number(owner));
      return connected && offer === null;
    };
    if (Object.keys(frozen).some(isBack)) keep({ totals: null });
  }

  /** Runs one job of the training; a failure ends the run with its reason. */
  async function compute(job: (current: TrainingRun) => Promise<void>): Promise<void> {
    const current = run;
    if (current === null) return;
    try {
      await job(current);
    } catch (error) {
      if (!isCurrent(current)) return;
      problems.add(error, 'worker-failed');
      log.end();
      dispatch({
        type: 'work-failed',
        reason: isFederatedError(error, 'integrity') ? 'integrity' : 'failed',
      });
    }
  }

  /** Whether a run has not been given up while something was computed for it. */
  function isCurrent(candidate: TrainingRun): boolean {
    return !closed && candidate === run && isRunning(state);
  }

  /** Opens the next round, or ends where there is nothing left to ask. */
  async function ask(current: TrainingRun): Promise<void> {
    if (held && !log.stopping()) await new Promise<void>((resolve) => (release = resolve));
    if (!isCurrent(current)) return;
    const question = log.stopping() ? null : await current.nextQuestion();
    if (!isCurrent(current)) return;
    // Stop may have been pressed while the weights were encrypted.
    if (question === null || log.stopping()) return conclude(current);
    log.roundOpened();
    dispatch({ type: 'weights-encrypted', ciphertexts: question });
  }

  async function conclude(current: TrainingRun): Promise<void> {
    if (!isRunning(state)) return;
    const { contract, contractHash, participants } = state;
    const { plan } = situation();
    const engine = await keys.work().engine();
    if (!isCurrent(current)) return;
    const stopped = log.stopping() || !finishedByItself(current, contract.contract.roundLimit);
    const findings = await concludeRun(
      current,
      plan,
      { contract: contract.contract, contractHash },
      {
        mode: contract.contract.mode,
        optimiser: plan.optimiser,
        rounds: log.completeRounds(),
        converged: current.converged,
        stopped,
        keyBits: contract.keyBits as Plan['keyBits'],
        engine: engineLabel(engine),
        owners: participants.length,
        seconds: log.seconds(),
        bytes: log.bytes(),
        ...(plan.optimiser === 'gradient-descent' && contract.contract.mode === 'rounds'
          ? { learningRate: plan.learningRate }
          : {}),
        lossByRound: log.losses(),
      },
    );
    if (!isCurrent(current)) return;
    await store(findings);
    takeModelIntoUse();
    log.end();
    dispatch({ type: 'solved', stopped });
  }

  function takeModelIntoUse(): void {
    use.setModel(record.result?.model ?? null);
    giving.offer(record.choices.scores);
  }

  function finishedByItself(current: TrainingRun, roundLimit: number): boolean {
    return current.converged || log.completeRounds() >= roundLimit || current.finished;
  }

  // ---- connections -------------------------------------------------------------------------------

  const giving = createScoreGiving(
    {
      sid: record.sid,
      work: keys.work,
      model: () => record.result?.model ?? null,
      send: (owner, message) => void links.send(owner, message),
      connected: () => links.present,
      store: (scoring) => store({ scoring }),
      onTrouble: (error) => problems.add(error, 'worker-failed'),
    },
    record.scoring,
  );
  takeModelIntoUse();
  network.onConnection((connection) => void links.admit(connection));
  network.onStateChange((next) => {
    networkState = next;
    if (next === 'online') problems.settle('signaling-unreachable', 'signaling-refused');
    if (next === 'unreachable') problems.addCode('signaling-unreachable');
    if (next === 'refused') problems.addCode('signaling-refused');
    refresh();
  });
  coordination.onRoom((room) => {
    facilitatorPresent = room.facilitators > 0;
    held = room.pauseRequested && !room.closed && room.facilitators > 0;
    if (!held) release();
    refresh();
  });
  refresh();

  /** Finds another model from the totals that are here; false if they do not suffice after all. */
  async function refit(): Promise<boolean> {
    const { plan, contract } = situation();
    if (contract === null || record.totals === null) return false;
    starting = true;
    refresh();
    try {
      const findings = await refitFrom(record.totals, record.result, { plan, contract }, keys.work(), now);
      if (findings === null || closed) return findings !== null;
      problems.settle('worker-failed', 'target-one-class');
      await store(findings);
      takeModelIntoUse();
    } catch (error) {
      problems.add(error, 'worker-failed');
    } finally {
      starting = false;
      refresh();
    }
    return true;
  }

  async function train(): Promise<void> {
    const { block, refit: canRefit } = situation();
    if (starting || block !== null) return;
    if (canRefit && (await refit())) return;
    await startTraining();
  }

  async function startTraining(): Promise<void> {
    starting = true;
    log.start();
    refresh();
    try {
      const agreed = await agree(await keys.key(record.choices.keyBits));
      if (agreed === null || closed) {
        log.clear();
        return;
      }
      const { body, contractHash, plan, participants } = agreed;
      keep({ runs: body.run });
      problems.settle(
        'owner-left',
        'roster-refused',
        'worker-failed',
        'integrity',
        'singular-design',
        'diverged',
      );
      log.agree(body.contract, participants);
      run = createTrainingRun({ terms: body, plan, work: keys.work() });
      starting = false;
      dispatch({ type: 'train', contract: body, contractHash });
    } catch (error) {
      log.clear();
      if (!isFederatedError(error, 'cancelled')) problems.add(error, 'worker-failed');
    } finally {
      starting = false;
      refresh();
    }
  }

  /** The contract over those who have contributed now; null if meanwhile it cannot be trained any more. */
  async function agree(key: { readonly n: Bytes; readonly keyBits: number }) {
    for (;;) {
      const { contract, plan, block } = situation();
      if (contract === null || block !== null) return null;
      const taking = offers();
      const session = { owners: taking.length, maximumRows: maximumRowsOf(taking), run: record.runs + 1 };
      const unproven = contractBody(contract, key, session);
      const keyProof = await keys.prove(await keyProofSeed(record.sid, unproven));
      const body = { ...unproven, keyProof };
      const contractHash = await canonicalHash(body);
      // Somebody may have come or gone while the key was proved.
      const now = offers();
      const same = now.length === taking.length && now.every(({ offer }, i) => offer === taking[i]?.offer);
      if (same) return { body, contractHash, plan, participants: taking.map(({ owner }) => owner) };
    }
  }

  return {
    get view() {
      return view;
    },
    subscribe: notifier.subscribe,
    dismiss: problems.dismiss,

    addDataOwner() {
      const index = Math.max(0, ...record.invites.map((invite) => invite.index)) + 1;
      if (index > MAX_INVITE) return;
      const invite: InviteRecord = { ...createInvite(index), name: '', boundKey: null };
      keep({ invites: [...record.invites, invite] });
      tellRequest();
    },
    removeDataOwner(index) {
      const invite = record.invites.find((each) => each.index === index);
      if (invite === undefined || invite.boundKey !== null || record.invites.length === 1) return;
      keep({ invites: record.invites.filter((each) => each !== invite) });
      tellRequest();
    },
    renameDataOwner(index, name) {
      const clean = name.trim().slice(0, 100);
      keep({
        invites: record.invites.map((each) => (each.index === index ? { ...each, name: clean } : each)),
      });
    },

    setPlan(change) {
      if (isRunning(state) || starting) return;
      const { engine } = record.choices;
      keep({ choices: changeChoices(record.choices, change, situation().columns) });
      if (record.choices.engine !== engine) {
        keys.renew();
        if (offers().length > 0) keys.prepare(record.choices.keyBits);
      }
      if (change.keyBits !== undefined && offers().length > 0) keys.prepare(change.keyBits);
      if (change.scores !== undefined) giving.offer(change.scores);
      tellRequest();
    },
    async useContractFile(file) {
      try {
        await store(await withContractFile(file, record.choices));
        problems.settle('contract-invalid', 'contract-unsupported');
      } catch (error) {
        problems.add(error, 'contract-invalid');
      } finally {
        tellRequest();
      }
    },

    use,
    train: () => void train(),
    stop() {
      if (starting) keys.cancel();
      if (!isRunning(state)) return;
      // While the worker computes, the run ends after the round at hand.
      log.stop();
      release();
      dispatch({ type: 'stop' });
    },

    exportKey: async (kind) => {
      if (keys.current() === null) await keys.key(record.choices.keyBits);
      return keys.work().exportKey(kind);
    },
    async importKey(file) {
      if (isRunning(state) || starting) throw new FederatedError('invalid-state', 'a training is under way');
      const keyBits = await keys.importKey(await smallText(file));
      keep({ choices: { ...record.choices, keyBits: keyBits as Plan['keyBits'] } });
      tellRequest();
    },
    encryptNumbers: async (numbers) => {
      if (keys.current() === null) await keys.key(record.choices.keyBits);
      return keys.work().encryptNumbers(numbers);
    },
    decryptNumbers: async (file) => keys.work().decryptNumbers(await smallText(file)),

    async close() {
      closed = true;
      links.close();
      coordination.close();
      keys.close();
      use.close();
      await network.close();
    },
  };
}

async function smallText(file: File): Promise<string> {
  if (file.size > MAX_PHE_FILE_BYTES)
    throw new FederatedError('phe-file-invalid', 'too large', { reason: 'size' });
  return file.text();
}
