import type { ErrorCode, ErrorDetails } from '../base/index.ts';

/** Something that went wrong and is not over: the page turns it into a message with role alert. */
export interface Problem {
  readonly id: number;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

/** Something to be done that takes a while; `done` of `total`, both 0 while the length is unknown. */
export interface Progress {
  readonly task:
    'reading-file' | 'generating-key' | 'checking-key' | 'proving-key' | 'totals' | 'encrypting' | 'round';
  readonly done: number;
  readonly total: number;
}
