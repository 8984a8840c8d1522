import type { IdOf } from '../keys/session-key.js';
import type { Adoption } from './adoption.js';
import type { CommitQueue } from './commit-queue.js';
import type { KeyedContext } from './keyed-context.js';

/** What storing a session needs of a manager with a keyed store. */
export interface KeyedServices {
  readonly context: KeyedContext;
  readonly queue: CommitQueue;
  readonly idOf: IdOf;
  /** Whether the store sees the keys' digests; else the keys themselves. */
  readonly hashesIds: boolean;
  /** Where sessions of another framework are taken over. */
  readonly adoption: Adoption | undefined;
}
