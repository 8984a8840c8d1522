import type { SessionId, StoredSession } from '@sess/core';
import type { Call } from './call.js';
import type { RowMapping } from './row-mapping.js';
import type { SessionTable } from './session-table.js';
import { staleRead } from './stale-read.js';

/** The last write of a session that the database has acknowledged to this store. */
export interface AcknowledgedWrite {
  /** The revision that it stored; absent when it removed the session. */
  readonly stored?: string;
  /** The revision that it replaced or removed; absent when there was none, or it is not known. */
  readonly replaced?: string | undefined;
}

/** Longer than a replica is behind on a usual day. What is not noticed by then is noticed at another session. */
const keptForMs = 60_000;
const mostKept = 1000;

/**
 * Reads sessions, and notices when reads go elsewhere than writes: to a replica that does not have yet what the database acknowledged.
 * Such a read would make a new sign-in invisible, and bring back who has just signed out.
 *
 * A revision is random and never used twice, so a state that was replaced cannot come back. Of writes by other processes nothing is
 * known here.
 */
export class FreshReads {
  readonly #table: SessionTable;
  readonly #rows: RowMapping;
  readonly #clock: () => number;
  readonly #writes = new Map<SessionId, AcknowledgedWrite & { readonly until: number }>();

  constructor(table: SessionTable, rows: RowMapping, clock: () => number) {
    this.#table = table;
    this.#rows = rows;
    this.#clock = clock;
  }

  /** Holds the reads that follow to a write. */
  expect(id: SessionId, write: AcknowledgedWrite): void {
    // Removed first, so that the oldest is always at the beginning.
    this.#writes.delete(id);
    this.#writes.set(id, { ...write, until: this.#clock() + keptForMs });
    if (this.#writes.size <= mostKept) return;
    const { value: oldest } = this.#writes.keys().next();
    if (oldest !== undefined) this.#writes.delete(oldest);
  }

  forget(id: SessionId): void {
    this.#writes.delete(id);
  }

  /**
   * Returns the record under the id, expired or not.
   *
   * @throws {@link @sess/core#StoreError} when an acknowledged write is missing in what was read
   */
  async find(call: Call, id: SessionId): Promise<StoredSession | undefined> {
    // Looked up before the statement is sent: it need not see what is acknowledged while it runs.
    const write = this.#writes.get(id);
    const row = await this.#table.find(call, id, this.#rows.recordSelection);
    const found = row ? this.#rows.record(row) : undefined;
    if (!write || this.#clock() >= write.until) return found;
    if (found && found.revision === write.replaced) throw staleRead(call);
    if (found || write.stored === undefined) return found;
    // Others may have ended the session. A write is not sent to a replica: it finds the row where that is still there.
    const { columns } = this.#rows;
    if (await this.#table.stands(call, { [columns.id]: id, [columns.revision]: write.stored })) throw staleRead(call);
    if (this.#writes.get(id) === write) this.#writes.delete(id);
    return found;
  }
}
