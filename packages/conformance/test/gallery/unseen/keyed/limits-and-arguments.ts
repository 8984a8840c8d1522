import { type CallOptions, type SessionId, SessionTooLargeError, StoreError, type SessionRecord } from '@sess/core';
import { type CallArguments, CallGuard, type StoreCall } from '@sess/core/store';
import type { KeyedClass, KeyedExhibit } from '../exhibit.js';
import type { RowClient, Table } from '../row-server.js';
import { rowLimits, type RowOptions, RowStore } from '../row-store.js';

const topic = 'limits and arguments';

/** Returns a store that does not refuse these arguments. */
function without(verb: string, ...names: readonly (keyof CallArguments)[]): KeyedClass {
  return class extends RowStore {
    override begin(called: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
      const checked = Object.entries(given).filter(([name]) => !names.includes(name as keyof CallArguments));
      return super.begin(called, called === verb ? Object.fromEntries(checked) : given, options);
    }
  };
}

/** Returns a store that refuses long records by this measure, but says what others say. */
function measuring(isTooLong: (payload: string) => boolean): KeyedClass {
  const unlimited = { ...rowLimits, maxPayloadBytes: Infinity };
  return class extends RowStore {
    readonly #lax = new CallGuard('RowStore', unlimited);
    override get guard(): CallGuard {
      return this.#lax;
    }
    override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
      const call = super.begin(verb, given, options);
      if (given.record && isTooLong(given.record.payload)) {
        throw new SessionTooLargeError('The session is too long: raise maxPayloadBytes');
      }
      return call;
    }
  };
}

export const limitExhibits: readonly KeyedExhibit[] = [
  {
    name: 'measures payloads in characters',
    topic,
    store: measuring((payload) => payload.length > rowLimits.maxPayloadBytes),
  },
  {
    name: 'refuses a payload of exactly the greatest size',
    topic,
    store: measuring((payload) => Buffer.byteLength(payload) >= rowLimits.maxPayloadBytes),
  },
  {
    name: 'counts every character that is not ASCII as two bytes',
    topic,
    store: measuring((payload) => {
      const others = payload.replaceAll(/[ -~\s]/g, '').length;
      return payload.length + others > rowLimits.maxPayloadBytes;
    }),
  },
  {
    name: 'refuses a payload that is too long with a StoreError',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const size = Buffer.byteLength(given.record?.payload ?? '');
        if (size <= rowLimits.maxPayloadBytes) return super.begin(verb, given, options);
        throw new StoreError('The session is too long: raise maxPayloadBytes', { outcome: 'not-applied' });
      }
    },
  },
  {
    name: 'refuses a payload that is too long after it has removed the record that it replaces',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const size = Buffer.byteLength(given.record?.payload ?? '');
        if (verb === 'update' && size > rowLimits.maxPayloadBytes) this.erase(this.table(), given.id as SessionId);
        return super.begin(verb, given, options);
      }
    },
  },
  {
    name: 'keeps a later deadline than the latest until the latest, in a touch',
    topic,
    store: class extends RowStore {
      override touch(...[id, expiresAt, ...more]: Parameters<RowStore['touch']>): Promise<boolean> {
        return super.touch(id, Math.min(expiresAt, rowLimits.maxExpiresAt), ...more);
      }
    },
  },
  {
    name: 'keeps a later deadline than the latest until the latest, in a create',
    topic,
    store: class extends RowStore {
      override create(id: SessionId, record: SessionRecord, options?: CallOptions) {
        const expiresAt = Math.min(record.expiresAt, rowLimits.maxExpiresAt);
        return super.create(id, { ...record, expiresAt }, options);
      }
    },
  },
  {
    name: 'refuses the latest deadline itself',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const { expiresAt = given.record?.expiresAt } = given;
        if (expiresAt === rowLimits.maxExpiresAt) throw new SessionTooLargeError(`The session ends at ${expiresAt}`);
        return super.begin(verb, given, options);
      }
    },
  },
  {
    name: 'has limits that can be changed',
    topic,
    store: class extends RowStore {
      override readonly limits = { ...rowLimits };
    },
  },
  {
    name: 'has other limits in each further instance',
    topic,
    store: class Counted extends RowStore {
      static instances = 0;
      override readonly limits;
      constructor(client: RowClient, options?: RowOptions) {
        super(client, options);
        Counted.instances++;
        this.limits = Object.freeze({ ...rowLimits, maxPayloadBytes: 150_000 - (Counted.instances % 2) });
      }
    },
  },
  {
    name: 'claims that its records survive a restart',
    topic,
    store: class extends RowStore {
      override readonly limits = Object.freeze({ ...rowLimits, durable: true });
    },
  },
  {
    name: 'ignores unknown options',
    topic,
    store: class extends RowStore {
      constructor(client: RowClient, { clock, table }: RowOptions = {}) {
        super(client, { ...(clock && { clock }), ...(table !== undefined && { table }) });
      }
    },
  },
  {
    name: 'deletes everything when the id is undefined',
    topic,
    store: class extends without('delete', 'id') {
      erase(table: Table, id: SessionId | undefined): boolean {
        if (id !== undefined) return RowStore.prototype.erase.call(this as unknown as RowStore, table, id);
        table.owners.clear();
        table.rows.clear();
        return true;
      }
    },
  },
  { name: 'accepts ids with other characters', topic, store: without('load', 'id') },
  { name: 'accepts the empty owner in lists', topic, store: without('listByOwner', 'owner') },
  { name: 'accepts an undefined version in deleteIf', topic, store: without('deleteIf', 'version') },
  { name: 'accepts any limit in countExpired', topic, store: without('countExpired', 'limit') },
  { name: 'accepts a number as revision of a touch', topic, store: without('touch', 'revision') },
  { name: 'accepts a text in place of the list of excepted ids', topic, store: without('deleteByOwner', 'except') },
  {
    name: 'refuses ids with letters after f, which a uuid column does not take',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const call = super.begin(verb, given, options);
        if (typeof given.id === 'string' && /[g-z]/.test(given.id))
          throw call.failure('the id is not a uuid', { outcome: 'not-applied' });
        return call;
      }
    },
  },
  {
    name: 'refuses ids of fewer than 32 characters',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const call = super.begin(verb, given, options);
        const isShort = typeof given.id === 'string' && given.id.length < 32;
        if (isShort) throw call.failure('the id is too short', { outcome: 'not-applied' });
        return call;
      }
    },
  },
  {
    name: 'refuses limits over 1,000 in lists',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const call = super.begin(verb, given, options);
        if (verb === 'listByOwner' && Number(given.limit) > 1000)
          throw call.failure('limit', { outcome: 'not-applied' });
        return call;
      }
    },
  },
];
