import { FederatedError } from '../base/index.ts';
import type { Column } from '../contract/index.ts';
import type { FileProfile } from '../dataset/index.ts';
import type { Box } from '../storage/index.ts';
import type { DataOwnerWork, OnProgress } from '../workers/index.ts';
import type { FileLedger } from './ledger.ts';
import { checkRange, fileView, type ColumnChoice, type StoredFile } from './offer.ts';
import type { FileView } from './views.ts';

interface DataFileDeps {
  /** Names what is stored. */
  readonly id: string;
  readonly box: Box<StoredFile>;
  readonly ledger: FileLedger;
  readonly work: () => DataOwnerWork;
  readonly onProgress: OnProgress;
  /** Another file is there, or none. */
  readonly onReplaced: () => void;
  /** A person changed what is shown of it. */
  readonly onChoice: () => void;
  readonly onTrouble: (error: unknown) => void;
}

/** The one file of a data owner's tab: kept in this browser, with what its owner chose to show of it. */
export interface DataFile {
  readonly stored: StoredFile | null;
  readonly profile: FileProfile | null;
  /**
   * Takes the file that was stored, if there is one.
   *
   * @throws FederatedError if it can no longer be read: then there is none.
   */
  restore(): Promise<void>;
  /**
   * Reads, stores and takes a file; the one before stays until this one is read without an error.
   *
   * @returns false if another one was chosen meanwhile, or `allowed` no longer holds.
   */
  read(
    file: Omit<StoredFile, 'choices' | 'riskUnderstood'>,
    allowed: () => Promise<boolean>,
  ): Promise<boolean>;
  /** Gives up a file that is being read. */
  abandon(): void;
  /** Looks up what its rows have answered by now; more than was known is a risk that nobody has understood yet. */
  lookUp(): Promise<void>;
  choose(column: string, choice: ColumnChoice): void;
  setRiskUnderstood(understood: boolean): void;
  forget(): Promise<void>;
  /**
   * The file as the page shows it; null while there is none.
   *
   * @param shared the union of what contributing owners show.
   * @param answeredRows the rows that answered in this session; null before any has.
   */
  view(shared: readonly Column[], answeredRows: string | null): FileView | null;
}

export async function createDataFile(deps: DataFileDeps): Promise<DataFile> {
  const { id, box, ledger } = deps;
  let stored: StoredFile | null = (await box.load(id)) ?? null;
  let profile: FileProfile | null = null;
  let answeredBefore: FileView['answeredBefore'] = [];
  /** Counts the files that were chosen: only the last one is taken. */
  let chosen = 0;

  async function take(file: StoredFile, read: FileProfile): Promise<void> {
    // The samples are nobody's secret.
    answeredBefore = file.sample ? [] : await ledger.answeredElsewhere(read.rowsHash);
    stored = file;
    profile = read;
    deps.onReplaced();
  }

  function change(update: (file: StoredFile) => StoredFile): void {
    if (stored === null) return;
    stored = update(stored);
    box.save(id, stored).catch(deps.onTrouble);
    deps.onChoice();
  }

  return {
    get stored() {
      return stored;
    },
    get profile() {
      return profile;
    },

    async restore() {
      if (stored === null) return;
      try {
        await take(stored, await deps.work().readProfile(stored.blob));
      } catch (error) {
        stored = null;
        throw error;
      }
    },

    async read(source, allowed) {
      chosen += 1;
      const choice = chosen;
      try {
        const read = await deps.work().readProfile(source.blob, deps.onProgress);
        const file: StoredFile = { ...source, choices: {}, riskUnderstood: false };
        const wanted = async () => (await allowed()) && choice === chosen;
        if (!(await wanted())) return false;
        await box.save(id, file);
        // From here on the copy in this browser counts: the file on disk may change or go.
        const kept = (await box.load(id)) ?? file;
        if (!(await wanted())) return false;
        await take(kept, read);
        return true;
      } catch (error) {
        if (choice === chosen) throw error;
        return false;
      }
    },
    abandon: () => void (chosen += 1),

    async lookUp() {
      if (stored === null || profile === null || stored.sample) return;
      const found = await ledger.answeredElsewhere(profile.rowsHash);
      if (found.length <= answeredBefore.length) return;
      answeredBefore = found;
      stored = { ...stored, riskUnderstood: false };
      await box.save(id, stored);
    },

    choose(column, choice) {
      if (choice.range !== undefined) {
        const found = profile?.columns.find((each) => each.name === column);
        if (found === undefined) throw new FederatedError('invalid-argument', 'no such column');
        checkRange(found, choice.range);
      }
      change((file) => ({
        ...file,
        choices: { ...file.choices, [column]: { ...file.choices[column], ...choice } },
      }));
    },
    setRiskUnderstood: (riskUnderstood) => change((file) => ({ ...file, riskUnderstood })),

    async forget() {
      chosen += 1;
      await box.remove(id);
      stored = null;
      profile = null;
      answeredBefore = [];
    },

    view(shared, answeredRows) {
      if (stored === null || profile === null) return null;
      const changed = answeredRows !== null && answeredRows !== profile.rowsHash && !stored.sample;
      return fileView(stored, profile, shared, { answeredBefore, changed });
    },
  };
}
