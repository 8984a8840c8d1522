import type { SessionId } from '@sess/core';
import type { StoreCall } from '@sess/core/store';
import { attempt } from './attempt.js';
import { isDuplicate, readFailure } from './driver-failure.js';
import type { Fields, SessionDelegate } from './driver.js';

/**
 * The statements that the store consists of. Each is one statement to the database and a transaction of its own:
 * Prisma's `create`, `update`, `upsert` and `delete` are several, and `deleteMany({ limit })` does not repeat the
 * deadline in the statement that deletes.
 */
export class SessionCommands {
  readonly #delegate: SessionDelegate;
  readonly #idColumn: string;

  constructor(delegate: SessionDelegate, idColumn: string) {
    this.#delegate = delegate;
    this.#idColumn = idColumn;
  }

  /**
   * Asks for nothing but the id; the deadline is compared afterwards. With a further condition, Prisma no longer merges
   * loads that happen at once, and opens a transaction around them.
   */
  find(call: StoreCall, id: SessionId, select: Fields): Promise<Fields | null> {
    return attempt(call, 'read', () => this.#delegate.findUnique({ where: { [this.#idColumn]: id }, select }));
  }

  findSome(call: StoreCall, where: Fields, select: Fields, orderBy: string, take: number): Promise<Fields[]> {
    return attempt(call, 'read', () => this.#delegate.findMany({ where, select, take, orderBy: { [orderBy]: 'asc' } }));
  }

  /** Returns `false` when a row has that id, or another unique value of it. */
  async insert(call: StoreCall, id: SessionId, row: Fields): Promise<boolean> {
    const data = [{ ...row, [this.#idColumn]: id }];
    return attempt(call, 'write', async () => {
      try {
        return (await this.#delegate.createMany({ data })).count > 0;
      } catch (thrown) {
        if (isDuplicate(readFailure(thrown))) return false;
        throw thrown;
      }
    });
  }

  /** Returns how many rows the conditions hold for, whether this changed them or not. */
  async change(call: StoreCall, where: Fields, data: Fields): Promise<number> {
    const { count } = await attempt(call, 'write', () => this.#delegate.updateMany({ where, data }));
    return count;
  }

  /**
   * Whether there is such a row. Asks by a write that changes nothing, because reads may go to a copy that is behind.
   * Returns `false` on databases that count only the rows they changed.
   *
   * @param where - Equalities.
   */
  async existsOnPrimary(call: StoreCall, where: Fields): Promise<boolean> {
    const { count } = await attempt(call, 'read', () => this.#delegate.updateMany({ where, data: where }));
    return count > 0;
  }

  async count(call: StoreCall, where: Fields, take: number): Promise<number> {
    return Number(await attempt(call, 'read', () => this.#delegate.count!({ where, take })));
  }

  async remove(call: StoreCall, where: Fields): Promise<number> {
    const { count } = await attempt(call, 'write', () => this.#delegate.deleteMany({ where }));
    return count;
  }
}
