import { listen, stopListening, urlOf } from './listen.js';
import { RecentEvents } from './recent-events.js';
import { createSessions, type ShopSessions } from './shop-sessions.js';
import { createShopApp } from './shop-app.js';
import type { OpenStore } from './stores/open-store.js';

const clearEveryMilliseconds = 10 * 60_000;
const graceMilliseconds = 3000;

export interface OpenShop {
  readonly url: string;
  readonly port: number;
  readonly sessions: ShopSessions;
  /** Waits for requests under way, then closes the store and everything that was opened for it. */
  close(): Promise<void>;
}

export interface ShopOptions {
  readonly port: number;
  /** Whether to use another port when that one is in use. @defaultValue false */
  readonly orAnyOtherPort?: boolean;
  /** Hosts that the shop accepts, besides this machine. @defaultValue none */
  readonly hosts?: readonly string[];
}

/** Opens the shop with a store. Closes the store if that fails. */
export async function openShop(
  opened: OpenStore,
  { port, orAnyOtherPort = false, hosts = [] }: ShopOptions,
): Promise<OpenShop> {
  const sessions = createSessions(opened.store);
  const app = createShopApp({ sessions, opened, events: new RecentEvents(sessions) }, hosts);
  const closeStore = async () => {
    await sessions.close();
    await opened.close();
  };
  try {
    const listening = await listen(app, port, orAnyOtherPort);
    const clearing = setInterval(() => clearExpired(sessions), clearEveryMilliseconds);
    clearExpired(sessions);
    return {
      url: urlOf(listening.port),
      port: listening.port,
      sessions,
      async close() {
        clearInterval(clearing);
        await stopListening(listening.server, graceMilliseconds);
        await closeStore();
      },
    };
  } catch (error) {
    await closeStore();
    throw error;
  }
}

/** Removes expired sessions, which only frees space, so a failure is logged and the next run tries again. */
function clearExpired(sessions: ShopSessions): void {
  sessions.clearExpired().catch((error: unknown) => console.error('clearing expired sessions:', error));
}
