/** What an extra column may hold: what every database can keep and index. */
export type AttributeValue = string | number | boolean | null;

/** What a store keeps for one session. Instants are epoch milliseconds. */
export interface SessionRecord {
  /** The session, serialized and encoded; opaque to the store. Well-formed UTF-16 without U+0000: core checks. */
  readonly payload: string;
  readonly createdAt: number;
  /** Expired means `now >= expiresAt`, everywhere. At most `limits.maxExpiresAt`. */
  readonly expiresAt: number;
  /** Whose session it is. Absent: nobody's; on `update`, absent clears. Compared byte for byte. */
  readonly owner?: string;
  /** Further indexed columns, computed by the application from the data. On `update`, absent clears. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Random, new for every write, chosen by core: how an unknown outcome is found out. */
  readonly revision: string;
}

/** A record as it was read, with the name of the state it was read in. */
export interface StoredSession extends SessionRecord {
  /** Opaque name of one stored state: new for every write (a touch too), never used again for the same id. */
  readonly version: string;
}
