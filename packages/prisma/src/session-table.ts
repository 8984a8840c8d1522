import type { SessionId } from '@sess/core';
import { attempt } from './attempt.js';
import type { Call } from './call.js';
import { isDuplicate, readFailure } from './prisma-failure.js';
import type { RowMapping } from './row-mapping.js';
import type { Fields, SessionDelegate } from './session-delegate.js';

/**
 * The statements that the store is made of. Each is one statement to the database and its own transaction: Prisma's
 * `create`, `update`, `upsert` and `delete` are several, and `deleteMany({ limit })` does not repeat the deadline in the
 * statement that deletes.
 */
export class SessionTable {
  readonly #delegate: SessionDelegate;
  readonly #rows: RowMapping;

  constructor(delegate: SessionDelegate, rows: RowMapping) {
    this.#delegate = delegate;
    this.#rows = rows;
  }

  /**
   * Nothing but the id is asked for, and the deadline is looked at afterwards: a further condition costs Prisma the
   * merging of loads that happen at once, and it then opens a transaction around them.
   */
  find(call: Call, id: SessionId, select: Fields): Promise<Fields | null> {
    const where = { [this.#rows.columns.id]: id };
    return attempt(call, 'read', () => this.#delegate.findUnique({ where, select }));
  }

  findSome(call: Call, where: Fields, select: Fields, orderBy: string, take: number): Promise<Fields[]> {
    return attempt(call, 'read', () => this.#delegate.findMany({ where, select, take, orderBy: { [orderBy]: 'asc' } }));
  }

  /** `false`: something unique stands there already. */
  async insert(call: Call, id: SessionId, row: Fields): Promise<boolean> {
    const data = [{ ...row, [this.#rows.columns.id]: id }];
    return attempt(call, 'write', async () => {
      try {
        return (await this.#delegate.createMany({ data })).count > 0;
      } catch (thrown) {
        if (isDuplicate(readFailure(thrown))) return false;
        throw thrown;
      }
    });
  }

  /** Answers how many rows the conditions hold for, changed by this or not. */
  async change(call: Call, where: Fields, data: Fields): Promise<number> {
    const { count } = await attempt(call, 'write', () => this.#delegate.updateMany({ where, data }));
    return count;
  }

  /**
   * Whether such a row is there, asked by a write that changes nothing: reads may go to a copy that is behind. Where a database counts
   * only rows that it changed, it answers `false`.
   *
   * @param where - Equalities.
   */
  async stands(call: Call, where: Fields): Promise<boolean> {
    const { count } = await attempt(call, 'read', () => this.#delegate.updateMany({ where, data: where }));
    return count > 0;
  }

  async remove(call: Call, where: Fields): Promise<number> {
    const { count } = await attempt(call, 'write', () => this.#delegate.deleteMany({ where }));
    if (count > 0) call.hasRemoved = true;
    return count;
  }
}
