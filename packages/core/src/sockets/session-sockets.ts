import { reportError } from '#platform';
import { SessionError } from '../contract/errors.js';
import { requireSessions } from '../http/require-sessions.js';
import type { FollowedSession } from '../manager/followed-session.js';
import type { SessionManager } from '../manager/session-manager.js';
import type { Session } from '../session/session.js';
import { Admission, type SocketEnd } from './admission.js';
import type { ClosableSocket } from './attached-socket.js';
import { type HandshakeRequest, readHandshake } from './handshake.js';
import { type Notice, noticedEvents, readNotice } from './notices.js';
import { SessionChecks } from './session-checks.js';
import { SessionGroup, SessionGroups } from './session-group.js';
import { checkSocketOptions, type SessionSocketsOptions } from './socket-options.js';
import { SocketVisitor } from './socket-visitor.js';

/**
 * Gives sockets the session of their handshake, and closes them when it ends: at once if it ends in this process,
 * within `checkEvery` if it ends in another one, and at its deadline.
 *
 * Sockets follow a session that gets a new key by `regenerate`. A sign-in closes them, because they were admitted as a
 * guest, or as somebody else. A store that is down closes none, except at the absolute timeout.
 *
 * @example
 * ```ts
 * import type { Server } from 'socket.io';
 *
 * const sockets = new SessionSockets(sessions);
 *
 * export function admit(io: Server) {
 *   io.use((socket, next) => {
 *     sockets.open(socket.request).then(
 *       (visitor) => {
 *         if (!visitor) return next(new Error('There is no session.'));
 *         visitor.attach(socket);
 *         return next();
 *       },
 *       // The client sees the message, and that of a StoreError may name a server.
 *       () => next(new Error('Please try again later.')),
 *     );
 *   });
 * }
 * ```
 */
export class SessionSockets<Data extends object = Record<string, unknown>, Name extends string = never> {
  readonly #sessions: SessionManager<Data, Name>;
  readonly #options: SessionSocketsOptions;
  readonly #groups = new SessionGroups<Data, Name>();
  readonly #checks: SessionChecks<Data, Name>;
  /** What has happened while handshakes load their sessions. */
  readonly #openings = new Set<(() => void)[]>();
  readonly #stops: readonly (() => void)[];
  readonly #isSealed: boolean;
  #isClosed = false;

  /**
   * @throws `SessionError` `INVALID_OPTION` for unknown or impossible options, by name; `INVALID_ARGUMENT` if the first
   * argument is not a manager
   */
  constructor(sessions: SessionManager<Data, Name>, options: SessionSocketsOptions = {}) {
    requireSessions('SessionSockets', sessions);
    const interval = checkSocketOptions(options, sessions.store.kind);
    this.#sessions = sessions;
    this.#options = options;
    this.#isSealed = sessions.store.kind === 'sealed';
    const isWhileOpen = options.renew === 'while-open';
    this.#checks = new SessionChecks({
      groups: this.#groups,
      interval,
      renews: (group) => isWhileOpen || group.isUsed,
      checked: (group) => this.#checked(group),
      onError: (error) => this.#report(error),
    });
    this.#stops = noticedEvents.map((event) =>
      sessions.on(event, (happened) => {
        const notice = { event, ...happened } as Notice;
        this.#apply(notice);
        this.#publish(notice);
      }),
    );
  }

  /** The number of sockets that are attached. */
  get size(): number {
    let sum = 0;
    for (const { admissions } of this.#groups) for (const { size } of admissions) sum += size;
    return sum;
  }

  /**
   * Finds the session of a handshake, before the socket is accepted. Returns `undefined` for a visitor without a stored
   * session; refuse the handshake then, or accept it without a visitor. Moves no deadline.
   *
   * @param request - Node's request, a fetch `Request`, or Socket.IO's `socket.request`
   * @param secure - Whether the browser used HTTPS. Pass it behind a proxy that ends TLS: there is no `trust proxy` on
   * this way. @defaultValue whether the connection is encrypted, or the URL of a fetch request
   * @throws `StoreError` if the store could not reply; that is never treated as "no session"
   */
  async open(
    request: HandshakeRequest,
    { secure }: { readonly secure?: boolean } = {},
  ): Promise<SocketVisitor<Data, Name> | undefined> {
    const { cookieHeader, facts } = readHandshake(request, secure);
    if (this.#isClosed) throw new SessionError('WRONG_TIME', 'open: these sockets were closed.');
    const missed: (() => void)[] = [];
    this.#openings.add(missed);
    try {
      const followed = await this.#sessions.follow(cookieHeader, facts);
      return followed && !this.#isClosed ? this.#welcome(followed, missed) : undefined;
    } finally {
      this.#openings.delete(missed);
    }
  }

  /**
   * Takes a message that `publish` has sent in another process, and closes the sockets that it concerns. After a
   * `revokeOwner`, a look-up first shows which sessions have ended, because a message may come late. Ignores anything
   * else. A forged message can close sockets, and do nothing else.
   */
  receive(message: unknown): void {
    const notice = readNotice(message);
    if (notice) this.#apply(notice, true);
  }

  /** Closes all sockets, and stops looking up sessions. Call it before `SessionManager.close`. */
  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stops) stop();
    this.#checks.stop();
    for (const group of this.#groups) this.#end(group, 'closed');
  }

  /** @param missed - What may have ended the session before this process knew of the handshake. */
  #welcome(followed: FollowedSession<Data, Name>, missed: (() => void)[]): SocketVisitor<Data, Name> | undefined {
    const admission = new Admission(this.#options.closeCode ?? 4401, (error) => this.#report(error));
    this.#admit(admission, new SessionGroup(followed));
    this.#openings.delete(missed);
    for (const apply of missed) apply();
    if (admission.ended) return undefined;
    return new SocketVisitor<Data, Name>(followed.session, admission, {
      idOf: (of) => this.#groups.of(of).followed.id,
      attach: (to, socket) => this.#attach(to, socket),
      edit: (by, change) => this.#edit(by, change),
      noteUse: (by) => this.#noteUse(by),
    });
  }

  #admit(admission: Admission, to: SessionGroup<Data, Name>): SessionGroup<Data, Name> {
    const isNew = !this.#groups.find(to.followed.id);
    const group = this.#groups.admit(admission, to);
    if (isNew) this.#checks.plan(group);
    else if (this.#isSealed && to.followed.remaining > group.followed.remaining) {
      // Its deadline is in the cookie, and this handshake came with a newer one.
      group.followed = to.followed;
      this.#checks.request(group);
    }
    return group;
  }

  #attach(admission: Admission, socket: ClosableSocket): () => void {
    if (this.#isClosed) admission.end('closed');
    const detach = (): void => {
      admission.detach(socket);
      if (admission.size === 0 && !admission.ended) this.#groups.dismiss(admission);
    };
    admission.attach(socket, detach);
    const group = this.#groups.of(admission);
    // It was not looked up since the last socket has closed, or since the handshake has taken too long.
    if (admission.size > 0 && !group.admissions.has(admission)) this.#checks.request(this.#admit(admission, group));
    return detach;
  }

  async #edit(admission: Admission, change: (session: Session<Data, Name>) => unknown): Promise<boolean> {
    if (admission.ended) return false;
    const group = this.#groups.of(admission);
    const isStored = await group.followed.edit(change, { renew: this.#options.renew !== 'never' });
    if (this.#groups.has(group)) {
      group.isUsed = false;
      this.#checks.planNext(group);
    }
    this.#checked(group);
    if (group.followed.status !== 'live') admission.end(group.followed.status);
    return isStored;
  }

  #noteUse(admission: Admission): void {
    const { renew = 'on-use' } = this.#options;
    const group = this.#groups.of(admission);
    if (renew !== 'on-use' || this.#isSealed || !this.#groups.has(group)) return;
    group.isUsed = true;
    this.#checks.wakeFor(group);
  }

  #apply(notice: Notice, isReceived = false): void {
    for (const missed of this.#openings) missed.push(() => this.#apply(notice, isReceived));
    if (notice.event === 'owner-revoked') {
      const { owner, except } = notice;
      for (const group of this.#groups) {
        if (group.followed.owner !== owner || except.some((id) => group.ids.has(id))) continue;
        // A message that comes late says nothing about a session that has begun, or got its id, since then.
        if (isReceived) this.#checks.request(group);
        else this.#end(group, 'ended');
      }
      return;
    }
    for (const group of this.#groups.concernedBy(notice.event === 'destroyed' ? notice.id : notice.from)) {
      if (notice.event === 'destroyed') this.#end(group, 'ended');
      // The successor of a sealed session is in a cookie that this socket does not have.
      else if (notice.by === 'sign-in' || this.#isSealed) this.#end(group, 'replaced');
      else {
        this.#groups.alias(group, notice.to);
        this.#checks.request(group);
      }
    }
  }

  #checked(group: SessionGroup<Data, Name>): void {
    const { status, absoluteRemaining } = group.followed;
    if (status !== 'live') this.#end(group, status);
    else if (absoluteRemaining <= 0) this.#end(group, 'expired');
    else if (this.#groups.has(group)) this.#groups.confirm(group);
  }

  #end(group: SessionGroup<Data, Name>, reason: SocketEnd): void {
    this.#groups.remove(group);
    for (const admission of group.admissions) admission.end(reason);
    group.admissions.clear();
  }

  #publish(notice: Notice): void {
    const { publish } = this.#options;
    if (!publish) return;
    new Promise((resolve) => {
      resolve(publish(JSON.stringify(notice)));
    }).catch((error: unknown) => this.#report(error));
  }

  #report(error: unknown): void {
    try {
      (this.#options.onError ?? reportError)(error);
    } catch (thrown) {
      reportError(thrown);
    }
  }
}
