import type { ErrorCode, ErrorDetails, Observable } from '../base/index.ts';
import type {
  DataOwnerParty,
  FacilitatorParty,
  ModelOwnerParty,
  ModelReader,
  SampleName,
} from '../parties/index.ts';

/** What the address asks for, with the party behind it. */
export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'model'; readonly reader: ModelReader }
  | { readonly page: 'modelOwner'; readonly party: ModelOwnerParty }
  | { readonly page: 'dataOwner'; readonly party: DataOwnerParty }
  | { readonly page: 'facilitator'; readonly party: FacilitatorParty }
  | { readonly page: 'problem'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** The role links of a session that has been filled with sample files, in the order to open them. */
export interface SampleLinks {
  readonly title: string;
  readonly links: readonly {
    readonly role: 'modelOwner' | 'dataOwner' | 'facilitator';
    /** Which data owner it is, from 1. */
    readonly index?: number;
    /** The full address, with its secret in the fragment. */
    readonly href: string;
  }[];
}

/** What the composition root offers to the page. */
export interface AppApi extends Observable {
  readonly route: Route;
  /** Creates a session and goes to its model owner's page in this tab. */
  startSession(): void;
  /** Creates a session of this title around the sample files; nothing is opened. */
  prepareSample(sample: SampleName, title: string): Promise<SampleLinks>;
  /** Goes to the page of saved models in this tab. */
  openModel(): void;
  /** Goes to the start page in this tab. */
  goHome(): void;
}
