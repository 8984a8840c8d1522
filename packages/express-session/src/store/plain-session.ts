import { Cookie } from '../cookie.js';
import type { Callback } from './callback.js';
import type { SessionInStore, StoreContract, StoreRequest } from './store-contract.js';

/**
 * The session object that a store makes for express-session's middleware, which stores it. Its own enumerable
 * properties are the data and `cookie`.
 */
export class PlainSession {
  declare readonly req: StoreRequest;
  declare readonly id: string;
  declare readonly cookie: Cookie;

  constructor(request: StoreRequest, { cookie, ...data }: SessionInStore) {
    Object.defineProperty(this, 'req', { value: request });
    Object.defineProperty(this, 'id', { value: request.sessionID });
    for (const [name, value] of Object.entries(data)) {
      // A method must stay callable, whatever is stored under its name.
      if (!(name in this)) define(this, name, value);
    }
    define(this, 'cookie', restored(cookie));
  }

  touch(): this {
    return this.resetMaxAge();
  }

  resetMaxAge(): this {
    this.cookie.maxAge = this.cookie.originalMaxAge;
    return this;
  }

  save(callback?: Callback): this {
    this.#store.set(this.id, this, callback ?? (() => undefined));
    return this;
  }

  reload(callback: Callback): this {
    const store = this.#store;
    store.get(this.id, (error, session) => {
      if (error) return callback(error);
      if (!session) return callback(new Error('The session could not be loaded, because it has ended.'));
      store.createSession(this.req, session);
      callback();
    });
    return this;
  }

  destroy(callback?: Callback): this {
    delete this.req.session;
    this.#store.destroy(this.id, callback);
    return this;
  }

  regenerate(callback?: Callback): this {
    this.#store.regenerate(this.req, callback);
    return this;
  }

  get #store(): StoreContract {
    return this.req.sessionStore as StoreContract;
  }
}

function define(session: object, name: string, value: unknown): void {
  Object.defineProperty(session, name, { value, writable: true, enumerable: true, configurable: true });
}

function restored(stored: Record<string, unknown> | undefined): Cookie {
  const { expires, originalMaxAge, ...attributes } = stored ?? {};
  const cookie = new Cookie(attributes);
  // A store of JSON returns a text.
  cookie.expires = typeof expires === 'string' ? new Date(expires) : ((expires as Date | undefined) ?? null);
  // Last, because the end sets it, too.
  cookie.originalMaxAge = (originalMaxAge as number | undefined) ?? null;
  return cookie;
}
