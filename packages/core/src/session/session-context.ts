import { ValueCopies } from '../changes/value-copies.js';
import type { SessionId } from '../contract/session-id.js';
import type { Serializer } from '../contract/serializer.js';
import type { StoreLimits } from '../contract/store-limits.js';
import type { KeyAndId } from '../keys/session-key.js';
import type { Lifetimes } from '../options/lifetimes.js';
import { jsonSerializer } from '../payload/json-serializer.js';

/** What a session needs from its manager. */
export interface SessionContext {
  readonly serializer: Serializer;
  readonly limits: StoreLimits;
  readonly lifetimes: Lifetimes;
  readonly now: () => number;
  readonly createCopies: () => ValueCopies;
  readonly createKeyAndId: () => KeyAndId;
  /** The cookie holds the record itself, so that no change can be stored without setting one. */
  readonly isSealed: boolean;
  /** What may be shown of a stored id: itself, or its digest where the store sees the keys. */
  readonly shownId: (id: SessionId) => SessionId;
}

/** Returns what creates the copies of a session's values. Those for JSON are shared: they hold no data of a session. */
export function copiesFor(serializer: Serializer, limits: StoreLimits): () => ValueCopies {
  if (serializer !== jsonSerializer) return () => new ValueCopies(serializer);
  const copies = new ValueCopies(serializer, limits.maxPayloadBytes);
  return () => copies;
}
