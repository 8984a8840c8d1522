/** What a store can keep. A plain, frozen object, the same on every instance. */
export interface StoreLimits {
  /** The longest payload, in bytes of UTF-8. */
  readonly maxPayloadBytes: number;
  /** The stored deadline differs from the requested one by less than this many milliseconds. */
  readonly expiryGranularityMs: number;
  /** The latest deadline that the store can keep, in epoch milliseconds. */
  readonly maxExpiresAt: number;
  /** Whether an acknowledged write survives a restart of the backend. */
  readonly durable: boolean;
}
