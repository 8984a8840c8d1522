import {
  type CallOptions,
  type CreateResult,
  type OwnerPage,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoreFinding,
  type UpdateResult,
} from '@sess/core';
import type { StoreCall } from '@sess/core/store';
import type { KeyedClass, KeyedExhibit } from '../exhibit.js';
import { DriverError, type Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'failures';

type Statement<T> = Parameters<typeof RowStore.prototype.run<T>>;

/** Returns a store that takes this result for that of a verb when the connection is lost. */
function resultIfLost(verb: string, result: unknown): KeyedClass {
  return class extends RowStore {
    override async call<T>(...given: Parameters<typeof RowStore.prototype.call<T>>): Promise<T> {
      try {
        return await super.call(...given);
      } catch (error) {
        if (given[0] === verb && error instanceof StoreError && error.outcome === 'unknown') return result as T;
        throw error;
      }
    }
  };
}

/** Repeats a call that got no response. */
async function twice<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StoreError && error.outcome === 'unknown') return call();
    throw error;
  }
}

export const failureExhibits: readonly KeyedExhibit[] = [
  {
    name: 'loads undefined when the connection is lost while it waits',
    topic,
    store: resultIfLost('load', undefined),
  },
  {
    name: 'lists nothing when the connection is lost while it waits',
    topic,
    store: resultIfLost('listByOwner', { sessions: [] } satisfies OwnerPage),
  },
  {
    name: 'says gone when the response to deleteIf is lost',
    topic,
    store: resultIfLost('deleteIf', { status: 'gone' }),
  },
  { name: 'says false when the response to a touch is lost', topic, store: resultIfLost('touch', false) },
  { name: 'counts no expired records when the connection is lost', topic, store: resultIfLost('countExpired', 0) },
  {
    name: 'reports a lost connection as a finding',
    topic,
    store: resultIfLost('diagnose', [
      { code: 'SERVER_DOWN', level: 'error', message: 'The server does not respond.' },
    ] satisfies StoreFinding[]),
  },
  {
    name: 'says that a write was not applied whose response was lost',
    topic,
    store: class extends RowStore {
      override isRefusal(): boolean {
        return true;
      }
    },
  },
  {
    name: 'says that a touch was not applied whose response was lost',
    topic,
    store: class extends RowStore {
      override failure(call: StoreCall, error: unknown): unknown {
        const failure = super.failure(call, error);
        if (call.verb !== 'touch' || !(failure instanceof StoreError)) return failure;
        return new StoreError(failure.message, { outcome: 'not-applied', cause: failure.cause });
      }
    },
  },
  {
    name: 'rejects with the error of the driver',
    topic,
    store: class extends RowStore {
      override failure(_call: StoreCall, error: unknown): unknown {
        return error;
      }
    },
  },
  {
    name: 'passes the error of the driver on as cause, with the parameters of the statement',
    topic,
    store: class extends RowStore {
      override causeOf(error: DriverError): unknown {
        return error;
      }
    },
  },
  {
    name: 'keeps the parameters of a failed statement in a property of the cause',
    topic,
    store: class extends RowStore {
      override causeOf(error: DriverError): unknown {
        return Object.assign(super.causeOf(error) as Error, { details: { parameters: error.parameters } });
      }
    },
  },
  {
    name: 'quotes the beginning of the payload in the error of a refused connection',
    topic,
    store: class extends RowStore {
      override failure(call: StoreCall, error: unknown): unknown {
        const failure = super.failure(call, error);
        if (!(error instanceof DriverError) || error.code !== 'ECONNREFUSED') return failure;
        return call.failure(`no connection for ${error.message}`, { outcome: 'not-applied' });
      }
    },
  },
  {
    name: 'repeats an update whose response was lost',
    topic,
    store: class extends RowStore {
      override update(...given: Parameters<RowStore['update']>): Promise<UpdateResult> {
        return twice(() => super.update(...given));
      }
    },
  },
  {
    name: 'repeats a create whose response was lost, and takes its own record for another one',
    topic,
    store: class extends RowStore {
      override create(...given: Parameters<RowStore['create']>): Promise<CreateResult> {
        return twice(() => super.create(...given));
      }
    },
  },
  {
    name: 'repeats a delete whose response was lost',
    topic,
    store: class extends RowStore {
      override delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return twice(() => super.delete(id, options));
      }
    },
  },
  {
    name: 'sends a create again after the outage, which its caller knows to have failed',
    topic,
    store: class extends RowStore {
      readonly #queue: (() => unknown)[] = [];
      override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
        try {
          const result = await super.create(id, record, options);
          await Promise.all(this.#queue.splice(0).map((send) => send()));
          return result;
        } catch (error) {
          if (error instanceof StoreError) this.#queue.push(() => super.create(id, record));
          throw error;
        }
      }
    },
  },
  {
    name: 'stops for good after five failures in a row',
    topic,
    store: class extends RowStore {
      #failures = 0;
      override async run<T>(...statement: Statement<T>): Promise<T> {
        if (this.#failures >= 5) throw new DriverError('CIRCUIT_OPEN', 'too many failures');
        try {
          const result = await super.run(...statement);
          this.#failures = 0;
          return result;
        } catch (error) {
          this.#failures++;
          throw error;
        }
      }
    },
  },
  {
    name: 'gives up a statement after 200 milliseconds, in real time',
    topic,
    store: class extends RowStore {
      override run<T>(...statement: Statement<T>): Promise<T> {
        const late = new Promise<never>((_resolve, reject) => {
          setTimeout(() => reject(new DriverError('ETIMEDOUT', 'no response')), 200).unref();
        });
        return Promise.race([super.run(...statement), late]);
      }
    },
  },
  {
    name: 'leaves a transaction open after a failed write, so that the next write is rolled back',
    topic,
    store: class extends RowStore {
      #isOpen = false;
      override run<T>(...[kind, statement, parameters]: Statement<T>): Promise<T> {
        if (kind === 'read') return super.run(kind, statement, parameters);
        const isRolledBack = this.#isOpen;
        this.#isOpen = false;
        const rolledBack = (table: Table): T => {
          const before = { rows: new Map(table.rows), owners: structuredClone(table.owners) };
          const result = statement(table);
          Object.assign(table, before);
          return result;
        };
        return super.run(kind, isRolledBack ? rolledBack : statement, parameters).catch((error: unknown) => {
          this.#isOpen = true;
          throw error;
        });
      }
    },
  },
];
