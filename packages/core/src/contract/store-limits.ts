/** What a store promises to keep; plain, frozen, the same on every instance. */
export interface StoreLimits {
  /** The longest payload, in bytes of UTF-8. */
  readonly maxPayloadBytes: number;
  /** How far from the asked deadline the real one may lie, in milliseconds. */
  readonly expiryGranularityMs: number;
  /** The latest deadline it can keep, in epoch milliseconds. */
  readonly maxExpiresAt: number;
  /** Whether an acknowledged write survives a restart of the backend. */
  readonly durable: boolean;
}
