import { type KeyedStore, MemorySessionStore, SessionManager, StoreError } from '@sess/core';

export interface ShopData {
  visits: number;
  cart: string[];
}

/** A manager whose store can be shut down. */
export class Shop {
  /** The verbs that were called on the store. */
  readonly calls: string[] = [];
  /** While set, these verbs fail. */
  down: readonly string[] | 'all' = [];
  /** The reasons of `unsaved` events. */
  readonly unsaved: string[] = [];
  readonly sessions: SessionManager<ShopData>;

  constructor(options: Partial<ConstructorParameters<typeof SessionManager<ShopData>>[0]> = {}) {
    const isDown = (verb: string): boolean => this.down === 'all' || this.down.includes(verb);
    const store = watchedStore(new MemorySessionStore(), this.calls, isDown);
    this.sessions = new SessionManager<ShopData>({ store, ...options });
    this.sessions.on('unsaved', ({ reason }) => this.unsaved.push(reason));
  }

  /** Changes the session of a request. */
  async visit(key: object): Promise<void> {
    const session = await this.sessions.get(key);
    session.update('visits', 0, (visits) => visits + 1);
  }

  /** Returns how many visits the session of these `Set-Cookie` lines has counted, and `undefined` without a session. */
  async visits(setCookie: string | readonly string[] | undefined): Promise<number | undefined> {
    const lines = typeof setCookie === 'string' ? [setCookie] : (setCookie ?? []);
    const cookie = lines.map((line) => line.split(';')[0]).join('; ');
    return (await this.sessions.read(cookie, { secure: cookie.startsWith('__Host-') })).get('visits');
  }
}

/** Returns the store, but notes the verbs that are called, and lets those fail that are down. */
export function watchedStore(store: KeyedStore, calls: string[], isDown: (verb: string) => boolean): KeyedStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        const verb = String(name);
        calls.push(verb);
        if (isDown(verb)) throw new StoreError('down', { outcome: 'not-applied' });
        return (await Reflect.apply(value, target, args)) as unknown;
      };
    },
  });
}
