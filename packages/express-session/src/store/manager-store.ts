import { parseSessionId, SessionError, type SessionId, type SessionManager } from '@sess/core';
import { Session } from '../session-object/session-class.js';
import { type Callback, settle } from './callback.js';
import { keyOf, requireSid } from './key-of.js';
import { carriedBy, carry } from './carried-session.js';
import { LoadedSession, withCookie } from './loaded-session.js';
import { dataIn, isPlain, namesIn, type PlainData } from './plain-data.js';
import { clearSessions, storedSessions } from './stored-sessions.js';
import { IdAccess, KeyAccess, type ReadSession } from './session-access.js';
import type { CookieOptions } from '../cookie.js';
import { CookieSettings } from '../cookie-settings.js';
import { cookieOf, type GivenCookie, outlasts, readCookie } from './session-cookie.js';
import { Store } from './store.js';
import { warnOfCappedMaxAge } from '../warn-once.js';
import type { GivenSession, SessionInStore, StoreRequest } from './store-contract.js';

/** What a `ManagerStore` does besides. */
export interface ManagerStoreOptions {
  /** Whether session ids are accepted, besides keys. */
  readonly takesIds?: boolean;
  /** The settings of cookies, as the middleware has them. */
  readonly cookie?: CookieOptions;
  readonly clock?: () => number;
}

/** The sessions of a manager, as a store of express-session. Its methods take a callback, or return a promise. */
export class ManagerStore extends Store {
  readonly #loaded = new WeakMap<object, LoadedSession>();
  #options!: ManagerStoreOptions;
  #manager!: SessionManager;
  #cookies!: CookieSettings;

  constructor(manager: SessionManager, options: ManagerStoreOptions = {}) {
    super();
    this.serve(manager, options);
  }

  /** The manager whose sessions these are. */
  get sessions(): SessionManager {
    return this.#manager;
  }

  /** Makes these the sessions of another manager, which has the same store. */
  serve(manager: SessionManager, options: ManagerStoreOptions): void {
    this.#manager = manager;
    this.#options = options;
    const given = { areForAll: true, isSecure: false, now: () => this.#now() };
    this.#cookies = new CookieSettings(options.cookie ?? {}, given);
  }

  /** Returns the live session, or `undefined`. If the store is down, that is an error. */
  override get(sid: string, callback: Callback<SessionInStore | undefined>): void;
  override get(sid: string): Promise<SessionInStore | undefined>;
  override get(sid: string, callback?: unknown): Promise<SessionInStore | undefined> | void {
    return settle(
      this.perform(undefined, () => this.#get(sid)),
      callback,
    );
  }

  /**
   * Stores what the session object has changed since it was read. What other requests have stored meanwhile stays: of
   * plain objects, each property; of other values, that which is stored last. A session that has ended is an error,
   * `InterruptedError`. A session that nobody has read is created. A plain object that nobody has read replaces
   * what is there.
   */
  override set(sid: string, session: object, callback: Callback): void;
  override set(sid: string, session: object): Promise<void>;
  override set(sid: string, session: object, callback?: unknown): Promise<void> | void {
    return settle(
      this.perform(session, () => this.#set(sid, session)),
      callback,
    );
  }

  /** Moves the deadline if that is due, and stores the cookie's settings if they have changed. */
  override touch(sid: string, session: object, callback: Callback): void;
  override touch(sid: string, session: object): Promise<void>;
  override touch(sid: string, session: object, callback?: unknown): Promise<void> | void {
    return settle(
      this.perform(session, () => this.#touch(sid, session)),
      callback,
    );
  }

  /** Ends the session, even if its key has changed since. Succeeds if the session has already ended. */
  override destroy(sid: string, callback: Callback): void;
  override destroy(sid: string): Promise<void>;
  override destroy(sid: string, callback?: unknown): Promise<void> | void {
    return settle(
      this.perform(sid, () => this.#destroy(sid)),
      callback,
    );
  }

  /** Returns all live sessions by their ids. */
  override all(callback: Callback<Record<string, SessionInStore>>): void;
  override all(): Promise<Record<string, SessionInStore>>;
  override all(callback?: unknown): Promise<Record<string, SessionInStore>> | void {
    return settle(this.#all(), callback);
  }

  override length(callback: Callback<number>): void;
  override length(): Promise<number>;
  override length(callback?: unknown): Promise<number> | void {
    return settle(
      this.#all().then((sessions) => Object.keys(sessions).length),
      callback,
    );
  }

  /** Removes all sessions. */
  override clear(callback: Callback): void;
  override clear(): Promise<void>;
  override clear(callback?: unknown): Promise<void> | void {
    return settle(clearSessions(this.#manager), callback);
  }

  /** Ends the session of a request, and gives it a new one. */
  override regenerate(request: StoreRequest, callback?: Callback): void {
    const { session } = request;
    if (session instanceof Session) session.regenerate(callback ?? (() => undefined));
    else super.regenerate(request, callback);
  }

  override createSession(request: StoreRequest, session: GivenSession): GivenSession {
    const loaded = this.#loaded.get(session as object);
    const made = super.createSession(request, session) as object;
    if (loaded) this.#loaded.set(made, loaded);
    return made;
  }

  /** Does what a call of `get`, `set`, `touch` or `destroy` stands for. Their subject is the session, or its id. */
  protected perform<Value>(_subject: unknown, work: () => Promise<Value>): Promise<Value> {
    return work();
  }

  /** Returns what `get` calls back with for that data. */
  protected shown(data: PlainData, expiresAt: number): SessionInStore {
    return { ...data, cookie: cookieOf(data['cookie'], this.#cookies, expiresAt) };
  }

  async #get(sid: unknown): Promise<SessionInStore | undefined> {
    const opened = await this.#open(sid);
    if (!opened) return undefined;
    const { loaded, data, expiresAt } = opened;
    const session = this.shown(this.#copy(data), expiresAt);
    carry(loaded, session.cookie);
    this.#loaded.set(session, loaded);
    return session;
  }

  async #set(sid: string, session: object): Promise<void> {
    const cookie = readCookie(cookieIn(session), this.#cookies, this.#now());
    if (cookie.isOver) return this.#destroy(sid);
    // A session of our own middleware knows what it has changed.
    if (session instanceof Session && session.id === sid) return session.save();
    const data = this.#copy(dataIn(session));
    const loaded = this.#loadedBy(sid, session);
    if (loaded) {
      const names = namesIn(session);
      return loaded.store({ data, cookie, isHidden: (key) => names.has(key) });
    }
    const id = this.#idIn(sid);
    if (id === undefined && (await this.#create(sid, session, withCookie(data, cookie), cookie))) return;
    const opened = isPlain(session) ? await this.#open(sid) : undefined;
    if (!opened)
      throw refusal(id === undefined ? 'is there already, and this request has not read it' : 'is not there');
    await opened.loaded.store({ data, cookie });
  }

  /** Returns `false` if there is a session with that id. */
  async #create(sid: string, session: object, data: PlainData, given: GivenCookie): Promise<boolean> {
    const key = keyOf(sid);
    const { expire } = given;
    try {
      const { cookie } = await this.#manager.create({ key, data, ...(expire && { expire }) });
      if (outlasts(given, cookie)) warnOfCappedMaxAge();
    } catch (error) {
      if (error instanceof SessionError && error.code === 'CONFLICT') return false;
      throw error;
    }
    this.#loaded.set(session, new LoadedSession(sid, new KeyAccess(this.#manager, key), () => data, true));
    return true;
  }

  async #touch(sid: string, session: object): Promise<void> {
    const cookie = readCookie(cookieIn(session), this.#cookies, this.#now());
    if (cookie.isOver) return this.#destroy(sid);
    if (session instanceof Session && session.id === sid) return;
    const loaded = this.#loadedBy(sid, session) ?? (await this.#open(sid))?.loaded;
    await loaded?.store({ cookie });
  }

  async #destroy(sid: unknown): Promise<void> {
    await this.#manager.revoke(this.#idIn(sid) ?? keyOf(sid));
  }

  async #all(): Promise<Record<string, SessionInStore>> {
    const sessions = await storedSessions(this.#manager);
    return Object.fromEntries(sessions.map(({ id, data, expiresAt }) => [id, this.shown(data, expiresAt)]));
  }

  async #open(sid: unknown): Promise<Opened | undefined> {
    const id = this.#idIn(sid);
    const access = id === undefined ? new KeyAccess(this.#manager, keyOf(sid)) : new IdAccess(this.#manager, id);
    const read = await access.read();
    if (!read) return undefined;
    // Storing changes the session's own objects, and what was read must stay as it was.
    const loaded = new LoadedSession(sid as string, access, () => this.#copy(read.data));
    return { ...read, loaded };
  }

  /** Returns what is known of a session that this request has read or stored. */
  #loadedBy(sid: string, session: object): LoadedSession | undefined {
    const loaded = this.#loaded.get(session) ?? carriedBy(session);
    if (!loaded?.isOf(requireSid(sid))) return undefined;
    this.#loaded.set(session, loaded);
    return loaded;
  }

  #idIn(sid: unknown): SessionId | undefined {
    return this.#options.takesIds ? parseSessionId(sid) : undefined;
  }

  /** @throws {@link SerializeError} for what the manager's serializer would change */
  #copy(data: PlainData): PlainData {
    return this.#manager.decode(this.#manager.encode(data));
  }

  #now(): number {
    return (this.#options.clock ?? Date.now)();
  }
}

interface Opened extends ReadSession {
  readonly loaded: LoadedSession;
}

function cookieIn(session: unknown): unknown {
  if (typeof session === 'object' && session !== null) return Reflect.get(session, 'cookie');
  throw new SessionError(
    'INVALID_ARGUMENT',
    `A session must be an object; what was given is of type ${typeof session}.`,
  );
}

function refusal(problem: string): SessionError {
  return new SessionError('CONFLICT', `set: a session with this id ${problem}. Nothing was stored.`, { status: 409 });
}
