import { SessionError } from '../contract/errors.js';
import type { ManagerConfig } from './manager-config.js';
import type { KeyedContext } from '../keyed/keyed-context.js';

/**
 * Returns what a method needs that finds records on a server.
 *
 * @throws {@link SessionError} `NOT_SUPPORTED` with a sealed store, which has none
 */
export function requireKeyedStore({ keyed }: ManagerConfig, method: string): KeyedContext {
  if (keyed) return keyed;
  throw new SessionError(
    'NOT_SUPPORTED',
    `${method} needs a keyed store: a sealed one keeps each session in its browser, to be changed or ended by its requests.`,
  );
}
