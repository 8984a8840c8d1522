import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionId, SessionRecord } from '@sess/core';
import type { OutageSwitch } from '../../../src/index.js';

/** A record with its key, as the server keeps it. */
export interface Row extends SessionRecord {
  readonly id: SessionId;
  readonly version: string;
}

/** An error as a database driver reports it: with the parameters of the statement, which quote session data. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly code: string;
  readonly parameters: readonly unknown[];

  constructor(code: string, message: string, parameters: readonly unknown[] = []) {
    super(`${message} (parameters: ${JSON.stringify(parameters)})`);
    this.code = code;
    this.parameters = parameters;
  }
}

/** Rows by id, and a separate index of ids by owner, which statements have to keep themselves. */
export class Table {
  readonly rows = new Map<SessionId, Row>();
  readonly owners = new Map<string, Set<SessionId>>();
  /** What else is kept: other tables, logs, histories. */
  readonly more: unknown[] = [];
  readonly #inOrder = new WeakMap<Set<SessionId>, SessionId[]>();

  link(owner: string, id: SessionId): void {
    const ids = this.owners.get(owner) ?? new Set();
    this.owners.set(owner, ids.add(id));
    this.#inOrder.delete(ids);
  }

  unlink(owner: string, id: SessionId): void {
    const ids = this.owners.get(owner);
    if (!ids?.delete(id)) return;
    if (ids.size === 0) this.owners.delete(owner);
    this.#inOrder.delete(ids);
  }

  /** Returns the ids under an owner after another id, in ascending order. */
  idsOf(owner: string, after = ''): SessionId[] {
    const entries = this.owners.get(owner) ?? new Set();
    const ids = this.#inOrder.get(entries) ?? [...entries].toSorted();
    this.#inOrder.set(entries, ids);
    let [start, end] = [0, ids.length];
    while (start < end) {
      const middle = (start + end) >> 1;
      if ((ids[middle] ?? '') > after) end = middle;
      else start = middle + 1;
    }
    return ids.slice(start);
  }
}

type Line = 'up' | 'refused' | 'frozen' | 'losing requests' | 'losing answers' | 'losing next answer';

/** A database server in memory. It executes one statement at a time, each in one step. */
export class RowServer implements OutageSwitch {
  readonly #tables = new Map<string, Table>();
  #line: Line = 'up';
  #delay = 0;
  #thaw: () => void = () => undefined;
  #frozen = Promise.resolve();
  #sequence = 0;

  createTable(name: string): void {
    this.#tables.set(name, new Table());
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new DriverError('NO_SUCH_TABLE', `relation "${name}" does not exist`);
    return table;
  }

  /** Returns a number that was never returned before, not even before a restart. */
  next(): number {
    return ++this.#sequence;
  }

  async execute<T>(kind: 'read' | 'write', statement: () => T, parameters: readonly unknown[] = []): Promise<T> {
    await Promise.resolve();
    const reset = (): DriverError => new DriverError('ECONNRESET', 'the server closed the connection', parameters);
    switch (this.#line) {
      case 'refused':
        throw new DriverError('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.7:5433', parameters);
      case 'frozen':
        await this.#frozen;
        throw reset();
      case 'losing requests':
        throw reset();
      case 'losing answers':
        statement();
        throw reset();
      case 'losing next answer':
        if (kind === 'read') break;
        this.#line = 'up';
        statement();
        throw reset();
      case 'up':
    }
    const result = statement();
    if (this.#delay > 0) await sleep(this.#delay);
    else await Promise.resolve();
    return result;
  }

  refuse(): Promise<void> {
    return this.#turn('refused');
  }

  freeze(): Promise<void> {
    if (this.#line !== 'frozen') {
      this.#frozen = new Promise((resolve) => {
        this.#thaw = resolve;
      });
    }
    return this.#turn('frozen');
  }

  delay(milliseconds: number): Promise<void> {
    this.#delay = milliseconds;
    return Promise.resolve();
  }

  loseRequests(): Promise<void> {
    return this.#turn('losing requests');
  }

  loseAnswers(): Promise<void> {
    return this.#turn('losing answers');
  }

  loseNextAnswer(): Promise<void> {
    return this.#turn('losing next answer');
  }

  recover(): Promise<void> {
    this.#delay = 0;
    this.#thaw();
    return this.#turn('up');
  }

  /** Restarts: the tables are there and empty. */
  forget(): Promise<void> {
    for (const name of this.#tables.keys()) this.createTable(name);
    return Promise.resolve();
  }

  dump(): Promise<string> {
    const tables = [...this.#tables].map(([name, { rows, owners, more }]) => ({
      name,
      rows: [...rows.values()],
      owners: [...owners].map(([owner, ids]) => [owner, [...ids]]),
      more,
    }));
    return Promise.resolve(JSON.stringify(tables));
  }

  #turn(line: Line): Promise<void> {
    this.#line = line;
    return Promise.resolve();
  }
}

/** A connection of the application, which belongs to the application. */
export class RowClient {
  readonly server: RowServer;
  #isOpen = true;

  constructor(server: RowServer) {
    this.server = server;
  }

  async query<T>(kind: 'read' | 'write', statement: () => T, parameters: readonly unknown[] = []): Promise<T> {
    if (!this.#isOpen) throw new DriverError('CLOSED', 'the client was closed');
    return this.server.execute(kind, statement, parameters);
  }

  end(): Promise<void> {
    this.#isOpen = false;
    return Promise.resolve();
  }
}
