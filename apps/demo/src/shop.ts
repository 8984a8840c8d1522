import type { RecentEvents } from './recent-events.js';
import type { ShopSessions } from './shop-sessions.js';
import type { OpenStore } from './stores/open-store.js';

/** What the shop's routes share. */
export interface Shop {
  readonly sessions: ShopSessions;
  readonly opened: OpenStore;
  readonly events: RecentEvents;
}
