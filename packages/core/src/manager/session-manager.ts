import type { CallOptions } from '../contract/call-options.js';
import type { OwnedSession } from '../contract/owner-index.js';
import type { RequestBinding } from '../http/request-binding.js';
import { completeFacts, type RequestFacts } from '../http/request-facts.js';
import { createManagerConfig, type ManagerConfig } from './manager-config.js';
import type { SessionManagerOptions } from './manager-options.js';
import { BoundRequests } from './bound-requests.js';
import { type GetOptions, type OpenedSession, readState, startVisit } from './start-visit.js';
import { clearExpired, type ClearExpiredOptions, type ClearExpiredResult } from './clear-expired.js';
import { type CreatedSession, createSession, type NewSession } from './create-session.js';
import { editSession } from './edit-session.js';
import { type FollowedSession, followSession } from './followed-session.js';
import { decodeData, encodeData, type InspectedSession, inspectSession } from './inspect-session.js';
import {
  listSessions,
  revokeOwner,
  type RevokeOptions,
  type RevokeOwnerOptions,
  revokeSession,
} from './owned-sessions.js';
import { saveData } from './save-data.js';
import { ReadonlySession } from '../session/readonly-session.js';
import type { Session } from '../session/session.js';
import type { SessionEventName, SessionListener } from '../events/session-events.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import type { SessionStore } from '../contract/session-store.js';

/**
 * Opens, stores, lists and ends sessions.
 *
 * `Data` is the application's own interface; nothing is merged into global types. `Name` is the names of more
 * lifetimes.
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 *
 * interface Shop {
 *   visits: number;
 * }
 * export const sessions = new SessionManager<Shop>({ store: new MemorySessionStore() });
 * ```
 */
export class SessionManager<Data extends object = Record<string, unknown>, Name extends string = never> {
  /** The store that the manager was given, for tools. Calls to it bypass the manager's checks and time limits. */
  readonly store: SessionStore;
  readonly #config: ManagerConfig;
  readonly #requests: BoundRequests<Data, Name>;

  /** @throws {@link SessionError} `INVALID_OPTION` for unknown, impossible or unsafe options, by name */
  constructor(options: SessionManagerOptions<Data, Name>) {
    this.#config = createManagerConfig(options);
    this.store = options.store;
    this.#requests = new BoundRequests(this.#config);
  }

  /**
   * Ties a request to its session, for middleware.
   *
   * @param aliases - Other objects that stand for the request in its framework, like Hono's context: `get` takes any of
   * them. If one of all these objects is bound already, they share its session, and `binding` is not used: with two
   * middlewares, the outer one commits.
   */
  bind(request: object, binding: RequestBinding, aliases: readonly object[] = []): void {
    this.#requests.bind(request, binding, aliases);
  }

  /**
   * Loads the session of a request, once: later calls return the same one. A request that never asks costs nothing.
   *
   * @param request - The request that the middleware got, one of its aliases, or an object with one of these as
   * `request`, `req` or `raw`, such as the events and contexts of many frameworks
   * @throws {@link StoreError} if the store could not reply; that is never treated as "no session"
   */
  async get(request: object, options: GetOptions = {}): Promise<Session<Data, Name>> {
    const visit = await this.#requests.visitOf(request, options.renew);
    if (!options.ahead) visit.isRequested = true;
    return visit.session;
  }

  /** Returns what {@link SessionManager.get} has loaded for this request, or `undefined`: for code that cannot wait. */
  peek(request: object): Session<Data, Name> | undefined {
    const visit = this.#requests.loadedVisitOf(request);
    if (visit) visit.isRequested = true;
    return visit?.session;
  }

  /**
   * Opens the session of a cookie header, for frameworks without a middleware. The caller commits.
   *
   * Pass `{ secure: false }` on plain http, as on `http://localhost`, because the cookie has another name there. A
   * cookie under the other name is not used; it causes a `rejected-key` event, and once a warning.
   *
   * @param facts - The defaults are `secure: true`, `method: 'GET'`, `prefetch: false`
   */
  async open(
    cookieHeader: string | undefined,
    facts: Partial<RequestFacts> & GetOptions = {},
  ): Promise<OpenedSession<Data, Name>> {
    const opening = { cookieHeader, facts: completeFacts(facts), renews: facts.renew ?? true, canSetCookie: true };
    const visit = await startVisit<Data, Name>(this.#config, opening);
    visit.isRequested = true;
    return { session: visit.session, commit: (call) => visit.commit(call) };
  }

  /**
   * Opens a session for reading only: nothing is stored. Pass `{ secure: false }` on http, as to `open`.
   *
   * @param facts - `renew: true` moves the idle deadline, where that takes no cookie: not on a sealed store
   */
  async read(
    cookieHeader: string | undefined,
    facts: Partial<RequestFacts> & Pick<GetOptions, 'renew'> = {},
  ): Promise<ReadonlySession<Data>> {
    return new ReadonlySession<Data>(await readState(this.#config, cookieHeader, facts));
  }

  /**
   * Finds a visitor's stored session, to follow it for longer than a request; `@sess/core/sockets` is built on this. No
   * deadline moves. A session of another framework counts as none until a request has adopted it.
   */
  follow(
    cookieHeader: string | undefined,
    facts: Partial<RequestFacts> = {},
  ): Promise<FollowedSession<Data, Name> | undefined> {
    return followSession(this.#config, cookieHeader, completeFacts(facts));
  }

  /** Stores a session without a request: for tests, devices and imports. */
  create(session: NewSession<Data, Name> = {}): Promise<CreatedSession> {
    return createSession(this.#config, session);
  }

  /**
   * Changes a session without a request, with the same guarantees. Its key and its deadline stay. Awaits `change`.
   *
   * Returns `false` if the session does not exist or has ended, and for a string that cannot be a session id.
   *
   * @throws {@link SessionError} `NOT_SUPPORTED` on a sealed store, and for an id with `hashIds: false`;
   * `INVALID_ARGUMENT` with status 400 for what is not a string
   */
  edit(
    idOrKey: SessionId | SessionKey,
    change: (session: Session<Data, Name>) => unknown,
    options?: CallOptions,
  ): Promise<boolean> {
    return editSession(this.#config, idOrKey, change, options);
  }

  /**
   * Returns a stored session, by its id or its key. Returns `undefined` if none is live, and for a string that cannot
   * be a session id.
   *
   * @throws {@link SessionError} `NOT_SUPPORTED` on a sealed store, and for an id with `hashIds: false`;
   * `INVALID_ARGUMENT` with status 400 for what is not a string
   */
  inspect(idOrKey: SessionId | SessionKey, options?: CallOptions): Promise<InspectedSession<Data> | undefined> {
    return inspectSession(this.#config, idOrKey, options);
  }

  /**
   * Returns an owner's live sessions in a stable order, loaded page by page.
   *
   * @throws {@link SessionError} `NOT_SUPPORTED` on a store that cannot find sessions by owner, as no sealed one can
   */
  list(owner: string | number, options?: CallOptions): AsyncGenerator<OwnedSession, void> {
    return listSessions(this.#config, owner, options);
  }

  /**
   * Ends one session; with `owner`, only if it belongs to that owner. Returns whether one was ended. A string that
   * cannot be a session id gives `false`, so an id from a form needs no check of its own.
   *
   * @throws {@link SessionError} `INVALID_ARGUMENT` for an `owner` that is undefined, which would end any user's; with
   * status 400 for an id that is not a string. `NOT_SUPPORTED` on a sealed store, and for an id with `hashIds: false`
   * @example
   * ```ts
   * app.post('/devices/revoke', async (request, response) => {
   *   const { owner } = await sessions.get(request);
   *   if (owner === undefined) response.sendStatus(401);
   *   else response.json(await sessions.revoke(request.body.id, { owner }));
   * });
   * ```
   */
  revoke(idOrKey: SessionId | SessionKey, options?: RevokeOptions): Promise<boolean> {
    return revokeSession(this.#config, idOrKey, options);
  }

  /**
   * Ends all sessions of an owner except those in `except`. Returns how many it ended.
   *
   * It ends the sessions that are stored when it runs. A sign-in that is stored later stays, even if it began before.
   * So after a password change, let the sign-in `save`, then check the password again, and `destroy` if it has
   * changed.
   *
   * @throws {@link SessionError} `INVALID_ARGUMENT` for an `except` that names no session; `NOT_SUPPORTED` on a store
   * that cannot find sessions by owner, as no sealed one can
   */
  revokeOwner(
    owner: string | number,
    options?: RevokeOwnerOptions & { readonly except?: Session<Data, Name> | readonly (SessionId | SessionKey)[] },
  ): Promise<number> {
    return revokeOwner(this.#config, owner, options);
  }

  /** Removes expired records in small batches, so that live requests go on. Run it from time to time. */
  clearExpired(options: ClearExpiredOptions = {}): Promise<ClearExpiredResult> {
    return clearExpired(this.#config, options);
  }

  /** Returns the payload that a store would keep for that data (Django's `encode`). */
  encode(data: Partial<Data>): string {
    return encodeData(this.#config, data);
  }

  /** Returns the data in a payload. @throws {@link CorruptSessionError} if this manager cannot read it */
  decode(payload: string): Partial<Data> {
    return decodeData(this.#config, payload);
  }

  /**
   * Stores data under a key, and keeps the other fields of a live session there. Empty data ends it. For imports and
   * tests (Django's `SessionManager.save`). A key without a record begins a guest's session, even if an earlier one
   * was revoked. `expiresAt` is in epoch milliseconds.
   *
   * @throws {@link InterruptedError} for a key that was superseded, and for a session that ends meanwhile
   * @throws {@link SessionError} `NOT_SUPPORTED` on a sealed store
   */
  save(key: SessionKey, data: Partial<Data>, expiresAt: number): Promise<void> {
    return saveData(this.#config, key, data, expiresAt);
  }

  /** Listens to what happens; returns the function that stops it. On Node the same goes to `diagnostics_channel`. */
  on<Event extends SessionEventName>(event: Event, listener: SessionListener<Event>): () => void {
    return this.#config.context.events.on(event, listener);
  }

  /**
   * Returns the name of the cookie that is read and set over HTTPS or HTTP, then all other names under which a cookie
   * of this manager may arrive. For middleware with a cookie of its own.
   */
  cookieNames(facts: Pick<RequestFacts, 'secure'>): readonly [string, ...string[]] {
    return this.#config.cookies.namesFor(facts);
  }

  /** Ends the store's own timers and connections. */
  close(): Promise<void> {
    return this.#config.close();
  }
}
