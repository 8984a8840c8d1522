import type { SessionId } from '../contract/session-id.js';
import type { SessionRecord } from '../contract/session-record.js';
import type { IdOf } from '../keys/session-key.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import type { Adoption } from './adoption.js';
import type { CommitQueue } from './commit-queue.js';
import type { StoreCalls } from './store-calls.js';

/** What storing a session depends on, with a keyed store. */
export interface KeyedContext extends PersistenceContext {
  readonly store: StoreCalls;
  readonly queue: CommitQueue;
  readonly idOf: IdOf;
  /** Whether the store gets digests of the keys, or the keys themselves. */
  readonly hashesIds: boolean;
  /** Absent if no sessions of another framework are adopted. */
  readonly adoption: Adoption | undefined;
}

/** Returns the same for one action of a request, whose calls of the store must all end within the budget. */
export function withinBudget(context: KeyedContext): KeyedContext {
  // Inherits the options, because a copy of so many properties takes longer than anything else in a commit.
  const timed = Object.create(context) as { -readonly [Name in keyof KeyedContext]: KeyedContext[Name] };
  timed.store = context.store.until(performance.now() + context.budget);
  return timed;
}

/** A record that a request has created. Without `version`, it must be loaded before the next conditional write. */
export interface Created {
  readonly id: SessionId;
  readonly version: string | undefined;
  readonly record: SessionRecord;
}
