import { asFederatedError, isFederatedError, type ErrorCode, type FederatedError } from '../base/index.ts';
import type { Connection, Network } from '../transport/index.ts';

/** Waits between attempts: short at first, since most tabs come a moment later, then calm. */
const WAITS_MS = [200, 400, 800, 1500, 3000, 5000] as const;
/** An attempt that keeps failing for the same reason is worth telling a person about. */
const ATTEMPTS_BEFORE_TELLING = 3;
/** Codes that trying again cannot help. */
const FINAL: readonly ErrorCode[] = ['link-used'];

interface ConnectorDeps {
  readonly network: Network;
  readonly remoteId: string;
  /** Makes a connection usable; a failure counts as a failed attempt. `ended` must be called when it is over. */
  readonly open: (connection: Connection, ended: (reason: ErrorCode) => void) => Promise<void>;
  /** A reason that persists (null: all is well again). */
  readonly onTrouble: (trouble: FederatedError | null) => void;
}

/** Keeps one connection to one party: whenever it is lost, it is made again. */
export function keepConnected({ network, remoteId, open, onTrouble }: ConnectorDeps): { close(): void } {
  let attempts = 0;
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const again = (): void => {
    if (over) return;
    clearTimeout(timer);
    timer = setTimeout(() => void attempt(), WAITS_MS[Math.min(attempts, WAITS_MS.length - 1)]);
  };

  async function attempt(): Promise<void> {
    try {
      const connection = await network.connect(remoteId);
      if (over) {
        connection.close();
        return;
      }
      await open(connection, again);
      attempts = 0;
      onTrouble(null);
    } catch (cause) {
      if (over) return;
      const error = asFederatedError(cause, 'channel-broken');
      attempts += 1;
      if (isFederatedError(error) && FINAL.includes(error.code)) {
        over = true;
        onTrouble(error);
        return;
      }
      if (attempts >= ATTEMPTS_BEFORE_TELLING) onTrouble(error);
      again();
    }
  }

  void attempt();
  return {
    close() {
      over = true;
      clearTimeout(timer);
    },
  };
}
