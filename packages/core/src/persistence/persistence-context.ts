import type { ConflictingValues } from '../changes/change-replay.js';
import type { Serializer } from '../contract/serializer.js';
import type { AttributeValue } from '../contract/session-record.js';
import type { EventHub } from '../events/event-hub.js';
import type { SessionContext } from '../session/session-context.js';

/** The manager's options that storing a session depends on, whatever the kind of store. */
export interface PersistenceContext extends SessionContext {
  /** They only read, for payloads that were written before `serializer` was in use. */
  readonly formerSerializers: readonly Serializer[];
  readonly events: EventHub;
  /** How long a commit goes on after conflicts, in milliseconds. */
  readonly budget: number;
  readonly onInterrupted: 'error' | 'discard';
  readonly onCorrupt: 'error' | 'discard';
  readonly attributes:
    | ((data: Record<string, unknown>) => Readonly<Record<string, AttributeValue | undefined>>)
    | undefined;
  /** Returns the value to keep of a key that two requests changed. */
  readonly decide: (key: string, values: ConflictingValues) => unknown;
}
