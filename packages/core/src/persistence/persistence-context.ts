import type { ConflictDecision } from '../changes/change-replay.js';
import type { Serializer } from '../contract/serializer.js';
import type { SessionId } from '../contract/session-id.js';
import type { AttributeValue } from '../contract/session-record.js';
import type { StoreLimits } from '../contract/store-limits.js';
import type { EventHub } from '../events/event-hub.js';
import type { KeyAndId } from '../keys/session-key.js';
import type { Lifetimes } from '../options/lifetimes.js';

/** What the manager was configured with, as far as storing a session needs it, whatever the kind of store. */
export interface PersistenceContext {
  readonly limits: StoreLimits;
  readonly serializer: Serializer;
  /** They only read. */
  readonly formerSerializers: readonly Serializer[];
  readonly lifetimes: Lifetimes;
  readonly events: EventHub;
  readonly now: () => number;
  /** How long conflicts are tried again, in milliseconds. */
  readonly budget: number;
  readonly onInterrupted: 'error' | 'discard';
  readonly onCorrupt: 'error' | 'discard';
  readonly attributes:
    | ((data: Record<string, unknown>) => Readonly<Record<string, AttributeValue | undefined>>)
    | undefined;
  readonly decide: ConflictDecision;
  readonly createKeyAndId: () => KeyAndId;
  /** What may be shown of a stored id: itself, or its digest where the store sees the keys. */
  readonly shownId: (id: SessionId) => SessionId;
}
