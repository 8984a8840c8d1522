import { createRequire } from 'node:module';
import { createClient } from '@redis/client';
import { FaultyLine } from '@sess/conformance/faults';
import { findMongodb, findServer, postgresql, redis, type FoundServer, type MissingServer } from '@sess/test-servers';
import { MongoStore } from 'connect-mongo';
import { RedisStore } from 'connect-redis';

// There are types for these, but they would change those of every request in this package.
const require = createRequire(import.meta.url);

type Callback<Value = void> = (error: Error | null | undefined, value?: Value) => void;

/** A session as express-session stores it. */
export interface FormerSession extends Record<string, unknown> {
  cookie: { originalMaxAge: number | null; expires?: string | Date | null };
}

/** A store of express-session. */
export interface FormerStore {
  get(id: string, callback: Callback<FormerSession | null>): unknown;
  set(id: string, session: object, callback: Callback): unknown;
  touch(id: string, session: object, callback: Callback): unknown;
  destroy(id: string, callback: Callback): unknown;
}

interface OpenStore {
  readonly store: FormerStore;
  close(): Promise<unknown>;
}

interface Backend {
  readonly find: () => Promise<FoundServer | MissingServer>;
  readonly open: (url: string) => OpenStore | Promise<OpenStore>;
}

interface PgStore extends FormerStore {
  close(): Promise<void>;
}
const connectPgSimple = require('connect-pg-simple') as (session: unknown) => new (options: object) => PgStore;

/** The stores that are used most, each on the server that it is for. */
export const backends: Record<string, Backend> = {
  'connect-pg-simple': {
    find: () => findServer(postgresql),
    open(url) {
      const store = new (connectPgSimple(require('express-session')))({
        conString: url,
        createTableIfMissing: true,
        errorLog: () => {},
      });
      return { store, close: () => store.close() };
    },
  },
  'connect-redis': {
    find: () => findServer(redis),
    async open(url) {
      const client = createClient({ url, socket: { reconnectStrategy: 20 }, disableOfflineQueue: true });
      client.on('error', () => {});
      await client.connect();
      return { store: new RedisStore({ client }) as never, close: () => Promise.resolve(client.destroy()) };
    },
  },
  'connect-mongo': {
    find: () => findMongodb(),
    open(url) {
      const mongoOptions = { serverSelectionTimeoutMS: 400, retryReads: false, retryWrites: false };
      const store = MongoStore.create({ mongoUrl: url, dbName: 'before', touchAfter: 60, mongoOptions });
      return { store: store as never, close: () => store.close() };
    },
  },
};

export interface Former extends OpenStore {
  /** What is between the store and its server. */
  readonly line: FaultyLine;
}

/** Opens a store whose connections can be made to fail. */
export async function openFormer({ open }: Backend, url: string): Promise<Former> {
  const address = new URL(url);
  const line = await FaultyLine.open({ host: address.hostname, port: Number(address.port) });
  address.host = `${line.host}:${line.port}`;
  const { store, close } = await open(address.href);
  return {
    store,
    line,
    async close() {
      await line.recover();
      await close();
      await line.close();
    },
  };
}

/** Calls a method of a store. */
export function call<Value = void>(run: (callback: Callback<Value>) => unknown): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    run((error, value) => (error ? reject(error) : resolve(value)));
  });
}
