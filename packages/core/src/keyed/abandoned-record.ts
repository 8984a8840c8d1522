import { tombstoneLife } from '../payload/envelope.js';
import { createRevision } from '../keys/revision.js';
import type { Created } from './create-record.js';
import type { KeyedContext } from './keyed-context.js';

/*
 * New records whose key no answer will carry. Nobody can open them, so a failure here is no reason for the request to fail; what
 * it leaves is a row that ends at its deadline.
 */

/** Removes a record that nothing refers to. */
export async function discard({ store }: KeyedContext, { id }: Created): Promise<void> {
  await store
    .withGrace()
    .delete(id)
    .catch(() => undefined);
}

/**
 * Lets a record end with the tombstone that may refer to it: until then others may follow to it, and what they store there moves
 * its deadline again.
 */
export async function endWithTombstone(context: KeyedContext, created: Created): Promise<void> {
  const store = context.store.withGrace();
  const { id, record } = created;
  try {
    const current = created.version === undefined ? await store.load(id) : undefined;
    const version = created.version ?? (current?.revision === record.revision ? current.version : undefined);
    if (version === undefined) return;
    const expiresAt = Math.min(record.expiresAt, context.now() + tombstoneLife);
    await store.update(id, { ...record, expiresAt, revision: createRevision() }, version);
  } catch {
    // See above.
  }
}
