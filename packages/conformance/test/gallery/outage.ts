import {
  type CallOptions,
  type CreateResult,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoredSession,
  type UpdateResult,
} from '@sess/core';
import { isStoreError } from '../../src/fixture/error-kinds.js';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { Durable } from './claims.js';

function failing(answer: () => unknown) {
  return class extends WiredStore {
    override send<T>(
      options: CallOptions | undefined,
      request: () => Promise<T>,
      record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
    ): Promise<T> {
      return super
        .send(options, request, record)
        .catch((error: unknown) => (isStoreError(error) ? (answer() as T) : Promise.reject(error as Error)));
    }
  };
}

/** Sends a call that failed a second time, and believes the second answer. */
class SendsAgain extends WiredStore {
  override async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    try {
      return await super.send(options, request, record);
    } catch (error) {
      if (!isStoreError(error)) throw error;
      return super.send(options, request, record);
    }
  }
}

/** Keeps what was cut off, and sends it with the next call, though nobody waits for it any more. */
class SendsLater extends WiredStore {
  #unsent: (() => Promise<unknown>)[] = [];

  override async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    for (const unsent of this.#unsent.splice(0)) {
      await super.send(undefined, unsent).catch(() => this.#unsent.push(unsent));
    }
    return super.send(options, request, record).catch((error: unknown) => {
      if (isStoreError(error) && error.outcome === 'unknown') this.#unsent.push(request);
      throw error;
    });
  }
}

/** Has a deadline of its own, beside core's. */
class GivesUp extends WiredStore {
  override send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    const late = new Promise<never>((_resolve, reject) => {
      const giveUp = () => reject(new StoreError('The server did not answer in time.', { outcome: 'unknown' }));
      setTimeout(giveUp, 3).unref();
    });
    return Promise.race([super.send(options, request, record), late]);
  }
}

/** Connects once, and keeps a failure for ever. */
class NeverReconnects extends WiredStore {
  #failure: StoreError | undefined;

  override async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    if (this.#failure) throw this.#failure;
    return super.send(options, request, record).catch((error: unknown) => {
      if (isStoreError(error)) this.#failure = error;
      throw error;
    });
  }
}

/** Sends whatever comes, and lets the server refuse what is too long. */
class ServerRefuses extends WiredStore {
  override refuseTooLarge(): void {
    return undefined;
  }
  #refusing(record: SessionRecord) {
    return () => {
      super.refuseTooLarge(record);
      return Promise.resolve();
    };
  }
  override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    await this.send(options, this.#refusing(record));
    return super.create(id, record, options);
  }
  override async update(
    id: SessionId,
    record: SessionRecord,
    version: string,
    options?: CallOptions,
  ): Promise<UpdateResult> {
    await this.send(options, this.#refusing(record));
    return super.update(id, record, version, options);
  }
}

/** Gives up on a frozen server after a while, and takes the silence for an answer. */
class TakesSilenceForAbsence extends WiredStore {
  override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const silence = new Promise<undefined>((resolve) => {
      setTimeout(resolve, 1, undefined).unref();
    });
    return Promise.race([super.load(id, options), silence]);
  }
}

/** What nobody hears of, by a name that this package's vitest.config.ts leaves to the laws. */
class ForgottenFailure extends Error {
  override readonly name = 'ForgottenFailure';
}

/** Starts a call beside each load whose failure nobody hears. */
class ForgetsPromises extends WiredStore {
  override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    super.load(id, options).catch((error: unknown) => {
      throw new ForgottenFailure('Nobody waits for this one.', { cause: error });
    });
    return super.load(id, options);
  }
}

export const brokenAtOutage = [
  broken(
    'a backend that is down has no sessions',
    ['97a', '99a', '99b'],
    failing(() => undefined),
  ),
  broken(
    'errors of the driver come through as they are',
    ['97a', '98', '99a'],
    failing(() => Promise.reject(new Error('ECONNREFUSED'))),
  ),
  broken(
    'errors quote the payload',
    ['97a', '99a', '99b'],
    class extends WiredStore {
      override update(
        id: SessionId,
        record: SessionRecord,
        version: string,
        options?: CallOptions,
      ): Promise<UpdateResult> {
        return super.update(id, record, version, options).catch((error: unknown) => {
          if (!isStoreError(error)) throw error;
          const cause = new Error(`UPDATE session SET payload = '${record.payload}'`);
          throw new StoreError('The update failed.', { outcome: error.outcome, cause });
        });
      }
    },
  ),
  broken(
    'every failure is said to be not applied',
    ['99a', '99b'],
    failing(() => Promise.reject(new StoreError('The call failed.', { outcome: 'not-applied' }))),
  ),
  broken('a failed call is sent again, and its answer believed', ['99b'], SendsAgain),
  broken('what was cut off is sent later', ['99e'], SendsLater),
  broken('a slow server is given up', ['98d'], GivesUp),
  broken('what is too long is refused by the server, not before', ['97b'], ServerRefuses),
  broken('silence is taken for absence', ['98'], TakesSilenceForAbsence),
  broken('a promise is forgotten', ['98'], ForgetsPromises),
  broken('a failed connection is kept for ever', ['100'], NeverReconnects),
  broken('what was stored is lost with the connection', ['100'], Durable, (backend) => ({
    outage: {
      refuse: () => backend.refuse(),
      freeze: () => backend.freeze(),
      recover: async () => {
        await backend.forget();
        await backend.recover();
      },
    },
  })),
  broken('what the backend lost is put back from a cache', ['101'], WiredStore, () => ({
    forget: () => Promise.resolve(),
  })),
  broken('a missing table is any other error', ['103'], WiredStore, (backend) => ({
    unprepared: {
      open: ({ clock }) => {
        const store = new WiredStore(backend, clock);
        store.send = () => Promise.reject(new StoreError('Something went wrong.', { outcome: 'not-applied' }));
        return Promise.resolve({ store });
      },
      remedy: /session\.sql/,
    },
  })),
];
