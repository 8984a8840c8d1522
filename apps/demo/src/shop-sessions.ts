import { type Session, SessionManager, type SessionStore } from '@sess/core';

export interface CartLine {
  readonly sku: string;
  quantity: number;
}

/** The data of a session. */
interface ShopData {
  cart: Record<string, CartLine>;
  /** The browser's name, for the list of devices. */
  device: string;
  counter: number;
  slowWrites: number;
  /** The body of `PUT /api/keys/:name`: any JSON. */
  [note: `note:${string}`]: unknown;
}

export type ShopSessions = SessionManager<ShopData, 'remembered'>;
export type ShopSession = Session<ShopData, 'remembered'>;

/** Creates the manager. The timeouts are short for a shop, so that users can watch them. */
export function createSessions(store: SessionStore): ShopSessions {
  return new SessionManager<ShopData, 'remembered'>({
    store,
    idleTimeout: { minutes: 30 },
    absoluteTimeout: { hours: 12 },
    lifetimes: { remembered: { idle: { days: 60 }, absolute: { days: 365 } } },
    // A sealed store has no attributes.
    ...(store.kind === 'keyed' && { attributes: ({ device }) => ({ device }) }),
  });
}
