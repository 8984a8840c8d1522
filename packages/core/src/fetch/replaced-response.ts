import { warn } from '#platform';

/** Managers whose application was warned. */
const warned = new WeakSet<object>();
/** How to stop the watch over a response. */
const watched = new WeakMap<Response, () => void>();
/** An application keeps such a response, and may send it anywhere at any time. */
const constants = new WeakSet<Response>();

/**
 * Warns, once for each manager, when a response is looked at after `handleSession` has returned another in its place: it is most likely
 * sent, without the cookie, or although nothing was stored. So it is in Hono where a middleware returns what `handleSession` returned,
 * because Hono heeds that no more once `next` has run; and where `c.res = …` puts the former headers over the new ones.
 *
 * Watches until the code that runs now has come to its end, which is when a framework on Node sends. Bun and Deno look at their
 * responses unseen.
 */
export function watchReplaced(response: Response, sessions: object): void {
  // What is frozen cannot be watched, and was meant to be a constant.
  if (warned.has(sessions) || constants.has(response) || !Object.isExtensible(response)) return;
  const properties = ['headers', 'status'] as const;
  const stop = (): void => properties.forEach((name) => void Reflect.deleteProperty(response, name));
  for (const name of properties) {
    const get = (): unknown => {
      stop();
      sayReplaced(sessions);
      return response[name];
    };
    Object.defineProperty(response, name, { configurable: true, get });
  }
  watched.set(response, stop);
  setTimeout(stop);
}

/** Notes that a handler has returned a response: one that was replaced before is a constant, and no mistake. */
export function noteReturned(response: Response): void {
  const stop = watched.get(response);
  if (!stop) return;
  stop();
  constants.add(response);
}

function sayReplaced(sessions: object): void {
  if (warned.has(sessions)) return;
  warned.add(sessions);
  warn(
    'SESS_RESPONSE_REPLACED',
    'A Response was looked at after handleSession had returned another in its place. If it is sent, the session cookie is ' +
      'lost, or an answer goes out although storing failed. Send what handleSession returns. In a middleware of Hono: ' +
      'const response = await handleSession(…); c.res = undefined; c.res = response;',
  );
}
