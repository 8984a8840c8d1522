import type { SessionId, StoredSession } from '@sess/core';
import type { StoreCall } from '@sess/core/store';
import type { RecordMapping } from './record-mapping.js';
import type { SessionCommands } from './session-commands.js';
import { staleRead } from './store-failure.js';

/** The last write of a session that the database has acknowledged to this store. */
export interface AcknowledgedWrite {
  /** The revision that it stored; absent when it removed the session. */
  readonly stored?: string;
  /** The revision that it replaced or removed; absent when there was none, or it is not known. */
  readonly replaced?: string | undefined;
}

/** Replicas are rarely further behind than this. A longer delay is noticed with another session. */
const keptForMs = 60_000;
const maxWrites = 1000;

/**
 * Reads sessions, and notices when reads go elsewhere than writes: to a replica that does not yet have what the
 * database acknowledged. Such a read would make a new sign-in invisible, and bring back a user who has just signed out.
 *
 * A revision is random and never used twice, so a replaced state cannot come back. Writes of other processes are not
 * known here.
 */
export class FreshReads {
  readonly #commands: SessionCommands;
  readonly #mapping: RecordMapping;
  readonly #clock: () => number;
  readonly #writes = new Map<SessionId, AcknowledgedWrite & { readonly until: number }>();

  constructor(commands: SessionCommands, mapping: RecordMapping, clock: () => number) {
    this.#commands = commands;
    this.#mapping = mapping;
    this.#clock = clock;
  }

  /** Compares later reads of the session with this write. */
  expect(id: SessionId, write: AcknowledgedWrite): void {
    // Removed first, so that the oldest is always at the beginning.
    this.#writes.delete(id);
    this.#writes.set(id, { ...write, until: this.#clock() + keptForMs });
    if (this.#writes.size <= maxWrites) return;
    const { value: oldest } = this.#writes.keys().next();
    if (oldest !== undefined) this.#writes.delete(oldest);
  }

  forget(id: SessionId): void {
    this.#writes.delete(id);
  }

  /**
   * Returns the record under the id, expired or not.
   *
   * @throws {@link @sess/core#StoreError} when the read does not show an acknowledged write
   */
  async find(call: StoreCall, id: SessionId): Promise<StoredSession | undefined> {
    // Looked up before the statement is sent, because it need not see what is acknowledged while it runs.
    const write = this.#writes.get(id);
    const row = await this.#commands.find(call, id, this.#mapping.recordSelection);
    const found = row ? this.#mapping.record(row) : undefined;
    if (!write || this.#clock() >= write.until) return found;
    if (found && found.revision === write.replaced) throw staleRead(call);
    if (found || write.stored === undefined) return found;
    // Others may have ended the session. A write never goes to a replica, so it finds the row if that is still there.
    const { columns } = this.#mapping;
    const where = { [columns.id]: id, [columns.revision]: write.stored };
    if (await this.#commands.existsOnPrimary(call, where)) throw staleRead(call);
    if (this.#writes.get(id) === write) this.#writes.delete(id);
    return found;
  }
}
