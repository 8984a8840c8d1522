import { reportError } from '#platform';
import { SessionError } from '../contract/errors.js';

/**
 * What can be closed: a WebSocket of ws, Bun or Deno, a socket of Socket.IO, or an object with a `close` of your own.
 */
export type ClosableSocket =
  | { close(code?: number, reason?: string): unknown }
  | { disconnect(close?: boolean): unknown };

type Listen = (event: string, listener: () => void) => unknown;

/** What some of these sockets have. */
interface SomeSocket {
  close?(code?: number, reason?: string): unknown;
  readonly readyState?: unknown;
  /** Of ws and Bun. */
  terminate?(): void;
  /** Of Socket.IO. */
  disconnect?(close?: boolean): unknown;
  readonly connected?: boolean;
  /** The connection below, which may carry sockets of several namespaces. */
  readonly conn?: SomeSocket;
  on?: Listen;
  off?: Listen;
  addEventListener?: Listen;
  removeEventListener?: Listen;
}

/** How long a client of ws or Bun may take to close its side, in milliseconds. Until then it can send messages. */
const closingTime = 5000;

/** The `readyState` of a WebSocket and of the connection below Socket.IO. */
export function isClosed(socket: ClosableSocket): boolean {
  const { readyState, conn } = socket as SomeSocket;
  return readyState === 3 || conn?.readyState === 'closed';
}

/** @throws `SessionError` `INVALID_ARGUMENT` for what would stay open when its session has ended */
export function requireClosable(socket: unknown): void {
  const some = (socket ?? {}) as SomeSocket;
  if (typeof some.close === 'function' || typeof some.disconnect === 'function') return;
  throw new SessionError('INVALID_ARGUMENT', 'attach: the socket must have a function close, or disconnect.');
}

/** Calls the listener when the socket closes, if the socket can say so. Returns how to stop. */
export function hearClose(socket: ClosableSocket, listener: () => void): () => void {
  const some = socket as SomeSocket;
  if (!some.disconnect) return listen(some, 'close', listener);
  // A socket that is refused by a later middleware was never connected, and then only its connection ends.
  const stops = [listen(some, 'disconnect', listener), listen(some.conn, 'close', listener)];
  return () => {
    for (const stop of stops) stop();
  };
}

function listen(some: SomeSocket | undefined, event: string, listener: () => void): () => void {
  if (some?.on && some.off) {
    some.on(event, listener);
    return () => some.off!(event, listener);
  }
  some?.addEventListener?.(event, listener);
  return () => some?.removeEventListener?.(event, listener);
}

/**
 * Closes the socket. One that has `terminate` is closed after a few seconds even if its client does not react. Never
 * throws.
 *
 * @param code - `undefined`: the server is closing.
 */
export function closeSocket(socket: ClosableSocket, code: number | undefined, reason: string): void {
  const some = socket as SomeSocket;
  attempt(() => {
    // `disconnect` has no effect before the connection event.
    if (some.disconnect) return some.connected === false && some.conn ? some.conn.close?.() : some.disconnect(true);
    // 1001 is "going away" (RFC 6455, section 7.4.1). The WebSocket of browsers, which Deno's is, accepts only 1000.
    return some.close?.(code ?? (some.terminate ? 1001 : 1000), reason);
  });
  if (!some.terminate) return;
  const timer: { unref?(): void } | number = setTimeout(() => {
    if (!isClosed(socket)) attempt(() => some.terminate!());
  }, closingTime);
  if (typeof timer === 'object') timer.unref?.();
}

/** A socket that cannot be closed must not keep the others open. */
function attempt(close: () => unknown): void {
  try {
    Promise.resolve(close()).catch(reportError);
  } catch (error) {
    reportError(error);
  }
}
