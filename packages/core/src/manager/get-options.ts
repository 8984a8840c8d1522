/** What a handler may say when it asks for the session. */
export interface GetOptions {
  /** Whether this request moves the idle deadline. @defaultValue the manager's `renew` option */
  readonly renew?: boolean;
  /**
   * Loads the session for handlers that may ask for it later. Until one does, the answer does not count as one that depends
   * on the session, so nothing is said to caches. For middleware. @defaultValue `false`
   */
  readonly ahead?: boolean;
}
