import { StoreError } from '@sess/core';
import type { Call } from './call.js';

/** What a call rejects with when a read contradicts a write that the database has acknowledged. */
export function staleRead({ verb, hasRemoved }: Pick<Call, 'verb' | 'hasRemoved'>): StoreError {
  return new StoreError(
    `PrismaSessionStore could not ${verb}: the database does not show what it has acknowledged. Reads seem to go to a read replica, ` +
      'or a cache, that is behind. Let the store read where it writes; with @prisma/extension-read-replicas: ' +
      'new PrismaSessionStore(prisma.$primary().session)',
    { outcome: hasRemoved ? 'unknown' : 'not-applied' },
  );
}
