import { AsyncLocalStorage } from 'node:async_hooks';
import { SessionError } from '../contract/errors.js';
import { requireSessions } from '../http/require-sessions.js';

/** What {@link createSessionContext} needs of a `SessionManager`. */
export interface ContextSessions<Session> {
  get(request: object): Promise<Session>;
  peek(request: object): Session | undefined;
}

/** Finds the session of the request that is being served, in code that has no access to the request. */
export interface SessionContext<Session> {
  /**
   * Calls `callback`, and returns its result. Everything that it calls, and what goes on later from there, runs in the
   * context of the request.
   *
   * @param request - What handlers pass to `sessions.get`: the session middleware must know it.
   */
  run<Result>(request: object, callback: () => Result): Result;
  /**
   * Loads the session of the current request, as `sessions.get(request)` does: once, however often it is called.
   *
   * @throws `SessionError` `WRONG_TIME` outside of `run`, and what `sessions.get` throws
   */
  currentSession(): Promise<Session>;
  /**
   * Returns the session of the current request if it is loaded, as `sessions.peek(request)` does; `undefined` outside
   * of `run`. For code that cannot wait, such as a logger.
   */
  peekSession(): Session | undefined;
}

/**
 * Makes the session available anywhere below a request, without passing the request on. It uses `AsyncLocalStorage`, so
 * two requests that are served at the same time never see each other's session.
 *
 * Mount it after the session middleware. It does not load or commit anything itself.
 *
 * The context follows calls, promises, timers, and the streams that are made in the request. It is lost in callbacks of
 * what was set up elsewhere: an emitter calls its listeners in the context of the code that emits, and a pool or a
 * queue may call back in that of another request. Wrap such a callback in `AsyncResource.bind`, or get the session
 * before, and use it in the callback. In `sessions.edit(id, change)` the current session is still that of the request,
 * and not the one that is edited.
 *
 * @throws `SessionError` `INVALID_ARGUMENT` if the argument is not a manager
 *
 * @example
 * ```ts
 * import { createSessionContext } from '@sess/core/context';
 * import { sessionMiddleware } from '@sess/core/node';
 *
 * const { run, currentSession } = createSessionContext(sessions);
 * app.use(sessionMiddleware(sessions), (request, response, next) => run(request, next));
 *
 * export async function addToCart(sku: string): Promise<void> {
 *   const session = await currentSession();
 *   session.update('cart', {}, (cart) => {
 *     (cart[sku] ??= { sku, qty: 0 }).qty++;
 *   });
 * }
 * ```
 */
export function createSessionContext<Session>(sessions: ContextSessions<Session>): SessionContext<Session> {
  requireSessions('createSessionContext', sessions);
  const requests = new AsyncLocalStorage<object>();
  return {
    run: (request, callback) => requests.run(requireRequest(request), requireCallback(callback)),
    async currentSession() {
      const request = requests.getStore();
      if (request) return sessions.get(request);
      throw new SessionError(
        'WRONG_TIME',
        'currentSession: no request is being served here. Mount a middleware that calls run(request, next) before this ' +
          'code. If it is mounted, this is a callback of something that was set up before the request, like a pool or ' +
          'an emitter: wrap it in AsyncResource.bind, or get the session before. Outside of requests, use ' +
          'sessions.edit(id, change).',
      );
    },
    peekSession() {
      const request = requests.getStore();
      return request && sessions.peek(request);
    },
  };
}

function requireRequest(request: unknown): object {
  if (typeof request === 'object' && request) return request;
  throw new SessionError('INVALID_ARGUMENT', `run: the request must be an object, not ${String(request)}`);
}

/** `run(request, next())` calls `next` too early, outside of the context, and passes what it returns. */
function requireCallback<Callback>(callback: Callback): Callback {
  if (typeof callback === 'function') return callback;
  throw new SessionError('INVALID_ARGUMENT', `run: the callback must be a function, like next, not ${typeof callback}`);
}
