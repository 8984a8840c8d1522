import { SessionError } from '../contract/errors.js';
import type { ManagerConfig } from '../manager/manager-config.js';
import type { KeyedRoom } from '../walks/keyed-walk.js';

/**
 * What a method needs that looks for records on a server.
 *
 * @throws {@link SessionError} `NOT_SUPPORTED` on a sealed store, which has none
 */
export function keyedRoomOf({ keyed }: ManagerConfig, method: string): KeyedRoom {
  if (keyed) return keyed;
  throw new SessionError(
    'NOT_SUPPORTED',
    `${method}: a sealed store keeps each session in its browser, where nothing can look for it. ` +
      'Change or end it in a request of that browser, or take a keyed store.',
  );
}
