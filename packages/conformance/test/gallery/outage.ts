import {
  type CallOptions,
  type CreateResult,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoredSession,
  type UpdateResult,
} from '@sess/core';
import { storeError } from '../../src/fixture/error-kinds.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';
import { Durable } from './claims.js';
import { overridingOwners } from './interruptions.js';

function failing(result: () => unknown) {
  return class extends WiredStore {
    override send<T>(
      options: CallOptions | undefined,
      request: () => Promise<T>,
      record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
    ): Promise<T> {
      return super
        .send(options, request, record)
        .catch((error: unknown) => (storeError.is(error) ? (result() as T) : Promise.reject(error as Error)));
    }
  };
}

/** Sends a failed request again and returns the second result. */
class SendsAgain extends WiredStore {
  override async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    try {
      return await super.send(options, request, record);
    } catch (error) {
      if (!storeError.is(error)) throw error;
      return super.send(options, request, record);
    }
  }
}

/** Sends a request that was cut off together with the next one, when its caller no longer waits. */
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
      if (storeError.is(error) && error.outcome === 'unknown') this.#unsent.push(request);
      throw error;
    });
  }
}

/** Lasts longer than a call on a working line, but not in milliseconds: timers that are due run in any order. */
async function patience(): Promise<void> {
  for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
}

/** Has a timeout of its own, in addition to core's. */
class GivesUp extends WiredStore {
  override send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    const late = patience().then(() => {
      throw new StoreError('The server did not respond in time.', { outcome: 'unknown' });
    });
    return Promise.race([super.send(options, request, record), late]);
  }
}

/** Connects once and never recovers from a failure. */
class NeverReconnects extends WiredStore {
  #failure: StoreError | undefined;

  override async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    if (this.#failure) throw this.#failure;
    return super.send(options, request, record).catch((error: unknown) => {
      if (storeError.is(error)) this.#failure = error;
      throw error;
    });
  }
}

/** Sends every record and lets the server refuse those that are too long. */
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

/** Treats a record as absent if the server is silent for a while. */
class TakesSilenceForAbsence extends WiredStore {
  override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return Promise.race([super.load(id, options), patience().then(() => undefined)]);
  }
}

/** An unhandled rejection with a name that vitest.config.ts ignores, because a law must notice it. */
class ForgottenFailure extends Error {
  override readonly name = 'ForgottenFailure';
}

/** Starts another call with each load and ignores its failure. */
class ForgetsPromises extends WiredStore {
  override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    super.load(id, options).catch((error: unknown) => {
      throw new ForgottenFailure('No code awaits this call.', { cause: error });
    });
    return super.load(id, options);
  }
}

type Call = (...call: unknown[]) => Promise<unknown>;

function neverApplied(error: unknown): never {
  if (!storeError.is(error)) throw error;
  throw new StoreError(error.message, { outcome: 'not-applied' });
}

/** Returns what stands for a failure whose outcome is unknown. */
function nothingIfLost(verb: 'load' | 'countExpired' | 'diagnose') {
  return (error: unknown): unknown => {
    if (!storeError.is(error) || error.outcome !== 'unknown') throw error;
    return { load: undefined, countExpired: 0, diagnose: [] }[verb];
  };
}

export const brokenAtOutage = [
  broken(
    'a backend that is down reads as empty',
    ['97a', '99a', '99b', '99e'],
    failing(() => undefined),
  ),
  ...(['load', 'countExpired', 'diagnose'] as const).map((verb) =>
    broken(
      `a ${verb} whose response was lost finds nothing`,
      ['99f'],
      overriding({ [verb]: (next: Call, call: unknown[]) => next(...call).catch(nothingIfLost(verb)) }),
    ),
  ),
  broken(
    'errors of the driver are not wrapped',
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
          if (!storeError.is(error)) throw error;
          const cause = new Error(`UPDATE session SET payload = '${record.payload}'`);
          throw new StoreError('The update failed.', { outcome: error.outcome, cause });
        });
      }
    },
  ),
  broken(
    "every failure has the outcome 'not-applied'",
    ['99a', '99b'],
    failing(() => Promise.reject(new StoreError('The call failed.', { outcome: 'not-applied' }))),
  ),
  ...(['deleteExpired', 'delete'] as const).map((verb) =>
    broken(
      `a failed ${verb} is always not-applied`,
      ['99a', '99b'],
      overriding({ [verb]: (next: Call, call: unknown[]) => next(...call).catch(neverApplied) }),
    ),
  ),
  broken(
    'a failed deleteByOwner is always not-applied',
    ['99a', '99b'],
    overridingOwners(({ deleteByOwner }) => ({
      deleteByOwner: (...call) => deleteByOwner(...call).catch(neverApplied),
    })),
  ),
  broken(
    'a page with a cursor is empty if its request was lost',
    ['99g'],
    overridingOwners(({ listByOwner }) => ({
      async listByOwner(owner, page, options) {
        const listing = listByOwner(owner, page, options);
        return page.cursor === undefined ? listing : listing.catch(() => ({ sessions: [] }));
      },
    })),
  ),
  broken('a failed call is sent again, and its second result returned', ['99b', '126'], SendsAgain),
  broken('a request that was cut off is sent later', ['149'], SendsLater),
  broken('calls to a slow server time out', ['98d'], GivesUp),
  broken('a payload that is too long is refused only by the server', ['97b'], ServerRefuses),
  broken('silence is treated as absence', ['98'], TakesSilenceForAbsence),
  broken('a promise is not awaited', ['98'], ForgetsPromises),
  broken('a failed connection is never replaced', ['100'], NeverReconnects),
  broken('records are lost with the connection', ['100'], Durable, (backend) => ({
    outage: {
      refuse: () => backend.refuse(),
      freeze: () => backend.freeze(),
      recover: async () => {
        await backend.forget();
        await backend.recover();
      },
    },
  })),
  broken('lost records are restored from a cache', ['101'], WiredStore, () => ({
    forget: () => Promise.resolve(),
  })),
];
