import type { ConflictingValues } from '../changes/change-replay.js';
import type { Serializer } from '../contract/serializer.js';
import type { SessionId } from '../contract/session-id.js';
import type { AttributeValue } from '../contract/session-record.js';
import type { EventHub } from '../events/event-hub.js';
import type { Lifetimes } from '../options/lifetimes.js';
import type { StateContext } from '../session/session-state.js';

/** The manager's options that storing a session depends on, whatever the kind of store. */
export interface PersistenceContext extends StateContext {
  /** They only read, for payloads that were written before `serializer` was in use. */
  readonly formerSerializers: readonly Serializer[];
  readonly lifetimes: Lifetimes;
  readonly events: EventHub;
  readonly now: () => number;
  /** How long a commit goes on after conflicts, in milliseconds. */
  readonly budget: number;
  readonly onInterrupted: 'error' | 'discard';
  readonly onCorrupt: 'error' | 'discard';
  readonly attributes:
    | ((data: Record<string, unknown>) => Readonly<Record<string, AttributeValue | undefined>>)
    | undefined;
  /** Returns the value to keep of a key that two requests changed. */
  readonly decide: (key: string, values: ConflictingValues) => unknown;
  /** What may be shown of a stored id: itself, or its digest where the store sees the keys. */
  readonly shownId: (id: SessionId) => SessionId;
}
