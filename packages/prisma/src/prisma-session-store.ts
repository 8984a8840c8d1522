import type { CreateResult, DeleteResult, KeyedStore, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';

/** The slice of a Prisma model delegate that the store calls. */
interface Delegate {
  createMany(args: any): PromiseLike<{ count: number }>;
  findUnique(args: any): PromiseLike<Row | null>;
  updateMany(args: any): PromiseLike<{ count: number }>;
  deleteMany(args: any): PromiseLike<{ count: number }>;
}

interface Row {
  payload: string;
  createdAt: Date;
  expiresAt: Date;
  revision: string;
}

export class PrismaSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits = { maxPayloadBytes: 1_048_576, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: true };
  readonly #sessions: Delegate;

  constructor(sessions: Delegate) {
    this.#sessions = sessions;
  }

  async load(id: SessionId): Promise<StoredSession | undefined> {
    const row = await this.#sessions.findUnique({ where: { id } });
    if (!row || row.expiresAt.getTime() <= Date.now()) return undefined;
    const { payload, revision } = row;
    return { payload, createdAt: row.createdAt.getTime(), expiresAt: row.expiresAt.getTime(), revision, version: revision };
  }

  async create(id: SessionId, record: SessionRecord): Promise<CreateResult> {
    await this.#sessions.createMany({ data: [{ id, ...this.#row(record) }] });
    return { status: 'written', version: record.revision };
  }

  async update(id: SessionId, record: SessionRecord, version: string): Promise<UpdateResult> {
    const { createdAt: _, ...data } = this.#row(record);
    const where = { id, revision: version, expiresAt: { gt: new Date() } };
    const { count } = await this.#sessions.updateMany({ where, data });
    if (count > 0) return { status: 'written', version: record.revision };
    const current = await this.load(id);
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }

  async delete(id: SessionId): Promise<boolean> {
    return (await this.#sessions.deleteMany({ where: { id } })).count > 0;
  }

  async deleteIf(id: SessionId, version: string): Promise<DeleteResult> {
    const { count } = await this.#sessions.deleteMany({ where: { id, revision: version, expiresAt: { gt: new Date() } } });
    if (count > 0) return { status: 'deleted' };
    const current = await this.load(id);
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }

  #row(record: SessionRecord) {
    const { payload, revision } = record;
    return { payload, revision, createdAt: new Date(record.createdAt), expiresAt: new Date(record.expiresAt) };
  }
}
