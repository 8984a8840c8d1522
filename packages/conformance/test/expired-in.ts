import type { SessionId, StoredSession } from '@sess/core';

interface Dump {
  readonly records: readonly (readonly [SessionId, StoredSession])[];
}

/** Returns how many records in a dump of `MemorySessionStore` have expired. */
export function expiredIn(dump: string, now: number): number {
  return (JSON.parse(dump) as Dump).records.filter(([, { expiresAt }]) => now >= expiresAt).length;
}
