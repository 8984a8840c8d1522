import { type ClosableSocket, closeSocket, hearClose, isClosed, requireClosable } from './attached-socket.js';

/**
 * Why a session's sockets are closed:
 *
 * - `ended`: it was signed out, revoked or emptied;
 * - `expired`: its deadline is over;
 * - `replaced`: in that browser, `signIn` or `replace` has begun another session. Clients can connect again at once;
 * - `closed`: the server closes all sockets.
 */
export type SocketEnd = 'ended' | 'expired' | 'replaced' | 'closed';

/** How long a handshake may take until its socket is attached, in milliseconds. */
const handshakeTime = 60_000;

/** What one handshake has led to. */
export class Admission {
  readonly listeners = new Set<(reason: SocketEnd) => void>();
  /** With each socket, how to stop listening to it. */
  readonly #sockets = new Map<ClosableSocket, () => void>();
  readonly #closeCode: number;
  readonly #onError: (error: unknown) => void;
  readonly #keptUntil = performance.now() + handshakeTime;
  #ended: SocketEnd | undefined;

  constructor(closeCode: number, onError: (error: unknown) => void) {
    this.#closeCode = closeCode;
    this.#onError = onError;
  }

  get ended(): SocketEnd | undefined {
    return this.#ended;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** @param closed - Called when the socket closes by itself. */
  attach(socket: ClosableSocket, closed: () => void): void {
    requireClosable(socket);
    if (this.#ended) this.#close(socket, this.#ended);
    else if (!this.#sockets.has(socket) && !isClosed(socket)) this.#sockets.set(socket, hearClose(socket, closed));
  }

  detach(socket: ClosableSocket): void {
    this.#sockets.get(socket)?.();
    this.#sockets.delete(socket);
  }

  /** Forgets the sockets that have closed without saying so. Returns whether no socket can be expected any more. */
  prune(): boolean {
    for (const socket of this.#sockets.keys()) if (isClosed(socket)) this.detach(socket);
    return this.size === 0 && performance.now() >= this.#keptUntil;
  }

  end(reason: SocketEnd): void {
    if (this.#ended) return;
    this.#ended = reason;
    for (const listener of this.listeners) this.tell(listener, reason);
    this.listeners.clear();
    for (const socket of this.#sockets.keys()) {
      this.detach(socket);
      this.#close(socket, reason);
    }
  }

  /** A listener that throws must not keep the sockets open. */
  tell(listener: (reason: SocketEnd) => void, reason: SocketEnd): void {
    try {
      listener(reason);
    } catch (error) {
      this.#onError(error);
    }
  }

  #close(socket: ClosableSocket, reason: SocketEnd): void {
    closeSocket(socket, reason === 'closed' ? undefined : this.#closeCode, reason);
  }
}
