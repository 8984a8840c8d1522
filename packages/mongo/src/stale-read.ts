import { StoreError } from '@sess/core';
import type { Call } from './session-documents.js';

/** What a call rejects with when a read contradicts a write that the server has acknowledged. */
export function staleRead({ verb, hasRemoved }: Call): StoreError {
  return new StoreError(
    `MongoSessionStore could not ${verb}: the server shows what it has replaced or removed. Reads seem to go to another server than ` +
      'writes, one that is behind, though the store asks for the primary. Check the address of the client: it must lead to the ' +
      'primary, or to the whole replica set, and not to an endpoint for readers',
    { outcome: hasRemoved ? 'unknown' : 'not-applied' },
  );
}
