/** A key that cookies are sealed with. */
export interface SealingKey {
  /** Stands in each cookie, so that the key is found at once: 1 to 32 characters of `A-Z a-z 0-9 _ -`. */
  readonly name: string;
  /** At least 32 random bytes, as they are or as base64url (or base64). */
  readonly secret: string | Uint8Array;
  /** Opens what others seal with it, and does not seal yet: for the first half of a rolling deployment. */
  readonly next?: boolean;
}
