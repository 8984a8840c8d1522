import type { IdOf } from '../keys/session-key.js';
import type { Adoption } from './adoption.js';
import type { CommitQueue } from './commit-queue.js';
import type { KeyedContext } from './keyed-context.js';

/** What storing a session needs from a manager with a keyed store. */
export interface KeyedServices {
  readonly context: KeyedContext;
  readonly queue: CommitQueue;
  readonly idOf: IdOf;
  /** Whether the store gets digests of the keys, or the keys themselves. */
  readonly hashesIds: boolean;
  /** Absent if no sessions of another framework are adopted. */
  readonly adoption: Adoption | undefined;
}
