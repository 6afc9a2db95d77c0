import { FederatedError, isFederatedError } from '../base/index.ts';
import { DEFAULT_MISSING_MARKS, type Column } from '../contract/index.ts';
import type { ColumnProfile, FileProfile } from '../dataset/index.ts';
import type { Box } from '../storage/index.ts';
import type { DataOwnerWork, FileForm, OnProgress } from '../workers/index.ts';
import {
  categoryChoice,
  checkRange,
  checkShownAs,
  choiceOf,
  offeredName,
  type ColumnChoice,
} from './column-offer.ts';
import type { FileLedger } from './ledger.ts';
import { columnNamesOf, fileView, sameMarks, type FileContext, type StoredFile } from './offer.ts';
import { rememberLast } from './remember.ts';
import type { FileView, Risk } from './views.ts';

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
  /** The marks of missing values that it was read with. */
  readonly marks: readonly string[];
  /** Equal for the same rows, whichever marks a model owner asks for; null while there is no file. */
  readonly rowsHash: string | null;
  /** What it takes to read it a second time; null while there is none. */
  readonly readable: { readonly blob: Blob; readonly form: FileForm } | null;
  /**
   * Takes the file that was stored, if there is one.
   *
   * @throws FederatedError if it can no longer be read: then there is none.
   */
  restore(marks: readonly string[]): Promise<void>;
  /**
   * Reads, stores and takes a file; the one before stays until this one is read without an error.
   *
   * @returns false if another one was chosen meanwhile, or `allowed` no longer holds.
   */
  read(
    file: Pick<StoredFile, 'name' | 'blob' | 'sample'>,
    marks: readonly string[],
    allowed: () => Promise<boolean>,
  ): Promise<boolean>;
  /** Reads the same file with other marks; what its owner chose stays. */
  readAgain(marks: readonly string[]): Promise<void>;
  /** Gives up a file that is being read. */
  abandon(): void;
  /**
   * Looks up what its rows have answered by now; more than was known is a risk that nobody has understood yet.
   *
   * @returns whether its owner has understood all that they answered in other sessions.
   */
  lookUp(): Promise<boolean>;
  /** @throws FederatedError 'data-out-of-range' or 'invalid-argument'. */
  choose(column: string, choice: ColumnChoice): void;
  /** @param column as it is offered now. @throws FederatedError 'invalid-argument'. */
  chooseCategories(column: Column | null, name: string, values: readonly string[]): void;
  setUnderstood(risks: readonly Risk[]): void;
  forget(): Promise<void>;
  /**
   * The file as the page shows it; null while there is none.
   *
   * @param answeredRows the rows that answered in this session; null before any has.
   */
  view(context: FileContext, answeredRows: string | null): FileView | null;
}

/** What is known of a file that was read. */
interface Known {
  readonly profile: FileProfile;
  readonly marks: readonly string[];
  readonly rowsHash: string;
}

export async function createDataFile(deps: DataFileDeps): Promise<DataFile> {
  const { id, box, ledger } = deps;
  let stored: StoredFile | null = (await box.load(id)) ?? null;
  let known: Known | null = null;
  let answeredBefore: FileView['answeredBefore'] = [];
  /** Counts the files that were chosen: only the last one is taken. */
  let chosen = 0;
  const viewOf = rememberLast(fileView, (file, profile, context, history) => [
    ...[file, profile, history.answeredBefore, history.changed],
    ...[context.request, context.standing, context.contract, context.guards, context.rowCounts],
  ]);

  async function know(blob: Blob, marks: readonly string[]): Promise<Known> {
    const profile = await deps.work().readProfile(blob, marks, deps.onProgress);
    if (sameMarks(marks, DEFAULT_MISSING_MARKS)) return { profile, marks, rowsHash: profile.rowsHash };
    // Without this line the same rows are new to the ledger as soon as another cell is called missing.
    return { profile, marks, rowsHash: (await plainHash(blob)) ?? profile.rowsHash };
  }

  /** Null for a file that cannot be read with the usual marks. */
  async function plainHash(blob: Blob): Promise<string | null> {
    try {
      return (await deps.work().readProfile(blob, DEFAULT_MISSING_MARKS)).rowsHash;
    } catch (error) {
      if (isFederatedError(error) && error.code.startsWith('csv-')) return null;
      throw error;
    }
  }

  async function take(file: StoredFile, read: Known): Promise<void> {
    // The samples are nobody's secret.
    answeredBefore = file.sample ? [] : await ledger.answeredElsewhere(read.rowsHash);
    stored = file;
    known = read;
  }

  function change(update: (file: StoredFile) => StoredFile): void {
    if (stored === null) return;
    stored = update(stored);
    box.save(id, stored).catch(deps.onTrouble);
    deps.onChoice();
  }

  function columnNamed(name: string): ColumnProfile {
    const found = known?.profile.columns.find((each) => each.name === name);
    if (found === undefined) throw new FederatedError('invalid-argument', 'no such column');
    return found;
  }

  /** Names of all columns but one, as they are offered. */
  function otherNames(name: string): string[] {
    const others = known?.profile.columns.filter((each) => each.name !== name) ?? [];
    return others.map((each) => offeredName(each, stored?.choices ?? {}));
  }

  function choose(name: string, choice: ColumnChoice): void {
    if (stored === null) return;
    const { range, shownAs } = choice;
    const column = columnNamed(name);
    if (range !== undefined) checkRange(column, range);
    if (shownAs !== undefined) checkShownAs(shownAs ?? name, otherNames(name));
    change((file) => ({
      ...file,
      choices: { ...file.choices, [name]: { ...choiceOf(file.choices, name), ...choice } },
    }));
  }

  return {
    get stored() {
      return stored;
    },
    get profile() {
      return known?.profile ?? null;
    },
    get marks() {
      return known?.marks ?? [];
    },
    get rowsHash() {
      return known?.rowsHash ?? null;
    },
    get readable() {
      if (stored === null || known === null) return null;
      const { profile } = known;
      const { rows, decimalComma } = profile;
      const columnNames = columnNamesOf(profile, stored.choices);
      return { blob: stored.blob, form: { rows, decimalComma, columnNames } };
    },

    async restore(marks) {
      if (stored === null) return;
      try {
        await take(stored, await know(stored.blob, marks));
      } catch (error) {
        stored = null;
        throw error;
      }
    },

    async read(source, marks, allowed) {
      chosen += 1;
      const choice = chosen;
      try {
        const read = await know(source.blob, marks);
        const file: StoredFile = { ...source, choices: {}, understood: [] };
        const wanted = async () => (await allowed()) && choice === chosen;
        if (!(await wanted())) return false;
        await box.save(id, file);
        // From here on the copy in this browser counts: the file on disk may change or go.
        const kept = (await box.load(id)) ?? file;
        if (!(await wanted())) return false;
        await take(kept, read);
        deps.onReplaced();
        return true;
      } catch (error) {
        if (choice === chosen) throw error;
        return false;
      }
    },
    async readAgain(marks) {
      if (stored === null) return;
      const choice = chosen;
      const read = await know(stored.blob, marks);
      if (choice === chosen) known = read;
    },
    abandon: () => void (chosen += 1),

    async lookUp() {
      if (stored === null || known === null || stored.sample) return true;
      const found = await ledger.answeredElsewhere(known.rowsHash);
      if (found.length > answeredBefore.length) {
        answeredBefore = found;
        stored = { ...stored, understood: stored.understood.filter((risk) => risk !== 'answered-before') };
        await box.save(id, stored);
      }
      return answeredBefore.length === 0 || stored.understood.includes('answered-before');
    },

    choose,
    chooseCategories(column, name, values) {
      choose(name, categoryChoice(columnNamed(name), column, values));
    },
    setUnderstood: (understood) => change((file) => ({ ...file, understood })),

    async forget() {
      chosen += 1;
      await box.remove(id);
      stored = null;
      known = null;
      answeredBefore = [];
    },

    view(context, answeredRows) {
      if (stored === null || known === null) return null;
      const changed = answeredRows !== null && answeredRows !== known.rowsHash && !stored.sample;
      return viewOf(stored, known.profile, context, { answeredBefore, changed });
    },
  };
}
