import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { Envelope } from '../payload/envelope.js';
import type { SessionId } from '../contract/session-id.js';

/**
 * A record that this request has loaded or stored. Without `version`, it must be loaded before the next conditional
 * write.
 */
export interface Base extends Omit<StoredSession, 'version'> {
  readonly id: SessionId;
  readonly version: string | undefined;
  /** Only core holds the data in it, and does not change it. */
  readonly envelope: Envelope;
  /** It is a session of another framework and not stored here yet. The first commit stores it under a new key. */
  readonly isForeign?: true;
  /** A former serializer wrote the stored payload; the payload here is its translation. */
  readonly isTranslated?: true;
}

/** An id whose key came although another has replaced it. */
export interface Superseded {
  readonly id: SessionId;
  readonly successor: SessionId;
}

/** The session that the cookies of a request identify, or the current state of the one that it had loaded. */
export interface Found {
  readonly base?: Base;
  /** Another key has replaced the one that the request sent. */
  readonly superseded?: Superseded;
}

/** Returns the parts of a record that a request uses, without what a store may have added to it. */
export function baseOf(
  id: SessionId,
  { payload, createdAt, expiresAt, owner, attributes, revision }: SessionRecord,
  version: string | undefined,
  envelope: Envelope,
): { -readonly [Field in keyof Base]: Base[Field] } {
  // Field by field, because a spread with additions takes more than a microsecond.
  const base: ReturnType<typeof baseOf> = { id, payload, createdAt, expiresAt, revision, version, envelope };
  if (owner !== undefined) base.owner = owner;
  if (attributes !== undefined) base.attributes = attributes;
  return base;
}
