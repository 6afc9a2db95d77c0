import type { Contract } from '../contract/index.ts';
import { roundsToTotals } from '../protocol/index.ts';
import type { Progress } from './happenings.ts';
import type { RoundView, TrainingView } from './views.ts';

/** What a training cost so far: rounds, times, bytes. Figures only, no numbers of the protocol. */
export interface TrainingLog {
  /** Train was pressed. */
  start(): void;
  /** What is trained, and with whom. */
  agree(contract: Contract, owners: readonly number[]): void;
  roundOpened(): void;
  ownerAnswered(owner: number): void;
  roundAnswered(mse: number): void;
  /** Counts payload bytes in either direction. */
  count(bytes: number): void;
  stop(): void;
  end(): void;
  /** Forgets a training that came to nothing. */
  clear(): void;
  stopping(): boolean;
  completeRounds(): number;
  losses(): number[];
  seconds(): number;
  bytes(): number;
  ownerMilliseconds(owner: number): number | undefined;
  view(progress: Progress | null): TrainingView | null;
}

export function createTrainingLog(now: () => number): TrainingLog {
  let contract: Contract | null = null;
  let owners: readonly number[] = [];
  let rounds: readonly RoundView[] = [];
  let answeredMs = new Map<number, number>();
  let startedAt = 0;
  let endedAt: number | null = null;
  let roundStartedAt = 0;
  let open = 0;
  let stopping = false;
  let bytes = 0;
  let bytesBefore = 0;

  return {
    start() {
      contract = null;
      owners = [];
      rounds = [];
      answeredMs = new Map();
      startedAt = now();
      endedAt = null;
      roundStartedAt = startedAt;
      open = 0;
      stopping = false;
      bytes = 0;
      bytesBefore = 0;
    },
    agree(newContract, participants) {
      contract = newContract;
      owners = participants;
    },
    roundOpened() {
      open += 1;
      roundStartedAt = now();
      answeredMs = new Map();
      bytesBefore = bytes;
    },
    ownerAnswered: (owner) => void answeredMs.set(owner, now() - roundStartedAt),
    roundAnswered(mse) {
      rounds = [
        ...rounds,
        {
          round: open,
          mse,
          milliseconds: now() - roundStartedAt,
          bytes: bytes - bytesBefore,
          ownerMilliseconds: owners.map((owner) => answeredMs.get(owner) ?? 0),
        },
      ];
    },
    count(more) {
      bytes += more;
    },
    stop() {
      stopping = true;
    },
    end() {
      endedAt = now();
    },
    clear() {
      contract = null;
      rounds = [];
    },
    stopping: () => stopping,
    completeRounds: () => rounds.length,
    losses: () => rounds.map(({ mse }) => mse),
    seconds: () => ((endedAt ?? now()) - startedAt) / 1000,
    bytes: () => bytes,
    ownerMilliseconds: (owner) => answeredMs.get(owner),
    view(progress) {
      if (contract === null) return null;
      return {
        roundLimit: contract.roundLimit,
        roundsToTotals: roundsToTotals(contract),
        round: open,
        rounds,
        stopping: stopping && endedAt === null,
        progress,
        owners,
        startedAt,
      };
    },
  };
}
