import { type Session as CoreSession, SessionError } from '@sess/core';
import { type OwnerOf, ownerName, signIn, signOut } from './owner.js';
import type { Callback, SessionActions } from './session-actions.js';
import { HeldValues, type SessionValues, StoredValues } from './session-values.js';

/** What the session objects of one request need from the middleware. */
export interface SessionHost {
  /** The request's session in core. */
  readonly core: CoreSession;
  readonly request: object;
  readonly owner: OwnerOf;
  /** The id that the session in core has, or will have once it is stored. */
  id(): string;
  /** Makes the `cookie` of a session object, from the settings in core. */
  createCookie(): object;
  /** Returns the `cookie` of a session object to which the application has assigned this one. */
  cookieOf(assigned: object): object;
  /** Puts what the application has changed in a `cookie` into the session in core. */
  storeCookie(cookie: object): void;
  /** Sets what `request.session` is from now on. */
  place(session: object | undefined): void;
}

/** Makes another session object for the same request. */
export type Successor = (host: SessionHost, actions: SessionActions) => object;

/** What one session object stands for: the request's session in core, until it has ended. */
export class SessionState {
  readonly host: SessionHost;
  cookie: object;
  values: SessionValues;
  readonly #actions: SessionActions;
  readonly #successor: Successor;
  /** `undefined` once the session has ended. */
  #stored: StoredValues | undefined;
  #formerId: string | undefined;

  constructor(host: SessionHost, actions: SessionActions, successor: Successor) {
    this.host = host;
    this.cookie = host.createCookie();
    this.values = this.#stored = new StoredValues(host.core);
    this.#actions = actions;
    this.#successor = successor;
  }

  get id(): string {
    return this.#formerId ?? this.host.id();
  }

  save(session: object, callback: Callback | undefined): object | Promise<void> {
    const work = async (): Promise<void> => {
      this.#requireStored('save');
      await this.#flush(session);
      await this.host.core.save();
      this.#stored?.forgetAssigned();
    };
    return this.#actions.run(session, work, callback);
  }

  reload(session: object, callback: Callback | undefined): object | Promise<void> {
    const { core } = this.host;
    const work = async (): Promise<void> => {
      const stored = this.#requireStored('reload');
      if (!core.isNew) await core.reload();
      if (core.isNew) throw new SessionError('WRONG_TIME', 'reload: this session is not stored, or has ended.');
      stored.forgetAssigned();
      this.cookie = this.host.createCookie();
    };
    return this.#actions.run(session, work, callback);
  }

  regenerate(session: object, callback: Callback | undefined): object | Promise<void> {
    this.#end('regenerate() has replaced this session');
    const work = async (): Promise<void> => {
      try {
        await this.host.core.destroy();
      } finally {
        this.host.place(this.#successor(this.host, this.#actions));
      }
    };
    return this.#actions.run(session, work, callback);
  }

  destroy(session: object, callback: Callback | undefined): object | Promise<void> {
    this.#end('destroy() has ended this session');
    this.host.place(undefined);
    return this.#actions.run(session, () => this.host.core.destroy(), callback);
  }

  /** See `flush`. */
  flush(session: object): Promise<void> | undefined {
    return this.#actions.finish(() => this.#flush(session));
  }

  #flush(session: object): Promise<void> | undefined {
    const { host } = this;
    const stored = this.#stored;
    if (!stored) return undefined;
    const { core } = host;
    if (stored.isUsed) {
      const owner = ownerName(host.owner(session as Record<string, unknown>));
      if (owner === undefined && core.owner !== undefined) {
        const replace = (values: SessionValues): void => void (this.values = values);
        return signOut(core, stored, replace).then(() => host.storeCookie(this.cookie));
      }
      if (owner !== undefined && owner !== core.owner) signIn(core, owner);
    }
    host.storeCookie(this.cookie);
    return undefined;
  }

  #end(reason: string): void {
    if (!this.#stored) return;
    this.#formerId = this.host.id();
    this.values = new HeldValues(this.#stored, reason);
    this.#stored = undefined;
  }

  #requireStored(action: string): StoredValues {
    if (this.#stored) return this.#stored;
    throw new SessionError('WRONG_TIME', `${action}: this session has ended. Use req.session.`);
  }
}
