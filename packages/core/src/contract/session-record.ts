/** The type of an attribute's value: something that every database can keep and index. */
export type AttributeValue = string | number | boolean | null;

/** What a store keeps for one session. Instants are epoch milliseconds. */
export interface SessionRecord {
  /** The session as text, opaque to the store. Core checks that it is well-formed UTF-16 without U+0000. */
  readonly payload: string;
  readonly createdAt: number;
  /** The deadline. The record is expired when `now >= expiresAt`. At most `limits.maxExpiresAt`. */
  readonly expiresAt: number;
  /** Whose session it is. Absent if it has no owner; an `update` without it clears it. Compared byte for byte. */
  readonly owner?: string;
  /** Extra columns, which the application computes from the data. An `update` without them clears them. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** A random name of this write. Core uses it to find out whether a write with an unknown outcome was applied. */
  readonly revision: string;
}

/** A record as it was loaded, with its version. */
export interface StoredSession extends SessionRecord {
  /**
   * An opaque name of the stored state. New after every write, a touch included, and never used again for the same id.
   */
  readonly version: string;
}
