import {
  type CallOptions,
  type ClearResult,
  type SessionId,
  type SessionRecord,
  SessionTooLargeError,
  type StoreFinding,
  type UpdateResult,
  type CreateResult,
} from '@sess/core';
import type { CallArguments, StoreCall } from '@sess/core/store';
import type { KeyedExhibit } from '../exhibit.js';
import { DriverError, type Row, type RowClient, type Table } from '../row-server.js';
import { rowLimits, type RowOptions, RowStore } from '../row-store.js';

const topic = 'what it can and when it refuses';

const [second, minute] = [1000, 60_000];

/** Returns a store that keeps deadlines in steps of this many milliseconds. */
function inSteps(step: number, round: (steps: number) => number): KeyedExhibit['store'] {
  return class extends RowStore {
    override readonly limits = Object.freeze({ ...rowLimits, expiryGranularityMs: step });
    override put(table: Table, row: Row) {
      return super.put(table, { ...row, expiresAt: round(row.expiresAt / step) * step });
    }
  };
}

export const unusualAbilities: readonly KeyedExhibit[] = [
  { name: 'rounds deadlines down to a second', topic, store: inSteps(second, Math.floor) },
  { name: 'rounds deadlines up to a minute', topic, store: inSteps(minute, Math.ceil) },
  {
    name: 'has no ability at all, and removes an expired record whenever it meets one',
    topic,
    store: class extends RowStore {
      constructor(client: RowClient, options?: RowOptions) {
        super(client, options);
        const left = ['touch', 'deleteExpired', 'countExpired', 'owners', 'diagnose', 'close'];
        for (const name of left) Object.defineProperty(this, name, { value: undefined });
      }
      override table(): Table {
        const table = super.table();
        for (const [id, row] of table.rows) if (!this.isLive(row)) this.erase(table, id);
        return table;
      }
    },
    subject: { claims: [] },
  },
  {
    name: 'removes one expired record a call, and says once too often that more may remain',
    topic,
    store: class extends RowStore {
      override async clear(call: StoreCall): Promise<ClearResult> {
        const { deleted } = await super.clear(call, 1);
        return { deleted, more: deleted > 0 };
      }
    },
  },
  {
    name: 'leaves expired records of an owner in deleteByOwner and does not count them',
    topic,
    store: class extends RowStore {
      override belongs(table: Table, id: SessionId, owner: string): boolean {
        return super.belongs(table, id, owner) && this.live(table, id) !== undefined;
      }
    },
  },
  {
    name: 'enters the owner into its index before it sends the record, and leaves the entry if that is refused',
    topic,
    store: class extends RowStore {
      override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
        return this.call('create', { id, record }, options, async () => {
          await this.enter(id, record);
          return this.run('write', (table) => this.insert(table, id, record), [record.payload]);
        });
      }
      override update(
        id: SessionId,
        record: SessionRecord,
        version: string,
        options?: CallOptions,
      ): Promise<UpdateResult> {
        return this.call('update', { id, record, version }, options, async () => {
          await this.enter(id, record);
          return this.run('write', (table) => this.replace(table, id, record, version), [record.payload]);
        });
      }
      enter(id: SessionId, { owner }: SessionRecord): Promise<void> {
        // A read for the switch that loses the response to one write: the record is what the next response is about.
        return owner === undefined ? Promise.resolve() : this.run('read', (table) => table.link(owner, id));
      }
    },
  },
  {
    name: 'refuses more than 300 calls at the same time',
    topic,
    store: class extends RowStore {
      #running = 0;
      override async run<T>(...statement: Parameters<typeof RowStore.prototype.run<T>>): Promise<T> {
        if (this.#running >= 300) throw new DriverError('POOL_EXHAUSTED', 'there is no free connection');
        this.#running++;
        return super.run(...statement).finally(() => this.#running--);
      }
    },
  },
  {
    name: 'does one call after the other, each a while later',
    topic,
    store: class extends RowStore {
      #last: Promise<unknown> = Promise.resolve();
      override run<T>(...statement: Parameters<typeof RowStore.prototype.run<T>>): Promise<T> {
        const send = async (): Promise<T> => {
          for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
          return super.run(...statement);
        };
        const result = this.#last.then(send, send);
        this.#last = result;
        return result;
      }
    },
  },
  {
    name: 'refuses owners of more than 256 characters, long texts and numbers that are not whole',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const call = super.begin(verb, given, options);
        const { owner, attributes = {} } = (given.record ?? {}) as Partial<SessionRecord>;
        const isTooLong = (owner?.length ?? 0) > 256;
        const isOdd = Object.values(attributes).some(
          (value) => (typeof value === 'string' && value.length > 20) || (typeof value === 'number' && value % 1 !== 0),
        );
        if (isTooLong || isOdd) throw call.failure('it does not fit into the table', { outcome: 'not-applied' });
        return call;
      }
    },
  },
  {
    name: 'counts owner and attributes as part of the payload',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const call = super.begin(verb, given, options);
        const { payload = '', owner = '', attributes = {} } = (given.record ?? {}) as Partial<SessionRecord>;
        const others = Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : '';
        if (Buffer.byteLength(payload + owner + others) > this.limits.maxPayloadBytes) {
          throw new SessionTooLargeError(
            'The session is over maxPayloadBytes, with its owner and attributes: raise it',
          );
        }
        return call;
      }
    },
  },
  {
    name: 'keeps 2,000 bytes, and deadlines up to the year 2035',
    topic,
    store: class extends RowStore {
      override readonly limits = Object.freeze({
        ...rowLimits,
        maxPayloadBytes: 2000,
        maxExpiresAt: Date.UTC(2035, 0, 1),
      });
    },
  },
  {
    name: 'says unknown for every failure of its server',
    topic,
    store: class extends RowStore {
      override isRefusal(): boolean {
        return false;
      }
    },
  },
  {
    name: 'has many findings, with and without a remedy',
    topic,
    store: class extends RowStore {
      override findings(): readonly StoreFinding[] {
        const findings = Array.from({ length: 30 }, (_, at) => `COLUMN_${'ABCDEFGHIJ'[at % 10]}_UNUSED`);
        return findings.map((code, at) => {
          const finding = { code, level: at % 2 ? 'info' : 'warning', message: `Column ${at} is empty.` } as const;
          return at % 3 ? finding : { ...finding, remedy: `ALTER TABLE sessions DROP COLUMN c${at}` };
        });
      }
    },
  },
];
