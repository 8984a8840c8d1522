import type { SessionId } from '../contract/session-id.js';
import type { ReadonlySession } from '../session/readonly-session.js';
import type { Session } from '../session/session.js';
import type { Admission, SocketEnd } from './admission.js';
import type { ClosableSocket } from './attached-socket.js';

/** What a visitor needs of {@link SessionSockets}. */
export interface VisitorServices<Data extends object, Name extends string> {
  idOf(admission: Admission): SessionId;
  attach(admission: Admission, socket: ClosableSocket): () => void;
  edit(admission: Admission, change: (session: Session<Data, Name>) => unknown): Promise<boolean>;
  noteUse(admission: Admission): void;
}

/** Who has opened a socket, and the session that the socket lives as long as. */
export class SocketVisitor<Data extends object = Record<string, unknown>, Name extends string = never> {
  /** The session at the handshake. It stays as it was: `edit` shows what is stored now. */
  readonly session: ReadonlySession<Data>;
  /** Whose session it is, `undefined` for a guest's. After a sign-in the sockets are closed, so it does not change. */
  readonly owner: string | undefined;
  readonly #admission: Admission;
  readonly #services: VisitorServices<Data, Name>;

  /** @internal */
  constructor(session: ReadonlySession<Data>, admission: Admission, services: VisitorServices<Data, Name>) {
    this.session = session;
    this.owner = session.owner;
    this.#admission = admission;
    this.#services = services;
  }

  /** The session id, which is safe to log. A `regenerate` changes it. */
  get id(): SessionId {
    return this.#services.idOf(this.#admission);
  }

  /**
   * Why the session has ended for its sockets; `undefined` while it lives. A client that does not react to the closing
   * can still send messages: with ws and Bun for five seconds, until its socket is terminated.
   */
  get ended(): SocketEnd | undefined {
    return this.#admission.ended;
  }

  /**
   * Closes the socket when the session ends; at once if it has ended since the handshake. A WebSocket gets the close
   * code and the reason, a socket of Socket.IO is disconnected with its connection. Attach several, if you like.
   *
   * Returns a function that detaches the socket. Call it when a socket closes that has no `close` event to listen to,
   * as in Bun; else it stays in memory until the session ends.
   *
   * @throws `SessionError` `INVALID_ARGUMENT` for an object with neither `close` nor `disconnect`
   */
  attach(socket: ClosableSocket): () => void {
    return this.#services.attach(this.#admission, socket);
  }

  /**
   * Changes the stored session by `change`, as `SessionManager.edit` does. Moves the idle deadline, unless `renew` is
   * `'never'`. Returns `false` if the session has ended; then the sockets are closed.
   *
   * @throws `StoreError` if the store could not reply; the sockets stay open
   * @throws `SessionError` `NOT_SUPPORTED` on a sealed store
   */
  edit(change: (session: Session<Data, Name>) => unknown): Promise<boolean> {
    return this.#services.edit(this.#admission, change);
  }

  /**
   * Notes that the visitor has done something, for messages that do not change the session. With `renew: 'on-use'`, the
   * next look-up moves the idle deadline.
   */
  noteUse(): void {
    this.#services.noteUse(this.#admission);
  }

  /**
   * Calls the listener when the session ends, before the sockets are closed; at once if it has ended already. Without
   * an attached socket, the session is followed for only a minute after the handshake. Returns a function that removes
   * the listener.
   */
  onEnd(listener: (reason: SocketEnd) => void): () => void {
    const { ended, listeners } = this.#admission;
    if (ended) this.#admission.tell(listener, ended);
    else listeners.add(listener);
    return () => void listeners.delete(listener);
  }
}
