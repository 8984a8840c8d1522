import { type Session, SessionManager, type SessionStore } from '@sess/core';

export interface CartLine {
  readonly sku: string;
  quantity: number;
}

/** What may stand in a session of the shop. */
interface ShopData {
  cart: Record<string, CartLine>;
  /** What the browser calls itself, for the list of devices. */
  device: string;
  counter: number;
  slowWrites: number;
  /** What `PUT /api/keys/:name` keeps: any JSON. */
  [note: `note:${string}`]: unknown;
}

export type ShopSessions = SessionManager<ShopData, 'remembered'>;
export type ShopSession = Session<ShopData, 'remembered'>;

/** Timeouts are short for a shop, so that one can watch them run. */
export function createSessions(store: SessionStore): ShopSessions {
  return new SessionManager<ShopData, 'remembered'>({
    store,
    idleTimeout: { minutes: 30 },
    absoluteTimeout: { hours: 12 },
    lifetimes: { remembered: { idle: { days: 60 }, absolute: { days: 365 } } },
    // A cookie has no columns.
    ...(store.kind === 'keyed' && { attributes: ({ device }) => ({ device }) }),
  });
}
