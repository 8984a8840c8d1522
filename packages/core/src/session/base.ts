import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { Envelope } from '../payload/envelope.js';
import type { SessionId } from '../contract/session-id.js';

/** A record that this request has loaded or stored. Without `version`, it must be loaded before the next conditional write. */
export interface Base extends Omit<StoredSession, 'version'> {
  readonly id: SessionId;
  readonly version: string | undefined;
  /** Only core holds the data in it, and nobody changes it. */
  readonly envelope: Envelope;
  /** Another framework's, and not stored here yet: the first commit stores it under a new key. */
  readonly isForeign?: true;
  /** A former serializer wrote it: the payload here is not the one that the store has. */
  readonly isTranslated?: true;
}

/** An id whose key came although another has replaced it. */
export interface Superseded {
  readonly id: SessionId;
  readonly successor: SessionId;
}

/** What the cookies of a request, or what it had loaded, open now. */
export interface Found {
  readonly base?: Base;
  /** The key that came opens nothing any more. */
  readonly superseded?: Superseded;
}

/** What a record is to a request; without what a store may have put beside its fields. */
export function baseOf(
  id: SessionId,
  { payload, createdAt, expiresAt, owner, attributes, revision }: SessionRecord,
  version: string | undefined,
  envelope: Envelope,
): { -readonly [Field in keyof Base]: Base[Field] } {
  // Each by its name: a spread to which something is added takes a microsecond and more.
  const base: ReturnType<typeof baseOf> = { id, payload, createdAt, expiresAt, revision, version, envelope };
  if (owner !== undefined) base.owner = owner;
  if (attributes !== undefined) base.attributes = attributes;
  return base;
}
