import { EventEmitter } from 'node:events';
import { PlainSession } from './plain-session.js';
import type { SessionInStore, StoreContract } from './store-contract.js';

/**
 * The base class of stores for express-session, to be extended: packages that take `session` as an argument get it as
 * `session.Store`. A subclass has `get`, `set` and `destroy`.
 */
export type Store = StoreContract;

/** `Store` is both a class to extend and a function to call. */
export interface StoreConstructor {
  new (): Store;
  /** For constructors of the kind that precedes classes: `Store.call(this)`. */
  (this: object): void;
  readonly prototype: Store;
}

// A function, because a class cannot be called, and many stores call it.
function BaseStore(this: object): void {
  Reflect.apply(EventEmitter as unknown as () => void, this, []);
}

const methods: Pick<Store, 'regenerate' | 'load' | 'createSession'> & ThisType<Store> = {
  regenerate(request, callback) {
    const done = typeof callback === 'function' ? callback : () => undefined;
    this.destroy(request.sessionID!, (error) => {
      // As in express-session, the request goes on with another session even if the former could not be ended.
      this.generate?.(request);
      done(error);
    });
  },
  load(sid, callback) {
    this.get(sid, (error, session) => {
      if (error) callback(error);
      else if (session) callback(null, this.createSession({ sessionID: sid, sessionStore: this }, session));
      else callback();
    });
  },
  createSession(request, session) {
    const made = new PlainSession(request, session as SessionInStore);
    request.session = made;
    return made;
  },
};

Object.setPrototypeOf(BaseStore, EventEmitter);
Object.setPrototypeOf(BaseStore.prototype, EventEmitter.prototype);
for (const [name, value] of Object.entries(methods))
  Object.defineProperty(BaseStore.prototype, name, { value, writable: true, configurable: true });
Object.defineProperty(BaseStore, 'name', { value: 'Store' });

export const Store = BaseStore as unknown as StoreConstructor;
