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
  /** Lets requests under way end, then closes the store with all that was opened for it. */
  close(): Promise<void>;
}

export interface ShopOptions {
  readonly port: number;
  /** Whether another port will do when that one is taken. @defaultValue false */
  readonly orAnyOtherPort?: boolean;
  /** Hosts that the shop answers to beside those of this machine. @defaultValue none */
  readonly hosts?: readonly string[];
}

/** Opens the shop over a store. When it cannot, the store is closed again. */
export async function openShop(
  kept: OpenStore,
  { port, orAnyOtherPort = false, hosts = [] }: ShopOptions,
): Promise<OpenShop> {
  const sessions = createSessions(kept.store);
  const app = createShopApp({ sessions, kept, events: new RecentEvents(sessions) }, hosts);
  const closeStore = async () => {
    await sessions.close();
    await kept.close();
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

/** Expired sessions open nothing any more; this only frees their room, and can wait when the store is down. */
function clearExpired(sessions: ShopSessions): void {
  sessions.clearExpired().catch((error: unknown) => console.error('clearing expired sessions:', error));
}
