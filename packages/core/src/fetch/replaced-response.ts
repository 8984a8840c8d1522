import { warn } from '#platform';

/** Managers whose application was warned. */
const warned = new WeakSet<object>();
/** Functions that stop watching a response. */
const watched = new WeakMap<Response, () => void>();
/** Responses that an application keeps, and may send at any time. */
const constants = new WeakSet<Response>();

/**
 * Warns, once for each manager, when a response is read after `handleSession` has returned another one in its place.
 * Most likely it is being sent, without the cookie or although storing failed. This happens in Hono when a middleware
 * returns the result of `handleSession`, because Hono ignores it once `next` has run, and when `c.res = …` copies the
 * old headers over the new ones.
 *
 * Watches until the current task ends, which is when a framework on Node sends. Bun and Deno read responses without
 * calling getters.
 */
export function watchReplaced(response: Response, sessions: object): void {
  // A frozen response cannot be watched, and was meant to be a constant.
  if (warned.has(sessions) || constants.has(response) || !Object.isExtensible(response)) return;
  const properties = ['headers', 'status'] as const;
  const stop = (): void => properties.forEach((name) => void Reflect.deleteProperty(response, name));
  for (const name of properties) {
    const get = (): unknown => {
      stop();
      warnReplaced(sessions);
      return response[name];
    };
    Object.defineProperty(response, name, { configurable: true, get });
  }
  watched.set(response, stop);
  setTimeout(stop);
}

/** Notes that a handler has returned a response. If it was replaced before, it is a constant and not a mistake. */
export function noteReturned(response: Response): void {
  const stop = watched.get(response);
  if (!stop) return;
  stop();
  constants.add(response);
}

function warnReplaced(sessions: object): void {
  if (warned.has(sessions)) return;
  warned.add(sessions);
  warn(
    'SESS_RESPONSE_REPLACED',
    'A Response was read after handleSession had returned another one in its place. If it is sent, the session ' +
      'cookie is lost, or the client gets it although storing failed. Send what handleSession returns. ' +
      'In Hono, use honoSession of @sess/core/hono.',
  );
}
