import type { SessionId } from '../contract/session-id.js';
import type { SessionRecord } from '../contract/session-record.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import type { StoreCalls } from './store-calls.js';

/** The options that storing a session depends on, with a keyed store. */
export interface KeyedContext extends PersistenceContext {
  readonly store: StoreCalls;
}

/** The same for a request whose calls of the store must all end by `giveUpAt`, by `performance.now()`. */
export interface TimedContext extends KeyedContext {
  readonly giveUpAt: number;
}

/** @param giveUpAt - By `performance.now()`. */
export function within(context: KeyedContext, giveUpAt = performance.now() + context.budget): TimedContext {
  return { ...context, giveUpAt, store: context.store.until(giveUpAt) };
}

/** A record that a request has created. Without `version`, it must be loaded before the next conditional write. */
export interface Created {
  readonly id: SessionId;
  readonly version: string | undefined;
  readonly record: SessionRecord;
}
